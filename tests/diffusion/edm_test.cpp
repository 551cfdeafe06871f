// Noise levels against the paper's formulas; the sampler against a Gaussian, whose denoiser and
// probability flow are known exactly.
#include "diffusion/edm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace drumlin::diffusion {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

/// The exact denoiser of data that is normal with deviation s: E[x0 | x] = x · s² / (s² + σ²).
Denoiser gaussian(float s) {
  return [s](std::span<const float> x, float sigma, std::span<const float>, std::span<float> estimate) {
    for (std::size_t i = 0; i < x.size(); ++i) estimate[i] = x[i] * s * s / (s * s + sigma * sigma);
  };
}

std::vector<float> normals(std::uint64_t seed, std::size_t count) {
  nn::Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(NoiseLevels, FollowEquationFive) {
  // ρ = 2: the square roots go evenly from 3 to 1, so the levels are 9, 6.25, 4, 2.25, 1 and the last 0.
  const Schedule schedule{.sigma_min = 1.0F, .sigma_max = 9.0F, .rho = 2.0F};
  EXPECT_THAT(noise_levels(schedule, 5),
              ElementsAre(FloatEq(9), FloatEq(6.25), FloatEq(4), FloatEq(2.25), FloatEq(1), 0.0F));
}

TEST(NoiseLevels, GoFromTheHighestToZero) {
  const Schedule schedule;
  for (const int steps : {1, 2, 10}) {
    const std::vector<float> levels = noise_levels(schedule, steps);
    ASSERT_EQ(levels.size(), static_cast<std::size_t>(steps) + 1);
    EXPECT_EQ(levels.front(), schedule.sigma_max);
    EXPECT_EQ(levels.back(), 0.0F);
    if (steps > 1) {
      EXPECT_FLOAT_EQ(levels[levels.size() - 2], schedule.sigma_min);
    }
    EXPECT_TRUE(std::is_sorted(levels.rbegin(), levels.rend()));
  }
}

TEST(TrainingNoise, IsLogNormal) {
  nn::Random random(5);
  const int count = 20000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < count; ++i) {
    const double log = std::log(draw_sigma(random, {.mean = -0.7F, .deviation = 1.3F}));
    sum += log;
    squares += log * log;
  }
  const double mean = sum / count;
  EXPECT_NEAR(mean, -0.7, 5 * 1.3 / std::sqrt(count));
  EXPECT_NEAR(std::sqrt(squares / count - mean * mean), 1.3, 0.05);
}

TEST(Sampler, OneStepEqualsTheDenoiser) {
  const Schedule schedule;
  const std::vector<float> guess(8, 0.25F);
  // Neither linear nor blind to the guess, so that a second call or a wrong guess would show.
  const Denoiser denoise = [](std::span<const float> x, float sigma, std::span<const float> g, std::span<float> out) {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = std::tanh(x[i] / sigma) + g[i];
  };
  std::vector<float> x = normals(3, 8);
  for (float& cell : x) cell *= schedule.sigma_max;
  std::vector<float> expected(8);
  denoise(x, schedule.sigma_max, guess, expected);
  nn::Random random(3);
  EXPECT_EQ(sample(denoise, schedule, 1, guess, random), expected);
}

TEST(Sampler, FollowsTheProbabilityFlowOfAGaussian) {
  // dx/dσ = (x − D(x; σ)) / σ = x·σ / (s² + σ²), so x(0) = x(σ_max) · s / √(s² + σ_max²).
  const Schedule schedule;
  const float s = 0.5F;
  const std::vector<float> noise = normals(11, 16);
  const float shrink = schedule.sigma_max * s / std::hypot(s, schedule.sigma_max);
  const auto worst = [&](int steps) {
    nn::Random random(11);
    const std::vector<float> x = sample(gaussian(s), schedule, steps, std::vector<float>(16, 0.0F), random);
    float error = 0;
    for (std::size_t i = 0; i < x.size(); ++i) error = std::max(error, std::abs(x[i] - noise[i] * shrink));
    return error;
  };
  EXPECT_LT(worst(1000), 0.005F);
  EXPECT_LT(worst(1000), worst(100) / 5);  // Euler's error falls as 1 / steps.
}

TEST(Sampler, TellsEachCallTheEstimateBefore) {
  std::vector<float> guesses;
  std::vector<float> sigmas;
  const Denoiser count = [&](std::span<const float>, float sigma, std::span<const float> guess, std::span<float> out) {
    guesses.push_back(guess[0]);
    sigmas.push_back(sigma);
    out[0] = static_cast<float>(guesses.size());
  };
  nn::Random random(1);
  const Schedule schedule{.sigma_min = 1.0F, .sigma_max = 9.0F, .rho = 2.0F};
  EXPECT_THAT(sample(count, schedule, 3, std::vector<float>{-7.0F}, random), ElementsAre(3.0F));
  EXPECT_THAT(guesses, ElementsAre(-7.0F, 1.0F, 2.0F));
  EXPECT_THAT(sigmas, ElementsAre(FloatEq(9), FloatEq(4), FloatEq(1)));
}

TEST(Sampler, GivesTheSameBytesForTheSameSeed) {
  const std::vector<float> guess(32, 0.0F);
  const auto draw = [&](std::uint64_t seed) {
    nn::Random random(seed);
    return sample(gaussian(0.5F), Schedule{}, 4, guess, random);
  };
  EXPECT_EQ(draw(8), draw(8));
  EXPECT_NE(draw(8), draw(9));
}

TEST(PseudoHuber, IsSquareNearZeroAndAbsoluteFarAway) {
  EXPECT_EQ(pseudo_huber(0.0F, 0.0F), 0.0F);
  EXPECT_FLOAT_EQ(pseudo_huber(3.0F, 4.0F), 1.0F);  // √(9 + 16) − 4
  EXPECT_NEAR(pseudo_huber(1e-3F, 1.0F), 5e-7, 1e-11);
  EXPECT_NEAR(pseudo_huber(-2.0F, 1e-4F), 2.0, 1.1e-4);
}

}  // namespace
}  // namespace drumlin::diffusion
