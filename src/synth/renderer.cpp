// A sampler: every hit adds one stroke to its group's track, repitched, shortened and choked. Interpolation is
// four-point, third-order Hermite (Niemitalo 2001, "Polynomial Interpolators for High-Quality Resampling").
#include "synth/renderer.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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

/// The loss of a stroke in 1 / samples: `ringing` from its onset on, `choked` more from sample `choke` after it on.
struct Damping {
  double ringing = 0.0;
  double choked = 0.0;
  long choke = std::numeric_limits<long>::max();

  /// The gain so many samples after the onset, in nepers.
  double nepers(long n) const {
    return -ringing * static_cast<double>(std::max(n, 0L)) - choked * static_cast<double>(std::max(n - choke, 0L));
  }
  /// How many samples after the onset a sound has lost 100 dB, at most `most`.
  long end(long most) const {
    if (ringing > 0.0) most = std::min(most, std::lround(kSilent / ringing));
    if (choked > 0.0) most = std::min(most, choke + std::lround(kSilent / choked));
    return most;
  }
  static constexpr double kSilent = 11.5;
};

/// Shortening the ring to a fraction: rates add, 1 / (kept · ring) = 1 / ring + 1 / added.
double rate_to_keep(double kept, double ring) {
  return kept > 0.0 && kept < 1.0 && ring > 0.0 ? (1.0 - kept) / (kept * ring * kSampleRate) : 0.0;
}

constexpr std::size_t kBlock = 64;  // samples
using Block = Eigen::Array<float, static_cast<int>(kBlock), 1>;

/// Four neighbours in the source and a place between the middle two, for each sample of a block: gathered one by one,
/// so that the arithmetic can run side by side.
struct Neighbours {
  std::array<Block, 4> x;
  Block place;

  void gather(const float* source, float rest, float pitch, std::size_t length) {
    for (std::size_t n = 0; n < length; ++n) {
      const auto index = static_cast<Eigen::Index>(n);
      const float position = rest + static_cast<float>(n) * pitch;
      const int before = static_cast<int>(position);
      place[index] = position - static_cast<float>(before);
      for (std::size_t tap = 0; tap < x.size(); ++tap) x[tap][index] = source[static_cast<std::size_t>(before) + tap];
    }
  }

  Block hermite() const {
    const auto& [a, b, c, d] = x;
    const Block bend = 0.5F * (d - a) + 1.5F * (b - c);
    const Block curve = a - 2.5F * b + 2.0F * c - 0.5F * d;
    return ((bend * place + curve) * place + 0.5F * (c - a)) * place + b;
  }
};

/// Adds to the track what is heard from `source` on at so many source samples a sample, at a gain that is multiplied by
/// `fade` each sample. source: one sample of silence, the sound, three of silence.
void add_faded(std::span<float> track, const std::vector<float>& source, double position, float pitch, double gain,
               double fade) {
  Block gains;
  for (Eigen::Index n = 0; n < gains.size(); ++n) gains[n] = static_cast<float>(std::pow(fade, static_cast<double>(n)));
  const double fade_of_block = std::pow(fade, static_cast<double>(kBlock));
  Neighbours neighbours;
  neighbours.x.fill(Block::Zero());
  neighbours.place.setZero();
  for (std::size_t start = 0; start < track.size(); start += kBlock) {
    const std::size_t length = std::min(kBlock, track.size() - start);
    const auto first = static_cast<std::size_t>(position);
    neighbours.gather(source.data() + first, static_cast<float>(position - static_cast<double>(first)), pitch, length);
    const Block heard = static_cast<float>(gain) * gains * neighbours.hermite();
    Eigen::Map<Eigen::ArrayXf>(track.data() + start, static_cast<Eigen::Index>(length)) +=
        heard.head(static_cast<Eigen::Index>(length));
    position += static_cast<double>(kBlock) * pitch;
    gain *= fade_of_block;
  }
}

/// Adds a sound, played `pitch` times as fast, with its onset at sample `at`, as far as it lies within the track.
void add(std::span<float> track, const Sound& sound, long at, const Voice& voice, const Damping& damping) {
  thread_local std::vector<float> padded;
  padded.assign(sound.samples.size() + 4, 0.0F);
  std::copy(sound.samples.begin(), sound.samples.end(), padded.begin() + 1);
  const double pitch = voice.pitch;
  const long onset = std::lround(sound.onset / pitch);
  const long length = static_cast<long>(static_cast<double>(sound.samples.size()) / pitch);
  const long until = std::min(static_cast<long>(track.size()), at + damping.end(length - onset));
  const long first = std::max(0L, at - onset);
  // The gain bends at the onset and at the choke.
  for (long from = first, to = 0; from < until; from = to) {
    to = until;
    for (const long bend : {at, at + std::min(damping.choke, until - at)})
      if (bend > from) to = std::min(to, bend);
    const double before = damping.nepers(from - at);
    const double fade = std::exp(damping.nepers(from + 1 - at) - before);
    add_faded(track.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)), padded,
              static_cast<double>(from - at + onset) * pitch, voice.pitch, voice.gain * std::exp(before), fade);
  }
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

Tracks render(std::span<const score::Hit> hits, const Drumset& drums, int length, nn::Random& random) {
  Tracks tracks;
  for (std::size_t index = 0; index < hits.size(); ++index) {
    const score::Hit& hit = hits[index];
    const Voice& voice = drums[static_cast<std::size_t>(hit.drum)];
    const long at = std::lround(hit.time * kSampleRate);
    const double release = random.uniform(0.003, 0.01);  // seconds to 1/e: 20 dB in 7 to 23 ms
    if (voice.kit == nullptr || at >= length || !voice.kit->has(hit.drum)) continue;
    Damping damping;
    if (const std::optional<double> choke = choked_at(hits, index)) {
      damping.choke = std::max(0L, std::lround(*choke * kSampleRate) - at);
      damping.choked = 1.0 / (release * kSampleRate);
    }
    const long heard = damping.end(length - at);
    const Sound sound = voice.kit->strike(hit.drum, hit.velocity, random,
                                          static_cast<int>(static_cast<double>(heard) * voice.pitch) + 3);
    damping.ringing = rate_to_keep(voice.decay, sound.ring / voice.pitch);
    std::vector<float>& track = tracks[static_cast<std::size_t>(hit.drum)];
    track.resize(static_cast<std::size_t>(length), 0.0F);
    add(track, sound, at, voice, damping);
  }
  return tracks;
}

}  // namespace drumlin::synth
