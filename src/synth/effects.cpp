// Filters, dynamics and noises. Biquads: R. Bristow-Johnson, Audio EQ Cookbook. Compressor: Giannoulis, Massberg and
// Reiss 2012, "Digital Dynamic Range Compressor Design" (log domain, branching smoother). Pink noise: P. Kellet 1999.
#include "synth/effects.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numbers>
#include <utility>

namespace drumlin::synth {
namespace {

constexpr double kSampleRate = 44100.0;

float to_gain(float db) {
  return std::pow(10.0F, db / 20.0F);
}

/// Coefficients divided by a0.
struct Biquad {
  double b0, b1, b2, a1, a2;
};

Biquad normalized(double b0, double b1, double b2, double a0, double a1, double a2) {
  return {b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

Biquad design(Filter filter, double hz, double gain_db, double quality) {
  const double w = 2.0 * std::numbers::pi * std::clamp(hz / kSampleRate, 1e-4, 0.49);
  const double c = std::cos(w);
  const double alpha = std::sin(w) / (2.0 * quality);
  const double a = std::pow(10.0, gain_db / 40.0);
  const double r = 2.0 * std::sqrt(a) * alpha;
  switch (filter) {
    case Filter::low_pass:
      return normalized((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
    case Filter::high_pass:
      return normalized((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
    case Filter::bell:
      return normalized(1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a);
    case Filter::low_shelf:
      return normalized(a * (a + 1 - (a - 1) * c + r), 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - r),
                        a + 1 + (a - 1) * c + r, -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - r);
    case Filter::high_shelf:
      return normalized(a * (a + 1 + (a - 1) * c + r), -2 * a * (a - 1 + (a + 1) * c), a * (a + 1 + (a - 1) * c - r),
                        a + 1 - (a - 1) * c + r, 2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - r);
  }
  return {1, 0, 0, 0, 0};
}

/// What a filter remembers between samples.
struct Memory {
  double z1 = 0.0;
  double z2 = 0.0;
};

double step(const Biquad& q, Memory& memory, double x) {  // transposed direct form II
  const double y = q.b0 * x + memory.z1;
  memory.z1 = q.b1 * x - q.a1 * y + memory.z2;
  memory.z2 = q.b2 * x - q.a2 * y;
  return y;
}

/// The same filter eight samples at a time, y = H x + z1 o1 + z2 o2 and z ← A z + B x: one turn of the recursion for
/// eight samples, everything else side by side.
class EightSteps {
 public:
  static constexpr int size = 8;
  using Lanes = Eigen::Array<float, size, 1>;

  explicit EightSteps(const Biquad& q) {
    for (int n = 0; n < size; ++n) {  // the answer to one sample, and what it leaves behind
      Memory memory;
      for (int k = n; k < size; ++k) input_[n][k] = static_cast<float>(step(q, memory, k == n ? 1.0 : 0.0));
      leave1_[n] = static_cast<float>(memory.z1);
      leave2_[n] = static_cast<float>(memory.z2);
    }
    for (int z = 0; z < 2; ++z) {  // the answer to what was remembered
      Memory memory{z == 0 ? 1.0 : 0.0, z == 0 ? 0.0 : 1.0};
      for (int k = 0; k < size; ++k) past_[z][k] = static_cast<float>(step(q, memory, 0.0));
      turn_[z] = memory;
    }
  }

  void run(Memory& memory, float* sound) const {
    Eigen::Map<Lanes> lanes(sound);
    const Lanes x = lanes;
    Lanes y = static_cast<float>(memory.z1) * past_[0] + static_cast<float>(memory.z2) * past_[1];
    for (int n = 0; n < size; ++n) y += x[n] * input_[n];
    memory = {turn_[0].z1 * memory.z1 + turn_[1].z1 * memory.z2 + static_cast<double>((x * leave1_).sum()),
              turn_[0].z2 * memory.z1 + turn_[1].z2 * memory.z2 + static_cast<double>((x * leave2_).sum())};
    lanes = y;
  }

 private:
  std::array<Lanes, size> input_ = filled();
  std::array<Lanes, 2> past_;
  Lanes leave1_, leave2_;
  std::array<Memory, 2> turn_;

  static std::array<Lanes, size> filled() {
    std::array<Lanes, size> zeros;
    zeros.fill(Lanes::Zero());
    return zeros;
  }
};

/// The factor by which a first-order smoother keeps its past each sample.
float keep(float seconds) {
  return seconds > 0.0F ? std::exp(-1.0F / (seconds * static_cast<float>(kSampleRate))) : 0;
}

/// minima[n] = min(values[n … n + window − 1]), by a queue of candidates (Lemire 2006).
std::vector<float> sliding_minimum(std::span<const float> values, std::size_t window) {
  std::vector<float> minima(values.size());
  std::deque<std::size_t> candidates;
  for (std::size_t n = values.size(); n-- > 0;) {
    while (!candidates.empty() && values[candidates.back()] >= values[n]) candidates.pop_back();
    candidates.push_back(n);
    if (candidates.front() >= n + window) candidates.pop_front();
    minima[n] = values[candidates.front()];
  }
  return minima;
}

Eigen::Map<const Eigen::ArrayXf> as_array(std::span<const float> sound) {
  return {sound.data(), static_cast<Eigen::Index>(sound.size())};
}

void scale(std::span<float> sound, float gain) {
  for (float& sample : sound) sample *= gain;
}

void add(std::span<float> sound, std::span<const float> other, float gain) {
  for (std::size_t n = 0; n < sound.size(); ++n) sound[n] += gain * other[n];
}

/// Adds noise at a level given in dB RMS.
void add_at_level(std::span<float> sound, std::span<const float> noise, float level_db) {
  const float level = rms(noise);
  if (level > 0.0F) add(sound, noise, to_gain(level_db) / level);
}

}  // namespace

void equalize(std::span<float> sound, Filter filter, float hz, float gain_db, float quality) {
  const Biquad q = design(filter, hz, gain_db, quality);
  const EightSteps eight(q);
  Memory memory;
  std::size_t n = 0;
  for (; n + EightSteps::size <= sound.size(); n += EightSteps::size) eight.run(memory, sound.data() + n);
  for (; n < sound.size(); ++n) sound[n] = static_cast<float>(step(q, memory, sound[n]));
}

void band_limit(std::span<float> sound, float low_hz, float high_hz) {
  for (const float quality : {0.541F, 1.307F}) {  // the two halves of a Butterworth filter
    if (low_hz > 0.0F) equalize(sound, Filter::high_pass, low_hz, 0.0F, quality);
    if (high_hz > 0.0F) equalize(sound, Filter::low_pass, high_hz, 0.0F, quality);
  }
}

void compress(std::span<float> sound, float threshold_db, float ratio, float attack, float release, float make_up_db) {
  const float threshold = to_gain(threshold_db);
  const float slope = 1.0F - 1.0F / ratio;
  const float keep_rising = keep(attack);
  const float keep_falling = keep(release);
  const float make_up = to_gain(make_up_db);
  constexpr std::size_t block = 256;
  Eigen::Array<float, Eigen::Dynamic, 1, 0, static_cast<int>(block), 1> taken;  // natural logarithms
  float reduction = 0.0F;
  for (std::size_t start = 0; start < sound.size(); start += block) {
    const std::span<float> part = sound.subspan(start, std::min(block, sound.size() - start));
    taken = slope * (as_array(part).abs() / threshold).max(1.0F).log();
    for (float& wanted : taken) {
      const float kept = wanted > reduction ? keep_rising : keep_falling;
      wanted = reduction = kept * reduction + (1.0F - kept) * wanted;
    }
    Eigen::Map<Eigen::ArrayXf>(part.data(), taken.size()) *= make_up * (-taken).exp();
  }
}

void limit(std::span<float> sound, float ceiling, float release) {
  constexpr std::size_t window = 64;  // 1.5 ms
  std::vector<float> gain(sound.size());
  std::transform(sound.begin(), sound.end(), gain.begin(),
                 [ceiling](float sample) { return std::abs(sample) > ceiling ? ceiling / std::abs(sample) : 1.0F; });
  gain = sliding_minimum(gain, window);
  const float kept = keep(release);
  float slow = 1.0F;
  for (float& g : gain) g = slow = std::min(g, 1.0F - kept * (1.0F - slow));
  // The mean of the last `window` gains: each of them has already seen this sample coming.
  double sum = static_cast<double>(window);
  for (std::size_t n = 0; n < sound.size(); ++n) {
    sum += gain[n] - (n >= window ? gain[n - window] : 1.0F);
    const float mean = static_cast<float>(sum / window);
    sound[n] = std::clamp(sound[n] * mean, -ceiling, ceiling);  // before the first window, and for rounding
  }
}

void saturate(std::span<float> sound, float drive) {
  if (drive < 1e-3F) return;  // the limit is the identity
  const float norm = 1.0F / std::tanh(drive);
  Eigen::Map<Eigen::ArrayXf> all(sound.data(), static_cast<Eigen::Index>(sound.size()));
  all = (drive * all).tanh() * norm;
}

void clip(std::span<float> sound, float ceiling) {
  for (float& sample : sound) sample = std::clamp(sample, -ceiling, ceiling);
}

void add_gated_room(std::span<float> sound, float wet, float hold, nn::Random& random) {
  std::vector<float> room(sound.begin(), sound.end());
  reverberate(room, 2.0F, wet, 0.0F, random);
  const float stroke = 0.25F * peak_of(sound);
  const float closing = keep(0.005F);
  const auto held = static_cast<std::ptrdiff_t>(hold * static_cast<float>(kSampleRate));
  std::ptrdiff_t open = 0;
  float gate = 0.0F;
  for (std::size_t n = 0; n < sound.size(); ++n) {
    open = stroke > 0.0F && std::abs(sound[n]) > stroke ? held : open - 1;
    gate = open > 0 ? 1.0F : closing * gate;
    sound[n] += gate * (room[n] - sound[n]);
  }
}

void add_hiss(std::span<float> sound, float level_db, float colour, nn::Random& random) {
  std::vector<float> white(sound.size());
  for (float& sample : white) sample = static_cast<float>(random.uniform(-1.0, 1.0));
  std::vector<float> pink(sound.size());
  float b0 = 0.0F;
  float b1 = 0.0F;
  float b2 = 0.0F;
  for (std::size_t n = 0; n < pink.size(); ++n) {
    b0 = 0.99765F * b0 + 0.0990460F * white[n];
    b1 = 0.96300F * b1 + 0.2965164F * white[n];
    b2 = 0.57000F * b2 + 1.0526913F * white[n];
    pink[n] = b0 + b1 + b2 + 0.1848F * white[n];
  }
  const float white_level = rms(white);
  const float pink_level = rms(pink);
  if (pink_level <= 0.0F) return;
  for (std::size_t n = 0; n < pink.size(); ++n)
    pink[n] = (1.0F - colour) * white[n] / white_level + colour * pink[n] / pink_level;
  add_at_level(sound, pink, level_db);
}

void add_hum(std::span<float> sound, float level_db, float hz, nn::Random& random) {
  std::vector<float> hum(sound.size(), 0.0F);
  for (int overtone = 1; overtone <= 8; ++overtone) {
    const double amplitude = random.uniform(0.2, 1.0) / overtone;
    const double phase = random.uniform(0.0, 2.0 * std::numbers::pi);
    const double step = 2.0 * std::numbers::pi * hz * overtone / kSampleRate;
    const double twice_cosine = 2.0 * std::cos(step);
    // sin((n + 1) w) = 2 cos(w) sin(n w) − sin((n − 1) w)
    double before = amplitude * std::sin(phase - step);
    double now = amplitude * std::sin(phase);
    for (float& sample : hum) {
      sample += static_cast<float>(now);
      before = std::exchange(now, twice_cosine * now - before);
    }
  }
  add_at_level(sound, hum, level_db);
}

void add_delayed(std::span<float> sound, float delay, float gain) {
  const auto shift = static_cast<std::size_t>(std::max(0L, std::lround(delay * kSampleRate)));
  for (std::size_t n = sound.size(); n-- > shift;) sound[n] += gain * sound[n - shift];
}

float rms(std::span<const float> sound) {
  constexpr std::size_t block = 4096;  // short enough for sums in single precision
  double energy = 0.0;
  for (std::size_t n = 0; n < sound.size(); n += block)
    energy += static_cast<double>(as_array(sound.subspan(n, std::min(block, sound.size() - n))).square().sum());
  return sound.empty() ? 0.0F : static_cast<float>(std::sqrt(energy / static_cast<double>(sound.size())));
}

float peak_of(std::span<const float> sound) {
  return sound.empty() ? 0.0F : as_array(sound).abs().maxCoeff();
}

void scale_to_peak(std::span<float> sound, float peak) {
  const float highest = peak_of(sound);
  if (highest > 0.0F) scale(sound, peak / highest);
}

}  // namespace drumlin::synth
