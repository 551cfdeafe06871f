// Every operation and every network gives the same numbers on both engines, |difference| ≤ 1e-4 relative.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "models/diffroll.h"
#include "models/framewise.h"
#include "models/n2n.h"
#include "nn/eigen/eigen_engine.h"
#include "nn/torch/inputs.h"

namespace drumlin::nn {
namespace {

using Function = std::function<Tensor(Engine&)>;

/// The engine's parameters as a weight file.
Weights to_weights(TorchEngine& engine) {
  std::vector<Named> tensors;
  for (const auto& [name, parameter] : engine.parameters()) {
    const torch::Tensor flat = parameter.detach().contiguous();
    Shape shape;
    for (const std::int64_t size : flat.sizes()) shape.sizes[static_cast<std::size_t>(shape.rank++)] = size;
    tensors.push_back({name, shape, {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()}});
  }
  return {to_safetensors(std::move(tensors), {}, Type::f32), "parity"};
}

/// Instruction sets that this machine has.
std::vector<Instructions> instruction_sets() {
  std::vector<Instructions> sets;
  for (const Instructions set : {Instructions::baseline, Instructions::avx2, Instructions::avx512}) {
    if (set <= widest_instructions()) sets.push_back(set);
  }
  return sets;
}

/// Expects that f gives the same shape and values, |difference| ≤ tolerance · the largest value, on TorchEngine and on
/// EigenEngine with every instruction set, whether the engine is fresh or warm.
void expect_parity(const Function& f, float tolerance = 1e-4F) {
  torch::NoGradGuard no_grad;
  TorchEngine torch_engine;
  f(torch_engine);  // creates the parameters
  disturb(torch_engine);
  const Tensor reference = f(torch_engine);
  const std::span<const float> expected = torch_engine.values(reference);
  float largest = 0;
  for (const float value : expected) largest = std::max(largest, std::abs(value));
  ASSERT_GT(largest, 0.0F);

  const auto weights = pack(to_weights(torch_engine));
  for (const Instructions set : instruction_sets()) {
    const auto engine = make_eigen_engine(weights, set);
    for (const char* state : {"fresh", "warm"}) {
      engine->reset();
      const Tensor result = f(*engine);
      ASSERT_EQ(result.shape, reference.shape);
      const std::span<const float> values = engine->values(result);
      ASSERT_EQ(values.size(), expected.size());
      float worst = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_TRUE(std::isfinite(values[i])) << i;
        worst = std::max(worst, std::abs(values[i] - expected[i]));
      }
      EXPECT_LE(worst, tolerance * largest) << state << ", instructions " << static_cast<int>(set);
    }
  }
}

// Sizes are odd on purpose: no kernel's tile divides them.

TEST(Parity, Input) {
  expect_parity([](Engine& e) { return normal_input(e, {2, 3, 4, 5}); }, 0.0F);
}

TEST(Parity, Parameter) {
  expect_parity([](Engine& e) { return e.parameter("p", {3, 7}, Init::small); }, 0.0F);
}

TEST(Parity, Linear) {
  for (const std::array<int, 3> n : {std::array{1, 1, 1}, {37, 19, 23}, {65, 192, 100}, {3, 300, 7}}) {
    expect_parity([n](Engine& e) { return e.linear(normal_input(e, {1, n[0], n[1]}), "a", n[2]); });
  }
  expect_parity([](Engine& e) { return e.linear(normal_input(e, {2, 3, 5, 7}), Path("a") / "b" / 3, 11); });
}

TEST(Parity, Conv2d) {
  expect_parity([](Engine& e) { return e.conv2d(normal_input(e, {2, 13, 11, 1}), "a", 16, 3, 3); });
  expect_parity([](Engine& e) { return e.conv2d(normal_input(e, {2, 13, 11, 16}), "a", 24, 3, 3); });
  expect_parity([](Engine& e) { return e.conv2d(normal_input(e, {1, 9, 7, 5}), "a", 3, 5, 1); });
  expect_parity([](Engine& e) { return e.conv2d(normal_input(e, {1, 2, 3, 4}), "a", 6, 1, 7); });
}

TEST(Parity, Conv2dWithoutBias) {
  expect_parity([](Engine& e) { return e.conv2d(normal_input(e, {2, 5, 11, 3}), "a", 7, 3, 3, false); });
}

TEST(Parity, Conv1d) {
  expect_parity([](Engine& e) { return e.conv1d(normal_input(e, {2, 33, 19}), "a", 21, 7); });
  expect_parity([](Engine& e) { return e.conv1d(normal_input(e, {3, 17, 96}), "a", 96, 3); });
  expect_parity([](Engine& e) { return e.conv1d(normal_input(e, {1, 2, 3}), "a", 4, 5); });
}

TEST(Parity, DepthwiseConv1d) {
  expect_parity([](Engine& e) { return e.depthwise_conv1d(normal_input(e, {2, 33, 19}), "a", 9); });
  expect_parity([](Engine& e) { return e.depthwise_conv1d(normal_input(e, {1, 3, 64}), "a", 9); });
}

TEST(Parity, MaxPoolBands) {
  expect_parity([](Engine& e) { return e.max_pool_bands(normal_input(e, {2, 5, 8, 19}), 2); }, 0.0F);
  expect_parity([](Engine& e) { return e.max_pool_bands(normal_input(e, {2, 5, 11, 16}), 3); }, 0.0F);
}

TEST(Parity, MaxPoolOfEveryBand) {
  for (const int bands : {7, 8, 9, 28}) {
    expect_parity(
        [bands](Engine& e) {
          return e.max_pool_bands(normal_input(e, {2, 5, bands, 19}), 3, Rest::pooled);
        },
        0.0F);
  }
}

TEST(Parity, BatchNorm) {
  for (const int channels : {3, 19, 32}) {
    expect_parity([channels](Engine& e) {
      return e.batch_norm(e.affine(normal_input(e, {2, 5, 4, channels}), 3.0F, 1.5F), "a", 1e-3F);
    });
  }
}

TEST(Parity, Recurrent) {
  for (const Cell cell : {Cell::gru, Cell::lstm}) {
    for (const int width : {1, 7, 16, 37}) {
      expect_parity([=](Engine& e) { return e.recurrent(normal_input(e, {2, 29, 11}), "a", cell, width); });
      expect_parity([=](Engine& e) { return e.recurrent(normal_input(e, {2, 29, 11}), "a", cell, width, false); });
    }
  }
}

TEST(Parity, DropoutOutsideLearning) {
  expect_parity([](Engine& e) { return e.dropout(e.dropout_channels(normal_input(e, {2, 3, 5}), 0.3F), 0.1F); }, 0.0F);
}

TEST(Parity, Norms) {
  for (const int channels : {3, 19, 192}) {
    expect_parity([channels](Engine& e) {
      return e.layer_norm(e.affine(normal_input(e, {2, 5, channels}), 3.0F, 1.5F), "a");
    });
    expect_parity([channels](Engine& e) {
      return e.normalize(e.affine(normal_input(e, {2, 5, channels}), 3.0F, 1.5F));
    });
  }
}

TEST(Parity, Activations) {
  using Operation = Tensor (Engine::*)(const Tensor&);
  for (const Operation f : {&Engine::relu, &Engine::gelu, &Engine::silu, &Engine::sigmoid, &Engine::tanh}) {
    expect_parity([f](Engine& e) { return (e.*f)(e.affine(normal_input(e, {3, 77, 5}), 2.0F, 0.0F)); });
    expect_parity([f](Engine& e) { return (e.*f)(e.affine(normal_input(e, {3, 37}), 60.0F, 1.0F)); });
  }
}

TEST(Parity, Softmax) {
  expect_parity([](Engine& e) { return e.softmax(normal_input(e, {3, 5, 37})); });
  expect_parity([](Engine& e) { return e.softmax(e.affine(normal_input(e, {2, 19}), 50.0F, 300.0F)); });
}

TEST(Parity, Attention) {
  expect_parity([](Engine& e) { return e.attention(normal_input(e, {2, 37, 3 * 24}), 3); });
  expect_parity([](Engine& e) { return e.attention(normal_input(e, {1, 65, 3 * 64}), 2); });
  expect_parity([](Engine& e) { return e.attention(normal_input(e, {2, 1, 3 * 4}), 1); });
  expect_parity([](Engine& e) { return e.attention(normal_input(e, {1, 300, 3 * 32}), 1); });
}

TEST(Parity, AttentionWithoutPositions) {
  const auto plain = [](Engine& e, const Shape& shape, int heads) {
    return e.attention(normal_input(e, shape), heads, 0, Positions::none);
  };
  expect_parity([&](Engine& e) { return plain(e, {2, 37, 3 * 24}, 3); });
  expect_parity([&](Engine& e) { return plain(e, {1, 65, 3 * 72}, 8); });  // nine channels a head
}

TEST(Parity, WindowedAttention) {
  for (const int window : {1, 5, 100}) {
    expect_parity([window](Engine& e) { return e.attention(normal_input(e, {2, 37, 3 * 24}), 3, window); });
  }
}

TEST(Parity, AddAndMultiplyBroadcastTheSecond) {
  const Shape whole = {2, 5, 19};
  for (const Shape& shape : {Shape{2, 5, 19}, {2, 5, 1}, {2, 1, 19}, {1, 5, 19}, {2, 1, 1}, {1, 1, 19}, {1, 1, 1}}) {
    expect_parity([&](Engine& e) { return e.add(normal_input(e, whole), normal_input(e, shape, 2)); });
    expect_parity([&](Engine& e) { return e.multiply(normal_input(e, whole), normal_input(e, shape, 2)); });
  }
}

TEST(Parity, Affine) {
  expect_parity([](Engine& e) { return e.affine(normal_input(e, {3, 7}), 1.0F / 3.0F, -1.0F); });
}

TEST(Parity, ConcatSliceReshape) {
  expect_parity(
      [](Engine& e) {
        const std::array<Tensor, 3> parts = {normal_input(e, {2, 3, 5}), normal_input(e, {2, 3, 1}, 2),
                                             normal_input(e, {2, 3, 17}, 3)};
        return e.concat(parts);
      },
      0.0F);
  expect_parity([](Engine& e) { return e.slice(normal_input(e, {2, 3, 17}), 4, 9); }, 0.0F);
  expect_parity([](Engine& e) { return e.reshape(e.slice(normal_input(e, {2, 3, 8}), 1, 6), {4, 9}); }, 0.0F);
}

/// torch's own module: (frames, 2 · width) of its last layer, and its parameters under our names.
template <class Module>
std::vector<float> torch_layers(Module module, int gates, std::vector<Named>& tensors, const torch::Tensor& x) {
  torch::NoGradGuard no_grad;
  for (const auto& item : module->named_parameters()) {
    const std::string& name = item.key();  // weight_ih_l0_reverse
    const std::string layer(1, name[name.find("_l") + 2]);
    const std::string direction = name.ends_with("reverse") ? "backward" : "forward";
    const std::string product = name.find("_ih_") != std::string::npos ? "input" : "recurrent";
    const std::string part = name.starts_with("weight") ? "weight" : "bias";
    const torch::Tensor values = item.value().contiguous();
    EXPECT_EQ(values.size(0) % gates, 0);
    Shape shape;
    for (const std::int64_t size : values.sizes()) shape.sizes[static_cast<std::size_t>(shape.rank++)] = size;
    tensors.push_back({layer + "." + direction + "." + product + "." + part,
                       shape,
                       {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()}});
  }
  const torch::Tensor y = std::get<0>(module(x)).contiguous();
  return {y.data_ptr<float>(), y.data_ptr<float>() + y.numel()};
}

TEST(Recurrent, TwoLayersAreTorchsOwnModule) {
  constexpr int in = 9;
  constexpr int width = 13;
  const Shape shape = {2, 31, in};
  const std::vector<float> spectrum = normals(shape.count());
  const torch::Tensor x = torch::tensor(spectrum).view({2, 31, in});
  torch::manual_seed(5);
  for (const Cell cell : {Cell::gru, Cell::lstm}) {
    std::vector<Named> tensors;
    const auto both = [](auto options) { return options.num_layers(2).bidirectional(true).batch_first(true); };
    const std::vector<float> expected =
        cell == Cell::gru ? torch_layers(torch::nn::GRU(both(torch::nn::GRUOptions(in, width))), 3, tensors, x)
                          : torch_layers(torch::nn::LSTM(both(torch::nn::LSTMOptions(in, width))), 4, tensors, x);
    const auto e = make_eigen_engine(pack(Weights(to_safetensors(tensors, {}, Type::f32), "torch")));
    const Tensor first = e->recurrent(e->input(spectrum, shape), "0", cell, width);
    const std::span<const float> values = e->values(e->recurrent(first, "1", cell, width));
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], expected[i], 1e-5) << i;
  }
}

