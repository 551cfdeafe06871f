// The schedule against the numbers of the published one; the samplers against a Gaussian, whose denoiser, probability
// flow and posterior are known exactly.
#include "diffusion/variance_preserving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "diffusion/guidance.h"

namespace drumlin::diffusion {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatEq;

constexpr double mean = 0.7;
constexpr double deviation = 0.5;

/// Variance of x_t when the data is normal with `mean` and `deviation`.
double variance_at(double alpha) {
  return alpha * deviation * deviation + 1.0 - alpha;
}

/// E[x0 | x_t] of that data: m + s²·√ᾱ / v · (x_t − √ᾱ·m).
StepDenoiser gaussian(const AlphaSchedule& schedule) {
  return [alphas = cumulative_alphas(schedule)](std::span<const float> x, int t, std::span<float> estimate) {
    const double alpha = alphas[static_cast<std::size_t>(t)];
    const double gain = deviation * deviation * std::sqrt(alpha) / variance_at(alpha);
    for (std::size_t i = 0; i < x.size(); ++i) {
      estimate[i] = static_cast<float>(mean + gain * (x[i] - std::sqrt(alpha) * mean));
    }
  };
}

std::vector<float> draw(const StepDenoiser& denoise, const StepSampling& sampling, std::uint64_t seed,
                        std::size_t count) {
  nn::Random random(seed);
  std::vector<float> values(count);
  sample(denoise, sampling, random, values);
  return values;
}

std::vector<float> normals(std::uint64_t seed, std::size_t count) {
  nn::Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(AlphaSchedule, IsThePublishedOne) {
  const std::vector<double> alphas = cumulative_alphas({});
  ASSERT_EQ(alphas.size(), 201U);
  EXPECT_EQ(alphas[0], 1.0);
  EXPECT_NEAR(alphas[1], 0.9999, 1e-12);
  EXPECT_NEAR(alphas[50], 0.880, 5e-4);
  EXPECT_NEAR(alphas[100], 0.602, 5e-4);
  EXPECT_NEAR(alphas[150], 0.320, 5e-4);
  EXPECT_NEAR(alphas[200], 0.132, 5e-4);
}

TEST(AddNoise, KeepsTheVariance) {
  const std::vector<float> clean = {1.0F, 0.0F, -2.0F};
  const std::vector<float> noise = {0.0F, 1.0F, 5.0F};
  std::vector<float> noisy(3);
  add_noise(clean, noise, 0.64, noisy);  // √0.64 = 0.8, √0.36 = 0.6
  EXPECT_THAT(noisy, ElementsAre(FloatEq(0.8F), FloatEq(0.6F), FloatEq(1.4F)));
}

TEST(StridedSteps, GoEvenlyFromTheLastToZero) {
  EXPECT_THAT(strided_steps(200, 1), ElementsAre(200, 0));
  EXPECT_THAT(strided_steps(200, 4), ElementsAre(200, 150, 100, 50, 0));
  const std::vector<int> all = strided_steps(200, 200);
  ASSERT_EQ(all.size(), 201U);
  for (int i = 0; i <= 200; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], 200 - i);
}

TEST(StepSampler, OneStepIsOneCallOfTheDenoiser) {
  int calls = 0;
  const StepDenoiser denoise = [&](std::span<const float> x, int t, std::span<float> out) {
    ++calls;
    EXPECT_EQ(t, 200);
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = std::tanh(x[i]);
  };
  std::vector<float> expected = normals(3, 16);
  for (float& value : expected) value = std::tanh(value);
  for (const float eta : {0.0F, 1.0F}) EXPECT_EQ(draw(denoise, {{}, 1, eta}, 3, 16), expected);
  EXPECT_EQ(calls, 2);
}

TEST(StepSampler, CallsTheDenoiserOnceForEachStep) {
  std::vector<int> seen;
  const StepDenoiser denoise = [&](std::span<const float>, int t, std::span<float> out) {
    seen.push_back(t);
    std::fill(out.begin(), out.end(), 0.0F);
  };
  draw(denoise, {{}, 5, 1.0F}, 1, 4);
  EXPECT_THAT(seen, ElementsAre(200, 160, 120, 80, 40));
}

/// Data that is one number: every path ends on it, whatever the noise.
TEST(StepSampler, EndsOnWhatTheDenoiserIsSureOf) {
  const StepDenoiser sure = [](std::span<const float>, int, std::span<float> out) {
    std::fill(out.begin(), out.end(), 0.25F);
  };
  for (const float eta : {0.0F, 0.5F, 1.0F}) {
    for (const int steps : {1, 7, 200}) EXPECT_THAT(draw(sure, {{}, steps, eta}, 4, 8), Each(FloatEq(0.25F)));
  }
}

TEST(Ddim, FollowsTheProbabilityFlowOfAGaussian) {
  // Along the flow (x_t − √ᾱ_t·m) / √v_t stays the same. At ᾱ_0 = 1 that is (x_0 − m) / s.
  const std::vector<double> alphas = cumulative_alphas({});
  const std::vector<float> start = normals(11, 16);
  const auto worst = [&](int steps) {
    const std::vector<float> x = draw(gaussian({}), {{}, steps, 0.0F}, 11, 16);
    double error = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double standing = (start[i] - std::sqrt(alphas[200]) * mean) / std::sqrt(variance_at(alphas[200]));
      error = std::max(error, std::abs(x[i] - (mean + deviation * standing)));
    }
    return error;
  };
  EXPECT_LT(worst(200), 0.02);
  EXPECT_LT(worst(200), worst(20) / 5);  // an Euler method: the error falls as 1 / steps
}

