// Grids by hand, draws by their distribution.
#include "study/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace drumlin::study {
namespace {

using testing::ElementsAre;
using Values = std::vector<Value>;

TEST(Search, AGridVisitsEveryChoice) {
  EXPECT_EQ(points(Values{true, std::int64_t{3}, std::string("gru")}),
            (Values{true, std::int64_t{3}, std::string("gru")}));
}

TEST(Search, AGridOfIntegersHasBothEnds) {
  EXPECT_EQ(points(Range{.low = 2, .high = 5, .whole = true}),
            (Values{std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, std::int64_t{5}}));
  EXPECT_EQ(points(Range{.low = 1, .high = 3, .whole = true, .points = 9}),
            (Values{std::int64_t{1}, std::int64_t{2}, std::int64_t{3}}))
      << "points that round to the same integer are one";
}

TEST(Search, PointsAreEvenlySpacedInTheLogarithm) {
  EXPECT_EQ(points(Range{.low = 1e-4, .high = 1e-2, .logarithmic = true, .points = 3}), (Values{1e-4, 1e-3, 1e-2}));
  EXPECT_EQ(points(Range{.low = 0, .high = 1, .points = 3}), (Values{0.0, 0.5, 1.0}));
  EXPECT_EQ(points(Range{.low = 72, .high = 576, .whole = true, .logarithmic = true, .points = 4}),
            (Values{std::int64_t{72}, std::int64_t{144}, std::int64_t{288}, std::int64_t{576}}));
}

TEST(Search, DrawnIntegersAreAllAsLikely) {
  nn::Random random(1);
  std::map<std::int64_t, int> count;
  for (int i = 0; i < 3000; ++i)
    ++count[std::get<std::int64_t>(draw(Range{.low = 2, .high = 4, .whole = true}, random))];
  ASSERT_EQ(count.size(), 3U);
  // A binomial with p = 1/3 and n = 3000 has the deviation √(3000 · 1/3 · 2/3) = 26; four of them are 104.
  for (const auto& [value, times] : count) EXPECT_NEAR(times, 1000, 104) << value;
}

TEST(Search, EveryFactorIsAsLikelyOnALogarithmicScale) {
  nn::Random random(2);
  int below = 0;
  for (int i = 0; i < 4000; ++i) {
    const double value = std::get<double>(draw(Range{.low = 1e-4, .high = 1e-2, .logarithmic = true}, random));
    ASSERT_GE(value, 1e-4);
    ASSERT_LE(value, 1e-2);
    below += value < 1e-3 ? 1 : 0;
  }
  EXPECT_NEAR(below, 2000, 127);  // four deviations of √(4000 / 4) = 31.6
}

TEST(Search, DrawnNumbersHaveFourDigits) {
  nn::Random random(3);
  const double value = std::get<double>(draw(Range{.low = 1, .high = 9}, random));
  EXPECT_NEAR(std::round(value * 1e3), value * 1e3, 1e-9);
}

TEST(Search, ValuesAreWrittenAsInTables) {
  EXPECT_EQ(to_text(true), "true");
  EXPECT_EQ(to_text(std::int64_t{3}), "3");
  EXPECT_EQ(to_text(0.001), "0.001");
  EXPECT_EQ(to_text(std::string("gru")), "gru");
}

}  // namespace
}  // namespace drumlin::study
