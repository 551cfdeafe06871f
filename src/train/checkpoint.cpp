// The two files of a run: checkpoint.safetensors, from which it resumes bit by bit, and weights.safetensors, the
// averaged network that drumlin loads. Both appear whole or not at all.
#include <drumlin/error.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "score/file.h"
#include "train/learner.h"

namespace drumlin::train {
namespace {

nn::Named named(const std::string& name, const torch::Tensor& vector) {
  const torch::Tensor host = vector.to(torch::kCPU).contiguous();
  const auto* begin = host.data_ptr<float>();
  return {name, {host.numel()}, std::vector<float>(begin, begin + host.numel())};
}

void restore(const nn::Weights& file, const std::string& name, torch::Tensor vector) {
  const nn::Stored* stored = file.find(name);
  if (stored == nullptr || stored->type != nn::Type::f32 || stored->shape != nn::Shape{vector.numel()}) {
    throw Error(fmt::format("{}: \"{}\" is missing or of another size; resume with the program that wrote it.",
                            file.name(), name));
  }
  std::vector<float> values = nn::to_floats(*stored);
  vector.copy_(torch::from_blob(values.data(), {vector.numel()}));
}

std::string entry(const nn::Weights& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) {
    throw Error(fmt::format("{}: is no checkpoint (no \"{}\"); name a checkpoint.safetensors.", file.name(), key));
  }
  return found->second;
}

std::int64_t to_steps(const nn::Weights& file) {
  const std::string text = entry(file, "steps");
  std::int64_t steps = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (error != std::errc() || end != text.data() + text.size() || steps < 0) {
    throw Error(fmt::format("{}: \"{}\" is no number of steps; use another checkpoint.", file.name(), text));
  }
  return steps;
}

}  // namespace

void Learner::save(const std::filesystem::path& file) const {
  std::vector<nn::Named> vectors;
  vectors.push_back(named("values", parameters_.values));
  vectors.push_back(named("first", optimizer_.first));
  vectors.push_back(named("second", optimizer_.second));
  vectors.push_back(named("average", optimizer_.average));
  const auto bytes = nn::to_safetensors(
      std::move(vectors), {{"steps", std::to_string(optimizer_.steps)}, {"config", metadata().at("config")}},
      nn::Type::f32);
  score::write_file(file, bytes);
}

void Learner::load(const std::filesystem::path& file) {
  const torch::NoGradGuard no_gradient;
  const nn::Weights stored(file);
  if (entry(stored, "config") != metadata().at("config")) {
    throw Error(
        fmt::format("{}: holds a network of other sizes; resume with the same [model] or choose another "
                    "--output.",
                    file.string()));
  }
  const std::int64_t steps = to_steps(stored);
  restore(stored, "values", parameters_.values);
  restore(stored, "first", optimizer_.first);
  restore(stored, "second", optimizer_.second);
  restore(stored, "average", optimizer_.average);
  optimizer_.steps = steps;
}

void Learner::begin_from(const std::filesystem::path& weights) {
  parameters_.take(nn::Weights(weights), [this](std::string_view name) { return starts_silent(name); });
  optimizer_.average.copy_(parameters_.values);
}

void Learner::write_weights(const std::filesystem::path& file, nn::Type type) const {
  score::write_file(file, nn::to_safetensors(parameters_.named(optimizer_.average), metadata(), type));
}

}  // namespace drumlin::train
