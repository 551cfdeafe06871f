// Operations on rows of channels: softmax, normalisation (Ba et al. 2016), gates, depthwise convolution.

void softmax_row(const float* x, float* y, std::int64_t width) {
  Vector most = all(x[0]);
  std::int64_t i = 0;
  for (; i + lanes <= width; i += lanes) most = greater(load(x + i), most);
  float top = largest(most);
  for (; i < width; ++i) top = x[i] > top ? x[i] : top;

  Vector totals = {};
  for (i = 0; i + lanes <= width; i += lanes) {
    const Vector e = exp(load(x + i) - top);
    store(y + i, e);
    totals += e;
  }
  float total = sum(totals);
  if (i < width) {
    const Vector e = exp(load_first(x + i, width - i) - top);
    store_first(y + i, width - i, e);
    for (std::int64_t j = 0; j < width - i; ++j) total += e[j];
  }
  const float scale = 1.0F / total;
  map(y, y, width, [scale](Vector e) { return e * scale; });
}

void softmax(const float* x, float* y, std::int64_t rows, std::int64_t width) {
  for (std::int64_t row = 0; row < rows; ++row) softmax_row(x + row * width, y + row * width, width);
}

inline float mean_of(const float* x, std::int64_t width) {
  Vector totals = {};
  std::int64_t i = 0;
  for (; i + lanes <= width; i += lanes) totals += load(x + i);
  if (i < width) totals += load_first(x + i, width - i);
  return sum(totals) / static_cast<float>(width);
}

inline float variance_of(const float* x, std::int64_t width, float mean) {
  Vector totals = {};
  std::int64_t i = 0;
  for (; i + lanes <= width; i += lanes) {
    const Vector off = load(x + i) - mean;
    totals += off * off;
  }
  float total = sum(totals);
  for (; i < width; ++i) total += (x[i] - mean) * (x[i] - mean);
  return total / static_cast<float>(width);
}

void normalize(const float* x, float* y, std::int64_t rows, std::int64_t width, const float* weight,
               const float* bias) {
  for (std::int64_t row = 0; row < rows; ++row, x += width, y += width) {
    const float mean = mean_of(x, width);
    const float scale = 1.0F / __builtin_sqrtf(variance_of(x, width, mean) + 1e-5F);
    map(x, y, width, [mean, scale](Vector v) { return (v - mean) * scale; });
    if (weight == nullptr) continue;
    zip(y, weight, y, width, [](Vector v, Vector w) { return v * w; });
    zip(y, bias, y, width, [](Vector v, Vector b) { return v + b; });
  }
}

void scale_and_shift(const float* x, float* y, std::int64_t rows, std::int64_t width, const float* scale,
                     const float* shift) {
  for (std::int64_t row = 0; row < rows; ++row, x += width, y += width) {
    zip(x, scale, y, width, [](Vector v, Vector w) { return v * w; });
    zip(y, shift, y, width, [](Vector v, Vector b) { return v + b; });
  }
}

inline Vector load_some(const float* from, std::int64_t count) {
  return count >= lanes ? load(from) : load_first(from, count);
}

inline void store_some(float* to, std::int64_t count, Vector x) {
  if (count >= lanes) {
    store(to, x);
  } else {
    store_first(to, count, x);
  }
}

void gru_step(const float* input, const float* recurrent, const float* last, float* y, std::int64_t width) {
  for (std::int64_t i = 0; i < width; i += lanes) {
    const std::int64_t count = width - i;
    const auto gate = [&](const float* from, std::int64_t number) {
      return load_some(from + number * width + i, count);
    };
    const Vector reset = sigmoid(gate(input, 0) + gate(recurrent, 0));
    const Vector update = sigmoid(gate(input, 1) + gate(recurrent, 1));
    const Vector next = tanh(gate(input, 2) + reset * gate(recurrent, 2));
    store_some(y + i, count, next + update * (load_some(last + i, count) - next));
  }
}

void lstm_step(const float* input, const float* recurrent, float* cell, float* y, std::int64_t width) {
  for (std::int64_t i = 0; i < width; i += lanes) {
    const std::int64_t count = width - i;
    const auto gate = [&](std::int64_t number) {
      return load_some(input + number * width + i, count) + load_some(recurrent + number * width + i, count);
    };
    const Vector c = sigmoid(gate(1)) * load_some(cell + i, count) + sigmoid(gate(0)) * tanh(gate(2));
    store_some(cell + i, count, c);
    store_some(y + i, count, sigmoid(gate(3)) * tanh(c));
  }
}

/// One frame: the taps that fall outside the window meet zeros, so they are left out.
void depthwise_frame(const float* x, float* y, std::int64_t channels, std::int64_t taps, const float* weight,
                     const float* bias) {
  std::int64_t c = 0;
  for (; c + lanes <= channels; c += lanes) {
    Vector total = load(bias + c);
    for (std::int64_t tap = 0; tap < taps; ++tap)
      total += load(x + tap * channels + c) * load(weight + tap * channels + c);
    store(y + c, total);
  }
  for (; c < channels; ++c) {
    float total = bias[c];
    for (std::int64_t tap = 0; tap < taps; ++tap) total += x[tap * channels + c] * weight[tap * channels + c];
    y[c] = total;
  }
}

void depthwise(const float* x, float* y, std::int64_t frames, std::int64_t channels, std::int64_t kernel,
               const float* weight, const float* bias) {
  const std::int64_t half = kernel / 2;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    const std::int64_t first = frame < half ? half - frame : 0;
    const std::int64_t end = frame + kernel - half > frames ? frames - frame + half : kernel;
    depthwise_frame(x + (frame - half + first) * channels, y + frame * channels, channels, end - first,
                    weight + first * channels, bias);
  }
}

void relu(const float* x, float* y, std::int64_t count) {
  map(x, y, count, [](Vector v) { return v < 0.0F ? Vector{} : v; });
}

void gelu(const float* x, float* y, std::int64_t count) {
  map(x, y, count, [](Vector v) { return gelu(v); });
}

void silu(const float* x, float* y, std::int64_t count) {
  map(x, y, count, [](Vector v) { return v * sigmoid(v); });
}

void sigmoid(const float* x, float* y, std::int64_t count) {
  map(x, y, count, [](Vector v) { return sigmoid(v); });
}

void tanh(const float* x, float* y, std::int64_t count) {
  map(x, y, count, [](Vector v) { return tanh(v); });
}

void affine(const float* x, float* y, std::int64_t count, float a, float b) {
  map(x, y, count, [a, b](Vector v) { return a * v + b; });
}

void add(const float* a, const float* b, float* y, std::int64_t count) {
  zip(a, b, y, count, [](Vector v, Vector w) { return v + w; });
}

void multiply(const float* a, const float* b, float* y, std::int64_t count) {
  zip(a, b, y, count, [](Vector v, Vector w) { return v * w; });
}

void maximum(const float* a, const float* b, float* y, std::int64_t count) {
  zip(a, b, y, count, [](Vector v, Vector w) { return greater(v, w); });
}
