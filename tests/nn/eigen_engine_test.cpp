// Every operation of the shipped engine against its definition, for every instruction set of this machine, at sizes
// that meet every tail of the kernels.
#include "nn/eigen/eigen_engine.h"

#include <gmock/gmock.h>

#include <drumlin/error.h>
#include <limits>
#include <thread>

#include "nn/eigen/instructions.h"
#include "nn/random.h"
#include "nn/reference.h"

namespace drumlin::nn {
namespace {

using reference::Array;
using testing::HasSubstr;

std::vector<Instructions> supported() {
  std::vector<Instructions> sets;
  for (const Instructions set : {Instructions::baseline, Instructions::avx2, Instructions::avx512}) {
    if (set <= machine_instructions()) sets.push_back(set);
  }
  return sets;
}

std::string to_text(Instructions instructions) {
  return std::array{"baseline", "avx2", "avx512"}[static_cast<std::size_t>(instructions)];
}

std::vector<float> floats(const Array& array) {
  return {array.values.begin(), array.values.end()};
}

/// Random parameters, an engine over them, and the same numbers for the reference.
class EigenEngineTest : public testing::TestWithParam<Instructions> {
 protected:
  /// Values that a float holds exactly, so that the reference sees the same ones.
  Array random(const Shape& shape) {
    Array array(shape);
    for (double& value : array.values) value = static_cast<float>(random_.normal());
    return array;
  }

  Array parameter(const std::string& name, const Shape& shape) {
    Array array = random(shape);
    parameters_.push_back({name, shape, floats(array)});
    return array;
  }

  std::unique_ptr<Engine> engine() {
    auto weights = pack(Weights(to_safetensors(parameters_, {}, Type::f32), "test.safetensors"));
    parameters_.clear();
    return make_eigen_engine(std::move(weights), GetParam());
  }

  static Tensor put(Engine& e, const Array& array) { return e.input(floats(array), array.shape); }

  static void expect_equal(Engine& e, const Tensor& y, const Array& expected, double tolerance = 1e-5) {
    ASSERT_EQ(y.shape.count(), expected.shape.count());
    ASSERT_EQ(y.shape[-1], expected.shape[-1]);
    double scale = 1.0;
    for (const double value : expected.values) scale = std::max(scale, std::abs(value));
    const std::span<const float> values = e.values(y);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_NEAR(values[i], expected.values[i], tolerance * scale) << "at " << i << " of " << values.size();
    }
  }

