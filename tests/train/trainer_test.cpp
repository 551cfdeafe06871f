#include "train/trainer.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <future>

#include "nn/safetensors.h"
#include "score/file.h"
#include "train/toy.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

void train(Trainer& trainer, const Config& config, int steps) {
  Batches batches(config, toy_source(config), toy_performances(config), trainer.steps());
  for (int i = 0; i < steps; ++i) trainer.step(batches.next());
}

TEST(Trainer, LearnsToHearBursts) {
  const Config config = toy_config("[training]\nbatch = 8\nsteps = 150\nwarm_up = 5\nlearning_rate = 1e-2");
  Trainer trainer(config);
  Batch held_out;
  for (std::uint64_t i = 0; i < 8; ++i) held_out.append(toy_example(config, 1'000'000 + i), draw_corruption(config, i));
  const Losses before = trainer.judge(held_out);
  train(trainer, config, 150);
  const Losses after = trainer.judge(held_out);
  EXPECT_LT(after.plain, 0.3 * before.plain);
  EXPECT_LT(after.denoised, 0.3 * before.denoised);
}

TEST(Trainer, ResumesBitByBit) {
  const TemporaryFolder folder;
  const Config config = toy_config("[training]\nbatch = 2\nsteps = 6\nwarm_up = 2");
  Trainer straight(config);
  train(straight, config, 6);
  straight.save(folder / "straight");
  {
    Trainer first(config);
    train(first, config, 3);
    first.save(folder / "half");
  }
  Trainer second(config);
  second.load(folder / "half");
  EXPECT_EQ(second.steps(), 3);
  train(second, config, 3);
  second.save(folder / "resumed");
  EXPECT_TRUE(score::read_file(folder / "straight") == score::read_file(folder / "resumed"));
}

TEST(Trainer, RefusesTheCheckpointOfAnotherNetwork) {
  const TemporaryFolder folder;
  const Config config = toy_config();
  Trainer(config).save(folder / "checkpoint");
  Config other = config;
  other.model.width = 16;
  Trainer trainer(other);
  EXPECT_THAT([&] { trainer.load(folder / "checkpoint"); }, ThrowsMessage<Error>(HasSubstr("other sizes")));
}

TEST(Trainer, BeginsFromWeightsAsIfTheyWereItsOwn) {
  const TemporaryFolder folder;
  const Config config = toy_config("[training]\nbatch = 2");
  Trainer trained(config);
  train(trained, config, 3);
  trained.write_weights(folder / "weights.safetensors");
  Trainer trainer(config);
  trainer.begin_from(folder / "weights.safetensors");
  EXPECT_EQ(trainer.steps(), 0);
  trainer.write_weights(folder / "again.safetensors");
  EXPECT_TRUE(score::read_file(folder / "weights.safetensors") == score::read_file(folder / "again.safetensors"));
}

TEST(Trainer, RefusesToBeginFromAnotherNetwork) {
  const TemporaryFolder folder;
  const Config config = toy_config();
  Trainer(config).write_weights(folder / "weights.safetensors");
  Config other = config;
  other.model.heard = 24;
  Trainer trainer(other);
  EXPECT_THAT([&] { trainer.begin_from(folder / "weights.safetensors"); },
              ThrowsMessage<Error>(HasSubstr("another size")));
}

TEST(Trainer, RefusesWeightsAsACheckpoint) {
  const TemporaryFolder folder;
  const Config config = toy_config();
  Trainer trainer(config);
  trainer.write_weights(folder / "weights.safetensors");
  EXPECT_THAT([&] { trainer.load(folder / "weights.safetensors"); }, ThrowsMessage<Error>(HasSubstr("no checkpoint")));
}

TEST(Trainer, WritesWeightsThatSayWhatTheyAre) {
  const TemporaryFolder folder;
  const Config config = toy_config();
  Trainer trainer(config);
  trainer.write_weights(folder / "weights.safetensors");
  const nn::Weights weights(folder / "weights.safetensors");
  EXPECT_EQ(weights.metadata().at("system"), "n2n");
  EXPECT_EQ(models::n2n::from_json(weights.metadata().at("config")), config.model);
  EXPECT_THAT(weights.metadata().at("sampling"), HasSubstr("\"steps\":1"));
  std::int64_t count = 0;
  for (const auto& [name, stored] : weights.all()) count += stored.shape.count();
  EXPECT_EQ(count, trainer.parameters().values.numel());
}

/// A worker learns nothing of a frame that it is told to forget.
TEST(Trainer, AForgottenExampleDoesNotReachTheDenoiser) {
  const Config config = toy_config();
  Trainer trainer(config);
  train(trainer, config, 3);
  Corruption deaf = draw_corruption(config, 0);
  std::fill(deaf.heard.begin(), deaf.heard.end(), 0.0F);
  data::Example example = toy_example(config, 0);
  Batch loud;
  loud.append(example, deaf);
  std::fill(example.features.begin(), example.features.end(), 0.0F);
  Batch silent;
  silent.append(example, deaf);
  const Losses a = trainer.differentiate(loud);
  const Losses b = trainer.differentiate(silent);
  EXPECT_EQ(a.denoised, b.denoised);
  EXPECT_NE(a.plain, b.plain);
}

