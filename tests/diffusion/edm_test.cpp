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

/// The exact denoiser of data that is normal with mean m and deviation s: E[x0 | x] = m + (x − m) · s² / (s² + σ²).
Denoiser gaussian(float s, float m = 0.0F) {
  return [=](std::span<const float> x, float sigma, std::span<const float>, std::span<float> estimate) {
    for (std::size_t i = 0; i < x.size(); ++i) estimate[i] = m + (x[i] - m) * s * s / (s * s + sigma * sigma);
  };
}

/// The exact denoiser of pairs of cells, each normal with mean 0 and variance 1, with correlation r:
/// E[x0 | x] = Σ (Σ + σ²)⁻¹ x, where both matrices have the eigenvectors (1, 1) and (1, −1).
Denoiser correlated(float r) {
  return [r](std::span<const float> x, float sigma, std::span<const float>, std::span<float> estimate) {
    for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
      const float sum = (1 + r) / (1 + r + sigma * sigma) * (x[i] + x[i + 1]) / 2;
      const float difference = (1 - r) / (1 - r + sigma * sigma) * (x[i] - x[i + 1]) / 2;
      estimate[i] = sum + difference;
      estimate[i + 1] = sum - difference;
    }
  };
}

struct Moments {
  double mean;
  double variance;
};
Moments moments(std::span<const float> values) {
  double sum = 0;
  double squares = 0;
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(values.size());
  return {sum / count, squares / count - sum * sum / (count * count)};
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
  EXPECT_EQ(sample(denoise, {schedule, 1}, {.guess = guess}, random), expected);
}