  Random random_{7};
  std::vector<Named> parameters_;
};

INSTANTIATE_TEST_SUITE_P(Engines, EigenEngineTest, testing::ValuesIn(supported()),
                         [](const auto& test) { return to_text(test.param); });

TEST_P(EigenEngineTest, LinearAtEveryTail) {
  for (const int rows : {1, 2, 3, 5, 8, 15, 65, 131})
    for (const int in : {1, 3, 16, 37})
      for (const int out : {1, 4, 7, 8, 12, 16, 23, 24, 25, 33, 48, 49, 100}) {
        const Array weight = parameter("a.b.weight", {out, in});
        const Array bias = parameter("a.b.bias", {out});
        const Array x = random({rows, in});
        const auto e = engine();
        expect_equal(*e, e->linear(put(*e, x), Path("a") / "b", out), reference::linear(x, weight, bias));
      }
}

TEST_P(EigenEngineTest, LinearOfTheNetworksOwnSize) {
  const Array weight = parameter("up.weight", {192, 1280});
  const Array bias = parameter("up.bias", {192});
  const Array x = random({1, 66, 1280});
  const auto e = engine();
  const Tensor y = e->linear(put(*e, x), "up", 192);
  EXPECT_EQ(y.shape, (Shape{1, 66, 192}));
  expect_equal(*e, y, reference::linear(x, weight, bias));
}

TEST_P(EigenEngineTest, Conv2dPadsWithZeros) {
  const std::vector<Shape> inputs = {{1, 1, 1, 1}, {2, 5, 7, 1}, {1, 4, 20, 16}, {2, 9, 13, 3}, {1, 3, 41, 24}};
  for (const Shape& shape : inputs)
    for (const int out : {1, 16, 24, 50})
      for (const auto& [frames, bands] : {std::pair(1, 1), std::pair(3, 3), std::pair(1, 5), std::pair(7, 3)}) {
        const Array weight = parameter("c.weight", {out, frames, bands, shape[3]});
        const Array bias = parameter("c.bias", {out});
        const Array x = random(shape);
        const auto e = engine();
        const Tensor y = e->conv2d(put(*e, x), "c", out, frames, bands);
        EXPECT_EQ(y.shape, (Shape{shape[0], shape[1], shape[2], out}));
        expect_equal(*e, y, reference::conv2d(x, weight, bias));
      }
}

TEST_P(EigenEngineTest, Conv1dPadsWithZeros) {
  const std::vector<Shape> inputs = {{1, 1, 1}, {2, 2, 5}, {3, 17, 36}};
  for (const Shape& shape : inputs)
    for (const int out : {1, 9, 96})
      for (const int kernel : {1, 3, 7}) {
        const Array weight = parameter("c.weight", {out, kernel, shape[2]});
        const Array bias = parameter("c.bias", {out});
        const Array x = random(shape);
        const auto e = engine();
        const Tensor y = e->conv1d(put(*e, x), "c", out, kernel);
        EXPECT_EQ(y.shape, (Shape{shape[0], shape[1], out}));
        expect_equal(*e, y, reference::conv1d(x, weight, bias));
      }
}

TEST_P(EigenEngineTest, DepthwiseConv1dKeepsChannelsApart) {
  const std::vector<Shape> inputs = {{1, 1, 1}, {2, 3, 5}, {2, 20, 96}, {1, 12, 37}};
  for (const Shape& shape : inputs)
    for (const int kernel : {1, 3, 9}) {
      const Array weight = parameter("d.weight", {kernel, shape[2]});
      const Array bias = parameter("d.bias", {shape[2]});
      const Array x = random(shape);
      const auto e = engine();
      expect_equal(*e, e->depthwise_conv1d(put(*e, x), "d", kernel), reference::depthwise_conv1d(x, weight, bias));
    }
}

TEST_P(EigenEngineTest, MaxPoolDropsTheBandsLeftOver) {
  const std::vector<Shape> inputs = {{1, 2, 5, 3}, {2, 3, 8, 16}, {1, 1, 7, 33}};
  for (const Shape& shape : inputs)
    for (const int size : {1, 2, 3}) {
      const Array x = random(shape);
      const auto e = engine();
      const Tensor y = e->max_pool_bands(put(*e, x), size);
      EXPECT_EQ(y.shape, (Shape{shape[0], shape[1], shape[2] / size, shape[3]}));
      expect_equal(*e, y, reference::max_pool_bands(x, size), 0.0);
    }
}

TEST_P(EigenEngineTest, MaxPoolOfEveryBandTakesNoneThatIsNotThere) {
  // Keras' "same": of 5 bands in threes two, one missing at the upper end; of 7 three, one missing at each end.
  const auto e = engine();
  const std::array<float, 5> five = {-5, -4, -3, -2, -1};
  const Tensor two = e->max_pool_bands(e->input(five, {1, 1, 5, 1}), 3, Rest::pooled);
  EXPECT_THAT(e->values(two), testing::ElementsAre(-3, -1));
  const std::array<float, 7> seven = {-1, -2, -3, -4, -5, -6, -7};
  const Tensor three = e->max_pool_bands(e->input(seven, {1, 1, 7, 1}), 3, Rest::pooled);
  EXPECT_THAT(e->values(three), testing::ElementsAre(-1, -3, -6));
}

TEST_P(EigenEngineTest, BatchNormGoesByItsRunningStatistics) {
  for (const int channels : {1, 5, 32}) {
    const Array weight = parameter("n.weight", {channels});
    const Array bias = parameter("n.bias", {channels});
    const Array mean = parameter("n.running_mean", {channels});
    Array variance({channels});
    for (int i = 0; i < channels; ++i) variance(i) = static_cast<float>(0.5 + 0.25 * i);
    parameters_.push_back({"n.running_variance", variance.shape, floats(variance)});
    const Array x = random({2, 3, channels});
    Array expected = x;
    for (int item = 0; item < 2; ++item)
      for (int frame = 0; frame < 3; ++frame)
        for (int i = 0; i < channels; ++i) {
          const double normal = (x(item, frame, i) - mean(i)) / std::sqrt(variance(i) + 0.125);
          expected(item, frame, i) = normal * weight(i) + bias(i);
        }
    const auto e = engine();
    expect_equal(*e, e->batch_norm(put(*e, x), "n", 0.125F), expected);
  }
}

TEST_P(EigenEngineTest, RecurrentLayersGoBothWays) {
  for (const Cell cell : {Cell::gru, Cell::lstm})
    for (const int width : {1, 4, 17, 40}) {
      const std::int64_t rows = (cell == Cell::gru ? 3 : 4) * std::int64_t{width};
      std::vector<reference::Recurrent> ways;
      for (const std::string way : {"forward", "backward"}) {
        ways.push_back({parameter("r." + way + ".input.weight", {rows, 6}),
                        parameter("r." + way + ".input.bias", {rows}),
                        parameter("r." + way + ".recurrent.weight", {rows, width}),
                        parameter("r." + way + ".recurrent.bias", {rows})});
      }
      const Array x = random({2, 9, 6});
      const auto e = engine();
      const Tensor both = e->recurrent(put(*e, x), "r", cell, width);
      EXPECT_EQ(both.shape, (Shape{2, 9, 2 * width}));
      const bool lstm = cell == Cell::lstm;
      expect_equal(*e, e->slice(both, 0, width), reference::recurrent(x, ways[0], lstm, false));
      expect_equal(*e, e->slice(both, width, width), reference::recurrent(x, ways[1], lstm, true));
      expect_equal(*e, e->recurrent(put(*e, x), "r", cell, width, false),
                   reference::recurrent(x, ways[0], lstm, false));
    }
}

TEST_P(EigenEngineTest, AttentionWithoutPositionsTakesOddHeads) {
  for (const auto& [tokens, heads, width] : {std::tuple(1, 1, 1), std::tuple(33, 2, 18), std::tuple(70, 8, 72)}) {
    const Array x = random({2, tokens, 3 * width});
    const auto e = engine();
    expect_equal(*e, e->attention(put(*e, x), heads, 0, Positions::none), reference::attention(x, heads, 0, false));
  }
}

TEST_P(EigenEngineTest, NormsAndSoftmaxOverTheLastAxis) {
  for (const int width : {1, 2, 5, 16, 31, 96, 192}) {
    const Array weight = parameter("n.weight", {width});
    const Array bias = parameter("n.bias", {width});
    const Array x = random({2, 3, width});
    const auto e = engine();
    expect_equal(*e, e->layer_norm(put(*e, x), "n"), reference::layer_norm(x, weight, bias));
    expect_equal(*e, e->normalize(put(*e, x)), reference::normalize(x));
    expect_equal(*e, e->softmax(put(*e, x)), reference::softmax(x), 1e-6);
  }
}

TEST_P(EigenEngineTest, ANormOfLargeOffsetsKeepsItsDigits) {
  Array x = random({2, 100});
  for (double& value : x.values) value = static_cast<float>(value + 1000.0);
  const auto e = engine();
  expect_equal(*e, e->normalize(put(*e, x)), reference::normalize(x), 1e-4);
}

TEST_P(EigenEngineTest, SoftmaxOfFarScoresIsStable) {
  Array x({1, 19});
  for (int i = 0; i < 19; ++i) x(0, i) = i * 1000.0 - 9000.0;
  const auto e = engine();
  expect_equal(*e, e->softmax(put(*e, x)), reference::softmax(x), 1e-6);
}

TEST_P(EigenEngineTest, AttentionTurnsItsPairsAndKeepsToItsWindow) {
  struct Case {
    int batch, tokens, heads, width;
  };
  for (const Case& c : {Case{1, 1, 1, 2}, Case{2, 5, 1, 4}, Case{1, 33, 2, 12}, Case{2, 70, 3, 30}, Case{1, 131, 2, 64},
                        Case{1, 49, 1, 104}})
    for (const int window : {0, 1, 3, 30, 60, 200}) {
      const Array x = random({c.batch, c.tokens, 3 * c.width});
      const auto e = engine();
      const Tensor y = e->attention(put(*e, x), c.heads, window);
      EXPECT_EQ(y.shape, (Shape{c.batch, c.tokens, c.width}));
      expect_equal(*e, y, reference::attention(x, c.heads, window));
    }
}

TEST_P(EigenEngineTest, ActivationsAreGoodToAMillionth) {
  const auto gelu = [](double x) { return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); };
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  Array x({20011});
  for (int i = 0; i < 20011; ++i) x(i) = static_cast<float>((i - 10005) * 0.002);
  const auto e = engine();
  const auto check = [&](const Tensor& y, const auto& expected) {
    const std::span<const float> values = e->values(y);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double truth = expected(x.values[i]);
      ASSERT_NEAR(values[i], truth, 1e-6 * std::abs(truth) + 1e-7) << "at " << x.values[i];
    }
  };
  check(e->relu(put(*e, x)), [](double v) { return std::max(v, 0.0); });
  check(e->gelu(put(*e, x)), gelu);
  check(e->silu(put(*e, x)), [&](double v) { return v * sigmoid(v); });
  check(e->sigmoid(put(*e, x)), sigmoid);
  check(e->tanh(put(*e, x)), [](double v) { return std::tanh(v); });
}