TEST(Ddpm, DrawsFromThePosteriorOfAGaussian) {
  // Ancestral steps with the exact denoiser draw x_0 given x_T: mean m + k·(x_T − √ᾱ·m) with k = s²·√ᾱ / v and variance
  // s²·(1 − ᾱ) / v. Sampling starts from N(0, 1), not from N(√ᾱ·m, v), so k·√ᾱ·m is missing from the mean and the
  // variance is s²·(1 − ᾱ) / v + k².
  const double alpha = cumulative_alphas({}).back();
  const double v = variance_at(alpha);
  const double k = deviation * deviation * std::sqrt(alpha) / v;
  const std::size_t count = 40000;
  const std::vector<float> x = draw(gaussian({}), {}, 5, count);
  double sum = 0;
  double squares = 0;
  for (const float value : x) {
    sum += value;
    squares += double{value} * value;
  }
  const double found = sum / double(count);
  // Five standard errors, and 1 % for steps that are not infinitely small.
  EXPECT_NEAR(found, mean - k * std::sqrt(alpha) * mean, 5 * deviation / std::sqrt(double(count)) + 0.01 * mean);
  const double expected = deviation * deviation * (1.0 - alpha) / v + k * k;
  EXPECT_NEAR(squares / double(count) - found * found, expected,
              5 * std::sqrt(2.0 / double(count)) * expected + 0.01 * expected);
}

TEST(StepSampler, GivesTheSameBytesForTheSameSeed) {
  const StepSampling sampling{{}, 10, 1.0F};
  EXPECT_EQ(draw(gaussian({}), sampling, 8, 32), draw(gaussian({}), sampling, 8, 32));
  EXPECT_NE(draw(gaussian({}), sampling, 8, 32), draw(gaussian({}), sampling, 9, 32));
}

TEST(Ddim, DrawsNothingAfterItsStart) {
  nn::Random random(6);
  std::vector<float> x(10);
  sample(gaussian({}), {{}, 20, 0.0F}, random, x);
  nn::Random only_start(6);
  for (int i = 0; i < 10; ++i) only_start.normal();
  EXPECT_EQ(random.bits(), only_start.bits());
}

TEST(Guidance, GoesBeyondTheConditionalEstimate) {
  std::vector<float> conditional = {1.0F, 2.0F};
  const std::vector<float> unconditional = {3.0F, 1.0F};
  guide(conditional, unconditional, 0.5F);  // 1.5 · c − 0.5 · u
  EXPECT_THAT(conditional, ElementsAre(FloatEq(0.0F), FloatEq(2.5F)));
  conditional = {1.0F, 2.0F};
  guide(conditional, unconditional, -1.0F);
  EXPECT_EQ(conditional, unconditional);
  conditional = {1.0F, 2.0F};
  guide(conditional, unconditional, 0.0F);
  EXPECT_THAT(conditional, ElementsAre(1.0F, 2.0F));
}

}  // namespace
}  // namespace drumlin::diffusion
