// Weights in the layout that the kernels want, made at first touch and shared by the engines of all threads.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "nn/eigen/eigen_engine.h"
#include "nn/eigen/floats.h"

namespace drumlin::nn {

class PackedWeights {
 public:
  explicit PackedWeights(Weights weights) : weights_(std::move(weights)) {}

  /// A layer for Kernels::gemm: name.weight (out, …) as panels, name.bias (out), or zeros.
  struct Layer {
    Shape shape;
    Floats panels;
    Floats bias;  ///< rounded up to whole vectors
  };
  /// All throw drumlin::Error if the file has no such parameter of that shape. None allocates once it was asked.
  const Layer& layer(const Path& name, const Shape& shape, Instructions instructions, bool has_bias = true);

  /// The values as they are stored.
  float* values(const Path& name, const Shape& shape);

 private:
  struct Values {
    Shape shape;
    std::vector<float> floats;
  };
  std::vector<float> read(const Path& name, const Shape& shape) const;
  void check(const Path& name, const Shape& found, const Shape& wanted) const;

  Weights weights_;
  std::mutex mutex_;
  std::array<std::map<std::string, Layer, std::less<>>, 3> layers_;  // by Instructions
  std::map<std::string, Values, std::less<>> values_;
};

}  // namespace drumlin::nn
