// Results made by hand, and the tables that they must become.
#include "study/tables.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "study/results.h"

namespace drumlin::study {
namespace {

using testing::HasSubstr;

/// Two mixes, two architectures, two tests: "kits" is seen by both mixes, "real" by none.
class Tables : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& mix, const std::string& architecture, double validation,
           TestResult kits, TestResult real) {
    trials.push_back({name, mix, architecture, {{"training.learning_rate", "0.001"}}, "", ""});
    results.push_back({1000, 3, validation, {std::move(kits), std::move(real)}});
  }

  void finish() {
    plan = {{{"kits", {"pairs:kits"}}, {"both", {"pairs:kits", "pairs:songs"}}},
            {"rnn", "crnn"},
            {{"kits", "pairs:kits"}, {"real", "mdb:real"}},
            trials};
    for (std::size_t i = 0; i < trials.size(); ++i) finished.push_back({&plan.trials[i], results[i]});
  }

  void SetUp() override {
    add("kits-rnn-001", "kits", "rnn", 0.70, on(0.9, 0.8, 0.7), on(0.5, 0.4, 0.3));
    add("kits-rnn-002", "kits", "rnn", 0.80, on(0.6, 0.61, 0.62), on(0.51, 0.41, 0.31));
    add("kits-crnn-001", "kits", "crnn", 0.75, on(0.85, 0.95, 0.65), on(0.45, 0.35, 0.25));
    add("both-rnn-001", "both", "rnn", 0.60, on(1.0, 1.0, 1.0), on(0.0, 0.0, 0.0));
    finish();
  }

  static TestResult on(double micro, double kick, double snare) {
    return {micro, 0.5 * (kick + snare), {{"kick", 0.25, 0.75, kick, 12}, {"snare", 0.5, 0.5, snare, 3}}};
  }

  std::vector<Trial> trials;
  std::vector<Result> results;
  Plan plan;
  std::vector<Finished> finished;
};

TEST_F(Tables, TheCsvHasALineForEachTrialAndTestSortedByName) {
  const std::string numbers = "1000,3,";
  EXPECT_EQ(to_csv(plan, finished),
            "trial,mix,architecture,training.learning_rate,parameters,best_epoch,validation_micro_f1,test,unseen,"
            "micro_f1,macro_f1,kick_precision,kick_recall,kick_f1,kick_hits,snare_precision,snare_recall,snare_f1,"
            "snare_hits\n"
            "both-rnn-001,both,rnn,0.001,1000,3,0.600000,kits,0,1.000000,1.000000,0.250000,0.750000,1.000000,12,"
            "0.500000,0.500000,1.000000,3\n"
            "both-rnn-001,both,rnn,0.001,1000,3,0.600000,real,1,0.000000,0.000000,0.250000,0.750000,0.000000,12,"
            "0.500000,0.500000,0.000000,3\n"
            "kits-crnn-001,kits,crnn,0.001,1000,3,0.750000,kits,0,0.850000,0.800000,0.250000,0.750000,0.950000,12,"
            "0.500000,0.500000,0.650000,3\n"
            "kits-crnn-001,kits,crnn,0.001,1000,3,0.750000,real,1,0.450000,0.300000,0.250000,0.750000,0.350000,12,"
            "0.500000,0.500000,0.250000,3\n"
            "kits-rnn-001,kits,rnn,0.001,1000,3,0.700000,kits,0,0.900000,0.750000,0.250000,0.750000,0.800000,12,"
            "0.500000,0.500000,0.700000,3\n"
            "kits-rnn-001,kits,rnn,0.001,1000,3,0.700000,real,1,0.500000,0.350000,0.250000,0.750000,0.400000,12,"
            "0.500000,0.500000,0.300000,3\n"
            "kits-rnn-002,kits,rnn,0.001,1000,3,0.800000,kits,0,0.600000,0.615000,0.250000,0.750000,0.610000,12,"
            "0.500000,0.500000,0.620000,3\n"
            "kits-rnn-002,kits,rnn,0.001,1000,3,0.800000,real,1,0.510000,0.360000,0.250000,0.750000,0.410000,12,"
            "0.500000,0.500000,0.310000,3\n");
}