TEST(Parity, OperationsLeaveTheirInputsAsTheyWere) {
  expect_parity([](Engine& e) {
    const Tensor x = normal_input(e, {2, 9, 6});
    const std::array<Tensor, 8> parts = {e.relu(x), e.softmax(x),     e.layer_norm(x, "n"), e.affine(x, 2, 1),
                                         e.gelu(x), e.multiply(x, x), e.attention(x, 1),    x};
    return e.concat(parts);
  });
}

}  // namespace
}  // namespace drumlin::nn

namespace drumlin::models::n2n {
namespace {

using nn::Engine;
using nn::normal_input;
using nn::Tensor;

/// The real layout with fewer frames and blocks.
Config small() {
  Config c;
  c.frames = 48;
  c.depth = 2;
  c.denoiser_depth = 2;
  return c;
}

Tensor spectra(Engine& e, const Config& c) {
  const auto windows = static_cast<std::int64_t>(c.features.windows.size());
  return e.affine(normal_input(e, {2, windows, c.frames, c.features.bands}), 1.5F, 3.0F);
}

Tensor heard(Engine& e, const Config& c) {
  return normal_input(e, {2, c.frames, c.heard}, 2);
}

TEST(NetworkParity, Hear) {
  nn::expect_parity([c = small()](Engine& e) { return hear(e, "encoder", c, spectra(e, c)); });
}

TEST(NetworkParity, HearWithAFoundationModel) {
  Config c = small();
  c.foundation = 40;
  nn::expect_parity([&](Engine& e) {
    const Tensor features = normal_input(e, {2, c.frames, c.foundation}, 3);
    return hear(e, {}, c, spectra(e, c), &features);
  });
}

TEST(NetworkParity, ReadOff) {
  nn::expect_parity([c = small()](Engine& e) { return read_off(e, {}, c, heard(e, c)); });
}

TEST(NetworkParity, Forget) {
  nn::expect_parity([c = small()](Engine& e) {
    std::vector<float> mask(static_cast<std::size_t>(2 * c.frames));
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = i % 3 == 0 ? 0.0F : 1.0F;
    return forget(e, {}, c, heard(e, c), e.input(mask, {2, c.frames, 1}));
  });
}

TEST(NetworkParity, Denoise) {
  nn::expect_parity([c = small()](Engine& e) {
    const std::array<float, 2> sigma = {0.05F, 7.0F};
    const Tensor x = normal_input(e, {2, c.frames, planes(c)}, 4);
    const Tensor guess = normal_input(e, {2, c.frames, planes(c)}, 5);
    return denoise(e, {}, c, x, sigma, guess, heard(e, c));
  });
}

TEST(NetworkParity, DenoiseWithFarBlocks) {
  Config c = small();
  c.far_depth = 2;
  nn::expect_parity([&](Engine& e) {
    const std::array<float, 2> sigma = {0.05F, 7.0F};
    const Tensor x = normal_input(e, {2, c.frames, planes(c)}, 4);
    const Tensor guess = normal_input(e, {2, c.frames, planes(c)}, 5);
    return denoise(e, {}, c, x, sigma, guess, heard(e, c));
  });
}

TEST(NetworkParity, FromSpectraToRoll) {
  nn::expect_parity([c = small()](Engine& e) {
    const std::array<float, 2> sigma = {20.0F, 0.4F};
    const Tensor h = hear(e, {}, c, spectra(e, c));
    return denoise(e, {}, c, normal_input(e, {2, c.frames, planes(c)}, 4), sigma, read_off(e, {}, c, h), h);
  });
}

}  // namespace
}  // namespace drumlin::models::n2n

