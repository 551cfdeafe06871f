// The five networks have the sizes that follow from their description; configurations are checked.
#include "models/framewise.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transcribe/random_weights.h"

namespace drumlin::models::framewise {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// What it asks for; running statistics are counted apart.
struct Size {
  std::int64_t learned = 0;
  std::int64_t counted = 0;
};

Size size_of(const Config& config) {
  check(config);
  test::ParameterList list;
  const nn::Tensor y = logits(list, {}, config, list.input({}, {1, config.frames, config.bands}));
  EXPECT_EQ(y.shape, (nn::Shape{1, config.frames, config.classes}));
  Size size;
  for (const auto& [name, shape] : list.shapes) {
    (name.find("running") == std::string::npos ? size.learned : size.counted) += shape.count();
  }
  return size;
}

std::int64_t learned(const Config& config) {
  return size_of(config).learned;
}

// By hand: a 3 × 3 convolution has 9 · in · out weights, a batch norm 2 · channels.
constexpr std::int64_t one_block = 9 * 1 * 32 + 64 + 9 * 32 * 32 + 64;
constexpr std::int64_t two_blocks = one_block + 9 * 32 * 64 + 128 + 9 * 64 * 64 + 128;
constexpr std::int64_t three_blocks = two_blocks + 9 * 64 * 96 + 192 + 9 * 96 * 96 + 192;
static_assert(two_blocks == 65'184);

/// Both directions: for each gate weights of input and state, and two biases.
constexpr std::int64_t recurrent(int gates, int in, int width, int layers) {
  std::int64_t sum = 0;
  for (int i = 0; i < layers; ++i, in = 2 * width) sum += 2 * gates * width * (in + width + 2);
  return sum;
}

constexpr std::int64_t linear(std::int64_t in, std::int64_t out) {
  return in * out + out;
}

/// Two layer norms, queries, keys and values, the output, and a dense half of four times the width.
constexpr std::int64_t transformer(std::int64_t width) {
  return 4 * width + linear(width, 3 * width) + linear(width, width) + linear(width, 4 * width) +
         linear(4 * width, width);
}

Config rnn(int layers, int width, nn::Cell cell) {
  return {.architecture = Architecture::rnn, .layers = layers, .width = width, .cell = cell};
}
Config cnn(int blocks, int layers, int width) {
  return {.architecture = Architecture::cnn, .layers = layers, .width = width, .blocks = blocks};
}
Config crnn(int layers, int width, nn::Cell cell) {
  return {.architecture = Architecture::crnn, .layers = layers, .width = width, .cell = cell};
}
Config ct(int heads, int layers, int width) {
  return {.architecture = Architecture::convolutional_transformer, .layers = layers, .width = width, .heads = heads};
}
Config vit(int patch, int heads, int layers, int width) {
  return {.architecture = Architecture::vision_transformer,
          .layers = layers,
          .width = width,
          .heads = heads,
          .patch = patch};
}

TEST(FramewiseSize, OfRecurrentNetworks) {
  EXPECT_EQ(learned(rnn(2, 576, nn::Cell::gru)), recurrent(3, 84, 576, 2) + linear(1152, 5));
  EXPECT_EQ(learned(rnn(6, 288, nn::Cell::lstm)), recurrent(4, 84, 288, 6) + linear(576, 5));
  EXPECT_EQ(learned(crnn(3, 288, nn::Cell::lstm)), two_blocks + recurrent(4, 576, 288, 3) + linear(576, 5));
  EXPECT_EQ(learned(crnn(5, 576, nn::Cell::gru)), two_blocks + recurrent(3, 576, 576, 5) + linear(1152, 5));
}

TEST(FramewiseSize, OfConvolutionalNetworks) {
  EXPECT_EQ(learned(cnn(3, 1, 72)), three_blocks + linear(288, 72) + linear(72, 5));
  EXPECT_EQ(learned(cnn(3, 2, 144)), three_blocks + linear(288, 144) + linear(144, 144) + linear(144, 5));
  EXPECT_EQ(learned(cnn(1, 1, 72)), one_block + linear(28 * 32, 72) + linear(72, 5));
}

TEST(FramewiseSize, OfTransformers) {
  EXPECT_EQ(learned(ct(8, 10, 144)), two_blocks + linear(576, 144) + 10 * transformer(144) + linear(144, 5));
  EXPECT_EQ(learned(ct(4, 8, 576)), two_blocks + linear(576, 576) + 8 * transformer(576) + linear(576, 5));
  EXPECT_EQ(learned(vit(7, 8, 6, 144)), linear(7, 12) + 144 + 6 * transformer(144) + linear(144, 5));
  EXPECT_EQ(learned(vit(21, 6, 10, 288)), linear(21, 72) + 288 + 10 * transformer(288) + linear(288, 5));
}

/// Millions, as the study rounds them: three digits.
TEST(FramewiseSize, OfTheStudysChosenNetworksIsWhatItSays) {
  const auto millions = [](const Config& c) { return 1e-6 * static_cast<double>(learned(c)); };
  const auto gru = nn::Cell::gru;
  const auto lstm = nn::Cell::lstm;
  EXPECT_NEAR(millions(rnn(2, 576, gru)), 8.27, 0.005);
  EXPECT_NEAR(millions(rnn(4, 576, gru)), 20.2, 0.05);
  EXPECT_NEAR(millions(rnn(6, 288, lstm)), 10.8, 0.05);
  EXPECT_NEAR(millions(rnn(6, 576, gru)), 32.2, 0.05);
  EXPECT_NEAR(millions(cnn(3, 1, 72)), 0.22, 0.005);
  EXPECT_NEAR(millions(cnn(3, 2, 144)), 0.27, 0.005);
  EXPECT_NEAR(millions(cnn(3, 1, 288)), 0.29, 0.005);
  EXPECT_NEAR(millions(cnn(3, 2, 288)), 0.37, 0.005);
  EXPECT_NEAR(millions(crnn(3, 288, lstm)), 6.05, 0.005);
  EXPECT_NEAR(millions(crnn(3, 144, gru)), 1.44, 0.005);
  EXPECT_NEAR(millions(crnn(5, 576, gru)), 28.0, 0.05);
  EXPECT_NEAR(millions(crnn(5, 144, lstm)), 2.90, 0.005);
  EXPECT_NEAR(millions(ct(8, 10, 144)), 2.66, 0.005);
  EXPECT_NEAR(millions(ct(6, 4, 144)), 1.15, 0.005);
  EXPECT_NEAR(millions(ct(4, 8, 576)), 32.3, 0.05);
  EXPECT_NEAR(millions(vit(7, 8, 6, 144)), 1.51, 0.005);
  EXPECT_NEAR(millions(vit(21, 8, 8, 144)), 2.01, 0.005);
  EXPECT_NEAR(millions(vit(21, 6, 10, 288)), 9.99, 0.005);
  EXPECT_NEAR(millions(vit(7, 6, 10, 576)), 39.9, 0.05);
  EXPECT_NEAR(millions(crnn(4, 576, lstm)), 29.3, 0.05);
  EXPECT_NEAR(millions(crnn(4, 288, gru)), 6.05, 0.01);
  EXPECT_NEAR(millions(crnn(5, 576, lstm)), 37.3, 0.05);
  EXPECT_NEAR(millions(crnn(5, 288, lstm)), 10.0, 0.05);
}

TEST(FramewiseSize, OfFrameRnnIsThePublishedOne) {
  const Size size = size_of(adtof_frame_rnn());
  EXPECT_EQ(size.learned, 449'741);
  EXPECT_EQ(size.learned + size.counted, 450'125);
}

TEST(FramewiseConfig, SurvivesJson) {
  Config c = adtof_frame_rnn();
  EXPECT_EQ(from_json(to_json(c)), c);
  c = vit(21, 8, 8, 144);
  c.cell = nn::Cell::lstm;
  c.bidirectional = false;
  c.classes = 8;
  EXPECT_EQ(from_json(to_json(c)), c);
}

void expect_refusal(const Config& config, const char* problem) {
  EXPECT_THAT([&] { check(config); }, ThrowsMessage<Error>(HasSubstr(problem)));
  EXPECT_THROW(from_json(to_json(config)), Error);
}

TEST(FramewiseConfig, WhatDoesNotGoTogetherIsRefused) {
  expect_refusal({.classes = 6}, "vocabulary");
  expect_refusal({.layers = 0}, "layers must be 1 to 128");
  expect_refusal({.dropout = 1.0F}, "dropout must be 0 or more, below 1");
  expect_refusal({.blocks = 5}, "pool by three more often");
  expect_refusal(ct(5, 2, 72), "heads must divide width");
  expect_refusal(vit(8, 2, 2, 72), "patch must divide bands");
  expect_refusal(vit(7, 2, 2, 70), "width must be a multiple of the patches");
}

TEST(FramewiseConfig, WhatAnArchitectureLacksIsNotLookedAt) {
  check({.architecture = Architecture::rnn, .width = 70, .heads = 3, .patch = 9, .blocks = 5});
}

TEST(FramewiseConfig, AnUnknownWordIsAnsweredWithTheKnownOnes) {
  EXPECT_EQ(architecture_named("vision_transformer"), Architecture::vision_transformer);
  EXPECT_THAT([] { architecture_named("vit"); },
              ThrowsMessage<Error>(HasSubstr("choose one of rnn, cnn, crnn, convolutional_transformer")));
  EXPECT_THAT([] { cell_named("rnn"); }, ThrowsMessage<Error>(HasSubstr("choose one of gru, lstm")));
}

}  // namespace
}  // namespace drumlin::models::framewise
