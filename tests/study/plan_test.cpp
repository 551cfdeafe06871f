// Lists of trials, worked out by hand.
#include "study/plan.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/small_study.h"

namespace drumlin::study {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

const std::string sources = R"(
[[mix]]
name = "kits"
dataset = [{ source = "pairs:worlds/kits", split = "train", share = 0.5 }]
[[test]]
name = "kits"
source = "pairs:worlds/kits"
split = "test"
)";

Plan plan(const std::string& text) {
  return parse_plan(text, "/place", "study.toml");
}

std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> all;
  for (const Trial& trial : plan.trials) all.push_back(trial.name);
  return all;
}

std::string complaint(const std::string& text) {
  try {
    plan(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Plan, AGridMakesEveryCombinationOnce) {
  const Plan study = plan(sources + R"(
[search.values]
framewise.architecture = ["rnn", "cnn"]
training.learning_rate = [0.001, 0.01]
framewise.layers = { from = 1, to = 2 }
[search.architecture.cnn]
framewise.layers = 3
framewise.blocks = 2
)");
  EXPECT_THAT(names(study), ElementsAre("kits-rnn-001", "kits-rnn-002", "kits-rnn-003", "kits-rnn-004", "kits-cnn-001",
                                        "kits-cnn-002"));
  EXPECT_THAT(study.architectures, ElementsAre("rnn", "cnn"));
  EXPECT_THAT(study.trials[0].settings,
              ElementsAre(Pair("framewise.layers", "1"), Pair("training.learning_rate", "0.001")));
  EXPECT_THAT(study.trials[1].settings,
              ElementsAre(Pair("framewise.layers", "1"), Pair("training.learning_rate", "0.01")));
  EXPECT_THAT(study.trials[2].settings,
              ElementsAre(Pair("framewise.layers", "2"), Pair("training.learning_rate", "0.001")));
  EXPECT_THAT(study.trials[5].settings, ElementsAre(Pair("framewise.blocks", "2"), Pair("framewise.layers", "3"),
                                                    Pair("training.learning_rate", "0.01")));
}

TEST(Plan, ATrialsConfigurationHasItsSettingsAndAbsoluteFolders) {
  const Plan study = plan(sources + R"(
[base.framewise]
architecture = "crnn"
width = 72
[base.training]
steps = 5
[search.values]
"framewise.width" = [144]
)");
  ASSERT_EQ(study.trials.size(), 1U);
  const Trial& trial = study.trials[0];
  EXPECT_EQ(trial.name, "kits-crnn-001");
  EXPECT_THAT(trial.config, AllOf(HasSubstr("architecture = 'crnn'"), HasSubstr("width = 144"), HasSubstr("steps = 5"),
                                  HasSubstr("'pairs:/place/worlds/kits'"), HasSubstr("share = 0.5")));
  EXPECT_THAT(trial.config, AllOf(Not(HasSubstr("width = 72")), Not(HasSubstr("name"))));
  EXPECT_THAT(trial.config, StartsWith("# " + trial.hash + " kits-crnn-001"));
}

TEST(Plan, AMixIsValidatedOnItsDataSetsUnlessItSaysOtherwise) {
  EXPECT_THAT(plan(sources + "[base.framewise]\narchitecture = \"rnn\"\n").trials[0].config,
              HasSubstr("split = 'validation'"));
  const std::string own = R"(
[[mix]]
name = "kits"
dataset = [{ source = "pairs:worlds/kits", split = "train" }]
validation = [{ source = "mdb:real" }]
[[test]]
name = "kits"
source = "pairs:worlds/kits"
[base.framewise]
architecture = "rnn"
)";
  EXPECT_THAT(plan(own).trials[0].config, AllOf(HasSubstr("mdb:/place/real"), Not(HasSubstr("'validation'"))));
}

// The numbers are from a second implementation (in Python) of FNV-1a and xoshiro256++ as published: seed 7, number
// FNV-1a("kits-rnn-001/training.learning_rate"), …; 1e-4 · 50^u to four digits.
TEST(Plan, RandomTrialsAreDrawnFromTheirNames) {
  const Plan study = parse_plan(small_study, "/place", "study.toml");
  EXPECT_THAT(names(study), ElementsAre("kits-rnn-001", "kits-rnn-002", "kits-crnn-001", "kits-crnn-002",
                                        "both-rnn-001", "both-rnn-002", "both-crnn-001", "both-crnn-002"));
  const std::vector<std::string> rates = {"0.0001455", "0.0008775", "0.0009523", "0.000426"};
  for (std::size_t i = 0; i < rates.size(); ++i) {
    EXPECT_THAT(study.trials[i].settings, ElementsAre(Pair("training.learning_rate", rates[i])));
  }
}

TEST(Plan, WhatIsAddedToASearchLeavesTheOtherDrawsAsTheyWere) {
  const Plan before = parse_plan(small_study, "/place", "study.toml");
  std::string text = small_study + "framewise.layers = { from = 2, to = 6 }\n";
  text.replace(text.find("trials = 2"), 10, "trials = 3");
  text.replace(text.find("[\"rnn\""), 6, "[\"cnn\", \"rnn\"");
  const Plan after = parse_plan(text, "/place", "study.toml");
  ASSERT_EQ(after.trials.size(), 18U);
  ASSERT_EQ(after.trials[3].name, "kits-rnn-001");
  EXPECT_EQ(after.trials[3].settings[1], before.trials[0].settings[0]);
  EXPECT_EQ(after.trials[4].settings[1], before.trials[1].settings[0]);
}

TEST(Plan, TheHashIsOfTheConfigurationAndNotOfWhereItLies) {
  const Plan here = parse_plan(small_study, "/here", "study.toml");
  const Plan there = parse_plan(small_study, "/there", "study.toml");
  std::string changed = small_study;
  changed.replace(changed.find("width = 144"), 11, "width = 145");
  EXPECT_EQ(here.trials[0].hash, there.trials[0].hash);
  EXPECT_NE(here.trials[0].hash, here.trials[1].hash);
  EXPECT_NE(here.trials[0].hash, parse_plan(changed, "/here", "study.toml").trials[0].hash);
}

TEST(Plan, ABaseMayBeAFile) {
  const test::TemporaryFolder folder;
  score::write_file(folder / "base.toml",
                    "[framewise]\narchitecture = \"cnn\"\n[[dataset]]\nsource = \"gmd:elsewhere\"\n");
  score::write_file(folder / "study.toml", "base = \"base.toml\"\n" + sources);
  const Plan study = read_plan(folder / "study.toml");
  EXPECT_EQ(study.trials.at(0).name, "kits-cnn-001");
  EXPECT_THAT(study.trials[0].config, Not(HasSubstr("elsewhere")));
}

TEST(Plan, ATestIsUnseenByMixesWithoutItsSet) {
  const Plan study = plan(R"(
base = { framewise = { architecture = "rnn" } }
[[mix]]
name = "songs"
dataset = [{ source = "pairs:songs/train", set = "songs" }]
[[test]]
name = "songs"
source = "pairs:songs/test"
set = "songs"
[[test]]
name = "kits"
source = "pairs:kits"
)");
  EXPECT_FALSE(unseen(study, "songs", study.tests[0]));
  EXPECT_TRUE(unseen(study, "songs", study.tests[1]));
  EXPECT_THAT(study.trials[0].config, AllOf(HasSubstr("\nframewise = {"), Not(HasSubstr(" set = "))));
}

TEST(Plan, MistakesAreNamed) {
  const std::string rnn = "[base.framewise]\narchitecture = \"rnn\"\n";
  EXPECT_THAT(complaint(rnn), HasSubstr("[[mix]]"));
  EXPECT_THAT(complaint(sources), HasSubstr("framewise.architecture"));
  EXPECT_THAT(complaint("what = 1\n" + sources), HasSubstr("unknown key what"));
  EXPECT_THAT(complaint(sources + rnn + "[search]\nkind = \"bayes\"\n"), HasSubstr("bayes"));
  EXPECT_THAT(complaint(sources + rnn + "[search]\nkind = \"random\"\n"), HasSubstr("search.trials"));
  EXPECT_THAT(complaint(sources + rnn + "[search.values]\na.b = { from = 1.0, to = 2.0 }\n"), HasSubstr("points"));
  EXPECT_THAT(complaint(sources + rnn + "[search.values]\na.b = { from = 2, to = 1 }\n"), HasSubstr("a.b"));
  EXPECT_THAT(complaint(sources + rnn + "[search.values]\na.b = []\n"), HasSubstr("no choices"));
  EXPECT_THAT(complaint(sources + rnn + "[search.architecture.cnn]\na.b = 1\n"), HasSubstr("architecture.cnn"));
  EXPECT_THAT(complaint(sources + sources + rnn), HasSubstr("called \"kits\""));
  EXPECT_THAT(complaint("[[mix]]\nname = \"a/b\"\n"), HasSubstr("a/b"));
  EXPECT_THAT(complaint("= 1"), HasSubstr("line 1"));
}

}  // namespace
}  // namespace drumlin::study