namespace drumlin::models::diffroll {
namespace {

TEST(NetworkParity, DiffRoll) {
  Config c;
  c.frames = 48;
  c.depth = 3;
  nn::expect_parity([&](nn::Engine& e) {
    const std::array<int, 2> steps = {1, 200};
    const nn::Tensor condition = e.affine(nn::normal_input(e, {2, c.frames, c.features.bands}, 2), 0.2F, 0.5F);
    return denoise(e, {}, c, nn::normal_input(e, {2, c.frames, c.drums}), steps, condition);
  });
}

}  // namespace
}  // namespace drumlin::models::diffroll

namespace drumlin::models::framewise {
namespace {

void expect_parity(Config c) {
  nn::expect_parity([&](nn::Engine& e) { return logits(e, {}, c, nn::normal_input(e, {2, 33, c.bands})); });
}

TEST(NetworkParity, Rnn) {
  for (const nn::Cell cell : {nn::Cell::gru, nn::Cell::lstm}) {
    expect_parity({.architecture = Architecture::rnn, .layers = 2, .width = 36, .cell = cell});
  }
  expect_parity({.architecture = Architecture::rnn, .layers = 3, .width = 16, .bidirectional = false});
}

TEST(NetworkParity, Cnn) {
  expect_parity({.architecture = Architecture::cnn, .layers = 2, .width = 72, .blocks = 3, .channels = 8});
}

TEST(NetworkParity, Crnn) {
  expect_parity({.architecture = Architecture::crnn, .layers = 2, .width = 36, .cell = nn::Cell::lstm});
}

TEST(NetworkParity, FrameRnn) {
  expect_parity(adtof_frame_rnn());
}

TEST(NetworkParity, ConvolutionalTransformer) {
  expect_parity({.architecture = Architecture::convolutional_transformer, .layers = 2, .width = 72, .heads = 8});
}

TEST(NetworkParity, VisionTransformer) {
  expect_parity({.architecture = Architecture::vision_transformer, .layers = 2, .width = 72, .heads = 4, .patch = 14});
}

}  // namespace
}  // namespace drumlin::models::framewise
