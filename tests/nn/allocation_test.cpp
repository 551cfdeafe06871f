// A warm engine allocates nothing: every operator new of this program is counted.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <new>
#include <vector>

#include "nn/eigen/eigen_engine.h"
#include "nn/random.h"

namespace {

thread_local std::int64_t allocations = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace drumlin::nn {
namespace {

std::vector<float> random(const Shape& shape) {
  Random random(3);
  std::vector<float> values(static_cast<std::size_t>(shape.count()));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

std::shared_ptr<PackedWeights> weights() {
  std::vector<Named> named;
  for (const auto& [name, shape] : {std::pair("conv.weight", Shape{8, 3, 3, 2}),
                                    std::pair("conv.bias", Shape{8}),
                                    std::pair("block.0.qkv.weight", Shape{192, 64}),
                                    std::pair("block.0.qkv.bias", Shape{192}),
                                    std::pair("block.0.norm.weight", Shape{64}),
                                    std::pair("block.0.norm.bias", Shape{64}),
                                    std::pair("block.0.near.weight", Shape{9, 64}),
                                    std::pair("block.0.near.bias", Shape{64}),
                                    std::pair("block.0.wide.weight", Shape{64, 3, 64}),
                                    std::pair("block.0.wide.bias", Shape{64}),
                                    std::pair("block.0.nothing", Shape{1, 1, 64}),
                                    std::pair("batch.weight", Shape{8}),
                                    std::pair("batch.bias", Shape{8}),
                                    std::pair("batch.running_mean", Shape{8}),
                                    std::pair("batch.running_variance", Shape{8}),
                                    std::pair("turn.forward.input.weight", Shape{96, 64}),
                                    std::pair("turn.forward.input.bias", Shape{96}),
                                    std::pair("turn.forward.recurrent.weight", Shape{96, 32}),
                                    std::pair("turn.forward.recurrent.bias", Shape{96}),
                                    std::pair("turn.backward.input.weight", Shape{96, 64}),
                                    std::pair("turn.backward.input.bias", Shape{96}),
                                    std::pair("turn.backward.recurrent.weight", Shape{96, 32}),
                                    std::pair("turn.backward.recurrent.bias", Shape{96})}) {
    named.push_back({name, shape, random(shape)});
  }
  return pack(Weights(to_safetensors(std::move(named), {}, Type::f16), "test"));
}

/// Every operation once.
float run(Engine& e, std::span<const float> spectra) {
  const Path block = Path("block") / 0;
  Tensor x = e.input(spectra, {1, 200, 16, 2});
  x = e.batch_norm(e.relu(e.conv2d(x, "conv", 8, 3, 3)), "batch", 10.0F);
  x = e.max_pool_bands(e.dropout(x, 0.5F), 2);
  x = e.reshape(x, {1, 200, 64});
  x = e.layer_norm(x, block / "norm");
  x = e.attention(e.linear(x, block / "qkv", 192, Init::usual), 2, 20);
  x = e.attention(e.linear(x, block / "qkv", 192, Init::usual), 1, 0, Positions::none);
  x = e.recurrent(x, "turn", Cell::gru, 32);
  x = e.add(x, e.depthwise_conv1d(x, block / "near", 9));
  x = e.multiply(x, e.parameter(block / "nothing", {1, 1, 64}, Init::small));
  x = e.conv1d(e.gelu(e.silu(x)), block / "wide", 64, 3);
  x = e.concat(std::array{e.slice(x, 0, 8), e.normalize(x)});
  x = e.softmax(e.tanh(e.sigmoid(e.affine(x, 2.0F, 1.0F))));
  return e.values(x)[0];
}

TEST(Allocation, AVectorIsCounted) {
  const std::int64_t before = allocations;
  const std::vector<float> control(10);
  EXPECT_EQ(control.size(), 10U);
  EXPECT_GT(allocations, before);
}

TEST(Allocation, AColdEngineIsCounted) {
  const auto e = make_eigen_engine(weights());
  const std::vector<float> spectra = random({1, 200, 16, 2});
  const std::int64_t before = allocations;
  run(*e, spectra);
  EXPECT_GT(allocations, before);
}

TEST(Allocation, AWarmEngineAllocatesNothing) {
  const auto e = make_eigen_engine(weights());
  const std::vector<float> spectra = random({1, 200, 16, 2});
  const float first = run(*e, spectra);
  e->reset();
  const std::int64_t before = allocations;
  for (int window = 0; window < 3; ++window) {
    EXPECT_EQ(run(*e, spectra), first);
    e->reset();
  }
  EXPECT_EQ(allocations, before);
}

}  // namespace
}  // namespace drumlin::nn
