// Probabilities held against what was right, counted by hand.
#include "evaluate/reliability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace drumlin::evaluate {
namespace {

using score::Drum;
using ::testing::HasSubstr;
using ::testing::Not;

/// Kicks were played at 1, 2, 3 and 4 s.
Track track(const std::vector<score::Hit>& estimate) {
  score::Performance played{{}, 10.0};
  for (const double time : {1.0, 2.0, 3.0, 4.0}) played.hits.push_back({time, Drum::kick, 1.0F});
  return {"song", played, {estimate, 10.0}, true};
}

Reliability measure(const std::vector<score::Hit>& estimate) {
  return measure_reliability(std::vector<Track>{track(estimate)}, 3, 0.05);
}

TEST(Reliability, TheErrorIsTheMeanDistanceOfBinsWeightedByTheirHits) {
  const Reliability found = measure({{1.0, Drum::kick, 0.5F, 0.75F},          // right
                                     {2.04, Drum::kick, 0.5F, 0.75F},         // right
                                     {3.06, Drum::kick, 0.5F, 0.75F},         // too late
                                     {4.0, Drum::kick, 0.5F, 0.25F},          // right
                                     {5.0, Drum::snare_head, 0.5F, 0.25F}});  // wrong
  EXPECT_EQ(found.hits, 5);
  EXPECT_EQ(found.bins[7].hits, 3);
  EXPECT_EQ(found.bins[7].right, 2);
  EXPECT_EQ(found.bins[2].hits, 2);
  EXPECT_EQ(found.bins[2].right, 1);
  // 3/5 · |2/3 − 3/4| + 2/5 · |1/2 − 1/4| = 0.05 + 0.1
  EXPECT_NEAR(found.expected_calibration_error, 0.15, 1e-12);
}

TEST(Reliability, ProbabilitiesThatKeepTheirWordHaveNoError) {
  const Reliability found = measure({{1.0, Drum::kick, 0.5F, 1.0F},
                                     {2.0, Drum::kick, 0.5F, 0.5F},
                                     {2.5, Drum::kick, 0.5F, 0.5F},
                                     {8.0, Drum::kick, 0.5F, 0.0F}});
  EXPECT_EQ(found.bins[9].hits, 1);
  EXPECT_EQ(found.bins[0].hits, 1);
  EXPECT_EQ(found.expected_calibration_error, 0.0);
}

TEST(Reliability, WithinABinTheMeanProbabilityCounts) {
  // Both in 0.5 … 0.6: mean 0.53125, one of two right.
  const Reliability found = measure({{1.0, Drum::kick, 0.5F, 0.5F}, {8.0, Drum::kick, 0.5F, 0.5625F}});
  EXPECT_NEAR(found.expected_calibration_error, 0.03125, 1e-12);
}

TEST(Reliability, HitsWithoutProbabilityAreLeftOutButStillMatch) {
  const Reliability found = measure({{1.0, Drum::kick, 0.5F}, {1.04, Drum::kick, 0.5F, 0.5F}});
  EXPECT_EQ(found.hits, 1);
  EXPECT_EQ(found.bins[5].right, 0) << "the nearer hit takes the reference";
  EXPECT_EQ(measure({}).expected_calibration_error, 0.0);
}

TEST(Reliability, JsonAndPictureSayTheSame) {
  const Reliability found = measure({{1.0, Drum::kick, 0.5F, 0.75F}, {8.0, Drum::kick, 0.5F, 0.75F}});
  const auto json = nlohmann::json::parse(to_json(found));
  EXPECT_DOUBLE_EQ(json.at("expected_calibration_error"), 0.25);
  EXPECT_EQ(json.at("bins").at(7).at("hits"), 2);
  EXPECT_EQ(json.at("bins").at(7).at("right"), 1);
  const std::string panel = to_panel(found, "3 classes", 40.0);
  EXPECT_THAT(panel, HasSubstr("3 classes: 2 hits, expected calibration error 0.250"));
  EXPECT_THAT(panel, HasSubstr(">2</text>"));
  EXPECT_THAT(panel, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace drumlin::evaluate