TEST_P(EigenEngineTest, TanhOfSmallNumbersKeepsItsRelativeError) {
  Array x({21});
  for (int i = 0; i < 21; ++i) x(i) = std::ldexp(1.0F, -i);
  const auto e = engine();
  const Tensor y = e->tanh(put(*e, x));
  for (int i = 0; i < 21; ++i) {
    EXPECT_NEAR(e->values(y)[static_cast<std::size_t>(i)] / std::tanh(x(i)), 1.0, 5e-7);
  }
}

TEST_P(EigenEngineTest, ActivationsSaturateAndPassOnWhatIsNotANumber) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {-infinity, -200, 200, infinity, std::numeric_limits<float>::quiet_NaN()};
  const auto e = engine();
  const auto near = [&](const Tensor& y, std::vector<double> expected) {
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(e->values(y)[i], expected[i], 1e-30);
    EXPECT_TRUE(std::isnan(e->values(y)[4]));
  };
  near(e->sigmoid(e->input(x, {5})), {0, 0, 1, 1});
  near(e->tanh(e->input(x, {5})), {-1, -1, 1, 1});
  EXPECT_EQ(e->values(e->relu(e->input(x, {5})))[3], infinity);
  EXPECT_TRUE(std::isnan(e->values(e->relu(e->input(x, {5})))[4]));
  EXPECT_EQ(e->values(e->gelu(e->input(x, {5})))[2], 200.0F);
  EXPECT_NEAR(e->values(e->gelu(e->input(x, {5})))[1], 0.0F, 1e-30);
}