TEST_F(Tables, TheBestTrialByValidationStandsForItsArchitecture) {
  const std::vector<Section> sections = by_architecture(plan, finished);
  ASSERT_EQ(sections.size(), 2U);
  EXPECT_EQ(sections[0].title, "Trained on kits");
  ASSERT_EQ(sections[0].rows.size(), 2U);
  EXPECT_EQ(sections[0].rows[0].best->trial->name, "kits-rnn-002") << "though its test scores are worse";
  EXPECT_EQ(sections[0].rows[0].trials, 2);
  ASSERT_EQ(sections[1].rows.size(), 1U) << "no crnn was trained on both";
}

TEST_F(Tables, MarkdownOfTheArchitectures) {
  const std::vector<Section> sections = by_architecture(plan, finished);
  const std::string text = to_markdown(plan, std::span(sections).first(1), "Architecture × data set", "architecture");
  EXPECT_THAT(text, HasSubstr("# Architecture × data set\n"));
  EXPECT_THAT(text, HasSubstr("| architecture | trial | best of | parameters | validation | kits | real |\n"
                              "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
                              "| rnn | kits-rnn-002 | 2 | 1000 | .800 | .600 | **.510**† |\n"
                              "| crnn | kits-crnn-001 | 1 | 1000 | .750 | **.850** | .450† |\n"));
  EXPECT_THAT(text, HasSubstr("| kits: architecture | kick | snare | mean |\n"
                              "| --- | ---: | ---: | ---: |\n"
                              "| rnn | .610 | .620 | .615 |\n"
                              "| crnn | **.950** | **.650** | **.800** |\n"));
  EXPECT_THAT(text, HasSubstr("| rnn† | **.410** | **.310** | **.360** |\n"));
}

TEST_F(Tables, MarkdownOfTheMixes) {
  const std::string text = to_markdown(plan, by_mix(plan, finished), "Training mix × test set", "mix");
  EXPECT_THAT(text, HasSubstr("| kits | kits-rnn-002 | 3 | 1000 | .800 | .600 | **.510**† |\n"
                              "| both | both-rnn-001 | 1 | 1000 | .600 | **1.000** | .000† |\n"));
}

TEST_F(Tables, PicturesHaveABarForEveryRowAndAreaPaleWhereUnseen) {
  const auto count = [](const std::string& text, const std::string& what) {
    int found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  const std::string picture = micro_svg(plan, by_architecture(plan, finished));
  EXPECT_EQ(count(picture, "opacity=\"1\""), 3);
  EXPECT_EQ(count(picture, "opacity=\"0.45\""), 3);
  EXPECT_EQ(count(classes_svg(plan, by_mix(plan, finished)), "opacity="), 2 * 2 * 2) << "mixes, tests, classes";
}

TEST(Results, AreReadFromJson) {
  const Result result = parse_result(
      R"({"parameters": 450125, "best_epoch": 7, "validation": {"micro_f1": 0.5, "loss": 1.0}, "tests": [
          {"source": "mdb:x", "split": "", "classes": [{"name": "kick", "precision": null, "recall": 0.5, "f1": 0.25,
          "hits": 4}], "micro_f1": 0.75, "macro_f1": 0.125}]})",
      1, "result.json");
  EXPECT_EQ(result.parameters, 450125);
  EXPECT_EQ(result.best_epoch, 7);
  EXPECT_EQ(result.validation, 0.5);
  EXPECT_EQ(result.tests.at(0).micro_f1, 0.75);
  EXPECT_EQ(result.tests[0].classes.at(0).precision, 0.0) << "nothing was found";
  EXPECT_EQ(result.tests[0].classes[0].hits, 4);
}

TEST(Results, WhatIsNoResultIsRefused) {
  EXPECT_THROW(parse_result("{", 1, "result.json"), Error);
  EXPECT_THROW(parse_result("{}", 1, "result.json"), Error);
  EXPECT_THROW(
      parse_result(R"({"parameters": 1, "best_epoch": 1, "validation": {"micro_f1": 0}, "tests": []})", 1, "x"), Error);
}

}  // namespace
}  // namespace drumlin::study
