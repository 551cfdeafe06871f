// Reads what a weight file says about itself.
#include "transcribe/model.h"

#include <drumlin/error.h>

#include <map>
#include <nlohmann/json.hpp>

namespace drumlin::transcribe {

std::string to_json(const Sampling& sampling) {
  return nlohmann::json{{"steps", sampling.steps},
                        {"temperature", sampling.temperature},
                        {"sigma_min", sampling.schedule.sigma_min},
                        {"sigma_max", sampling.schedule.sigma_max},
                        {"rho", sampling.schedule.rho}}
      .dump();
}

Sampling sampling_from_json(std::string_view json) {
  Sampling sampling;
  try {
    const nlohmann::json fields = nlohmann::json::parse(json);
    sampling.steps = fields.value("steps", sampling.steps);
    sampling.temperature = fields.value("temperature", sampling.temperature);
    sampling.schedule.sigma_min = fields.value("sigma_min", sampling.schedule.sigma_min);
    sampling.schedule.sigma_max = fields.value("sigma_max", sampling.schedule.sigma_max);
    sampling.schedule.rho = fields.value("rho", sampling.schedule.rho);
  } catch (const nlohmann::json::exception& fault) {
    throw Error(std::string("The sampling settings of the model cannot be read: ") + fault.what());
  }
  const diffusion::Schedule& schedule = sampling.schedule;
  if (sampling.steps < 1 || schedule.sigma_min <= 0.0F || schedule.sigma_max <= schedule.sigma_min ||
      schedule.rho <= 0.0F || !(sampling.temperature >= 0.0F && sampling.temperature <= 4.0F)) {
    throw Error("The sampling settings of the model are out of range; train or fetch it anew.");
  }
  return sampling;
}

namespace {

using Metadata = std::map<std::string, std::string, std::less<>>;

/// What stands under `key`, if anything does.
template <class Read>
void read_if_there(const Metadata& metadata, const std::string& key, const Read& read) {
  if (const auto found = metadata.find(key); found != metadata.end()) read(found->second);
}

void read_n2n(const Metadata& metadata, Model& model) {
  model.config = models::n2n::from_json(metadata.at("config"));
  read_if_there(metadata, "sampling", [&](const std::string& json) { model.sampling = sampling_from_json(json); });
}

void read_diffroll(const Metadata& metadata, Model& model) {
  DiffRoll& diffroll = model.diffroll.emplace();
  diffroll.config = models::diffroll::from_json(metadata.at("config"));
  read_if_there(metadata, "sampling",
                [&](const std::string& json) { diffroll.sampling = step_sampling_from_json(json); });
  model.config.features = diffroll.config.features;
  model.config.frames = diffroll.config.frames;
  model.config.drums = diffroll.config.drums;
  model.sampling.steps = diffroll.sampling.steps;
}

void read_framewise(const Metadata& metadata, Model& model) {
  model.framewise = framewise_from_metadata(metadata);
  model.peaks = peaks_of_the_study();
  model.config.features.windows = {audio::LogFrequency::window};
  model.config.frames = model.framewise->config.frames;
}

/// The reader of a system's metadata, or null.
auto reader_of(const Metadata& metadata) -> void (*)(const Metadata&, Model&) {
  const auto system = metadata.find("system");
  if (system == metadata.end() || !metadata.contains("config")) return nullptr;
  if (system->second == "n2n") return read_n2n;
  if (system->second == "diffroll") return read_diffroll;
  if (system->second == "framewise") return read_framewise;
  return nullptr;
}

}  // namespace

Model load_model(const std::filesystem::path& path) {
  nn::Weights weights(path);
  const Metadata& metadata = weights.metadata();
  const auto read = reader_of(metadata);
  if (read == nullptr) {
    throw Error(path.string() +
                " holds no transcriber of this version of Drumlin; give a model from its models folder.");
  }
  Model model;
  try {
    read(metadata, model);
    read_if_there(metadata, "peaks", [&](const std::string& json) { model.peaks = peaks_from_json(json); });
  } catch (const Error& fault) {
    throw Error(path.string() + ": " + fault.what());
  }
  if (model.config.drums != score::drum_count || model.config.foundation != 0) {
    throw Error(path.string() + " hears other drums or needs other features than Drumlin has; give another model.");
  }
  model.weights = nn::pack(std::move(weights));
  return model;
}

}  // namespace drumlin::transcribe
