// The loss against hand-computed cells, and its gradient against differences.
#include "train/losses.h"

#include <gtest/gtest.h>

#include <cmath>

namespace drumlin::train {
namespace {

TEST(AnnealedC, FallsLinearly) {
  EXPECT_DOUBLE_EQ(annealed_c(1.0, 0.2, 0.0), 1.0);
  EXPECT_DOUBLE_EQ(annealed_c(1.0, 0.2, 0.25), 0.8);
  EXPECT_DOUBLE_EQ(annealed_c(1.0, 0.2, 1.0), 0.2);
  EXPECT_DOUBLE_EQ(annealed_c(1.0, 0.2, 7.0), 0.2);
  EXPECT_DOUBLE_EQ(annealed_c(1.0, 0.2, -1.0), 1.0);
}

TEST(PseudoHuberLoss, IsTheFormula) {
  const torch::Tensor d = torch::tensor({3.0, -3.0, 0.0}, torch::kDouble);
  const torch::Tensor loss = pseudo_huber(d, 4.0);
  EXPECT_DOUBLE_EQ(loss[0].item<double>(), 1.0);
  EXPECT_DOUBLE_EQ(loss[1].item<double>(), 1.0);
  EXPECT_DOUBLE_EQ(loss[2].item<double>(), 0.0);
}

TEST(PseudoHuberLoss, KeepsSmallDifferencesInFloat) {
  // √(1 + 10⁻¹⁰) − 1 is 0 in float; the loss is d² / 2.
  const torch::Tensor loss = pseudo_huber(torch::tensor({1e-5F}), 1.0);
  EXPECT_NEAR(loss.item<float>(), 5e-11, 1e-15);
}

TEST(PseudoHuberLoss, HasTheGradientOfDifferences) {
  for (const double c : {1.0, 0.2, 1e-2}) {
    const torch::Tensor d = torch::tensor({-2.0, -0.3, 0.05, 1.0}, torch::kDouble).requires_grad_();
    pseudo_huber(d, c).sum().backward();
    const double step = 1e-6;
    const torch::Tensor by_differences =
        (pseudo_huber(d.detach() + step, c) - pseudo_huber(d.detach() - step, c)) / (2 * step);
    EXPECT_TRUE(torch::allclose(d.grad(), by_differences, 1e-6, 1e-8)) << c;
  }
}

TEST(PseudoHuberLoss, HasAFiniteGradientWhereNothingIsWrong) {
  const torch::Tensor d = torch::zeros({3}).requires_grad_();
  pseudo_huber(d, 1e-4).sum().backward();
  EXPECT_TRUE(torch::equal(d.grad(), torch::zeros({3})));
}

/// One frame of two drums: the first is near a hit, the second is not; every cell is wrong by 1.
double loss_of(const LossConfig& config, double progress) {
  const torch::Tensor planes = torch::tensor({0.5, -1.0, 0.25, -1.0}, torch::kDouble).view({1, 1, 4});
  return roll_loss(planes + 1.0, planes, config, progress).item<double>();
}

TEST(RollLoss, CountsCellsByTheirPlaneAndNearness) {
  const LossConfig config{.hit_weight = 4.0, .velocity_weight = 6.0, .elsewhere = 0.5, .c_start = 1.0};
  const double cell = std::sqrt(2.0) - 1.0;
  EXPECT_NEAR(loss_of(config, 0.0), cell * (4.0 + 1.0 + 6.0 + 0.5) / 4.0, 1e-12);
}

TEST(RollLoss, AnnealsOnsetsAndVelocitiesApart) {
  const LossConfig config{
      .hit_weight = 1.0, .velocity_weight = 1.0, .elsewhere = 1.0, .c_start = 1.0, .c_onset = 0.75, .c_velocity = 1e-4};
  // At the end an onset cell costs √(1 + 0.75²) − 0.75 = 0.5 and a velocity cell √(1 + 10⁻⁸) − 10⁻⁴.
  EXPECT_NEAR(loss_of(config, 1.0), (0.5 + std::sqrt(1.0 + 1e-8) - 1e-4) / 2.0, 1e-12);
}

const torch::Tensor everywhere = torch::ones({1, 1, 1}, torch::kDouble);

TEST(ReadingLoss, IsTheWeightedCrossEntropyOfOnsets) {
  // Probabilities 3/4 and 1/4 where the truth is 3/4 (near a hit) and 0; velocities are right.
  const torch::Tensor planes = torch::tensor({0.5, -1.0, 0.25, -1.0}, torch::kDouble).view({1, 1, 4});
  const torch::Tensor reading = torch::tensor({0.5, -0.5, 0.25, -1.0}, torch::kDouble).view({1, 1, 4});
  const double near = -0.75 * std::log(0.75) - 0.25 * std::log(0.25);
  const double away = -std::log(0.75);
  const LossConfig config{.reading_hit_weight = 4.0};
  EXPECT_NEAR(reading_loss(reading, planes, everywhere, config, 0.5).item<double>(), (4.0 * near + away) / 2.0 / 2.0,
              1e-12);
}

TEST(ReadingLoss, CountsVelocitiesAsTheRollLossDoes) {
  const torch::Tensor planes = torch::tensor({0.5, -1.0, 0.25, -1.0}, torch::kDouble).view({1, 1, 4});
  torch::Tensor reading = planes.clone();
  reading.narrow(-1, 2, 2) += 1.0;
  const LossConfig config{.velocity_weight = 6.0, .elsewhere = 0.5, .c_start = 1.0};
  const double onsets = reading_loss(planes, planes, everywhere, config, 0.0).item<double>();
  const double velocities = reading_loss(reading, planes, everywhere, config, 0.0).item<double>() - onsets;
  EXPECT_NEAR(velocities, roll_loss(reading, planes, config, 0.0).item<double>(), 1e-12);
}

TEST(ReadingLoss, AsksNothingOfFramesWithoutSound) {
  const torch::Tensor planes = torch::rand({1, 4, 6}) * 2 - 1;
  torch::Tensor reading = planes.clone();
  reading.select(1, 2) *= -0.5;
  const torch::Tensor audible = torch::tensor({1.0F, 1.0F, 0.0F, 1.0F}).view({1, 4, 1});
  const auto loss = [&](const torch::Tensor& x) { return reading_loss(x, planes, audible, {}, 0.5).item<float>(); };
  EXPECT_EQ(loss(reading), loss(planes));
}

TEST(ReadingLoss, StaysFiniteForAReadingThatIsCertainAndWrong) {
  const torch::Tensor planes = torch::tensor({-1.0F, -1.0F}).view({1, 1, 2});
  const torch::Tensor odds = torch::tensor({20.0F, -1.0F}).view({1, 1, 2}).requires_grad_();
  const torch::Tensor loss = reading_loss(torch::tanh(odds), planes, torch::ones({1, 1, 1}), {}, 0.5);
  loss.backward();
  EXPECT_TRUE(std::isfinite(loss.item<float>()));
  EXPECT_TRUE(torch::isfinite(odds.grad()).all().item<bool>());
}

TEST(RollLoss, IsZeroForTheTruthAndPullsTowardsIt) {
  const torch::Tensor planes = torch::rand({2, 5, 6}) * 2 - 1;
  EXPECT_EQ(roll_loss(planes, planes, {}, 0.5).item<float>(), 0.0F);
  const torch::Tensor estimate = (planes + 0.1).detach().requires_grad_();
  roll_loss(estimate, planes, {}, 0.5).backward();
  EXPECT_TRUE((estimate.grad() > 0).all().item<bool>());
}

}  // namespace
}  // namespace drumlin::train
