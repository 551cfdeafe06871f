// A sampler: every hit adds one stroke to its group's track, repitched, shortened and choked. Interpolation is
// four-point, third-order Hermite (Niemitalo 2001, "Polynomial Interpolators for High-Quality Resampling").
#include "synth/renderer.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace drumlin::synth {
namespace {

constexpr double kSampleRate = 44100.0;

bool is_hat(score::Drum drum) {
  return drum == score::Drum::hihat_closed || drum == score::Drum::hihat_pedal || drum == score::Drum::hihat_open;
}

/// When the hats next close or are struck after hit `index`, seconds.
std::optional<double> choked_at(std::span<const score::Hit> hits, std::size_t index) {
  const score::Hit& open = hits[index];
  if (open.drum != score::Drum::hihat_open) return std::nullopt;
  for (const score::Hit& later : hits.subspan(index + 1))
    if (is_hat(later.drum) && later.time > open.time) return later.time;
  return std::nullopt;
}

/// Multiplies by an exponential that falls to 1/e every `seconds`, from sample `first` on.
void fade(std::vector<float>& samples, std::size_t first, double seconds) {
  const auto step = static_cast<float>(std::exp(-1.0 / (seconds * kSampleRate)));
  float level = 1.0F;
  for (std::size_t n = first; n < samples.size(); ++n) {
    level *= step;
    if (level < 1e-5F) return samples.resize(n);
    samples[n] *= level;
  }
}

/// The time constant of the ring, seconds: an exponential's energy has its centre at half of it.
double ring_of(const Sound& sound) {
  double energy = 0.0;
  double moment = 0.0;
  for (std::size_t n = static_cast<std::size_t>(sound.onset); n < sound.samples.size(); ++n) {
    const double power = static_cast<double>(sound.samples[n]) * sound.samples[n];
    energy += power;
    moment += power * static_cast<double>(n - static_cast<std::size_t>(sound.onset));
  }
  return energy > 0.0 ? 2.0 * moment / energy / kSampleRate : 0.0;
}

/// Shortens the ring to that fraction: rates add, 1 / (kept · ring) = 1 / ring + 1 / added.
void shorten(Sound& sound, float kept) {
  const double ring = ring_of(sound);
  if (kept >= 1.0F || kept <= 0.0F || ring <= 0.0) return;
  fade(sound.samples, static_cast<std::size_t>(sound.onset), ring * kept / (1.0 - kept));
}

float hermite(const float* x, float t) {
  const float slope = 0.5F * (x[2] - x[0]);
  const float curve = x[0] - 2.5F * x[1] + 2.0F * x[2] - 0.5F * x[3];
  const float bend = 0.5F * (x[3] - x[0]) + 1.5F * (x[1] - x[2]);
  return ((bend * t + curve) * t + slope) * t + x[1];
}

/// The sound played `ratio` times as fast.
Sound repitched(const Sound& sound, float ratio) {
  if (ratio == 1.0F || ratio <= 0.0F || sound.samples.size() < 4) return sound;
  std::vector<float> padded(sound.samples.size() + 4, 0.0F);
  std::copy(sound.samples.begin(), sound.samples.end(), padded.begin() + 1);
  Sound result;
  result.samples.resize(static_cast<std::size_t>(static_cast<double>(sound.samples.size()) / ratio));
  double position = 0.0;
  for (float& sample : result.samples) {
    const auto before = static_cast<std::size_t>(position);
    sample = hermite(padded.data() + before, static_cast<float>(position - static_cast<double>(before)));
    position += ratio;
  }
  result.onset = static_cast<int>(std::lround(static_cast<double>(sound.onset) / ratio));
  return result;
}

/// Adds the sound with its onset at sample `at`, as far as it lies within the track.
void add(std::vector<float>& track, const Sound& sound, long at, float gain) {
  const long start = at - sound.onset;
  const long first = std::max(0L, -start);
  const long last = std::min(static_cast<long>(sound.samples.size()), static_cast<long>(track.size()) - start);
  for (long n = first; n < last; ++n)
    track[static_cast<std::size_t>(start + n)] += gain * sound.samples[static_cast<std::size_t>(n)];
}

}  // namespace

Group group_of(score::Drum drum) {
  switch (drum) {
    case score::Drum::kick:
      return Group::kick;
    case score::Drum::snare_head:
    case score::Drum::snare_rim:
    case score::Drum::side_stick:
      return Group::snare;
    case score::Drum::hihat_closed:
    case score::Drum::hihat_pedal:
    case score::Drum::hihat_open:
      return Group::hats;
    case score::Drum::tom_high:
    case score::Drum::tom_mid:
    case score::Drum::tom_low:
      return Group::toms;
    case score::Drum::crash:
    case score::Drum::ride_bow:
    case score::Drum::ride_bell:
    case score::Drum::china:
    case score::Drum::splash:
      return Group::cymbals;
    case score::Drum::clap:
    case score::Drum::tambourine:
    case score::Drum::cowbell:
      return Group::other;
  }
  return Group::other;
}

Stems render(std::span<const score::Hit> hits, const Drumset& drums, int length, nn::Random& random) {
  Stems stems;
  for (std::vector<float>& track : stems) track.assign(static_cast<std::size_t>(length), 0.0F);
  for (std::size_t index = 0; index < hits.size(); ++index) {
    const score::Hit& hit = hits[index];
    const Voice& voice = drums[static_cast<std::size_t>(hit.drum)];
    const long at = std::lround(hit.time * kSampleRate);
    const double release = random.uniform(0.003, 0.01);  // seconds to 1/e: 20 dB in 7 to 23 ms
    if (voice.kit == nullptr || at >= length || !voice.kit->has(hit.drum)) continue;
    Sound sound = voice.kit->strike(hit.drum, hit.velocity, random);
    if (voice.pitch != 1.0F) sound = repitched(sound, voice.pitch);
    shorten(sound, voice.decay);
    if (const std::optional<double> choke = choked_at(hits, index)) {
      const long rest = std::lround(*choke * kSampleRate) - at + sound.onset;
      fade(sound.samples, static_cast<std::size_t>(std::max(0L, rest)), release);
    }
    add(stems[static_cast<std::size_t>(group_of(hit.drum))], sound, at, voice.gain);
  }
  return stems;
}

}  // namespace drumlin::synth
