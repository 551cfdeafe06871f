#include "train/framewise_learner.h"

#include <drumlin/error.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "nn/half.h"
#include "nn/random.h"
#include "score/file.h"
#include "train/framewise_judge.h"
#include "train/framewise_targets.h"
#include "train/toy.h"

namespace drumlin::train::framewise {
namespace {

using score::Drum;

Config toy(const std::string& architecture) {
  return parse_config("[framewise]\narchitecture = \"" + architecture +
                          "\"\nframes = 40\nlayers = 2\nwidth = 12\nheads = 2\nchannels = 4\n"
                          "[[dataset]]\nsource = \"pairs:a\"\n[[validation]]\nsource = \"pairs:a\"\n"
                          "[training]\nbatch = 4\n[run]\ndevice = \"cpu\"\nprecision = \"full\"\n",
                      ".", "toy");
}

/// Recordings of 100 frames over quiet noise: kicks sound in the lowest bands, hi-hats in the highest.
std::vector<Recording> toy_recordings(int count) {
  std::vector<Recording> all(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < all.size(); ++i) {
    nn::Random random(3, i);
    Recording& r = all[i];
    r.frames = 100;
    std::vector<float> spectra(100 * 84);
    for (float& cell : spectra) cell = static_cast<float>(0.1 * random.uniform());
    for (int frame = 5; frame < 95; frame += 5 + random.below(6)) {
      const bool is_kick = random.chance(0.5);
      r.played.hits.push_back({0.01 * frame, is_kick ? Drum::kick : Drum::hihat_closed});
      for (int band = is_kick ? 0 : 64; band < (is_kick ? 20 : 84); ++band)
        spectra[static_cast<std::size_t>(frame * 84 + band)] = 1.0F;
    }
    r.played.duration = 1.0;
    for (const float cell : spectra) r.spectra.push_back(nn::float_to_half(cell));
    r.targets = onset_targets(r.played, 100, 5);
  }
  return all;
}

std::vector<Part> toy_parts(int count) {
  std::vector<Part> parts(1);
  parts[0].recordings = toy_recordings(count);
  return parts;
}

void learn(Learner& learner, const Config& config, const std::vector<Part>& parts, int epochs) {
  const Epochs all(parts, config.model.frames, 0, config.training.seed);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    learner.step(to_batch(all.epoch(learner.steps()), config.model.frames, learner.standard()), 1e-2);
  }
}

TEST(FramewiseLearner, OverfitsAFewRecordings) {
  const Config config = toy("rnn");
  const std::vector<Part> parts = toy_parts(2);
  Learner learner(config, measure_standard(parts), measure_weights(parts, 5));
  const Verdict before = judge(learner, parts[0].recordings, config);
  learn(learner, config, parts, 60);
  const Verdict after = judge(learner, parts[0].recordings, config);
  EXPECT_LT(evaluate::f1(before.scores.all.counts), 0.5);
  EXPECT_GT(evaluate::f1(after.scores.all.counts), 0.95);
  EXPECT_LT(after.loss, 0.25 * before.loss);
}

TEST(FramewiseLearner, ARunThatWasSavedAndLoadedIsTheSameRun) {
  const TemporaryFolder folder;
  const Config config = toy("crnn");  // with dropout, and batch norms whose statistics run
  const std::vector<Part> parts = toy_parts(2);
  const auto fresh = [&] { return Learner(config, measure_standard(parts), measure_weights(parts, 5)); };
  Learner straight = fresh();
  learn(straight, config, parts, 4);
  straight.keep();
  Learner first = fresh();
  learn(first, config, parts, 2);
  first.save(folder / "checkpoint", "where it stands");
  Learner second = fresh();
  EXPECT_EQ(second.load(folder / "checkpoint"), "where it stands");
  learn(second, config, parts, 2);
  second.keep();
  straight.write_weights(folder / "straight");
  second.write_weights(folder / "resumed");
  EXPECT_TRUE(score::read_file(folder / "straight") == score::read_file(folder / "resumed"));
}

TEST(FramewiseLearner, GoesBackToTheParametersThatItKept) {
  const Config config = toy("rnn");
  const std::vector<Part> parts = toy_parts(2);
  Learner learner(config, measure_standard(parts), measure_weights(parts, 5));
  learn(learner, config, parts, 2);
  learner.keep();
  const double kept = judge(learner, parts[0].recordings, config).loss;
  learn(learner, config, parts, 2);
  EXPECT_NE(judge(learner, parts[0].recordings, config).loss, kept);
  learner.take_best();
  EXPECT_EQ(judge(learner, parts[0].recordings, config).loss, kept);
}

TEST(FramewiseLearner, CountsWhatItLearns) {
  // A bidirectional GRU of width 12 on 84 bands: 2 · 3 · 12 · (84 + 12 + 2); the second layer on 24 numbers; a reading
  // of 5 classes.
  const Config config = toy("rnn");
  const Learner learner(config, {}, std::vector<float>(5, 1.0F));
  EXPECT_EQ(learner.parameter_count(), 72 * (84 + 14) + 72 * (24 + 14) + 24 * 5 + 5);
}

TEST(Result, SaysWhatTheStudyReads) {
  evaluate::Scores scores;
  evaluate::ClassScores& kick = scores.classes.emplace_back();
  kick.name = "KD";
  kick.counts = {.matched = 3, .reference = 4, .estimate = 6};
  scores.all.counts = kick.counts;
  scores.macro_f1 = 0.6;
  const Result result{.parameters = 7,
                      .best_epoch = 2,
                      .validation = {0.5, scores},
                      .sources = {{"pairs:a", "test", 0.0}},
                      .tests = {scores}};
  const auto json = nlohmann::json::parse(to_json(result));
  EXPECT_EQ(json.at("parameters"), 7);
  EXPECT_EQ(json.at("best_epoch"), 2);
  EXPECT_EQ(json.at("validation").at("loss"), 0.5);
  const nlohmann::json& test = json.at("tests").at(0);
  EXPECT_EQ(test.at("source"), "pairs:a");
  EXPECT_EQ(test.at("split"), "test");
  EXPECT_EQ(test.at("micro_f1"), 0.6);
  EXPECT_EQ(test.at("classes").at(0),
            (nlohmann::json{{"name", "KD"}, {"precision", 0.5}, {"recall", 0.75}, {"f1", 0.6}, {"hits", 4}}));
}

}  // namespace
}  // namespace drumlin::train::framewise
