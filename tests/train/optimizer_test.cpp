#include "train/optimizer.h"

#include <drumlin/error.h>
#include <gtest/gtest.h>

#include <limits>

namespace drumlin::train {
namespace {

/// An engine with a weight, a bias and a norm.
nn::TorchEngine& touched(nn::TorchEngine& engine) {
  engine.layer_norm(engine.linear(engine.wrap(torch::ones({1, 3})), "layer", 4, nn::Init::usual), "norm");
  engine.reset();
  return engine;
}

TEST(Parameters, AreOneVectorThatTheEngineSeesInto) {
  nn::TorchEngine engine;
  Parameters parameters(touched(engine));
  EXPECT_EQ(parameters.values.numel(), 3 * 4 + 4 + 4 + 4);
  parameters.values.fill_(2.0);
  EXPECT_EQ(engine.parameters().at("layer.weight").sum().item<double>(), 24.0);
}

TEST(Parameters, GatherTheGradient) {
  nn::TorchEngine engine;
  Parameters parameters(touched(engine));
  const nn::Tensor y = engine.linear(engine.wrap(torch::full({1, 3}, 0.5)), "layer", 4, nn::Init::usual);
  engine.unwrap(y).sum().backward();
  // Names in order: layer.bias (4), layer.weight (12), norm.bias, norm.weight.
  EXPECT_TRUE(parameters.gradient.narrow(0, 0, 4).equal(torch::ones({4})));
  EXPECT_TRUE(parameters.gradient.narrow(0, 4, 12).equal(torch::full({12}, 0.5)));
  EXPECT_TRUE(parameters.gradient.narrow(0, 16, 8).equal(torch::zeros({8})));
}

TEST(Parameters, OnlyWeightsOfLayersDecay) {
  EXPECT_TRUE(takes_decay("block.0.qkv.weight", 2));
  EXPECT_FALSE(takes_decay("block.0.qkv.bias", 1));
  EXPECT_FALSE(takes_decay("norm.weight", 1));
  EXPECT_FALSE(takes_decay("nothing_heard", 1));
}

TEST(LearningRate, RisesThenFallsAsAHalfCosine) {
  TrainingConfig config;
  config.steps = 1100;
  config.warm_up = 100;
  config.learning_rate = 1.0;
  config.last_share = 0.02;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 0.01);
  EXPECT_DOUBLE_EQ(learning_rate(config, 49), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate(config, 100), 1.0);
  EXPECT_NEAR(learning_rate(config, 600), 0.51, 1e-12);
  EXPECT_NEAR(learning_rate(config, 1100), 0.02, 1e-12);
}

TEST(Average, ForgetsTheStart) {
  TrainingConfig config;
  config.average = 0.998;
  EXPECT_DOUBLE_EQ(average_decay(config, 0), 0.1);
  EXPECT_DOUBLE_EQ(average_decay(config, 90), 0.91);
  EXPECT_DOUBLE_EQ(average_decay(config, 1'000'000), 0.998);
}

TEST(Optimizer, EqualsTorchsAdamW) {
  TrainingConfig config;
  config.warm_up = 0;
  config.last_share = 1.0;
  config.learning_rate = 0.01;
  config.weight_decay = 0.1;
  config.clip = 1e9;
  nn::TorchEngine engine;
  Parameters parameters(touched(engine));
  parameters.decays.fill_(1.0);
  Optimizer optimizer(parameters);
  torch::Tensor theirs = parameters.values.clone().requires_grad_(true);
  torch::optim::AdamW reference({theirs},
                                torch::optim::AdamWOptions(0.01).betas({0.9, 0.98}).eps(1e-8).weight_decay(0.1));
  for (int i = 0; i < 5; ++i) {
    parameters.gradient.copy_(torch::sin(torch::arange(24) * (1.0 + i)));
    theirs.mutable_grad() = parameters.gradient.clone();
    optimizer.step(config, parameters);
    reference.step();
  }
  EXPECT_LT((parameters.values - theirs).abs().max().item<double>(), 1e-6);
}

TEST(Optimizer, ClipsTheNormOfTheGradient) {
  TrainingConfig config;
  config.clip = 0.5;
  nn::TorchEngine engine;
  Parameters parameters(touched(engine));
  Optimizer optimizer(parameters);
  parameters.gradient.fill_(3.0);
  optimizer.step(config, parameters);
  EXPECT_NEAR(parameters.gradient.norm().item<double>(), 0.5, 1e-6);
}

TEST(Optimizer, RefusesAGradientThatIsNoNumber) {
  nn::TorchEngine engine;
  Parameters parameters(touched(engine));
  Optimizer optimizer(parameters);
  parameters.gradient.fill_(std::numeric_limits<float>::quiet_NaN());
  EXPECT_THROW(optimizer.step(TrainingConfig(), parameters), Error);
}

}  // namespace
}  // namespace drumlin::train
