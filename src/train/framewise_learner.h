// A frame-wise transcriber that learns: the network, its optimiser, and the best parameters so far. All chance comes
// from the seed and the step's number, so that a resumed run is the same run.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "nn/torch/torch_engine.h"
#include "train/framewise_chunks.h"
#include "train/framewise_config.h"
#include "train/optimizer.h"
#include "train/parameters.h"

namespace drumlin::train::framewise {

class Learner {
 public:
  /// weights: of infrequency, as measure_weights. config must outlive this.
  Learner(const Config& config, const Standard& standard, const std::vector<float>& weights);

  /// Learns from one batch and returns its weighted loss.
  double step(const Batch& batch, double rate);

  /// Activations in [0, 1] (size, frames, classes), and the loss without weights, which no dropout disturbs.
  struct Reading {
    torch::Tensor activations;
    double loss = 0.0;
  };
  Reading read(const Batch& batch);

  std::int64_t steps() const { return optimizer_.steps; }
  /// That are learned; running means and variances do not count.
  std::int64_t parameter_count() const;
  const Standard& standard() const { return standard_; }

  /// The present parameters are the best ones.
  void keep();
  /// Goes back to the best parameters.
  void take_best();
  /// The best parameters as drumlin loads them.
  void write_weights(const std::filesystem::path& file) const;

  /// state: what the run adds. Throws drumlin::Error if it cannot be written.
  void save(const std::filesystem::path& file, const std::string& state) const;
  /// Returns what the run added. Throws drumlin::Error if the file is no checkpoint, or of another configuration.
  std::string load(const std::filesystem::path& file);

 private:
  nn::Tensor logits(const Batch& batch);

  const Config& config_;
  Standard standard_;
  torch::Device device_;
  nn::TorchEngine engine_;
  Parameters parameters_;
  Optimizer optimizer_;  ///< its average is the best parameters
  torch::Tensor weights_;
};

}  // namespace drumlin::train::framewise
