// What the tests of the torch engine feed it: seeded inputs, and parameters that are nowhere 0 or 1.
#pragma once

#include <vector>

#include "nn/random.h"
#include "nn/torch/torch_engine.h"

namespace drumlin::nn {

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

/// Moves every parameter away from 0 and 1, so that no term of a network hides another.
inline void disturb(TorchEngine& engine) {
  torch::NoGradGuard no_grad;
  std::uint64_t seed = 100;
  for (auto& [name, parameter] : engine.parameters()) {
    const std::vector<float> noise = normals(parameter.numel(), seed++);
    parameter.add_(torch::tensor(noise).view(parameter.sizes()), 0.1);
  }
}

}  // namespace drumlin::nn
