// How fast the shipped engine is at the sizes of the network (models/n2n.h), for every instruction set of this machine
// (set 0: baseline, 1: avx2, 2: avx512).
#include <benchmark/benchmark.h>

#include <array>

#include "nn/eigen/eigen_engine.h"

namespace {

using namespace drumlin::nn;

std::unique_ptr<Engine> engine_with(const Shape& weight, Instructions instructions) {
  const auto filled = [](const char* name, const Shape& shape) {
    return Named{name, shape, std::vector<float>(static_cast<std::size_t>(shape.count()), 0.01F)};
  };
  Weights weights(to_safetensors({filled("layer.weight", weight), filled("layer.bias", {weight[0]})}, {}, Type::f32),
                  "bench");
  return make_eigen_engine(pack(std::move(weights)), instructions);
}

/// Values that stay outside the engine's arena.
Tensor view(std::vector<float>& values, const Shape& shape) {
  Tensor x;
  x.shape = shape;
  x.data = values.data();
  return x;
}

void count(benchmark::State& state, std::int64_t multiplications) {
  state.counters["FLOP/s"] =
      benchmark::Counter(2.0 * static_cast<double>(multiplications), benchmark::Counter::kIsIterationInvariantRate);
}

Instructions instructions_of(const benchmark::State& state) {
  return static_cast<Instructions>(state.range(0));
}

void Linear(benchmark::State& state) {
  const std::int64_t rows = state.range(1);
  const std::int64_t in = state.range(2);
  const std::int64_t out = state.range(3);
  const auto e = engine_with({out, in}, instructions_of(state));
  std::vector<float> x(static_cast<std::size_t>(rows * in), 0.5F);
  for (auto _ : state) {
    e->reset();
    benchmark::DoNotOptimize(e->linear(view(x, {rows, in}), "layer", static_cast<int>(out)).data);
  }
  count(state, rows * in * out);
}

void Conv2d(benchmark::State& state) {
  const std::int64_t bands = state.range(1);
  const std::int64_t in = state.range(2);
  const std::int64_t out = state.range(3);
  const auto e = engine_with({out, 3, 3, in}, instructions_of(state));
  std::vector<float> x(static_cast<std::size_t>(512 * bands * in), 0.5F);
  for (auto _ : state) {
    e->reset();
    benchmark::DoNotOptimize(e->conv2d(view(x, {1, 512, bands, in}), "layer", static_cast<int>(out), 3, 3).data);
  }
  count(state, 512 * bands * 9 * in * out);
}

void Conv1d(benchmark::State& state) {
  const std::int64_t channels = state.range(1);
  const std::int64_t kernel = state.range(2);
  const auto e = engine_with({channels, kernel, channels}, instructions_of(state));
  std::vector<float> x(static_cast<std::size_t>(512 * channels), 0.5F);
  for (auto _ : state) {
    e->reset();
    benchmark::DoNotOptimize(
        e->conv1d(view(x, {1, 512, channels}), "layer", static_cast<int>(channels), static_cast<int>(kernel)).data);
  }
  count(state, 512 * channels * channels * kernel);
}

void Attention(benchmark::State& state) {
  const std::int64_t tokens = state.range(1);
  const std::int64_t width = state.range(2);
  const auto e = engine_with({1}, instructions_of(state));
  std::vector<float> x(static_cast<std::size_t>(tokens * 3 * width), 0.5F);
  for (auto _ : state) {
    e->reset();
    benchmark::DoNotOptimize(e->attention(view(x, {1, tokens, 3 * width}), static_cast<int>(state.range(3)), 0).data);
  }
  count(state, 2 * tokens * tokens * width);
}

/// An activation over `count` numbers; the rate is numbers per second.
void Gelu(benchmark::State& state) {
  const auto e = engine_with({1}, instructions_of(state));
  std::vector<float> x(static_cast<std::size_t>(state.range(1)), 0.5F);
  for (auto _ : state) {
    e->reset();
    benchmark::DoNotOptimize(e->gelu(view(x, {state.range(1)})).data);
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
}

/// For every instruction set of this machine.
void with(benchmark::internal::Benchmark* bench, const std::vector<std::vector<std::int64_t>>& sizes) {
  for (int set = 0; set <= static_cast<int>(widest_instructions()); ++set) {
    for (std::vector<std::int64_t> arguments : sizes) {
      arguments.insert(arguments.begin(), set);
      bench->Args(arguments);
    }
  }
}

BENCHMARK(Linear)->ArgNames({"set", "rows", "in", "out"})->Apply([](auto* bench) {
  with(bench, {{512, 640, 128},
               {256, 256, 192},
               {256, 192, 576},
               {256, 192, 192},
               {256, 192, 768},
               {256, 768, 192},
               {256, 192, 256},
               {512, 200, 96},
               {512, 96, 96},
               {512, 96, 36}});
});
BENCHMARK(Conv2d)->ArgNames({"set", "bands", "in", "out"})->Apply([](auto* bench) {
  with(bench, {{80, 1, 16}, {40, 16, 24}, {20, 24, 32}});
});
BENCHMARK(Conv1d)->ArgNames({"set", "channels", "kernel"})->Apply([](auto* bench) { with(bench, {{96, 7}}); });
BENCHMARK(Attention)->ArgNames({"set", "tokens", "width", "heads"})->Apply([](auto* bench) {
  with(bench, {{256, 192, 6}});
});
BENCHMARK(Gelu)->ArgNames({"set", "count"})->Apply([](auto* bench) { with(bench, {{256 * 768}}); });

}  // namespace
