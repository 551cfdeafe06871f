// Which excerpts an epoch learns from, and in which order: chunks of a fixed length, side by side in every recording.
#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "train/framewise_recordings.h"

namespace drumlin::train::framewise {

/// Frames [first, first + length) of a recording; beyond its end there is silence.
struct Chunk {
  const Recording* recording = nullptr;
  int first = 0;

  friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// All chunks of some recordings, by recording and time. length: frames.
std::vector<Chunk> cut(const std::vector<Recording>& recordings, int length);

/// The chunks of epochs 0, 1, …, which depend on seed and epoch alone. A part that has a share gives that share of an
/// epoch, and each of its chunks is heard as often as the others (±1 in the whole run); without shares all chunks are
/// one part. The parts must outlive this.
class Epochs {
 public:
  /// size: chunks of an epoch; 0: as many as there are.
  Epochs(const std::vector<Part>& parts, int length, int size, std::uint64_t seed);

  /// In the order in which they are learned from.
  std::vector<Chunk> epoch(std::int64_t number) const;

 private:
  struct Pile {
    std::vector<Chunk> chunks;
    std::int64_t per_epoch = 0;
  };
  void draw(std::size_t pile, std::int64_t epoch, std::vector<Chunk>& drawn) const;

  std::vector<Pile> piles_;
  std::uint64_t seed_;
};

/// Chunks side by side. spectra: (size, length, bands), standardised; targets: (size, length, classes).
struct Batch {
  torch::Tensor spectra;
  torch::Tensor targets;
};
Batch to_batch(std::span<const Chunk> chunks, int length, const Standard& standard);

}  // namespace drumlin::train::framewise