TEST_P(EigenEngineTest, TheSecondOperandIsBroadcast) {
  const Shape full = {2, 3, 4, 21};
  for (const Shape& shape : {full, Shape{1, 1, 1, 21}, Shape{2, 1, 4, 21}, Shape{2, 3, 4, 1}, Shape{1, 3, 1, 1},
                             Shape{1, 1, 1, 1}, Shape{1, 1, 4, 21}}) {
    const Array a = random(full);
    const Array b = random(shape);
    Array sum(full);
    Array product(full);
    for (int i = 0; i < full[0]; ++i)
      for (int j = 0; j < full[1]; ++j)
        for (int k = 0; k < full[2]; ++k)
          for (int l = 0; l < full[3]; ++l) {
            const double other =
                b(shape[0] > 1 ? i : 0, shape[1] > 1 ? j : 0, shape[2] > 1 ? k : 0, shape[3] > 1 ? l : 0);
            sum(i, j, k, l) = a(i, j, k, l) + other;
            product(i, j, k, l) = a(i, j, k, l) * other;
          }
    const auto e = engine();
    expect_equal(*e, e->add(put(*e, a), put(*e, b)), sum, 1e-6);
    expect_equal(*e, e->multiply(put(*e, a), put(*e, b)), product, 1e-6);
  }
}

TEST_P(EigenEngineTest, SlicesOfAConcatenationAreItsParts) {
  const Array a = random({2, 3, 5});
  const Array b = random({2, 3, 17});
  const auto e = engine();
  const Tensor both = e->concat(std::array{put(*e, a), put(*e, b)});
  EXPECT_EQ(both.shape, (Shape{2, 3, 22}));
  expect_equal(*e, e->slice(both, 0, 5), a, 0.0);
  expect_equal(*e, e->slice(both, 5, 17), b, 0.0);
  expect_equal(*e, e->reshape(e->slice(both, 0, 5), {6, 5}), a, 0.0);
}

