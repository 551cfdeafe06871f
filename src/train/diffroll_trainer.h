// One training step of DiffRoll (Cheuk et al. 2023): noise of a random step, the network's estimate of the clean roll,
// squared error. Examples with sound and performances without it learn side by side, their losses added (p = 0 + 1); a
// batch may hold one kind alone (p = 0, or p = 1: pretraining).
#pragma once

#include "train/learner.h"

namespace drumlin::train {

class DiffRollTrainer : public Learner {
 public:
  /// Creates the network.
  explicit DiffRollTrainer(const Config& config, Group* group = nullptr);

  Losses differentiate(const Batch& batch) override;

  /// Hears everything, or nothing if the network learns from no sound at all, at each example's own step of noise.
  Losses judge(const Batch& batch) override;

 private:
  std::map<std::string, std::string> metadata() const override;
  /// (size, frames, bands); heard: (size, frames, 1), 0 where the network is told nothing.
  torch::Tensor condition(const Batch& batch, const torch::Tensor& heard) const;
  /// Squared errors of every cell: (size, frames, drums).
  torch::Tensor errors(nn::TorchEngine& engine, const Batch& batch, const torch::Tensor& heard) const;
};

}  // namespace drumlin::train
