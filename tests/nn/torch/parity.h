// Runs the same function on both engines, with the same weights and inputs, and compares what comes out.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "nn/eigen/eigen_engine.h"
#include "nn/random.h"
#include "nn/torch/torch_engine.h"

namespace drumlin::nn {

using Function = std::function<Tensor(Engine&)>;

/// Normal values, the same for the same seed.
inline std::vector<float> normals(std::int64_t count, std::uint64_t seed = 1) {
  Random random(seed);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

inline Tensor normal_input(Engine& e, const Shape& shape, std::uint64_t seed = 1) {
  return e.input(normals(shape.count(), seed), shape);
}

/// Moves every parameter away from 0 and 1, so that no term is left out of the comparison.
void disturb(TorchEngine& engine);

/// The engine's parameters as a weight file.
Weights to_weights(TorchEngine& engine);

/// Instruction sets that this machine has.
std::vector<Instructions> instruction_sets();

/// Expects that f gives the same shape and values, |difference| ≤ tolerance · the largest value, on TorchEngine and on
/// EigenEngine with every instruction set, whether the engine is fresh or warm.
void expect_parity(const Function& f, float tolerance = 1e-4F);

}  // namespace drumlin::nn
