// The two files of a run: checkpoint.safetensors, from which it resumes bit by bit, and weights.safetensors, the
// averaged network that drumlin loads. Both appear whole or not at all.
#include <drumlin/error.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "score/file.h"
#include "train/trainer.h"

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

std::string metadata(const nn::Weights& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) {
    throw Error(fmt::format("{}: is no checkpoint (no \"{}\"); name a checkpoint.safetensors.", file.name(), key));
  }
  return found->second;
}

std::int64_t to_steps(const nn::Weights& file) {
  const std::string text = metadata(file, "steps");
  std::int64_t steps = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (error != std::errc() || end != text.data() + text.size() || steps < 0) {
    throw Error(fmt::format("{}: \"{}\" is no number of steps; use another checkpoint.", file.name(), text));
  }
  return steps;
}

}  // namespace

void Trainer::save(const std::filesystem::path& file) const {
  std::vector<nn::Named> vectors;
  vectors.push_back(named("values", parameters_.values));
  vectors.push_back(named("first", optimizer_.first));
  vectors.push_back(named("second", optimizer_.second));
  vectors.push_back(named("average", optimizer_.average));
  const auto bytes = nn::to_safetensors(
      std::move(vectors),
      {{"steps", std::to_string(optimizer_.steps)}, {"config", models::n2n::to_json(config_.model)}}, nn::Type::f32);
  score::write_file(file, bytes);
}

void Trainer::load(const std::filesystem::path& file) {
  const torch::NoGradGuard no_gradient;
  const nn::Weights stored(file);
  if (metadata(stored, "config") != models::n2n::to_json(config_.model)) {
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

void Trainer::begin_from(const std::filesystem::path& weights) {
  parameters_.take(nn::Weights(weights));
  optimizer_.average.copy_(parameters_.values);
}

void Trainer::write_weights(const std::filesystem::path& file, nn::Type type) const {
  const nlohmann::ordered_json sampling = {{"steps", 1},
                                           {"sigma_min", config_.schedule.sigma_min},
                                           {"sigma_max", config_.schedule.sigma_max},
                                           {"rho", config_.schedule.rho}};
  const std::map<std::string, std::string> metadata = {
      {"system", "n2n"}, {"config", models::n2n::to_json(config_.model)}, {"sampling", sampling.dump()}};
  score::write_file(file, nn::to_safetensors(parameters_.named(optimizer_.average), metadata, type));
}

}  // namespace drumlin::train
