// What was played: drums, hits, performances. The vocabulary is the finest one; coarser ones are views
// (src/score/vocabulary.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace drumlin::score {

/// The 18 articulations, in the order of every roll and every weight file.
enum class Drum : std::uint8_t {
  kick,
  snare_head,
  snare_rim,
  side_stick,
  hihat_closed,
  hihat_pedal,
  hihat_open,
  tom_high,
  tom_mid,
  tom_low,
  crash,
  ride_bow,
  ride_bell,
  china,
  splash,
  clap,
  tambourine,
  cowbell,
};

inline constexpr int drum_count = 18;

/// "snare_head" for Drum::snare_head: the name in CSV, JSON and kit files.
std::string_view name(Drum drum);

/// The drum of that name, or nothing.
std::optional<Drum> drum_named(std::string_view name);

/// One stroke. time: seconds from the start of the recording, ≥ 0. velocity: in (0, 1], MIDI velocity / 127.
/// probability: that it was played, in [0, 1]; nothing where nobody asked how sure that is.
struct Hit {
  double time = 0.0;
  Drum drum = Drum::kick;
  float velocity = 1.0F;
  std::optional<float> probability = std::nullopt;

  friend bool operator==(const Hit&, const Hit&) = default;
};

/// Everything that was played. hits: by time, then drum. duration: seconds, at least the time of the last hit.
struct Performance {
  std::vector<Hit> hits;
  double duration = 0.0;

  friend bool operator==(const Performance&, const Performance&) = default;
};

/// Puts the hits into the order that every reader and writer keeps: by time, then drum.
void sort_hits(Performance& performance);

}  // namespace drumlin::score
