// Vectors of `lanes` floats, and the functions that the networks need of them, in the vector extensions that GCC and
// Clang share. exp and tanh are those of Cephes (Moshier 1989, expf.c and tanhf.c), good to about 1e-7 relative.

typedef float Vector __attribute__((vector_size(lanes * 4)));
typedef float Unaligned __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
typedef unsigned Bits __attribute__((vector_size(lanes * 4)));

inline Vector load(const float* from) {
  return *reinterpret_cast<const Unaligned*>(from);
}

inline void store(float* to, Vector x) {
  *reinterpret_cast<Unaligned*>(to) = x;
}

inline Vector load_first(const float* from, std::int64_t count) {
  Vector x = {};
  __builtin_memcpy(&x, from, static_cast<unsigned long>(count) * 4);
  return x;
}

inline void store_first(float* to, std::int64_t count, Vector x) {
  __builtin_memcpy(to, &x, static_cast<unsigned long>(count) * 4);
}

inline Vector all(float x) {
  return x - Vector{};
}

inline Vector greater(Vector a, Vector b) {
  return a > b ? a : b;
}

inline float sum(Vector x) {
  float total = 0.0F;
  for (int i = 0; i < lanes; ++i) total += x[i];
  return total;
}

inline float largest(Vector x) {
  float most = x[0];
  for (int i = 1; i < lanes; ++i) most = x[i] > most ? x[i] : most;
  return most;
}

/// e^x for x up to 87; larger ones count as 87. 0 below −87, where floats turn subnormal.
inline Vector exp(Vector x) {
  constexpr float end = 87.0F;
  const Vector inside = x > end ? all(end) : x;
  // Adding 1.5·2^23 rounds x / ln 2 to a whole number n and leaves n in the low bits.
  const Vector shifted = inside * 1.44269504088896341F + 12582912.0F;
  const Vector n = shifted - 12582912.0F;
  const Vector r = (inside - n * 0.693359375F) - n * -2.12194440e-4F;
  Vector p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const Bits two_to_n = (reinterpret_cast<Bits>(shifted) << 23U) + (127U << 23U);
  const Vector y = p * reinterpret_cast<Vector>(two_to_n);
  return x < -end ? Vector{} : y;
}

inline Vector sigmoid(Vector x) {
  return 1.0F / (1.0F + exp(-x));
}

inline Vector tanh(Vector x) {
  const Vector size = x < 0.0F ? -x : x;
  const Vector far = 1.0F - 2.0F / (exp(2.0F * size) + 1.0F);
  const Vector z = x * x;
  Vector p = z * -5.70498872745e-3F + 2.06390887954e-2F;
  p = p * z - 5.37397155531e-2F;
  p = p * z + 1.33314422036e-1F;
  p = p * z - 3.33332819422e-1F;
  const Vector near = p * z * x + x;
  return size < 0.625F ? near : (x < 0.0F ? -far : far);
}

/// x/2·(1 + tanh u) = x·sigmoid(2u), u = √(2/π)·(x + 0.044715·x³).
inline Vector gelu(Vector x) {
  const Vector u = x * (0.7978845608028654F + 0.035677408136300125F * x * x);
  return x * sigmoid(2.0F * u);
}

template <class Function>
inline void map(const float* x, float* y, std::int64_t count, Function function) {
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(y + i, function(load(x + i)));
  if (i < count) store_first(y + i, count - i, function(load_first(x + i, count - i)));
}

template <class Function>
inline void zip(const float* a, const float* b, float* y, std::int64_t count, Function function) {
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(y + i, function(load(a + i), load(b + i)));
  if (i < count) store_first(y + i, count - i, function(load_first(a + i, count - i), load_first(b + i, count - i)));
}
