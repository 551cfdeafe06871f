// Counts, the matching (by hand, against every possible matching, and against mir_eval) and the statistics.
#include "evaluate/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <string>

#include "python.h"

namespace drumlin::evaluate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Counts, GivePrecisionRecallAndF1) {
  const Counts counts{.matched = 6, .reference = 8, .estimate = 12};
  EXPECT_DOUBLE_EQ(precision(counts), 0.5);
  EXPECT_DOUBLE_EQ(recall(counts), 0.75);
  EXPECT_DOUBLE_EQ(f1(counts), 0.6);  // 2 · 0.5 · 0.75 / 1.25
}

TEST(Counts, OfNothingAreZeroAndNoEvidence) {
  EXPECT_EQ(f1({}), 0.0);
  EXPECT_EQ(precision({}), 0.0);
  EXPECT_EQ(recall({}), 0.0);
  EXPECT_FALSE(has_evidence({}));
  EXPECT_TRUE(has_evidence({0, 0, 1}));
}

TEST(Counts, Add) {
  EXPECT_EQ((Counts{1, 2, 3} + Counts{10, 20, 30}), (Counts{11, 22, 33}));
}

std::vector<std::pair<int, int>> matched(const std::vector<double>& a, const std::vector<double>& b, double window) {
  return match(a, b, window);
}

TEST(Match, IsInclusive) {
  EXPECT_THAT(matched({1.0}, {1.5}, 0.5), ElementsAre(Pair(0, 0)));
  EXPECT_THAT(matched({1.0}, {0.5}, 0.5), ElementsAre(Pair(0, 0)));
  EXPECT_THAT(matched({1.0}, {1.5000001}, 0.5), IsEmpty());
}

TEST(Match, OfNothingIsNothing) {
  EXPECT_THAT(matched({}, {}, 0.05), IsEmpty());
  EXPECT_THAT(matched({1.0}, {}, 0.05), IsEmpty());
  EXPECT_THAT(matched({}, {1.0}, 0.05), IsEmpty());
}

TEST(Match, UsesAnOnsetOnce) {
  EXPECT_THAT(matched({1.0, 1.01}, {1.0}, 0.05), ElementsAre(Pair(0, 0)));
}

TEST(Match, PrefersMorePairsToNearerOnes) {
  // The nearest pair (1.00, 1.01) alone would leave 1.06 and 0.96 without partners.
  EXPECT_THAT(matched({1.00, 1.06}, {0.96, 1.01}, 0.05), ElementsAre(Pair(0, 0), Pair(1, 1)));
}

TEST(Match, PrefersTheNearerOfTwo) {
  EXPECT_THAT(matched({1.0}, {0.96, 1.01, 1.04}, 0.05), ElementsAre(Pair(0, 1)));
  EXPECT_THAT(matched({0.96, 1.01, 1.04}, {1.0}, 0.05), ElementsAre(Pair(1, 0)));
}

std::vector<double> random_onsets(std::mt19937& generator, int most, double seconds) {
  std::vector<double> times(std::uniform_int_distribution<std::size_t>(0, static_cast<std::size_t>(most))(generator));
  for (double& t : times) t = std::uniform_real_distribution<>(0.0, seconds)(generator);
  std::sort(times.begin(), times.end());
  return times;
}

// Every matching, crossing ones too: the most pairs, and the least distance with so many.
std::pair<int, double> best_of_all(const std::vector<double>& a, const std::vector<double>& b, double window) {
  std::vector<bool> used(b.size());
  std::function<std::pair<int, double>(std::size_t)> from = [&](std::size_t i) -> std::pair<int, double> {
    if (i == a.size()) return {0, 0.0};
    auto best = from(i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (used[j] || b[j] < a[i] - window || b[j] > a[i] + window) continue;
      used[j] = true;
      auto [pairs, distance] = from(i + 1);
      used[j] = false;
      distance += std::abs(a[i] - b[j]);
      if (pairs + 1 > best.first || (pairs + 1 == best.first && distance < best.second)) best = {pairs + 1, distance};
    }
    return best;
  };
  return from(0);
}

