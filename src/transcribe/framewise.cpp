// The features of a window, standardised as the network learned them; its logits as activations.
#include "transcribe/framewise.h"

#include <drumlin/error.h>
#include <drumlin/score.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "score/vocabulary.h"

namespace drumlin::transcribe {
namespace {

constexpr float velocity = 100.0F / 127.0F;  // of every stroke, since none is known

void read_standard(const std::string& json, Framewise& model) {
  try {
    const nlohmann::json fields = nlohmann::json::parse(json);
    model.mean = fields.at("mean");
    model.deviation = fields.at("deviation");
  } catch (const nlohmann::json::exception& fault) {
    throw Error(std::string("The mean and deviation of the model's features cannot be read: ") + fault.what());
  }
  if (!std::isfinite(model.mean) || !(model.deviation > 0.0F) || !std::isfinite(model.deviation)) {
    throw Error("The mean and deviation of the model's features are out of range; train or fetch it anew.");
  }
}

}  // namespace

Peaks peaks_of_the_study() {
  Peaks peaks;
  peaks.neighbours = 2;
  peaks.average = 2;
  peaks.above_average = 0.1F;
  peaks.minimum_gap = 0.025;  // more than two frames
  return peaks;
}

std::map<std::string, std::string> to_metadata(const Framewise& model, const Peaks& peaks) {
  return {{"system", "framewise"},
          {"config", models::framewise::to_json(model.config)},
          {"standard", nlohmann::json{{"mean", model.mean}, {"deviation", model.deviation}}.dump()},
          {"peaks", to_json(peaks)}};
}

Framewise framewise_from_metadata(const std::map<std::string, std::string, std::less<>>& metadata) {
  const auto config = metadata.find("config");
  const auto standard = metadata.find("standard");
  if (config == metadata.end() || standard == metadata.end()) {
    throw Error("A frame-wise model must say its \"config\" and its \"standard\"; train or fetch it anew.");
  }
  Framewise model;
  model.config = models::framewise::from_json(config->second);
  if (model.config.bands != audio::LogFrequency::bands) {
    throw Error("The model hears " + std::to_string(model.config.bands) + " bands, but only " +
                std::to_string(audio::LogFrequency::bands) + " can be listened with.");
  }
  read_standard(standard->second, model);
  return model;
}

FramewiseListener::FramewiseListener(const Framewise& model, nn::Engine& engine) : model_(model), engine_(engine) {
  spectrum_.resize(static_cast<std::size_t>(model.config.frames) * audio::LogFrequency::bands);
}

std::vector<float> FramewiseListener::listen(std::span<const float> samples, std::ptrdiff_t first) {
  constexpr std::size_t width = 2 * score::drum_count;
  const models::framewise::Config& c = model_.config;
  features_.compute(samples, first, c.frames, spectrum_);
  engine_.reset();
  const nn::Tensor spectrum = engine_.affine(engine_.input(spectrum_, {1, c.frames, c.bands}), 1.0F / model_.deviation,
                                             -model_.mean / model_.deviation);
  const std::span<const float> activations =
      engine_.values(engine_.sigmoid(models::framewise::logits(engine_, {}, c, spectrum)));

  const score::Vocabulary& vocabulary = score::vocabulary(c.classes);
  const auto frames = static_cast<std::size_t>(c.frames);
  const auto classes = static_cast<std::size_t>(c.classes);
  std::vector<float> roll(frames * width);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    float* const row = roll.data() + frame * width;
    std::fill_n(row + score::drum_count, score::drum_count, velocity);
    for (std::size_t i = 0; i < classes; ++i) {
      const auto drum = score::representative(vocabulary, static_cast<int>(i));
      if (drum) row[static_cast<std::size_t>(*drum)] = activations[frame * classes + i];
    }
  }
  return roll;
}

}  // namespace drumlin::transcribe