TEST(Trainer, HearsNothingOfSoundThatIsCutOut) {
  const Config config = toy_config();
  Trainer trainer(config);
  Corruption gap = draw_corruption(config, 0);
  std::fill_n(gap.heard.begin() + 4, 5, 0.0F);
  gap.audible = gap.heard;
  data::Example example = toy_example(config, 0);
  Batch loud;
  loud.append(example, gap);
  std::fill_n(example.features.begin() + std::ptrdiff_t{4} * 8, 5 * 8, 7.0F);
  Batch other;
  other.append(example, gap);
  EXPECT_EQ(trainer.differentiate(loud).sum(), trainer.differentiate(other).sum());
}

TEST(Trainer, LearnsWhatIsPlayedFromPerformancesAlone) {
  // Every performance has the same stroke; after training, the denoiser that hears nothing expects it.
  Config config = toy_config("[training]\nbatch = 1\nunpaired = 8\nsteps = 120\nwarm_up = 5\nlearning_rate = 1e-2");
  config.model.far_depth = 1;
  config.model.far_width = 8;
  config.model.far_heads = 2;
  std::vector<float> played(16 * 36, -1.0F);
  played[8 * 36] = 1.0F;
  Corruption unheard = draw_corruption(config, 0);
  std::ranges::fill(unheard.heard, 0.0F);
  unheard.sigma = config.schedule.sigma_max;
  Batch batch;
  batch.append({std::vector<float>(16 * 8, 0.0F), std::vector<float>(16 * 36, -1.0F)}, draw_corruption(config, 1));
  batch.append_unpaired(played, unheard);
  Trainer trainer(config);
  const double before = trainer.differentiate(batch).denoised;
  Batches batches(
      config, toy_source(config), [&](std::uint64_t) { return played; }, 0);
  for (int i = 0; i < 120; ++i) trainer.step(batches.next());
  EXPECT_LT(trainer.differentiate(batch).denoised, 0.5 * before);
}

TEST(Trainer, GrowsFarBlocksOnWeightsThatHaveNone) {
  const TemporaryFolder folder;
  Config config = toy_config();
  Batch batch;
  batch.append(toy_example(config, 0), draw_corruption(config, 0));
  Trainer small(config);
  train(small, config, 3);
  small.write_weights(folder / "weights.safetensors");
  Config grown = config;
  grown.model.far_depth = 1;
  Trainer trainer(grown);
  trainer.begin_from(folder / "weights.safetensors");
  EXPECT_FLOAT_EQ(trainer.judge(batch).sum(), small.judge(batch).sum());
}

/// The gradient that process `rank` of two has after averaging.
torch::Tensor gradient_of(const Config& config, const std::string& file, int rank) {
  const std::unique_ptr<Group> group = group_from_file(file, {.rank = rank, .world = 2});
  Trainer trainer(config, group.get());
  Batches batches(config, toy_source(config), nullptr, 0, group->place());
  trainer.differentiate(batches.next());
  group->average(trainer.parameters().gradient);
  return trainer.parameters().gradient.clone();
}

TEST(Trainer, TwoProcessesLearnWhatOneWithTwiceTheBatchLearns) {
  if (!has_gloo()) GTEST_SKIP() << "built without libgloo-dev";
  const TemporaryFolder folder;
  const Config half = toy_config("[training]\nbatch = 2");
  const Config whole = toy_config("[training]\nbatch = 4");
  auto other = std::async(std::launch::async, [&] { return gradient_of(half, folder / "meet", 1); });
  const torch::Tensor first = gradient_of(half, folder / "meet", 0);
  const torch::Tensor second = other.get();
  Trainer trainer(whole);
  trainer.differentiate(Batches(whole, toy_source(whole), nullptr, 0).next());
  const torch::Tensor alone = trainer.parameters().gradient;
  EXPECT_TRUE(first.equal(second));
  EXPECT_LT((first - alone).norm().item<double>(), 1e-5 * alone.norm().item<double>());
  EXPECT_GT(alone.norm().item<double>(), 0.0);
}

TEST(Group, IsNoneOutsideTorchrun) {
  unsetenv("WORLD_SIZE");
  EXPECT_EQ(group_from_environment(), nullptr);
}

TEST(Group, AMissingOrWrongVariableIsNamed) {
  if (!has_gloo()) GTEST_SKIP() << "built without libgloo-dev";
  setenv("WORLD_SIZE", "2", 1);
  unsetenv("RANK");
  EXPECT_THAT(group_from_environment, ThrowsMessage<Error>(HasSubstr("RANK is not set")));
  setenv("RANK", "2", 1);
  EXPECT_THAT(group_from_environment, ThrowsMessage<Error>(HasSubstr("RANK is \"2\"")));
  unsetenv("RANK");
  unsetenv("WORLD_SIZE");
}

}  // namespace
}  // namespace drumlin::train
