// Packs weights at first touch. Look-ups are by the text of a Path, so that a warm one allocates nothing.
#include "nn/eigen/packed_weights.h"

#include <drumlin/error.h>
#include <algorithm>

#include "nn/eigen/instructions.h"

namespace drumlin::nn {
namespace {

std::string to_text(const Shape& shape) {
  std::string text = "(";
  for (int axis = 0; axis < shape.rank; ++axis) text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  return text + ")";
}

Floats padded(const std::vector<float>& values, std::int64_t step) {
  const auto count = static_cast<std::int64_t>(values.size());
  Floats result((count + step - 1) / step * step);
  std::fill_n(std::copy(values.begin(), values.end(), result.data()), result.count() - count, 0.0F);
  return result;
}

}  // namespace

std::shared_ptr<PackedWeights> pack(Weights weights) {
  return std::make_shared<PackedWeights>(std::move(weights));
}

void PackedWeights::check(const Path& name, const Shape& found, const Shape& wanted) const {
  if (found == wanted) return;
  throw Error(weights_.name() + ": parameter " + std::string(name.text()) + " has the shape " + to_text(found) +
              " where the network needs " + to_text(wanted) + "; these weights are of another network");
}

std::vector<float> PackedWeights::read(const Path& name, const Shape& shape) const {
  const Stored* stored = weights_.find(name.text());
  if (stored == nullptr) {
    throw Error(weights_.name() + ": has no parameter " + std::string(name.text()) +
                "; these weights are of another network");
  }
  check(name, stored->shape, shape);
  return to_floats(*stored);
}

const PackedWeights::Layer& PackedWeights::layer(const Path& name, const Shape& shape, Instructions instructions,
                                                 bool has_bias) {
  const std::lock_guard lock(mutex_);
  auto& layers = layers_[static_cast<std::size_t>(instructions)];
  const auto found = layers.find(name.text());
  if (found != layers.end()) {
    check(name / "weight", found->second.shape, shape);
    return found->second;
  }
  const Kernels& kernels = kernels_for(instructions);
  const std::vector<float> weight = read(name / "weight", shape);
  const std::vector<float> bias =
      has_bias ? read(name / "bias", {shape[0]}) : std::vector<float>(static_cast<std::size_t>(shape[0]));
  const std::int64_t depth = shape.count() / shape[0];
  Layer layer{shape, {}, padded(bias, kernels.lanes)};
  layer.panels = Floats(depth * layer.bias.count());
  kernels.pack(weight.data(), 1, depth, depth, shape[0], layer.panels.data());
  return layers.emplace(name.text(), std::move(layer)).first->second;
}

float* PackedWeights::values(const Path& name, const Shape& shape) {
  const std::lock_guard lock(mutex_);
  auto found = values_.find(name.text());
  if (found == values_.end()) found = values_.emplace(name.text(), Values{shape, read(name, shape)}).first;
  check(name, found->second.shape, shape);
  return found->second.floats.data();
}

}  // namespace drumlin::nn
