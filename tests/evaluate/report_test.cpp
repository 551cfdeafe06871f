// The table and the JSON say what the scores say.
#include "evaluate/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace drumlin::evaluate {
namespace {

using score::Drum;
using ::testing::HasSubstr;
using ::testing::Not;

Scores example(bool velocities) {
  const score::Performance played{{{1.0, Drum::kick, 0.2F}, {2.0, Drum::kick, 0.4F}, {3.0, Drum::kick, 0.9F}}, 4.0};
  const score::Performance heard{{{1.01, Drum::kick, 0.3F}, {2.01, Drum::kick, 0.6F}}, 4.0};
  return evaluate(std::vector<Track>{{"song", played, heard, velocities}}, 3, 0.05);
}

TEST(Table, HasALinePerClassAndTheSummary) {
  const std::string table = to_table(example(true));
  EXPECT_THAT(table, HasSubstr("\nKD "));
  EXPECT_THAT(table, HasSubstr("\nSD "));
  EXPECT_THAT(table, HasSubstr("\nall "));
  EXPECT_THAT(table, HasSubstr("0.800  1.000  0.667"));  // F1, precision, recall of 2 of 3 found
  EXPECT_THAT(table, HasSubstr("+10.0"));
  EXPECT_THAT(table, HasSubstr("micro F1 0.800"));
  EXPECT_THAT(table, HasSubstr("onset and velocity F1"));
  EXPECT_EQ(table.back(), '\n');
}

TEST(Table, FitsTheTerminal) {
  std::istringstream lines(to_table(example(true)));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Table, LeavesVelocitiesOutWhereThereAreNone) {
  EXPECT_THAT(to_table(example(false)), Not(HasSubstr("velocity")));
}

TEST(Json, HoldsEveryWindow) {
  const std::vector<Scores> scores = {example(true), example(false)};
  const auto document = nlohmann::json::parse(to_json(scores));
  ASSERT_EQ(document.at("windows").size(), 2U);
  const auto& first = document["windows"][0];
  EXPECT_DOUBLE_EQ(first.at("window_ms"), 50.0);
  EXPECT_DOUBLE_EQ(first.at("micro_f1"), 0.8);
  EXPECT_DOUBLE_EQ(first.at("classes").at("KD").at("recall"), 2.0 / 3);
  EXPECT_EQ(first.at("classes").at("KD").at("matched"), 2);
  EXPECT_NEAR(first.at("classes").at("KD").at("velocity").at("mean_error").get<double>(), 0.15, 1e-6);
  EXPECT_EQ(first.at("tracks")[0].at("name"), "song");
  EXPECT_TRUE(first.at("all").contains("with_velocity"));
  EXPECT_TRUE(first.at("classes").at("KD").contains("with_velocity"));
  EXPECT_FALSE(document["windows"][1].at("all").contains("with_velocity"));
}

TEST(Json, SurvivesNamesInNoEncoding) {
  Scores scores = example(false);
  scores.tracks[0].name = "caf\xE9";
  EXPECT_TRUE(nlohmann::json::accept(to_json(std::vector{scores})));
}

}  // namespace
}  // namespace drumlin::evaluate
