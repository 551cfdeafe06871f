// Strings by delay lines, bells and pianos by rotating partials, everything sustained by wave tables. Each note costs a
// few nanoseconds a sample.
#include "synth/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace drumlin::synth {
namespace {

constexpr float rate = 44100.0F;
constexpr float two_pi = 2.0F * std::numbers::pi_v<float>;

/// The factor per sample that loses 60 dB in that many seconds; 1 for "for ever".
float decay_of(float seconds) {
  return seconds > 0.0F ? std::pow(10.0F, -3.0F / (seconds * rate)) : 1.0F;
}

/// Uniform noise in [−1, 1), from the cheapest generator that sounds white (Marsaglia's xorshift).
class NoiseSource {
 public:
  explicit NoiseSource(nn::Random& random) : state_(static_cast<std::uint32_t>(random.bits()) | 1U) {}
  float operator()() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 17U;
    state_ ^= state_ << 5U;
    return static_cast<float>(static_cast<std::int32_t>(state_)) * 0x1.0p-31F;
  }

 private:
  std::uint32_t state_;
};

/// What of a note of `length` samples falls onto the track: samples [from, until) of the note.
struct Heard {
  long from, until;
};
Heard heard(const Tone& tone, long length) {
  const long size = static_cast<long>(tone.track.size());
  return {std::clamp(-tone.start, 0L, length), std::clamp(size - tone.start, 0L, length)};
}

/// Third-order Lagrange interpolation at delay 1 + fraction, convolved with the loss [loss, 1 − 2 loss, loss].
std::array<float, 6> string_filter(float fraction, float loss, float gain) {
  const float f = fraction;
  const std::array<float, 4> lagrange = {-f * (f - 1.0F) * (f - 2.0F) / 6.0F,
                                         (f + 1.0F) * (f - 1.0F) * (f - 2.0F) / 2.0F,
                                         -(f + 1.0F) * f * (f - 2.0F) / 2.0F, (f + 1.0F) * f * (f - 1.0F) / 6.0F};
  const std::array<float, 3> damp = {loss, 1.0F - 2.0F * loss, loss};
  std::array<float, 6> taps{};
  for (std::size_t i = 0; i < lagrange.size(); ++i) {
    for (std::size_t j = 0; j < damp.size(); ++j) taps[i + j] += gain * lagrange[i] * damp[j];
  }
  return taps;
}

/// The pick's shape on the string: noise, dulled, with the comb of the place where it is plucked.
std::vector<float> excite(int period, const Tone& tone, const StringSound& sound, nn::Random& random) {
  NoiseSource noise(random);
  std::vector<float> burst(static_cast<std::size_t>(period));
  const float dull = 0.9F * (1.0F - sound.brightness * (0.4F + 0.6F * tone.velocity));
  float low = 0.0F;
  for (float& sample : burst) sample = low = noise() * (1.0F - dull) + low * dull;
  const int comb = std::max(1, static_cast<int>(sound.position * static_cast<float>(period)));
  for (int i = period - 1; i >= comb; --i)
    burst[static_cast<std::size_t>(i)] -= burst[static_cast<std::size_t>(i - comb)];
  float energy = 1e-9F;
  for (const float sample : burst) energy += sample * sample;
  const float scale = 0.3F * tone.velocity * std::sqrt(static_cast<float>(period) / energy);
  for (float& sample : burst) sample *= scale;
  return burst;
}

/// 1 while held, then a fade of `release` seconds (to −60 dB), as a running factor.
class Release {
 public:
  Release(long held, float release) : held_(held), decay_(decay_of(std::max(release, 0.005F))) {}
  float operator()(long sample) { return sample < held_ ? 1.0F : level_ *= decay_; }

 private:
  long held_;
  float decay_;
  float level_ = 1.0F;
};

/// Chamberlin's state-variable filter, fed with noise. Stable while tune² + 2 · damp · tune < 4.
class NoiseFilter {
 public:
  NoiseFilter(float hz, float quality, nn::Random& random) : noise_(random), damp_(1.0F / quality) { tune(hz); }
  void tune(float hz) {
    const float highest = 0.95F * (std::sqrt(damp_ * damp_ + 4.0F) - damp_);
    tune_ = std::min(2.0F * std::sin(std::numbers::pi_v<float> * std::min(hz, 7000.0F) / rate), highest);
  }
  void step() {
    low_ += tune_ * band_;
    high_ = noise_() - low_ - damp_ * band_;
    band_ += tune_ * high_;
  }
  float band() const { return band_; }
  float high() const { return high_; }

