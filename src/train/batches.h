// Batches of examples with their noise, prepared ahead on worker threads. What is in a batch, and in which order,
// depends on seeds and numbers alone: not on the number of workers, nor on how the batch is split over processes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "data/stream.h"
#include "train/config.h"

namespace drumlin::train {

/// One process among those that train together.
struct Place {
  int rank = 0;
  int world = 1;
};

/// What is done to an example before the denoiser sees it. noise: unit normal, the size of the planes. heard: per
/// frame, 0 where the denoiser hears nothing. audible: per frame, 0 where not even the encoder does, the sound being
/// cut out. level: uniform in [0, 1), for systems whose noise comes in whole steps.
struct Corruption {
  float sigma = 0.0F;
  float level = 0.0F;
  std::vector<float> noise;
  std::vector<float> heard;
  std::vector<float> audible;
};

/// The corruption of example `number`.
Corruption draw_corruption(const Config& config, std::uint64_t number);

/// Examples side by side: those with sound first, then performances without. features: (paired, windows, frames,
/// bands); audible: (paired, frames, 1); planes, noise: (size, frames, planes); heard: (size, frames, 1); sigma,
/// level: (size).
struct Batch {
  int size = 0;
  int paired = 0;
  std::vector<float> features;
  std::vector<float> audible;
  std::vector<float> planes;
  std::vector<float> noise;
  std::vector<float> heard;
  std::vector<float> sigma;
  std::vector<float> level;

  void append(const data::Example& example, const Corruption& corruption);
  /// A performance without sound: nothing of it is heard.
  void append_unpaired(const std::vector<float>& example_planes, const Corruption& corruption);
};

/// The batches of one process, from step `first` on. Process `rank` of `world` takes examples
/// (step · world + rank) · batch + i, and performances likewise.
class Batches {
 public:
  using Source = std::function<data::Example(std::uint64_t number)>;             ///< called from several threads
  using Performances = std::function<std::vector<float>(std::uint64_t number)>;  ///< planes; called by next()

  /// performances: may be null if config.training.unpaired is 0.
  Batches(const Config& config, Source source, Performances performances, std::int64_t first, Place place = {});
  ~Batches();

  /// The next batch; waits for it. Rethrows what the source threw.
  Batch next();

 private:
  struct Prepared {
    data::Example example;
    Corruption corruption;
  };
  Prepared prepare(std::int64_t index) const;
  Prepared take(std::int64_t index);
  void add_performances(Batch& batch) const;
  void work();

  const Config& config_;
  Source source_;
  Performances performances_;
  Place place_;
  std::int64_t step_;
  std::int64_t consumed_;  ///< examples of this process, counted from step 0
  std::int64_t claimed_;
  bool stop_ = false;
  std::exception_ptr failure_;
  std::map<std::int64_t, Prepared> ready_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable arrival_;
  std::vector<std::thread> workers_;
};

/// The first `count` examples of a source, over and over; each is made once and kept in memory.
Batches::Source keep(Batches::Source source, std::uint64_t count);

}  // namespace drumlin::train
