// What frame-wise transcribers learn by: binary cross-entropy, frames with rare drums counting more (Cartwright and
// Bello 2018; Zehren et al. 2023; Fosse 2025).
#pragma once

#include <torch/torch.h>

namespace drumlin::train::framewise {

/// Mean over batch and frames of the binary cross-entropy of logits (batch, frames, classes) against targets in [0, 1],
/// summed over classes.
torch::Tensor onset_loss(const torch::Tensor& logits, const torch::Tensor& targets);

/// The same, but a frame counts max(1, Σ_c target_c · weight_c) times. weights: (classes), of infrequency.
torch::Tensor weighted_onset_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                                  const torch::Tensor& weights);

}  // namespace drumlin::train::framewise