 private:
  NoiseSource noise_;
  float damp_;
  float tune_ = 0.0F, low_ = 0.0F, band_ = 0.0F, high_ = 0.0F;
};

/// Adds what `output` gives of the filter, swelling and dying.
template <class Output>
void burst(std::span<float> track, long start, float level, float attack, float ring, NoiseFilter filter,
           Output output) {
  const long rise = static_cast<long>(attack * rate) + 1;
  const long end = std::min(start + rise + static_cast<long>(ring * rate), static_cast<long>(track.size()));
  const float decay = decay_of(ring);
  float envelope = 1.0F;
  for (long i = start; i < end; ++i) {
    filter.step();
    const long age = i - start;
    if (age >= rise) envelope *= decay;
    const float gain = age < rise ? static_cast<float>(age) / static_cast<float>(rise) : envelope;
    if (i >= 0) track[static_cast<std::size_t>(i)] += level * gain * output(filter);
  }
}

}  // namespace

void add_burst(std::span<float> track, long start, float level, float attack, float ring, float hz, float quality,
               nn::Random& random) {
  burst(track, start, level, attack, ring, {hz, quality, random},
        [](const NoiseFilter& noise) { return noise.band(); });
}

void add_hiss_burst(std::span<float> track, long start, float level, float attack, float ring, float hz,
                    nn::Random& random) {
  burst(track, start, level, attack, ring, {hz, 0.8F, random}, [](const NoiseFilter& noise) { return noise.high(); });
}

void sweep(const Tone& tone, const SweepSound& sound, nn::Random& random) {
  const Heard part = heard(tone, tone.held);
  NoiseFilter noise(sound.from_hz, sound.quality, random);
  const auto length = static_cast<float>(tone.held);
  const float db = std::log(10.0F) / 20.0F;
  const float growth = std::exp(db * sound.growth_db / length);
  float level = tone.velocity * std::exp(db * std::min(0.0F, -sound.growth_db));
  level *= std::pow(growth, static_cast<float>(part.from));
  for (long i = part.from; i < part.until; ++i, level *= growth) {
    if (i % 64 == 0) noise.tune(sound.from_hz * std::pow(sound.to_hz / sound.from_hz, static_cast<float>(i) / length));
    noise.step();
    tone.track[static_cast<std::size_t>(tone.start + i)] += level * noise.band();
  }
}

void pluck(const Tone& tone, const StringSound& sound, nn::Random& random) {
  const double delay = std::max(rate / tone.hz, 16.0);
  const int period = static_cast<int>(delay);
  // Low strings ring longer; two samples of the filter's own delay are part of the period.
  const float ring = sound.ring * std::sqrt(110.0F / static_cast<float>(tone.hz));
  const float gain = std::pow(10.0F, -3.0F / (ring * static_cast<float>(tone.hz)));
  const float loss = 0.02F + 0.2F * (1.0F - sound.brightness);
  const std::array<float, 6> taps = string_filter(static_cast<float>(delay - period), loss, gain);
  const long length =
      std::min(static_cast<long>(ring * rate), tone.held + static_cast<long>(sound.damping * rate)) + period;
  const Heard part = heard(tone, length);
  if (part.from >= part.until) return;

  std::vector<float> wave(static_cast<std::size_t>(part.until + period + 8));
  const std::vector<float> burst = excite(period, tone, sound, random);
  const long lead = period + 4;  // silence before the note, so that the delay line can look back
  wave.resize(static_cast<std::size_t>(part.until + lead));
  std::copy_n(burst.begin(), std::min<long>(period, part.until), wave.begin() + lead);
  for (long from = 0; from < part.until; from += period - 4) {
    const long until = std::min(from + period - 4, part.until);
    float* __restrict out = wave.data() + lead + from;
    const float* __restrict back = wave.data() + lead + from - period + 2;
    for (long i = 0; i < until - from; ++i) {
      out[i] += taps[0] * back[i] + taps[1] * back[i - 1] + taps[2] * back[i - 2] + taps[3] * back[i - 3] +
                taps[4] * back[i - 4] + taps[5] * back[i - 5];
    }
  }
  Release release(tone.held, sound.damping);
  for (long i = 0; i < part.until; ++i) {
    const float level = release(i);
    if (i >= part.from) {
      tone.track[static_cast<std::size_t>(tone.start + i)] += level * wave[static_cast<std::size_t>(lead + i)];
    }
  }
  add_burst(tone.track, tone.start, sound.click * tone.velocity, 0.0003F, 0.012F, 3500.0F, 0.7F, random);
}

