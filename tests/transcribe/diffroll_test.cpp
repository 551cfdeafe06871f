// Listening with a DiffRoll of random weights: what reaches its roll and what does not.
#include "transcribe/diffroll.h"

#include <drumlin/error.h>
#include <drumlin/score.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/eigen/eigen_engine.h"
#include "transcribe/random_weights.h"

namespace drumlin::transcribe {
namespace {

using testing::Each;

DiffRoll tiny() {
  DiffRoll model;
  model.config.features = {.windows = {256}, .bands = 16};
  model.config.frames = 32;
  model.config.width = 16;
  model.config.depth = 2;
  model.config.kernel = 3;
  return model;
}

std::unique_ptr<nn::Engine> random_engine(const models::diffroll::Config& config) {
  test::ParameterList list;
  const int step = 1;
  models::diffroll::denoise(list, {}, config, list.input({}, {1, config.frames, config.drums}), {&step, 1},
                            list.input({}, {1, config.frames, config.features.bands}));
  nn::Random random(7);
  std::vector<nn::Named> tensors;
  for (const auto& [name, shape] : list.shapes) {
    std::vector<float> values(static_cast<std::size_t>(shape.count()));
    for (float& value : values) value = static_cast<float>(random.uniform(-0.4, 0.4));
    tensors.push_back({name, shape, values});
  }
  return nn::make_eigen_engine(nn::pack(nn::Weights(nn::to_safetensors(tensors, {}, nn::Type::f32), "random")));
}

/// Two different windows of sound.
std::vector<float> sound(const DiffRoll& model, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> spectra(static_cast<std::size_t>(model.config.frames * model.config.features.bands));
  for (float& value : spectra) value = static_cast<float>(random.uniform(0.0, 6.0));
  return spectra;
}

std::vector<float> listen(float guidance, std::uint64_t window, std::uint64_t seed = 1) {
  const DiffRoll model = tiny();
  const auto engine = random_engine(model.config);
  DiffRollListener listener(model, *engine);
  listener.hear(sound(model, window));
  return listener.draw(4, guidance, nn::Random(seed));
}

TEST(DiffRollListener, DrawsActivationsAndOneVelocity) {
  const std::vector<float> roll = listen(0.5F, 1);
  ASSERT_EQ(roll.size(), 32U * 2U * score::drum_count);
  for (std::size_t frame = 0; frame < 32; ++frame) {
    const auto row = roll.begin() + static_cast<std::ptrdiff_t>(frame * 2 * score::drum_count);
    EXPECT_THAT(std::vector(row, row + score::drum_count), Each(testing::AllOf(testing::Ge(0.0F), testing::Le(1.0F))));
    EXPECT_THAT(std::vector(row + score::drum_count, row + 2 * score::drum_count), Each(100.0F / 127.0F));
  }
}

TEST(DiffRollListener, GivesTheSameBytesForTheSameSeed) {
  EXPECT_EQ(listen(0.5F, 1, 3), listen(0.5F, 1, 3));
  EXPECT_NE(listen(0.5F, 1, 3), listen(0.5F, 1, 4));
}

TEST(DiffRollListener, HearsUnlessItIsGuidedAwayFromAllSound) {
  EXPECT_NE(listen(0.0F, 1), listen(0.0F, 2));
  EXPECT_NE(listen(0.5F, 1), listen(0.0F, 1));
  EXPECT_EQ(listen(-1.0F, 1), listen(-1.0F, 2));
}

TEST(DiffRollListener, HearsOnlyWhatCounts) {
  const DiffRoll model = tiny();
  const auto engine = random_engine(model.config);
  DiffRollListener listener(model, *engine);
  const auto draw = [&](std::uint64_t window, const std::vector<std::uint8_t>& heard, float guidance) {
    listener.hear(sound(model, window), heard);
    return listener.draw(4, guidance, nn::Random(1));
  };
  const std::vector<std::uint8_t> nothing(32, 0);
  EXPECT_EQ(draw(1, nothing, 0.0F), draw(2, nothing, 0.0F));
  EXPECT_EQ(draw(1, nothing, 0.0F), draw(1, {}, -1.0F));
  EXPECT_EQ(draw(1, std::vector<std::uint8_t>(32, 1), 0.0F), draw(1, {}, 0.0F));
}

TEST(DiffRollSampling, SurvivesJson) {
  const diffusion::StepSampling sampling = {{.steps = 100, .first = 0.999, .last = 0.95}, 7, 0.25F};
  EXPECT_EQ(step_sampling_from_json(to_json(sampling)), sampling);
  EXPECT_EQ(step_sampling_from_json("{}"), diffusion::StepSampling());
}

TEST(DiffRollSampling, NonsenseIsRefused) {
  for (const char* json : {"", "[]", R"({"steps": 201})", R"({"steps": 0})", R"({"eta": 2})", R"({"last_alpha": 1})"}) {
    EXPECT_THROW(step_sampling_from_json(json), Error) << json;
  }
}

}  // namespace
}  // namespace drumlin::transcribe
