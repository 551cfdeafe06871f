// Listening with frame-wise transcribers: what reaches the roll, what their files say, and which options are refused.
#include "transcribe/framewise.h"

#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "audio/features.h"
#include "score/file.h"
#include "temporary_folder.h"
#include "transcribe/bursts.h"
#include "transcribe/listen.h"
#include "transcribe/random_weights.h"
#include "transcribe/study_peaks.h"

namespace drumlin::transcribe {
namespace {

using test::bursts;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::size_t width = 2 * score::drum_count;

class FramewiseFile : public testing::Test {
 protected:
  std::filesystem::path write(const std::vector<std::uint8_t>& bytes) const {
    score::write_file(folder / "framewise.safetensors", std::span(bytes));
    return folder / "framewise.safetensors";
  }

  test::TemporaryFolder folder;
};

TEST_F(FramewiseFile, ActivationsStandAtTheArticulationOfTheirClass) {
  // Of a network whose weights are all 0 the reading is its bias: σ(1.5) everywhere.
  const Framewise framewise = {test::tiny_framewise(), 0.5F, 0.5F};
  const auto bytes =
      test::framewise_weights(framewise, [](const std::string& name) { return name == "out.bias" ? 1.5F : 0.0F; });
  const Model model = load_model(write(bytes));
  Listener listener(model);
  const std::vector<float> samples = bursts(0.7);
  const nn::Random noise(1);
  const std::vector<float> roll = listener.listen({.samples = samples}, {&noise, 1});
  ASSERT_EQ(roll.size(), 64 * width);
  const std::vector<score::Drum> heard = {score::Drum::kick, score::Drum::snare_head, score::Drum::hihat_closed,
                                          score::Drum::tom_mid, score::Drum::crash};
  for (std::size_t i = 0; i < roll.size(); ++i) {
    const bool is_velocity = i % width >= score::drum_count;
    const bool is_heard = std::ranges::count(heard, static_cast<score::Drum>(i % width)) == 1;
    EXPECT_NEAR(roll[i], is_velocity ? 100.0 / 127.0 : is_heard ? 1.0 / (1.0 + std::exp(-1.5)) : 0.0, 1e-6) << i;
  }
}

TEST_F(FramewiseFile, ThreadsAndSeedsChangeNothing) {
  Transcriber transcriber(write(test::random_framewise_weights()));
  const std::vector<float> samples = bursts(5.0);
  const score::Performance one = transcriber.transcribe(samples, {.threads = 1});
  EXPECT_GT(one.hits.size(), 0U);
  EXPECT_EQ(transcriber.transcribe(samples, {.threads = 3}), one);
  EXPECT_EQ(transcriber.transcribe(samples, {.seed = 9}), one);
}

TEST_F(FramewiseFile, EveryArchitectureListens) {
  using models::framewise::Architecture;
  for (const Architecture architecture : {Architecture::rnn, Architecture::cnn, Architecture::crnn,
                                          Architecture::convolutional_transformer, Architecture::vision_transformer}) {
    models::framewise::Config config = test::tiny_framewise();
    config.architecture = architecture;
    config.width = 12;
    Transcriber transcriber(write(test::random_framewise_weights(config)));
    const score::Performance performance = transcriber.transcribe(bursts(1.0));
    EXPECT_NEAR(performance.duration, 1.0, 1e-6) << models::framewise::name(architecture);
  }
}

TEST_F(FramewiseFile, WhatSteersNoiseIsRefused) {
  Transcriber transcriber(write(test::random_framewise_weights()));
  const std::vector<float> samples = bursts(0.2);
  const auto expect_refusal = [&](const Options& options, const char* option) {
    EXPECT_THAT([&] { transcriber.transcribe(samples, options); }, ThrowsMessage<Error>(HasSubstr(option)));
  };
  expect_refusal({.steps = 4}, "--steps");
  expect_refusal({.guidance = 1.0}, "--guidance");
  expect_refusal({.temperature = 0.5}, "--temperature");
  expect_refusal({.samples = 8}, "--samples");
}

TEST_F(FramewiseFile, ImaginesNothing) {
  const Model model = load_model(write(test::random_framewise_weights()));
  Listener listener(model);
  const nn::Random noise(1);
  EXPECT_THAT([&] { listener.listen({}, {&noise, 1}); }, ThrowsMessage<Error>(HasSubstr("does not imagine")));
}

std::map<std::string, std::string, std::less<>> metadata_of(const Framewise& model) {
  const auto metadata = to_metadata(model);
  return {metadata.begin(), metadata.end()};
}

TEST(FramewiseMetadata, SaysWhatTheFileHolds) {
  const Framewise model = {models::framewise::adtof_frame_rnn(), 0.42F, 0.46F};
  const auto metadata = metadata_of(model);
  EXPECT_EQ(metadata.at("system"), "framewise");
  EXPECT_EQ(peaks_from_json(metadata.at("peaks")), peaks_of_the_study());
  const Framewise read = framewise_from_metadata(metadata);
  EXPECT_EQ(read.config, model.config);
  EXPECT_EQ(read.mean, model.mean);
  EXPECT_EQ(read.deviation, model.deviation);
}

TEST(FramewiseMetadata, NonsenseIsRefused) {
  const auto with = [](const std::string& key, const std::string& value) {
    auto metadata = metadata_of({});
    metadata[key] = value;
    return metadata;
  };
  for (const char* standard :
       {"", "[]", "{}", R"({"mean": 0, "deviation": 0})", R"({"mean": 0, "deviation": "one"})"}) {
    EXPECT_THROW(framewise_from_metadata(with("standard", standard)), Error) << standard;
  }
  auto metadata = metadata_of({});
  metadata.erase("standard");
  EXPECT_THROW(framewise_from_metadata(metadata), Error);
  models::framewise::Config other;
  other.bands = 96;
  EXPECT_THAT([&] { framewise_from_metadata(with("config", models::framewise::to_json(other))); },
              ThrowsMessage<Error>(HasSubstr("hears 96 bands")));
}

TEST(PeaksOfTheStudy, PickWhatTheStudyPicks) {
  nn::Random random(4);
  constexpr int frames = 2000;
  std::vector<float> activations(frames);
  for (float& activation : activations) activation = static_cast<float>(random.uniform(0.0, 1.0));
  std::vector<float> roll(frames * width, 0.5F);
  for (std::size_t i = 0; i < roll.size(); ++i) {
    if (i % width < score::drum_count) roll[i] = i % width == 0 ? activations[i / width] : 0.0F;
  }
  std::vector<int> picked;
  for (const score::Hit& hit : pick_peaks(roll, peaks_of_the_study())) {
    picked.push_back(static_cast<int>(std::lround(100.0 * hit.time)));
  }
  // At the ends the means differ: the picker does not count what is outside.
  const auto inside = [](std::vector<int> list) {
    std::erase_if(list, [](int frame) { return frame < 3 || frame >= frames - 3; });
    return list;
  };
  EXPECT_GT(picked.size(), 100U);
  EXPECT_EQ(inside(picked), inside(study_peaks(activations, 1).front()));
}

}  // namespace
}  // namespace drumlin::transcribe
