#include "train/diffroll_trainer.h"

#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <gmock/gmock.h>

#include "nn/safetensors.h"
#include "score/file.h"
#include "train/toy.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;

Config toy(const std::string& more) {
  return parse_config(
      "[diffroll]\nwindows = [1024]\nbands = 8\nframes = 16\nwidth = 16\ndepth = 2\nkernel = 3\nsteps = 3\n"
      "[noise]\nforget_all = 0\nforget_span = 0\n"
      "[run]\ndevice = \"cpu\"\nprecision = \"full\"\nworkers = 0\nvalidation_examples = 2\n" +
          more,
      ".", "toy");
}

void train(Learner& learner, const Config& config, int steps) {
  Batches batches(config, toy_source(config), toy_performances(config), learner.steps());
  for (int i = 0; i < steps; ++i) learner.step(batches.next());
}

Batch held_out(const Config& config) {
  Batch batch;
  for (std::uint64_t i = 0; i < 16; ++i) batch.append(toy_example(config, 1'000'000 + i), draw_corruption(config, i));
  return batch;
}

TEST(DiffRollTrainer, IsWhatAFileWithDiffrollTrains) {
  const Config config = toy("");
  EXPECT_NE(dynamic_cast<DiffRollTrainer*>(make_learner(config).get()), nullptr);
}

TEST(DiffRollTrainer, LearnsToHearBursts) {
  const Config config = toy("[training]\nbatch = 8\nsteps = 200\nwarm_up = 5\nlearning_rate = 1e-2");
  DiffRollTrainer trainer(config);
  const Batch batch = held_out(config);
  const double before = trainer.judge(batch).denoised;
  train(trainer, config, 200);
  EXPECT_LT(trainer.judge(batch).denoised, 0.2 * before);
}

TEST(DiffRollTrainer, LearnsFromPerformancesWithoutSound) {
  const Config config = toy("[training]\nbatch = 0\nunpaired = 8\nsteps = 100\nwarm_up = 5\nlearning_rate = 1e-2");
  DiffRollTrainer trainer(config);
  const Batch batch = held_out(config);
  const double before = trainer.judge(batch).denoised;
  train(trainer, config, 100);
  EXPECT_LT(trainer.judge(batch).denoised, 0.7 * before);
}

/// The gradient of a batch of what p = 0 + 1 adds is the sum of the gradients.
TEST(DiffRollTrainer, AddsTheLossesOfBothKinds) {
  const Config config = toy("[training]\nbatch = 2\nunpaired = 3");
  DiffRollTrainer trainer(config);
  train(trainer, config, 2);  // the head starts at 0
  Batch paired;
  Batch unpaired;
  Batch both;
  for (std::uint64_t i = 0; i < 2; ++i) {
    paired.append(toy_example(config, i), draw_corruption(config, i));
    both.append(toy_example(config, i), draw_corruption(config, i));
  }
  for (std::uint64_t i = 5; i < 8; ++i) {
    unpaired.append_unpaired(toy_example(config, i).planes, draw_corruption(config, i));
    both.append_unpaired(toy_example(config, i).planes, draw_corruption(config, i));
  }
  const auto gradient = [&](const Batch& batch) {
    trainer.differentiate(batch);
    return trainer.parameters().gradient.clone();
  };
  const torch::Tensor sum = gradient(paired) + gradient(unpaired);
  EXPECT_LT((gradient(both) - sum).norm().item<double>(), 1e-5 * sum.norm().item<double>());
  const Losses losses = trainer.differentiate(both);
  EXPECT_NEAR(losses.denoised, trainer.differentiate(paired).denoised, 1e-6);
  EXPECT_NEAR(losses.plain, trainer.differentiate(unpaired).plain, 1e-6);
  EXPECT_EQ(trainer.differentiate(paired).plain, 0.0);
}

TEST(DiffRollTrainer, IsToldNothingOfAForgottenExample) {
  const Config config = toy("");
  DiffRollTrainer trainer(config);
  train(trainer, config, 3);
  Corruption deaf = draw_corruption(config, 0);
  std::fill(deaf.heard.begin(), deaf.heard.end(), 0.0F);
  Batch forgotten;
  forgotten.append(toy_example(config, 0), deaf);
  Batch unpaired;
  unpaired.append_unpaired(toy_example(config, 0).planes, deaf);
  EXPECT_EQ(trainer.differentiate(forgotten).denoised, trainer.differentiate(unpaired).plain);
  Batch heard;
  heard.append(toy_example(config, 0), draw_corruption(config, 0));
  EXPECT_NE(trainer.differentiate(forgotten).denoised, trainer.differentiate(heard).denoised);
}

TEST(DiffRollTrainer, ResumesBitByBit) {
  const TemporaryFolder folder;
  const Config config = toy("[training]\nbatch = 2\nunpaired = 2\nsteps = 6\nwarm_up = 2\nexamples = 3");
  const auto kept = [&] { return keep(toy_source(config), 3); };
  const auto go_on = [&](Learner& learner, int steps) {
    Batches batches(config, kept(), toy_performances(config), learner.steps());
    for (int i = 0; i < steps; ++i) learner.step(batches.next());
  };
  DiffRollTrainer straight(config);
  go_on(straight, 6);
  straight.save(folder / "straight");
  {
    DiffRollTrainer first(config);
    go_on(first, 3);
    first.save(folder / "half");
  }
  DiffRollTrainer second(config);
  second.load(folder / "half");
  go_on(second, 3);
  second.save(folder / "resumed");
  EXPECT_TRUE(score::read_file(folder / "straight") == score::read_file(folder / "resumed"));
}

TEST(DiffRollTrainer, WritesWeightsThatTheTranscriberLoads) {
  const TemporaryFolder folder;
  const Config config = toy("");
  DiffRollTrainer trainer(config);
  train(trainer, config, 2);
  trainer.write_weights(folder / "weights.safetensors");
  const nn::Weights weights(folder / "weights.safetensors");
  EXPECT_EQ(weights.metadata().at("system"), "diffroll");
  EXPECT_EQ(models::diffroll::from_json(weights.metadata().at("config")), config.diffroll.config);
  EXPECT_EQ(transcribe::step_sampling_from_json(weights.metadata().at("sampling")), config.diffroll.sampling);
  std::vector<float> sound(44100);
  nn::Random random(1);
  for (float& sample : sound) sample = static_cast<float>(random.normal(0.0, 0.1));
  EXPECT_DOUBLE_EQ(transcribe::Transcriber(folder / "weights.safetensors").transcribe(sound).duration, 1.0);
}

}  // namespace
}  // namespace drumlin::train
