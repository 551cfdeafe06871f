// In-place radix-4 decimation in frequency (Gentleman & Sande 1966), depth first so that a part that fits the cache is
// finished there. Its output stands in digit-reversed order and is read from there. Two real signals share one complex
// transform: a = (Z[k] + Z*[−k]) / 2, b = (Z[k] − Z*[−k]) / 2i.
#include "audio/fft.h"

#include <cassert>
#include <cmath>
#include <cstdlib>
#include <new>
#include <numbers>

#define DRUMLIN_INLINE [[gnu::always_inline]] inline

namespace drumlin::audio {

namespace {
constexpr int lanes = FrameFft::frames / 2;
// The compilers' own vectors (GCC, Clang): one AVX register, two SSE or NEON registers. They look at the floats of the
// buffer, hence may_alias.
using Lanes = float __attribute__((vector_size(lanes * sizeof(float)), may_alias));

struct [[gnu::may_alias]] Complex {
  Lanes re;
  Lanes im;
};

// y = (re + i·im) · w
DRUMLIN_INLINE void store_turned(Complex& y, const Lanes& re, const Lanes& im, const float* w) {
  y.re = re * w[0] - im * w[1];
  y.im = re * w[1] + im * w[0];
}

DRUMLIN_INLINE void radix4(Complex* x, int n, const float* twiddles, int stride) {
  const int q = n / 4;
  for (int m = 0; m < q; ++m) {
    Complex &a = x[m], &b = x[m + q], &c = x[m + 2 * q], &d = x[m + 3 * q];
    const Lanes ac_re = a.re + c.re, ac_im = a.im + c.im, bd_re = b.re + d.re, bd_im = b.im + d.im;
    const Lanes a_c_re = a.re - c.re, a_c_im = a.im - c.im, b_d_re = b.re - d.re, b_d_im = b.im - d.im;
    const float* w = twiddles;
    const std::ptrdiff_t t = 2 * static_cast<std::ptrdiff_t>(m) * stride;
    a.re = ac_re + bd_re;
    a.im = ac_im + bd_im;
    store_turned(b, a_c_re + b_d_im, a_c_im - b_d_re, w + t);
    store_turned(c, ac_re - bd_re, ac_im - bd_im, w + 2 * t);
    store_turned(d, a_c_re - b_d_im, a_c_im + b_d_re, w + 3 * t);
  }
}

DRUMLIN_INLINE void radix2(Complex* x) {
  const Complex a = x[0];
  x[0].re = a.re + x[1].re;
  x[0].im = a.im + x[1].im;
  x[1].re = a.re - x[1].re;
  x[1].im = a.im - x[1].im;
}

// A whole level for parts of n points, from the largest parts to the smallest.
DRUMLIN_INLINE void transform_levels(Complex* x, int size, int n, const float* twiddles, int full_size) {
  for (; n >= 4; n /= 4) {
    for (int part = 0; part < size; part += n) radix4(x + part, n, twiddles, full_size / n);
  }
  if (n == 2) {
    for (int part = 0; part < size; part += 2) radix2(x + part);
  }
}

// Two levels over everything, then the sixteen parts one after another: each stays in the first-level cache.
DRUMLIN_INLINE void transform_all(Complex* x, int size, const float* twiddles) {
  int n = size;
  for (int level = 0; level < 2 && n >= 4; ++level, n /= 4) {
    for (int part = 0; part < size; part += n) radix4(x + part, n, twiddles, size / n);
  }
  for (int part = 0; part < size; part += n) transform_levels(x + part, n, n, twiddles, size);
}

// Powers of both frames of a pair at frequency k, from Z[k] and Z[−k].
DRUMLIN_INLINE void powers(const Complex& z, const Complex& mirrored, float* out, std::ptrdiff_t row, int count) {
  const Lanes sum_re = z.re + mirrored.re, difference_im = z.im - mirrored.im;
  const Lanes sum_im = z.im + mirrored.im, difference_re = z.re - mirrored.re;
  const Lanes first = (sum_re * sum_re + difference_im * difference_im) * 0.25F;
  const Lanes second = (sum_im * sum_im + difference_re * difference_re) * 0.25F;
  for (int i = 0; i < lanes && i < count; ++i) out[i * row] = first[i];
  for (int i = 0; i < lanes && i + lanes < count; ++i) out[(i + lanes) * row] = second[i];
}

DRUMLIN_INLINE void run(float* buffer, int size, const float* twiddles, const int* place, int count, float* out) {
  auto* x = reinterpret_cast<Complex*>(buffer);
  transform_all(x, size, twiddles);
  const int bins = size / 2 + 1;
  for (int k = 0; k < bins; ++k) powers(x[place[k]], x[place[(size - k) & (size - 1)]], out + k, bins, count);
}

// The same code twice: for the processor that the compiler was told of, and for the one that most people have.
void run_plain(float* buffer, int size, const float* twiddles, const int* place, int count, float* out) {
  run(buffer, size, twiddles, place, count, out);
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void run_avx2(float* buffer, int size, const float* twiddles, const int* place, int count,
                                          float* out) {
  run(buffer, size, twiddles, place, count, out);
}
const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
constexpr auto run_avx2 = run_plain;
constexpr bool has_avx2 = false;
#endif

int digit_reversed(int k, int n) {
  if (n == 1) return 0;
  const int radix = n % 4 == 0 ? 4 : 2;
  return k % radix * (n / radix) + digit_reversed(k / radix, n / radix);
}
}  // namespace

void FrameFft::Free::operator()(float* p) const {
  std::free(p);
}

FrameFft::FrameFft(int size) : size_(size) {
  assert(size >= 4 && (size & (size - 1)) == 0);
  const auto n = static_cast<std::size_t>(size);
  buffer_.reset(static_cast<float*>(std::aligned_alloc(64, n * frames * sizeof(float))));
  if (!buffer_) throw std::bad_alloc();
  for (int t = 0; t < size; ++t) {
    const double angle = -2.0 * std::numbers::pi * t / size;
    twiddles_.push_back(static_cast<float>(std::cos(angle)));
    twiddles_.push_back(static_cast<float>(std::sin(angle)));
  }
  for (int k = 0; k < size; ++k) place_.push_back(digit_reversed(k, size));
}

void FrameFft::transform(int count, std::span<float> out) {
  assert(count <= frames && out.size() == static_cast<std::size_t>(count) * (static_cast<std::size_t>(size_) / 2 + 1));
  (has_avx2 ? run_avx2 : run_plain)(buffer_.get(), size_, twiddles_.data(), place_.data(), count, out.data());
}

}  // namespace drumlin::audio