TEST(Match, IsTheBestOfAllMatchings) {
  std::mt19937 generator(1);
  for (int trial = 0; trial < 500; ++trial) {
    const auto a = random_onsets(generator, 6, 0.3);
    const auto b = random_onsets(generator, 6, 0.3);
    const auto pairs = match(a, b, 0.05);
    double distance = 0.0;
    for (const auto& [i, j] : pairs) {
      const double apart = std::abs(a[static_cast<std::size_t>(i)] - b[static_cast<std::size_t>(j)]);
      EXPECT_LE(apart, 0.05 + 1e-12);
      distance += apart;
    }
    for (std::size_t k = 1; k < pairs.size(); ++k) {
      EXPECT_LT(pairs[k - 1].first, pairs[k].first);
      EXPECT_LT(pairs[k - 1].second, pairs[k].second);
    }
    const auto [most, least] = best_of_all(a, b, 0.05);
    EXPECT_EQ(static_cast<int>(pairs.size()), most);
    EXPECT_NEAR(distance, least, 1e-12);
  }
}

std::string list(const std::vector<double>& times) {
  std::string text = "[";
  for (double t : times) text += digits(t) + ",";
  return text + "]";
}

TEST(Match, CountsAsManyAsMirEval) {
  std::mt19937 generator(2);
  std::string program = "import numpy, mir_eval\n";
  std::string ours;
  for (int trial = 0; trial < 60; ++trial) {
    auto a = random_onsets(generator, 80, 4.0);
    auto b = random_onsets(generator, 80, 4.0);
    // Exact ties and differences of just the window, as whole milliseconds make them.
    for (auto* times : {&a, &b}) {
      for (double& t : *times) t = trial % 2 == 0 ? std::round(t * 1000) / 1000 : t;
    }
    const double window = std::array{0.05, 0.025, 0.01}[static_cast<std::size_t>(trial) % 3];
    program += "print(len(mir_eval.util.match_events(numpy.array(" + list(a) + "), numpy.array(" + list(b) + "), " +
               std::to_string(window) + ")))\n";
    ours += std::to_string(match(a, b, window).size()) + "\n";
  }
  const std::string theirs = run_python(program);
  if (theirs.empty()) GTEST_SKIP() << "mir_eval is not here";
  EXPECT_EQ(ours, theirs);
}

TEST(FitLine, GoesThroughPointsOnALine) {
  const Line line = fit_line(std::vector{1.0, 2.0, 4.0}, std::vector{5.0, 7.0, 11.0});
  EXPECT_DOUBLE_EQ(line.slope, 2.0);
  EXPECT_DOUBLE_EQ(line.intercept, 3.0);
}

TEST(FitLine, HasTheLeastSquares) {
  // Textbook: (0, 0), (1, 0), (2, 3): slope Σ(x−1)(y−1) / Σ(x−1)² = 3/2, intercept 1 − 3/2.
  const Line line = fit_line(std::vector{0.0, 1.0, 2.0}, std::vector{0.0, 0.0, 3.0});
  EXPECT_DOUBLE_EQ(line.slope, 1.5);
  EXPECT_DOUBLE_EQ(line.intercept, -0.5);
}

TEST(FitLine, OfOneXIsTheMean) {
  const Line line = fit_line(std::vector{0.1, 0.1, 0.1}, std::vector{1.0, 2.0, 6.0});
  EXPECT_DOUBLE_EQ(line.slope, 0.0);
  EXPECT_DOUBLE_EQ(line.intercept, 3.0);
}

TEST(Correlation, IsPearsons) {
  EXPECT_DOUBLE_EQ(correlation(std::vector{1.0, 2.0, 3.0}, std::vector{10.0, 20.0, 30.0}), 1.0);
  EXPECT_DOUBLE_EQ(correlation(std::vector{1.0, 2.0, 3.0}, std::vector{3.0, 2.0, 1.0}), -1.0);
  // (−1)(−1) + 0·2 + 1·(−1) = 0 about the means 2 and 2.
  EXPECT_NEAR(correlation(std::vector{1.0, 2.0, 3.0}, std::vector{1.0, 4.0, 1.0}), 0.0, 1e-15);
  EXPECT_TRUE(std::isnan(correlation(std::vector{0.1, 0.1, 0.1}, std::vector{1.0, 2.0, 3.0})));
}

TEST(Quantile, InterpolatesBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.0), 1.0);
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 1.0), 4.0);
  EXPECT_DOUBLE_EQ(quantile({10, 20}, 0.25), 12.5);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.3), 7.0);
}

}  // namespace
}  // namespace drumlin::evaluate
