// What parity cannot show: how parameters come to be, and that gradients reach them.
#include "nn/torch/torch_engine.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "models/framewise.h"
#include "models/n2n.h"
#include "nn/torch/inputs.h"

namespace drumlin::nn {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(TorchEngine, FillsParametersBySeedAndNameWhateverTheOrder) {
  TorchEngine first(torch::kCPU, 7);
  first.parameter("a", {4, 5}, Init::usual);
  first.parameter("b", {4, 5}, Init::usual);
  TorchEngine second(torch::kCPU, 7);
  second.parameter("b", {4, 5}, Init::usual);
  second.parameter("a", {4, 5}, Init::usual);
  EXPECT_TRUE(torch::equal(first.parameters().at("a"), second.parameters().at("a")));
  EXPECT_TRUE(torch::equal(first.parameters().at("b"), second.parameters().at("b")));
  EXPECT_FALSE(torch::equal(first.parameters().at("a"), first.parameters().at("b")));

  TorchEngine other(torch::kCPU, 8);
  other.parameter("a", {4, 5}, Init::usual);
  EXPECT_FALSE(torch::equal(first.parameters().at("a"), other.parameters().at("a")));
}

TEST(TorchEngine, FillsParametersAsInitSays) {
  TorchEngine e;
  const Tensor x = normal_input(e, {1, 3, 25});
  e.linear(x, "usual", 400, Init::usual);
  e.linear(x, "zero", 4, Init::zero);
  e.layer_norm(x, "norm");
  e.parameter("small", {10000}, Init::small);
  auto& p = e.parameters();
  const float bound = 1.0F / 5.0F;  // 1/√25
  EXPECT_LE(p.at("usual.weight").abs().max().item<float>(), bound);
  EXPECT_GT(p.at("usual.weight").abs().max().item<float>(), 0.99F * bound);
  EXPECT_NEAR(p.at("usual.weight").mean().item<float>(), 0.0F, 0.01F);
  EXPECT_TRUE(torch::equal(p.at("usual.bias"), torch::zeros({400})));
  EXPECT_TRUE(torch::equal(p.at("zero.weight"), torch::zeros({4, 25})));
  EXPECT_TRUE(torch::equal(p.at("norm.weight"), torch::ones({25})));
  EXPECT_NEAR(p.at("small").std().item<float>(), 0.02F, 0.001F);
}

TEST(TorchEngine, DropsTheShareThatWasAskedForAndKeepsTheMean) {
  TorchEngine e;
  const Tensor ones = e.wrap(torch::ones({4, 100, 50}));
  const auto drop = [&](std::uint64_t seed) {
    e.learn(seed);
    return e.unwrap(e.dropout(ones, 0.3F));
  };
  const torch::Tensor y = drop(1);
  EXPECT_NEAR((y == 0).to(torch::kFloat).mean().item<float>(), 0.3F, 0.02F);
  EXPECT_NEAR(y.max().item<float>(), 1.0F / 0.7F, 1e-5F);
  EXPECT_TRUE(torch::equal(y, drop(1)));
  EXPECT_FALSE(torch::equal(y, drop(2)));
  EXPECT_FALSE(torch::equal(y, e.unwrap(e.dropout(ones, 0.3F))));
  e.stop_learning();
  EXPECT_TRUE(torch::equal(e.unwrap(e.dropout(ones, 0.3F)), e.unwrap(ones)));
}

TEST(TorchEngine, DropsWholeChannelsOfAnItem) {
  TorchEngine e;
  e.learn(1);
  const torch::Tensor y = e.unwrap(e.dropout_channels(e.wrap(torch::ones({30, 6, 5, 40})), 0.25F));
  EXPECT_TRUE(torch::equal(y, y.select(1, 0).select(1, 0).view({30, 1, 1, 40}).expand_as(y)));
  EXPECT_NEAR((y == 0).to(torch::kFloat).mean().item<float>(), 0.25F, 0.05F);
}

TEST(TorchEngine, LearnsBatchNormsFromTheBatchAndCountsWhatItSaw) {
  TorchEngine e;
  e.learn(1);
  const Tensor x = e.affine(normal_input(e, {3, 50, 4, 2}), 3.0F, 7.0F);
  const torch::Tensor y = e.unwrap(e.batch_norm(x, "n", 1e-5F)).reshape({-1, 2});
  EXPECT_LT(y.mean(0).abs().max().item<float>(), 1e-4F);
  EXPECT_TRUE(torch::allclose(y.var(0, false), torch::ones({2}), 1e-3, 1e-3));
  const torch::Tensor rows = e.unwrap(x).reshape({-1, 2});
  EXPECT_TRUE(torch::allclose(e.parameters().at("n.running_mean"), 0.1 * rows.mean(0), 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(e.parameters().at("n.running_variance"), 0.9 + 0.1 * rows.var(0), 1e-4, 1e-5));

  e.stop_learning();
  const torch::Tensor before = e.parameters().at("n.running_mean").detach().clone();
  const torch::Tensor plain = e.unwrap(e.batch_norm(x, "n", 1e-5F)).reshape({-1, 2});
  EXPECT_TRUE(torch::equal(e.parameters().at("n.running_mean"), before));
  EXPECT_GT(plain.mean(0).min().item<float>(), 1.0F);
}

TEST(TorchEngine, KeepsParametersOverAReset) {
  TorchEngine e;
  const Tensor before = e.linear(normal_input(e, {1, 2, 3}), "a", 4, Init::usual);
  const std::vector<float> values(e.values(before).begin(), e.values(before).end());
  e.reset();
  const Tensor after = e.linear(normal_input(e, {1, 2, 3}), "a", 4, Init::usual);
  EXPECT_THAT(e.values(after), testing::ElementsAreArray(values));
  EXPECT_EQ(e.parameters().size(), 2U);
}

TEST(TorchEngine, RefusesAParameterOfAnotherShape) {
  TorchEngine e;
  e.parameters()["a.weight"] = torch::zeros({2, 2});
  EXPECT_THAT(
      [&] {
        e.linear(normal_input(e, {1, 2, 3}), "a", 2, Init::usual);
      },
      ThrowsMessage<Error>(HasSubstr("a.weight")));
}

TEST(TorchEngine, GivesWrappedTensorsBackAndTheirGradients) {
  TorchEngine e;
  const torch::Tensor x = torch::tensor({{1.0F, -2.0F}}).requires_grad_();
  const Tensor y = e.multiply(e.wrap(x), e.wrap(x));
  EXPECT_THAT(e.values(y), ElementsAre(1.0F, 4.0F));
  e.unwrap(y).sum().backward();
  EXPECT_TRUE(torch::equal(x.grad(), torch::tensor({{2.0F, -4.0F}})));
}

TEST(TorchEngine, KeepsNoGraphWithoutGradMode) {
  TorchEngine e;
  torch::NoGradGuard no_grad;
  EXPECT_FALSE(e.unwrap(e.linear(normal_input(e, {1, 2, 3}), "a", 4, Init::usual)).requires_grad());
  EXPECT_TRUE(e.parameters().at("a.weight").requires_grad());
}

TEST(MixedPrecision, StaysCloseToFullAndReadsOffInFloat) {
  // bfloat16 keeps 8 bits: every operand is off by at most 1 / 256 of itself.
  TorchEngine full(torch::kCPU, 1, Precision::full);
  TorchEngine mixed(torch::kCPU, 1, Precision::mixed);
  torch::NoGradGuard no_grad;
  const auto values = [](TorchEngine& e, int out) {
    return e.unwrap(e.linear(normal_input(e, {1, 40, 30}), "a", out, Init::usual));
  };
  const torch::Tensor exact = values(full, 100);
  const torch::Tensor rounded = values(mixed, 100);
  EXPECT_EQ(rounded.scalar_type(), torch::kFloat32);
  EXPECT_FALSE(torch::equal(exact, rounded));
  EXPECT_LT((exact - rounded).abs().max().item<float>(), exact.abs().max().item<float>() * 3 / 256);
  full.parameters().clear();
  mixed.parameters().clear();
  EXPECT_TRUE(torch::equal(values(full, 36), values(mixed, 36)));
}

TEST(MixedPrecision, KeepsParametersAndGradientsInFloat) {
  TorchEngine e(torch::kCPU, 1, Precision::mixed);
  const Tensor h = e.conv2d(normal_input(e, {1, 4, 4, 3}), "a", 72, 3, 3, true);
  const Tensor y = e.attention(e.conv1d(e.reshape(h, {1, 16, 72}), "b", 72, 3), 2, 0, Positions::rotary);
  e.unwrap(y).sum().backward();
  for (const auto& [name, parameter] : e.parameters()) {
    EXPECT_EQ(parameter.scalar_type(), torch::kFloat32) << name;
    EXPECT_EQ(parameter.grad().scalar_type(), torch::kFloat32) << name;
  }
}

TEST(Attention, TurnsByRotaryPositions) {
  // One head of size 4: with all queries and keys (1, 1, 0, 0), pair i of tokens m and n scores cos((m − n) · rate_i),
  // where the rates are 1 and 10000^(−1/2) = 0.01. Values: token 0 reads 1, token 1 reads 0.
  TorchEngine e;
  const std::vector<float> qkv = {1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1,  //
                                  1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0};
  const Tensor y = e.attention(e.input(qkv, {1, 2, 12}), 1, 0, Positions::rotary);
  const double same = std::exp(2.0 / 2.0);  // scores are divided by √4
  const double apart = std::exp((std::cos(1.0) + std::cos(0.01)) / 2.0);
  const auto near = FloatNear(static_cast<float>(same / (same + apart)), 1e-5F);
  const auto far = FloatNear(static_cast<float>(apart / (same + apart)), 1e-5F);
  EXPECT_THAT(e.values(y), ElementsAre(near, near, near, near, far, far, far, far));
}

TEST(Attention, SeesNoFartherThanItsWindow) {
  TorchEngine e;
  torch::Tensor qkv = torch::randn({1, 9, 12});
  const auto first_token = [&] {
    return e.unwrap(e.attention(e.wrap(qkv.clone()), 1, 3, Positions::rotary)).select(1, 0).clone();
  };
  const torch::Tensor before = first_token();
  qkv.narrow(1, 4, 5).add_(1.0);
  EXPECT_TRUE(torch::equal(first_token(), before));
  qkv.narrow(1, 3, 1).add_(1.0);
  EXPECT_FALSE(torch::equal(first_token(), before));
}

/// A loss that every part of the network is in.
torch::Tensor whole_network(TorchEngine& e, const models::n2n::Config& c) {
  const Tensor spectra = normal_input(e, {2, 2, c.frames, c.features.bands});
  const Tensor h = models::n2n::hear(e, {}, c, spectra);
  const Tensor mask = e.wrap((torch::arange(2 * c.frames) % 2).to(torch::kFloat32).view({2, c.frames, 1}));
  const Tensor x = normal_input(e, {2, c.frames, planes(c)}, 3);
  const std::array<float, 2> sigma = {0.2F, 3.0F};
  const Tensor guess = models::n2n::read_off(e, {}, c, h);
  const Tensor y = models::n2n::denoise(e, {}, c, x, sigma, guess, models::n2n::forget(e, {}, c, h, mask));
  return e.unwrap(y).square().mean() + e.unwrap(guess).square().mean();
}

models::n2n::Config small_config() {
  models::n2n::Config c;
  c.frames = 16;
  c.depth = 1;
  c.denoiser_depth = 1;
  return c;
}

TEST(Learning, ReachesEveryParameter) {
  TorchEngine e;
  const auto c = small_config();
  whole_network(e, c);
  disturb(e);
  e.reset();
  whole_network(e, c).backward();
  for (const auto& [name, parameter] : e.parameters()) {
    ASSERT_TRUE(parameter.grad().defined()) << name;
    EXPECT_TRUE(parameter.grad().isfinite().all().item<bool>()) << name;
    EXPECT_GT(parameter.grad().abs().max().item<float>(), 0.0F) << name;
  }
}

TEST(Learning, GradientsReachEveryParameterOfFramewiseNetworksButRunningStatistics) {
  using models::framewise::Architecture;
  for (const Architecture architecture : {Architecture::rnn, Architecture::cnn, Architecture::crnn,
                                          Architecture::convolutional_transformer, Architecture::vision_transformer}) {
    TorchEngine e;
    e.learn(3);
    const models::framewise::Config c = {.architecture = architecture, .layers = 2, .width = 72, .heads = 2};
    const Tensor y = models::framewise::logits(e, {}, c, normal_input(e, {4, 40, c.bands}));
    EXPECT_EQ(y.shape, (Shape{4, 40, c.classes}));
    e.unwrap(y).square().sum().backward();
    for (const auto& [name, parameter] : e.parameters()) {
      const bool learned = parameter.grad().defined() && parameter.grad().abs().max().item<float>() > 0.0F;
      EXPECT_NE(learned, is_running_statistic(name)) << name;
    }
  }
}

TEST(Learning, StartsWithADenoiserThatOnlyWeighsNoiseAgainstTheGuess) {
  // The last layer is silent at first: x̂0 = c_skip · x + (1 − c_skip) · guess, and c_skip is 1/2 where σ is σ_data.
  TorchEngine e;
  const auto c = small_config();
  const Tensor x = normal_input(e, {1, c.frames, planes(c)});
  const Tensor guess = normal_input(e, {1, c.frames, planes(c)}, 3);
  const std::array<float, 1> sigma = {0.5F};
  const Tensor y = models::n2n::denoise(e, {}, c, x, sigma, guess, normal_input(e, {1, c.frames, c.heard}));
  EXPECT_TRUE(torch::allclose(e.unwrap(y), (e.unwrap(x) + e.unwrap(guess)) * 0.5, 1e-5, 1e-6));
}

TEST(Forget, KeepsWhatIsNotMaskedAndReplacesTheRest) {
  TorchEngine e;
  const auto c = small_config();
  const Tensor h = normal_input(e, {1, c.frames, c.heard});
  const torch::Tensor mask = (torch::arange(c.frames) % 2).to(torch::kFloat32).view({1, c.frames, 1});
  const torch::Tensor y = e.unwrap(models::n2n::forget(e, {}, c, h, e.wrap(mask)));
  const torch::Tensor nothing = e.parameters().at("nothing_heard");
  EXPECT_TRUE(torch::equal(y.select(1, 1), e.unwrap(h).select(1, 1)));
  EXPECT_TRUE(torch::allclose(y.select(1, 0), nothing.unsqueeze(0), 1e-5, 1e-6));
}

}  // namespace
}  // namespace drumlin::nn
