// AdamW (Loshchilov and Hutter 2019) with clipping, linear warm-up and cosine decay, and the moving average of the
// parameters that is kept (Karras et al. 2022 judge by it too).
#pragma once

#include <torch/torch.h>

#include "train/config.h"
#include "train/parameters.h"

namespace drumlin::train {

/// Learning rate of step `step` (from 0): linear rise over the warm-up, then a half cosine to last_share of the peak.
double learning_rate(const TrainingConfig& config, std::int64_t step);

/// Decay of the moving average after step `step`: small at first, so that the start is forgotten.
double average_decay(const TrainingConfig& config, std::int64_t step);

/// One step of AdamW.
struct Descent {
  double rate = 1e-3;
  double weight_decay = 0.01;
  double clip = 1.0;           ///< largest norm of the gradient
  double second_decay = 0.98;  ///< of the moving mean of its square
};

/// State of the optimiser; every vector is laid out as Parameters lays out its values.
struct Optimizer {
  explicit Optimizer(const Parameters& parameters);

  torch::Tensor first;    ///< moving mean of the gradient
  torch::Tensor second;   ///< moving mean of its square
  torch::Tensor average;  ///< moving average of the parameters
  std::int64_t steps = 0;

  /// One step along parameters.gradient, clipped in place; the average stays as it is. Throws drumlin::Error for a
  /// gradient that is not finite.
  void descend(const Descent& descent, Parameters& parameters);

  /// The same as a config says at this step, and the average follows.
  void step(const TrainingConfig& config, Parameters& parameters);
};

}  // namespace drumlin::train