void strike(const Tone& tone, const PartialSound& sound, nn::Random& random) {
  constexpr std::size_t lanes = 8;
  float longest = 0.0F;
  for (const Overtone& partial : sound.partials)
    longest = std::max(longest, partial.ring == 0.0F ? 1e3F : partial.ring);
  const long length = std::min(static_cast<long>(longest * rate), tone.held + static_cast<long>(sound.release * rate));
  const Heard part = heard(tone, length);
  const long rise = static_cast<long>(sound.attack * rate) + 1;
  for (std::size_t first = 0; first < sound.partials.size(); first += lanes) {
    std::array<float, lanes> sine{};
    std::array<float, lanes> cosine{};
    std::array<float, lanes> across{};
    std::array<float, lanes> along{};
    for (std::size_t lane = 0; lane < std::min(lanes, sound.partials.size() - first); ++lane) {
      const Overtone& partial = sound.partials[first + lane];
      const float hz = static_cast<float>(tone.hz) * partial.ratio;
      if (hz > 16000.0F) continue;
      const float decay = decay_of(partial.ring);
      const float phase = two_pi * static_cast<float>(random.uniform());
      // What was played before the track begins has decayed and turned by then.
      const float amplitude = tone.velocity * partial.amplitude * std::pow(decay, static_cast<float>(part.from));
      across[lane] = decay * std::cos(two_pi * hz / rate);
      along[lane] = decay * std::sin(two_pi * hz / rate);
      cosine[lane] = amplitude * std::cos(phase);
      sine[lane] = amplitude * std::sin(phase);
    }
    Release release(tone.held, sound.release);
    for (long i = std::min(part.from, tone.held); i < part.from; ++i) release(i);
    for (long i = part.from; i < part.until; ++i) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const float turned = across[lane] * cosine[lane] - along[lane] * sine[lane];
        sine[lane] = along[lane] * cosine[lane] + across[lane] * sine[lane];
        cosine[lane] = turned;
      }
      // In halves, so that the additions need not wait for each other.
      const float sum = ((sine[0] + sine[4]) + (sine[2] + sine[6])) + ((sine[1] + sine[5]) + (sine[3] + sine[7]));
      const float swell = i < rise ? static_cast<float>(i) / static_cast<float>(rise) : 1.0F;
      tone.track[static_cast<std::size_t>(tone.start + i)] += sum * swell * release(i);
    }
  }
  if (sound.knock > 0.0F) {
    add_burst(tone.track, tone.start, sound.knock * tone.velocity, 0.0005F, sound.knock_ring, sound.knock_hz, 0.8F,
              random);
  }
}

namespace {

constexpr int table_size = 1024;

/// How much a vocal tract with resonances at those frequencies (each 90 Hz + 6 % wide) lets through.
float through(std::span<const float> formants, float hz) {
  if (formants.empty()) return 1.0F;
  float level = 0.02F;
  for (const float formant : formants) {
    const float away = (hz - formant) / (90.0F + 0.06F * formant);
    level += 1.0F / (1.0F + away * away);
  }
  return level;
}

std::vector<float> draw_wave(double hz, float slope, bool hollow, std::span<const float> formants,
                             std::span<const float> phases) {
  static const std::vector<float> sines = [] {
    std::vector<float> table(table_size);
    for (int i = 0; i < table_size; ++i) {
      table[static_cast<std::size_t>(i)] = std::sin(two_pi * static_cast<float>(i) / table_size);
    }
    return table;
  }();
  std::vector<float> wave(table_size + 1);
  const int harmonics = std::clamp(static_cast<int>(14000.0 / hz), 1, static_cast<int>(phases.size()));
  float energy = 1e-9F;
  for (int k = 1; k <= harmonics; k += hollow ? 2 : 1) {
    const auto harmonic = static_cast<float>(k);
    const float level = std::pow(harmonic, -slope) * through(formants, harmonic * static_cast<float>(hz));
    energy += level * level;
    const int shift = static_cast<int>(phases[static_cast<std::size_t>(k - 1)] * table_size);
    for (int i = 0; i < table_size; ++i) {
      wave[static_cast<std::size_t>(i)] += level * sines[static_cast<std::size_t>((k * i + shift) & (table_size - 1))];
    }
  }
  for (float& sample : wave) sample *= 0.4F / std::sqrt(energy);
  wave.back() = wave.front();
  return wave;
}

}  // namespace