TEST_P(EigenEngineTest, AffineScalesAndShifts) {
  const Array x = random({3, 7});
  Array expected = x;
  for (double& value : expected.values) value = 2.5 * value - 0.5;
  const auto e = engine();
  expect_equal(*e, e->affine(put(*e, x), 2.5F, -0.5F), expected, 1e-6);
}

TEST_P(EigenEngineTest, AParameterIsWhatTheFileHolds) {
  const Array nothing = parameter("forget.nothing", {1, 1, 9});
  const auto e = engine();
  expect_equal(*e, e->parameter(Path("forget") / "nothing", {1, 1, 9}, Init::small), nothing, 0.0);
}

TEST_P(EigenEngineTest, AMissingParameterIsNamedWithItsFile) {
  parameter("a.weight", {3, 2});
  const auto e = engine();
  const auto message = [&](const auto& use) -> std::string {
    try {
      use();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const Tensor x = e->input(std::array{1.0F, 2.0F}, {1, 2});
  EXPECT_THAT(message([&] { e->linear(x, "missing", 3); }),
              HasSubstr("test.safetensors: has no parameter missing.weight"));
  EXPECT_THAT(message([&] { e->linear(x, "a", 3); }), HasSubstr("has no parameter a.bias"));
  EXPECT_THAT(message([&] { e->layer_norm(x, "missing"); }), HasSubstr("missing.weight"));
  EXPECT_THAT(message([&] { e->linear(x, "a", 4); }),
              HasSubstr("a.weight has the shape (3, 2) where the network needs (4, 2)"));
  EXPECT_THAT(message([&] {
                e->parameter("a.weight", {2, 3}, Init::zero);
              }),
              HasSubstr("test.safetensors: parameter a.weight"));
}

TEST_P(EigenEngineTest, ALayerAskedForInAnotherShapeIsRefusedEvenOnceItIsPacked) {
  parameter("a.weight", {3, 2});
  parameter("a.bias", {3});
  const auto e = engine();
  e->linear(e->input(std::array{1.0F, 2.0F}, {1, 2}), "a", 3);
  EXPECT_THROW(e->linear(e->input(std::array{1.0F}, {1, 1}), "a", 3), Error);
}

TEST_P(EigenEngineTest, EnginesOfSeveralThreadsShareTheirWeights) {
  const Array weight = parameter("a.weight", {40, 30});
  const Array bias = parameter("a.bias", {40});
  const auto weights = pack(Weights(to_safetensors(parameters_, {}, Type::f32), "test.safetensors"));
  const Array x = random({9, 30});
  const Array expected = reference::linear(x, weight, bias);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto e = make_eigen_engine(weights, GetParam());
      for (int round = 0; round < 20; ++round, e->reset()) expect_equal(*e, e->linear(put(*e, x), "a", 40), expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(EigenEngineTest, ResetForgetsTensorsButNotParameters) {
  const Array weight = parameter("a.weight", {300, 30});
  const Array bias = parameter("a.bias", {300});
  const auto e = engine();
  for (const int rows : {5, 4000, 3, 9000, 7}) {
    const Array x = random({rows, 30});
    expect_equal(*e, e->linear(put(*e, x), "a", 300), reference::linear(x, weight, bias));
    e->reset();
  }
}

TEST(Instructions, TheEnvironmentAsksForLess) {
  const char* before = std::getenv("DRUMLIN_INSTRUCTIONS");
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("DRUMLIN_INSTRUCTIONS", "baseline", 1);
  EXPECT_EQ(widest_instructions(), Instructions::baseline);
  ::setenv("DRUMLIN_INSTRUCTIONS", "avx512", 1);
  EXPECT_EQ(widest_instructions(), machine_instructions());
  ::setenv("DRUMLIN_INSTRUCTIONS", "mmx", 1);
  EXPECT_THROW(widest_instructions(), Error);
  ::setenv("DRUMLIN_INSTRUCTIONS", saved.c_str(), 1);
}

}  // namespace
}  // namespace drumlin::nn
