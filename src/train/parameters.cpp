// The layout: parameters in name order, one after the other.
#include "train/parameters.h"

#include <drumlin/error.h>
#include <fmt/format.h>

namespace drumlin::train {
namespace {

nn::Shape to_shape(const std::vector<std::int64_t>& sizes) {
  nn::Shape shape;
  for (const std::int64_t size : sizes) shape.sizes[static_cast<std::size_t>(shape.rank++)] = size;
  return shape;
}

}  // namespace

bool takes_decay(const std::string& name, std::int64_t rank) {
  return rank >= 2 && name.ends_with(".weight");
}

Parameters::Parameters(nn::TorchEngine& engine) {
  const torch::NoGradGuard no_gradient;
  std::vector<torch::Tensor> flat;
  std::vector<torch::Tensor> decay;
  std::int64_t first = 0;
  for (const auto& [name, tensor] : engine.parameters()) {
    entries_.push_back({name, tensor.sizes().vec(), first, tensor.numel()});
    first += tensor.numel();
    flat.push_back(tensor.detach().reshape({-1}));
    decay.push_back(torch::full_like(flat.back(), takes_decay(name, tensor.dim()) ? 1.0 : 0.0));
  }
  values = torch::cat(flat);
  gradient = torch::zeros_like(values);
  decays = torch::cat(decay);
  for (const Entry& entry : entries_) {
    torch::Tensor& parameter = engine.parameters().at(entry.name);
    parameter = values.narrow(0, entry.first, entry.count).view(entry.shape).detach().requires_grad_(true);
    parameter.mutable_grad() = gradient.narrow(0, entry.first, entry.count).view(entry.shape);
  }
}

void Parameters::lend(const torch::Tensor& vector, nn::TorchEngine& engine) const {
  for (const Entry& entry : entries_) {
    engine.parameters()[entry.name] = vector.narrow(0, entry.first, entry.count).view(entry.shape).detach();
  }
}

void Parameters::take(const nn::Weights& file, const std::function<bool(std::string_view)>& may_lack) {
  const torch::NoGradGuard no_gradient;
  for (const Entry& entry : entries_) {
    const nn::Stored* stored = file.find(entry.name);
    if (stored == nullptr && may_lack(entry.name)) continue;
    if (stored == nullptr || stored->shape != to_shape(entry.shape)) {
      throw Error(fmt::format("{}: \"{}\" is missing or of another size; start from weights with the same [model].",
                              file.name(), entry.name));
    }
    std::vector<float> numbers = nn::to_floats(*stored);
    values.narrow(0, entry.first, entry.count).copy_(torch::from_blob(numbers.data(), {entry.count}));
  }
}

std::vector<nn::Named> Parameters::named(const torch::Tensor& vector) const {
  const torch::Tensor host = vector.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const auto* numbers = host.data_ptr<float>();
  std::vector<nn::Named> tensors;
  for (const Entry& entry : entries_) {
    const float* begin = numbers + entry.first;
    tensors.push_back({entry.name, to_shape(entry.shape), std::vector<float>(begin, begin + entry.count)});
  }
  return tensors;
}

}  // namespace drumlin::train
