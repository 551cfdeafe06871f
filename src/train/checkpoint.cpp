// The two files of a run: checkpoint.safetensors, from which it resumes bit by bit, and weights.safetensors, the
// averaged network that drumlin loads. Both appear whole or not at all.
#include "train/checkpoint.h"

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

std::int64_t to_steps(const nn::Weights& file) {
  const std::string text = checkpoint_entry(file, "steps");
  std::int64_t steps = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (error != std::errc() || end != text.data() + text.size() || steps < 0) {
    throw Error(fmt::format("{}: \"{}\" is no number of steps; use another checkpoint.", file.name(), text));
  }
  return steps;
}

}  // namespace

bool prepare_folder(const std::filesystem::path& output, bool resume) {
  std::error_code error;
  std::filesystem::create_directories(output, error);
  if (error) {
    throw Error(fmt::format("{}: cannot be created ({}); choose another --output.", output.string(), error.message()));
  }
  const std::filesystem::path checkpoint = output / "checkpoint.safetensors";
  if (!std::filesystem::exists(checkpoint)) return false;
  if (!resume) {
    throw Error(
        fmt::format("{}: a run is here already; go on with --resume or choose another --output.", checkpoint.string()));
  }
  return true;
}

std::string checkpoint_entry(const nn::Weights& checkpoint, const std::string& key) {
  const auto found = checkpoint.metadata().find(key);
  if (found == checkpoint.metadata().end()) {
    throw Error(
        fmt::format("{}: is no checkpoint (no \"{}\"); name a checkpoint.safetensors.", checkpoint.name(), key));
  }
  return found->second;
}

void save_checkpoint(const std::filesystem::path& file, const Parameters& parameters, const Optimizer& optimizer,
                     std::map<std::string, std::string> metadata) {
  std::vector<nn::Named> vectors;
  vectors.push_back(named("values", parameters.values));
  vectors.push_back(named("first", optimizer.first));
  vectors.push_back(named("second", optimizer.second));
  vectors.push_back(named("average", optimizer.average));
  metadata["steps"] = std::to_string(optimizer.steps);
  score::write_file(file, nn::to_safetensors(std::move(vectors), metadata, nn::Type::f32));
}

void restore_checkpoint(const nn::Weights& checkpoint, Parameters& parameters, Optimizer& optimizer) {
  const torch::NoGradGuard no_gradient;
  const std::int64_t steps = to_steps(checkpoint);
  restore(checkpoint, "values", parameters.values);
  restore(checkpoint, "first", optimizer.first);
  restore(checkpoint, "second", optimizer.second);
  restore(checkpoint, "average", optimizer.average);
  optimizer.steps = steps;
}

void Learner::save(const std::filesystem::path& file) const {
  save_checkpoint(file, parameters_, optimizer_, {{"config", metadata().at("config")}});
}

void Learner::load(const std::filesystem::path& file) {
  const nn::Weights stored(file);
  if (checkpoint_entry(stored, "config") != metadata().at("config")) {
    throw Error(
        fmt::format("{}: holds a network of other sizes; resume with the same [model] or choose another "
                    "--output.",
                    file.string()));
  }
  restore_checkpoint(stored, parameters_, optimizer_);
}

void Learner::begin_from(const std::filesystem::path& weights) {
  parameters_.take(nn::Weights(weights), [this](std::string_view name) { return starts_silent(name); });
  optimizer_.average.copy_(parameters_.values);
}

void Learner::write_weights(const std::filesystem::path& file, nn::Type type) const {
  score::write_file(file, nn::to_safetensors(parameters_.named(optimizer_.average), metadata(), type));
}

}  // namespace drumlin::train
