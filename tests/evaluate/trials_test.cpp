// What trials cost and bring, as a table, as JSON and as a picture.
#include "evaluate/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace drumlin::evaluate {
namespace {

using score::Drum;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two of three kicks heard: F1 = 2 · 2 / (3 + 2) = 0.8.
Trial trial(double value, double seconds, bool velocities) {
  const score::Performance played{{{1.0, Drum::kick, 0.2F}, {2.0, Drum::kick, 0.4F}, {3.0, Drum::kick, 0.9F}}, 4.0};
  const score::Performance heard{{{1.0, Drum::kick, 0.3F}, {2.0, Drum::kick, 0.5F}}, 4.0};
  return {value, seconds, 40.0, evaluate(std::vector<Track>{{"song", played, heard, velocities}}, 3, 0.05)};
}

TEST(Trials, TheTableHasALineForEach) {
  const std::string table = to_table("steps", std::vector<Trial>{trial(1, 0.5, true), trial(10, 2.0, false)});
  EXPECT_THAT(table, HasSubstr("    steps"));
  EXPECT_THAT(table, HasSubstr("        1     0.800       0.100"));  // each velocity is 0.1 too high
  EXPECT_THAT(table, HasSubstr("0.50           80\n"));              // 40 s heard in half a second
  EXPECT_THAT(table, HasSubstr("       10     0.800           -         -      2.00           20\n"));
}

TEST(Trials, JsonLeavesVelocitiesOutWhereThereAreNone) {
  const auto json = nlohmann::json::parse(to_json(std::vector<Trial>{trial(1, 0.5, true), trial(10, 2.0, false)}));
  EXPECT_DOUBLE_EQ(json.at(0).at("micro_f1"), 0.8);
  EXPECT_NEAR(json.at(0).at("velocity_error").get<double>(), 0.1, 1e-6);
  EXPECT_DOUBLE_EQ(json.at(1).at("times_real_time"), 20.0);
  EXPECT_FALSE(json.at(1).contains("velocity_error"));
}

TEST(Trials, ThePictureNamesEveryPoint) {
  const std::vector<Trial> trials = {trial(1, 0.5, true), trial(10, 2.0, true)};
  const std::string svg = to_svg("steps", std::vector<TrialCurve>{{3, trials}});
  for (const char* part :
       {"<svg", "3 classes", "steps 1<", "steps 10<", "0.8 s a minute", "3.0 s a minute", "</svg>"}) {
    EXPECT_THAT(svg, HasSubstr(part));
  }
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace drumlin::evaluate
