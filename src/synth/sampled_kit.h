// Recorded drum kits: a folder with kit.json and one FLAC file per stroke (mono, 44.1 kHz). The fields of
// kit.json are described with the data (../shared/data/README.md).
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "synth/sound.h"

namespace drumlin::synth {

/// A kit folder in memory (16 bit). Copies are cheap and share the samples.
class SampledKit : public Kit {
 public:
  /// Decodes the whole kit. Throws drumlin::Error if kit.json or a sound file is missing or malformed.
  explicit SampledKit(const std::filesystem::path& folder);

  bool has(score::Drum drum) const override;

  /// The same kit set up for another piece: every articulation draws one of its variants (the left or the right
  /// crash, the snare with tight or loose wires). As loaded, a kit plays the plain ones.
  SampledKit arranged(nn::Random& random) const;

  /// Whether both kits hold that drum in the same variants, layers and numbers of takes. Kits of one family that do are
  /// the same strokes through different microphones.
  bool same_strokes(const SampledKit& other, score::Drum drum) const;
  /// The same kit with the other's variants of the drums whose strokes are the same, and its plain ones else.
  SampledKit arranged_like(const SampledKit& other) const;

  const std::string& name() const;

 private:
  struct Stock;

  /// Takes the layer of that velocity (or its neighbour, the likelier the closer to their border), one of its round
  /// robins, and the kit's level law: gain (v / velocity_ref) ^ velocity_exponent, with a floor of −36 dB below full
  /// velocity. Empty if the kit has no such drum.
  Sound play(score::Drum drum, float velocity, nn::Random& random, int longest) const override;

  std::shared_ptr<const Stock> stock_;
  std::array<int, score::drum_count> variant_{};
};

}  // namespace drumlin::synth
