#include "train/framewise_loss.h"

namespace drumlin::train::framewise {
namespace {

/// (batch, frames)
torch::Tensor frame_losses(const torch::Tensor& logits, const torch::Tensor& targets) {
  return torch::binary_cross_entropy_with_logits(logits, targets, {}, {}, at::Reduction::None).sum(-1);
}

}  // namespace

torch::Tensor onset_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  return frame_losses(logits, targets).mean();
}

torch::Tensor weighted_onset_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                                  const torch::Tensor& weights) {
  return (frame_losses(logits, targets) * (targets * weights).sum(-1).clamp_min(1.0)).mean();
}

}  // namespace drumlin::train::framewise