TEST(Sampler, FollowsTheProbabilityFlowOfAGaussian) {
  // dx/dσ = (x − D(x; σ)) / σ = x·σ / (s² + σ²), so x(0) = x(σ_max) · s / √(s² + σ_max²).
  const Schedule schedule;
  const float s = 0.5F;
  const std::vector<float> noise = normals(11, 16);
  const float shrink = schedule.sigma_max * s / std::hypot(s, schedule.sigma_max);
  const auto worst = [&](int steps) {
    nn::Random random(11);
    const std::vector<float> zeros(16);
    const std::vector<float> x = sample(gaussian(s), {schedule, steps}, {.guess = zeros}, random);
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
  const std::vector<float> first = {-7.0F};
  EXPECT_THAT(sample(count, {schedule, 3}, {.guess = first}, random), ElementsAre(3.0F));
  EXPECT_THAT(guesses, ElementsAre(-7.0F, 1.0F, 2.0F));
  EXPECT_THAT(sigmas, ElementsAre(FloatEq(9), FloatEq(4), FloatEq(1)));
}

TEST(Sampler, GivesTheSameBytesForTheSameSeed) {
  const std::vector<float> guess(32, 0.0F);
  const auto draw = [&](std::uint64_t seed) {
    nn::Random random(seed);
    return sample(gaussian(0.5F), {Schedule{}, 4}, {.guess = guess}, random);
  };
  EXPECT_EQ(draw(8), draw(8));
  EXPECT_NE(draw(8), draw(9));
}

TEST(NoiseLevels, OfADraftStartThatShareOfTheWayUp) {
  // ρ = 2 again: halfway between the square roots 1 and 3 lies 2, and 2² = 4.
  const Schedule schedule{.sigma_min = 1.0F, .sigma_max = 9.0F, .rho = 2.0F};
  EXPECT_THAT(noise_levels(schedule, 3, 0.5F), ElementsAre(FloatEq(4), FloatEq(2.25), FloatEq(1), 0.0F));
  EXPECT_EQ(noise_levels(schedule, 3, 1.0F), noise_levels(schedule, 3));
}

TEST(Sampler, DrawsHaveTheMeanAndVarianceOfTheData) {
  // The flow takes x(σ_max) = σ_max · noise to m + (x − m) · s / √(s² + σ_max²).
  const float s = 0.5F;
  const float m = 0.3F;
  const Schedule schedule;
  const double shrink = s / std::hypot(s, schedule.sigma_max);
  const double deviation = shrink * schedule.sigma_max;
  const std::size_t count = 20000;
  const std::vector<float> guess(count, 0.0F);
  for (const Method method : {Method::euler, Method::heun}) {
    nn::Random random(21);
    const Moments drawn = moments(sample(gaussian(s, m), {schedule, 200, method}, {.guess = guess}, random));
    EXPECT_NEAR(drawn.mean, m * (1 - shrink), 5 * deviation / std::sqrt(count));
    EXPECT_NEAR(drawn.variance, deviation * deviation, 0.04 * deviation * deviation);
  }
}

TEST(Sampler, HeunsErrorFallsByFourWhereEulersFallsByTwo) {
  const float s = 0.5F;
  const Schedule schedule{.sigma_min = 1e-3F};
  const std::vector<float> noise = normals(11, 1);
  const double exact = noise[0] * schedule.sigma_max * s / std::hypot(s, schedule.sigma_max);
  const auto error = [&](Method method, int steps) {
    nn::Random random(11);
    const std::vector<float> guess(1);
    return std::abs(sample(gaussian(s), {schedule, steps, method}, {.guess = guess}, random)[0] - exact);
  };
  EXPECT_NEAR(error(Method::euler, 32) / error(Method::euler, 64), 2.0, 0.3);
  EXPECT_NEAR(error(Method::heun, 32) / error(Method::heun, 64), 4.0, 0.8);
  EXPECT_LT(error(Method::heun, 32), error(Method::euler, 64));
}

TEST(Sampler, HeunCallsTwiceForEachStepButTheLast) {
  std::vector<float> sigmas;
  const Denoiser note = [&](std::span<const float> x, float sigma, std::span<const float>, std::span<float> out) {
    sigmas.push_back(sigma);
    std::ranges::copy(x, out.begin());
  };
  const Schedule schedule{.sigma_min = 1.0F, .sigma_max = 9.0F, .rho = 2.0F};
  const std::vector<float> guess(1);
  nn::Random random(1);
  sample(note, {schedule, 3, Method::heun}, {.guess = guess}, random);
  EXPECT_THAT(sigmas, ElementsAre(FloatEq(9), FloatEq(4), FloatEq(4), FloatEq(1), FloatEq(1)));
  sigmas.clear();
  sample(note, {schedule, 1, Method::heun}, {.guess = guess}, random);
  EXPECT_THAT(sigmas, ElementsAre(FloatEq(9)));
}

TEST(Sampler, TemperatureScalesTheNoiseAtTheStart) {
  const std::vector<float> noise = normals(5, 4);
  const std::vector<float> guess(4);
  const Denoiser same = [](std::span<const float> x, float, std::span<const float>, std::span<float> out) {
    std::ranges::copy(x, out.begin());
  };
  nn::Random random(5);
  const std::vector<float> drawn = sample(same, {Schedule{}, 3}, {.guess = guess, .temperature = 0.5F}, random);
  for (std::size_t i = 0; i < drawn.size(); ++i) EXPECT_FLOAT_EQ(drawn[i], 0.5F * Schedule{}.sigma_max * noise[i]);
}

TEST(Sampler, MovesToTheExpectationThatIsMadeOfAnEstimate) {
  // A denoiser that answers the double, and is halved before x moves, meets the same x as the exact one.
  const Denoiser doubled = [exact = gaussian(0.5F)](std::span<const float> x, float sigma, std::span<const float> guess,
                                                    std::span<float> estimate) {
    exact(x, sigma, guess, estimate);
    for (float& cell : estimate) cell *= 2.0F;
  };
  const auto halve = [](std::span<float> cells) {
    for (float& cell : cells) cell *= 0.5F;
  };
  const std::vector<float> guess(100, 0.0F);
  for (const Method method : {Method::euler, Method::heun}) {
    nn::Random random(3);
    nn::Random same(3);
    const auto plain = sample(gaussian(0.5F), {Schedule{}, 6, method}, {.guess = guess}, random);
    const auto mended = sample(doubled, {Schedule{}, 6, method}, {.guess = guess, .expectation = halve}, same);
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_FLOAT_EQ(mended[i], 2.0F * plain[i]);
  }
}

TEST(Draft, ComesBackAtStrengthZeroAndIsForgottenAtOne) {
  const std::vector<float> guess(3);
  const std::vector<float> draft = {-1.0F, 0.5F, 1.0F};
  const auto refine = [&](float strength) {
    nn::Random random(2);
    return sample(gaussian(0.1F), {Schedule{}, 8}, {.guess = guess, .draft = draft, .strength = strength}, random);
  };
  EXPECT_EQ(refine(0.0F), draft);
  nn::Random random(2);
  const std::vector<float> free = sample(gaussian(0.1F), {Schedule{}, 8}, {.guess = guess}, random);
  const std::vector<float> forgotten = refine(1.0F);
  // Of the draft as much is left as of any x(σ_max): about s / σ_max = 0.005.
  for (std::size_t i = 0; i < free.size(); ++i) EXPECT_NEAR(forgotten[i], free[i], 0.01);
}

TEST(Draft, IsNoisedToTheLevelOfItsStrength) {
  // ρ = 2: the level is 4 at a strength of one half, whose denoiser here answers x itself.
  const Schedule schedule{.sigma_min = 1.0F, .sigma_max = 9.0F, .rho = 2.0F};
  const std::vector<float> noise = normals(6, 2);
  const std::vector<float> guess(2);
  const std::vector<float> draft = {-1.0F, 0.25F};
  const Denoiser same = [](std::span<const float> x, float sigma, std::span<const float>, std::span<float> out) {
    EXPECT_FLOAT_EQ(sigma, 4.0F);
    std::ranges::copy(x, out.begin());
  };
  nn::Random random(6);
  const std::vector<float> x = sample(same, {schedule, 1}, {.guess = guess, .draft = draft, .strength = 0.5F}, random);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_FLOAT_EQ(x[i], draft[i] + 4.0F * noise[i]);
}

class KnownCells : public testing::Test {
 protected:
  /// Of every pair the first cell is known.
  std::vector<float> inpaint(const Denoiser& denoise, const Sampler& sampler, int resamplings) const {
    nn::Random random(31);
    return sample(denoise, sampler, {.guess = guess, .known = {values, mask}, .resamplings = resamplings}, random);
  }
  /// Mean and variance of the cells that were not known.
  Moments imagined(int resamplings) const {
    const std::vector<float> roll = inpaint(correlated(r), {Schedule{}, 40}, resamplings);
    std::vector<float> others;
    for (std::size_t i = 1; i < roll.size(); i += 2) others.push_back(roll[i]);
    return moments(others);
  }

  static constexpr std::size_t pairs = 2000;
  static constexpr float r = 0.8F;
  static constexpr float a = 1.5F;
  std::vector<float> guess = std::vector<float>(2 * pairs);
  std::vector<float> values = std::vector<float>(2 * pairs, a);
  std::vector<std::uint8_t> mask = [] {
    std::vector<std::uint8_t> every_other(2 * pairs);
    for (std::size_t i = 0; i < every_other.size(); i += 2) every_other[i] = 1;
    return every_other;
  }();
};

TEST_F(KnownCells, ComeOutExactly) {
  for (const Method method : {Method::euler, Method::heun}) {
    for (const int steps : {1, 4}) {
      const std::vector<float> roll = inpaint(correlated(r), {Schedule{}, steps, method}, 2);
      for (std::size_t i = 0; i < roll.size(); i += 2) ASSERT_EQ(roll[i], a);
    }
  }
}

TEST_F(KnownCells, StandInEveryGuessAndWithNoiseOfTheLevelInX) {
  const Denoiser watch = [&](std::span<const float> x, float sigma, std::span<const float> told,
                             std::span<float> estimate) {
    std::vector<float> noise;
    for (std::size_t i = 0; i < x.size(); i += 2) {
      ASSERT_EQ(told[i], a);
      noise.push_back((x[i] - a) / sigma);
    }
    EXPECT_NEAR(moments(noise).mean, 0.0, 5 / std::sqrt(pairs));
    EXPECT_NEAR(moments(noise).variance, 1.0, 5 * std::sqrt(2.0 / pairs));
    std::ranges::fill(estimate, 0.0F);
  };
  inpaint(watch, {Schedule{}, 5}, 2);
}

TEST_F(KnownCells, ResampledStepsDrawTheOthersFromTheirConditional) {
  // Normal, given that the other of its pair is a: mean r · a and variance 1 − r².
  const Moments fitted = imagined(20);
  EXPECT_NEAR(fitted.mean, r * a, 0.08);
  EXPECT_NEAR(fitted.variance, 1 - r * r, 0.05);
  const Moments once = imagined(1);
  EXPECT_LT(std::abs(fitted.mean - r * a), std::abs(once.mean - r * a) / 3);
}

TEST_F(KnownCells, EachStepButTheLastIsMadeThatOften) {
  int calls = 0;
  const Denoiser count = [&](std::span<const float> x, float, std::span<const float>, std::span<float> estimate) {
    ++calls;
    std::ranges::copy(x, estimate.begin());
  };
  inpaint(count, {Schedule{}, 4}, 3);
  EXPECT_EQ(calls, 3 * 3 + 1);
}

TEST(Guidance, GoesBeyondTheConditionByTheFormula) {
  const auto answer = [](float value) {
    return [value](std::span<const float>, float, std::span<const float>, std::span<float> out) { out[0] = value; };
  };
  const auto at = [&](float w) {
    std::vector<float> estimate(1);
    guided(answer(3.0F), answer(1.0F), w, {0.0F})(std::vector<float>{0.0F}, 1.0F, estimate, estimate);
    return estimate[0];
  };
  EXPECT_EQ(at(0.0F), 3.0F);
  EXPECT_EQ(at(-1.0F), 1.0F);
  EXPECT_EQ(at(0.5F), 4.0F);   // 1.5 · 3 − 0.5 · 1
  EXPECT_EQ(at(2.0F), 7.0F);   // 3 · 3 − 2 · 1
  EXPECT_EQ(at(-0.5F), 2.0F);  // halfway
}

TEST(Guidance, AsksOnlyForWhatItNeeds) {
  const Denoiser never = [](std::span<const float>, float, std::span<const float>, std::span<float>) { FAIL(); };
  const std::vector<float> guess(1);
  nn::Random random(1);
  sample(guided(gaussian(0.5F), never, 0.0F, {0.0F}), {Schedule{}, 2}, {.guess = guess}, random);
  sample(guided(never, gaussian(0.5F), -1.0F, {0.0F}), {Schedule{}, 2}, {.guess = guess}, random);
}

TEST(Guidance, KeepsTheConditionOutOfTheUnconditionalGuesses) {
  std::vector<float> told;
  const auto seven = [](std::span<const float>, float, std::span<const float>, std::span<float> out) { out[0] = 7.0F; };
  const Denoiser one = [&](std::span<const float>, float, std::span<const float> guess, std::span<float> out) {
    told.push_back(guess[0]);
    out[0] = 1.0F;
  };
  const std::vector<float> guess = {5.0F};
  nn::Random random(1);
  sample(guided(seven, one, 1.0F, {-1.0F}), {Schedule{}, 3}, {.guess = guess}, random);
  EXPECT_THAT(told, ElementsAre(-1.0F, 1.0F, 1.0F));
}

TEST(PseudoHuber, IsSquareNearZeroAndAbsoluteFarAway) {
  EXPECT_EQ(pseudo_huber(0.0F, 0.0F), 0.0F);
  EXPECT_FLOAT_EQ(pseudo_huber(3.0F, 4.0F), 1.0F);  // √(9 + 16) − 4
  EXPECT_NEAR(pseudo_huber(1e-3F, 1.0F), 5e-7, 1e-11);
  EXPECT_NEAR(pseudo_huber(-2.0F, 1e-4F), 2.0, 1.1e-4);
}

}  // namespace
}  // namespace drumlin::diffusion
