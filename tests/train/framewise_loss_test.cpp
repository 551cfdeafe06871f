#include "train/framewise_loss.h"

#include <gtest/gtest.h>

#include <cmath>

namespace drumlin::train::framewise {
namespace {

TEST(OnsetLoss, IsTheSumOfCrossEntropiesPerFrame) {
  // σ(ln 3) = 3/4, σ(0) = 1/2.
  const torch::Tensor logits = torch::tensor({std::log(3.0F), 0.0F, 0.0F, -std::log(3.0F)}).view({1, 2, 2});
  const torch::Tensor targets = torch::tensor({1.0F, 0.5F, 0.0F, 1.0F}).view({1, 2, 2});
  const double first = -std::log(0.75) + std::log(2.0);
  const double second = std::log(2.0) - std::log(0.25);
  EXPECT_NEAR(onset_loss(logits, targets).item<double>(), (first + second) / 2, 1e-6);
}

TEST(OnsetLoss, FramesWithRareDrumsCountMore) {
  // Every cell costs ln 2 at a logit of 0, so a frame of two classes 2 ln 2.
  const torch::Tensor logits = torch::zeros({1, 3, 2});
  const torch::Tensor targets = torch::tensor({1.0F, 0.5F, 0.0F, 0.0F, 0.0F, 0.1F}).view({1, 3, 2});
  const torch::Tensor weights = torch::tensor({3.0F, 4.0F});
  // 1 · 3 + ½ · 4 = 5 times; nothing there: once; 0.1 · 4 = 0.4, which is less than once: once.
  EXPECT_NEAR(weighted_onset_loss(logits, targets, weights).item<double>(), (5 + 1 + 1) * 2 * std::log(2.0) / 3, 1e-6);
}

}  // namespace
}  // namespace drumlin::train::framewise
