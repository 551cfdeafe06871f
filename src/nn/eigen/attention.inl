// Multi-head attention (Vaswani et al. 2017) with rotary positions (Su et al. 2021): a head at a time, a block of
// queries at a time, so that the scores stay in the cache however long the window is.

constexpr std::int64_t queries_at_a_time = 32;

/// Where a head's pieces lie in the scratch memory.
struct Head {
  float* queries;  ///< (tokens, width), turned and scaled
  float* keys;     ///< (tokens, width), turned
  float* packed_keys;
  float* packed_values;
  float* scores;  ///< (queries_at_a_time, tokens)
};

std::int64_t attention_scratch(std::int64_t tokens, std::int64_t head_width) {
  const std::int64_t many = round_up(tokens, lanes);
  return 3 * many * head_width + tokens * round_up(head_width, lanes) + queries_at_a_time * many;
}

Head lay_out(float* scratch, std::int64_t tokens, std::int64_t head_width) {
  const std::int64_t many = round_up(tokens, lanes);
  Head head{};
  head.queries = scratch;
  head.keys = head.queries + many * head_width;
  head.packed_keys = head.keys + many * head_width;
  head.packed_values = head.packed_keys + many * head_width;
  head.scores = head.packed_values + tokens * round_up(head_width, lanes);
  return head;
}

void scale_rows(const Attention& t, const float* from, float scale, float* to) {
  const std::int64_t width = t.width / t.heads;
  for (std::int64_t token = 0; token < t.tokens; ++token, from += 3 * t.width, to += width) {
    map(from, to, width, [scale](Vector v) { return v * scale; });
  }
}

/// Turns the pair (i, i + half) of every token by its angle, if there are angles.
void turn(const Attention& t, const float* from, float scale, float* to) {
  if (t.cosines == nullptr) return scale_rows(t, from, scale, to);
  const std::int64_t half = t.width / t.heads / 2;
  for (std::int64_t token = 0; token < t.tokens; ++token) {
    const float* cosines = t.cosines + token * half;
    const float* sines = t.sines + token * half;
    for (std::int64_t i = 0; i < half; ++i) {
      to[i] = (from[i] * cosines[i] - from[i + half] * sines[i]) * scale;
      to[i + half] = (from[i + half] * cosines[i] + from[i] * sines[i]) * scale;
    }
    from += 3 * t.width;
    to += 2 * half;
  }
}

void fill_zeros(float* x, std::int64_t count) {
  if (count > 0) __builtin_memset(x, 0, static_cast<unsigned long>(count) * 4);
}

/// Softmax over the keys [low, high) of [0, keys); the others get no weight.
void weigh(float* scores, std::int64_t low, std::int64_t high, std::int64_t keys) {
  fill_zeros(scores, low);
  softmax_row(scores + low, scores + low, high - low);
  fill_zeros(scores + high, keys - high);
}

/// Queries [first, end) of a head.
void attend(const Attention& t, const Head& head, std::int64_t first, std::int64_t end, float* out) {
  const std::int64_t width = t.width / t.heads;
  const std::int64_t reach = t.window > 0 ? t.window : t.tokens;
  const std::int64_t first_key = (first > reach ? first - reach : 0) / panel_columns * panel_columns;
  const std::int64_t end_key = end + reach < t.tokens ? end + reach : t.tokens;
  const std::int64_t keys = end_key - first_key;
  // The last panel may be cut short by the window, but not in memory: its columns are those of the whole.
  const std::int64_t whole =
      round_up(keys, panel_columns) < t.tokens - first_key ? round_up(keys, panel_columns) : t.tokens - first_key;
  gemm({head.queries + first * width, width, end - first, width, whole, head.packed_keys + first_key * width, width, 0,
        nullptr, head.scores, whole});
  for (std::int64_t query = first; query < end; ++query) {
    const std::int64_t low = query > reach ? query - reach : 0;
    const std::int64_t high = query + reach + 1 < t.tokens ? query + reach + 1 : t.tokens;
    weigh(head.scores + (query - first) * whole, (low > first_key ? low : first_key) - first_key, high - first_key,
          keys);
  }
  gemm({head.scores, whole, end - first, keys, width, head.packed_values, t.tokens, first_key, nullptr,
        out + first * t.width, t.width});
}

void attention(const Attention& t) {
  const std::int64_t width = t.width / t.heads;
  const Head head = lay_out(t.scratch, t.tokens, width);
  for (std::int64_t i = 0; i < t.heads; ++i) {
    const float* queries = t.qkv + i * width;
    turn(t, queries, 1.0F / __builtin_sqrtf(static_cast<float>(width)), head.queries);
    turn(t, queries + t.width, 1.0F, head.keys);
    pack(head.keys, 1, width, width, t.tokens, head.packed_keys);
    pack(queries + 2 * t.width, 3 * t.width, 1, t.tokens, width, head.packed_values);
    for (std::int64_t first = 0; first < t.tokens; first += queries_at_a_time) {
      const std::int64_t end = first + queries_at_a_time < t.tokens ? first + queries_at_a_time : t.tokens;
      attend(t, head, first, end, t.out + i * width);
    }
  }
}
