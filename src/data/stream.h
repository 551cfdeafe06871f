// The endless stream of examples that a transcriber learns from: performance × kits × variation × room and band, drawn
// by seed and number.
#pragma once

#include <drumlin/score.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "audio/features.h"

namespace drumlin::data {

/// What the stream draws from and how often. Shares are probabilities.
struct StreamConfig {
  std::filesystem::path root;  ///< folder with groove/, kits/ and accompaniment/; empty: procedural sound alone
  std::uint64_t seed = 1;
  int frames = 512;
  audio::LogMelConfig features;
  double procedural_grooves = 0.35;
  double procedural_kits = 0.2;
  double exchange = 0.3;           ///< a part of the kit comes from another kit
  double bands = 0.5;              ///< with accompaniment
  double loudest_drums_db = 20.0;  ///< drums over band, dB
  double faintest_drums_db = -10.0;
  std::vector<std::filesystem::path> soundfonts;  ///< one of them plays parts of a band
  double soundfont_parts = 0.4;                   ///< share of the parts that it plays
  bool held_out = false;  ///< validation kits, procedural seeds and GMD's validation split: to judge by
};

/// A rendered excerpt: samples at 44.1 kHz, frames · hop of them, and what is played in it.
struct Recording {
  std::vector<float> samples;
  score::Performance performance;
};

/// What a network learns from. features: (windows, frames, bands); planes: (frames, 2 · drum_count) as
/// score::to_planes draws them.
struct Example {
  std::vector<float> features;
  std::vector<float> planes;
};

/// Loads the kits and performances once; then every call is const, thread-safe and depends on seed and number alone.
class Stream {
 public:
  explicit Stream(StreamConfig config);
  Stream(Stream&&) noexcept;
  ~Stream();

  Recording recording(std::uint64_t number) const;
  Example example(std::uint64_t number) const;
  /// The planes of a performance without sound, as a drummer of the data set plays (procedural without a data set).
  std::vector<float> performance_planes(std::uint64_t number) const;
  const StreamConfig& config() const;

 private:
  struct Stock;
  std::unique_ptr<const Stock> stock_;
};

}  // namespace drumlin::data