const WavePair& WaveVoice::waves(double hz, nn::Random& random) {
  const int semitone = static_cast<int>(std::lround(12.0 * std::log2(hz / 440.0)));
  const auto found = waves_.find(semitone);
  if (found != waves_.end()) return found->second;
  std::array<float, 48> phases;
  const float spread = sound_.unison > 1 ? 1.0F : 0.1F;  // ensembles have no common phase, single reeds have
  for (float& phase : phases) phase = spread * static_cast<float>(random.uniform());
  return waves_
      .emplace(semitone, WavePair{draw_wave(hz, sound_.dark_slope, sound_.hollow, sound_.dark_formants, phases),
                                  draw_wave(hz, sound_.bright_slope, sound_.hollow, sound_.bright_formants, phases)})
      .first->second;
}

void WaveVoice::play(const Tone& tone, nn::Random& random) {
  constexpr long block = 32;  // samples between changes of pitch and colour
  const WavePair& pair = waves(tone.hz, random);
  const long length = tone.held + static_cast<long>(sound_.release * rate);
  const Heard part = heard(tone, length);
  const float fade = decay_of(3.0F * sound_.fade);
  const float vibrato_phase = static_cast<float>(random.uniform());
  for (int voice = 0; voice < sound_.unison; ++voice) {
    const float place =
        sound_.unison > 1 ? static_cast<float>(2 * voice) / static_cast<float>(sound_.unison - 1) - 1.0F : 0.0F;
    const float base = static_cast<float>(tone.hz) * (1.0F + place * sound_.detune) * table_size / rate;
    const float level = tone.velocity / std::sqrt(static_cast<float>(sound_.unison));
    float phase = table_size * static_cast<float>(random.uniform());
    for (long from = part.from; from < part.until; from += block) {
      const long until = std::min(from + block, part.until);
      const float seconds = static_cast<float>(from) / rate;
      const float bend = sound_.vibrato * std::min(1.0F, 2.0F * seconds) *
                             std::sin(two_pi * (sound_.vibrato_hz * seconds + vibrato_phase)) +
                         sound_.glide * std::exp(-seconds / std::max(sound_.glide_time, 0.001F));
      const float step = base * std::exp2(bend / 12.0F);
      const auto bright_at = [&](long i) { return std::pow(fade, static_cast<float>(i)); };
      const auto gain_at = [&](long i) {
        const float swell = std::min(1.0F, static_cast<float>(i) / (sound_.attack * rate + 1.0F));
        const float away = static_cast<float>(std::max(0L, i - tone.held)) / (sound_.release * rate + 1.0F);
        return level * swell * (sound_.sustain + (1.0F - sound_.sustain) * bright_at(i)) * std::max(0.0F, 1.0F - away);
      };
      const float bright = bright_at(from);
      float gain = gain_at(from);
      const float slope = (gain_at(until) - gain) / static_cast<float>(until - from);
      for (long i = from; i < until; ++i, gain += slope) {
        const auto index = static_cast<std::size_t>(phase);
        const float rest = phase - static_cast<float>(index);
        const float dark = pair.dark[index] + rest * (pair.dark[index + 1] - pair.dark[index]);
        const float light = pair.bright[index] + rest * (pair.bright[index + 1] - pair.bright[index]);
        tone.track[static_cast<std::size_t>(tone.start + i)] += gain * (dark + bright * (light - dark));
        phase += step;
        if (phase >= table_size) phase -= table_size;
      }
    }
  }
}

}  // namespace drumlin::synth
