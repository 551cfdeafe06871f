// Algorithm 1 of DiffRoll (Cheuk et al. 2023) over one window.
#include "transcribe/diffroll.h"

#include <drumlin/error.h>
#include <drumlin/score.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "diffusion/guidance.h"

namespace drumlin::transcribe {
namespace {

constexpr float velocity = 100.0F / 127.0F;  // of every stroke, since none is known

bool in_range(const diffusion::StepSampling& sampling) {
  const auto& [schedule, steps, eta] = sampling;
  return schedule.steps >= 2 && schedule.steps <= 100000 && schedule.first < 1.0 && schedule.last < schedule.first &&
         schedule.last > 0.0 && steps >= 1 && steps <= schedule.steps && eta >= 0.0F && eta <= 1.0F;
}

}  // namespace

std::string to_json(const diffusion::StepSampling& sampling) {
  return nlohmann::json{{"steps", sampling.steps},
                        {"eta", sampling.eta},
                        {"total_steps", sampling.schedule.steps},
                        {"first_alpha", sampling.schedule.first},
                        {"last_alpha", sampling.schedule.last}}
      .dump();
}

diffusion::StepSampling step_sampling_from_json(std::string_view json) {
  diffusion::StepSampling sampling;
  diffusion::AlphaSchedule& schedule = sampling.schedule;
  try {
    const nlohmann::json fields = nlohmann::json::parse(json);
    sampling.steps = fields.value("steps", sampling.steps);
    sampling.eta = fields.value("eta", sampling.eta);
    schedule.steps = fields.value("total_steps", schedule.steps);
    schedule.first = fields.value("first_alpha", schedule.first);
    schedule.last = fields.value("last_alpha", schedule.last);
  } catch (const nlohmann::json::exception& fault) {
    throw Error(std::string("The sampling settings of the model cannot be read: ") + fault.what());
  }
  if (!in_range(sampling)) throw Error("The sampling settings of the model are out of range; train or fetch it anew.");
  return sampling;
}

DiffRollListener::DiffRollListener(const DiffRoll& model, nn::Engine& engine) : model_(model), engine_(engine) {
  const models::diffroll::Config& c = model.config;
  const auto frames = static_cast<std::size_t>(c.frames);
  unheard_.assign(frames * static_cast<std::size_t>(c.features.bands), models::diffroll::unheard);
  unconditional_.resize(frames * score::drum_count);
}

void DiffRollListener::hear(std::span<const float> spectra, std::span<const std::uint8_t> heard) {
  condition_.assign(spectra.begin(), spectra.end());
  models::diffroll::to_condition(condition_);
  const auto bands = static_cast<std::ptrdiff_t>(model_.config.features.bands);
  for (std::size_t frame = 0; frame < heard.size(); ++frame) {
    if (heard[frame] != 0) continue;
    std::fill_n(condition_.begin() + static_cast<std::ptrdiff_t>(frame) * bands, bands, models::diffroll::unheard);
  }
}

void DiffRollListener::denoise(std::span<const float> condition, std::span<const float> x, int t,
                               std::span<float> estimate) {
  const models::diffroll::Config& c = model_.config;
  engine_.reset();
  const nn::Tensor x0 = models::diffroll::denoise(engine_, {}, c, engine_.input(x, {1, c.frames, c.drums}), {&t, 1},
                                                  engine_.input(condition, {1, c.frames, c.features.bands}));
  std::ranges::copy(engine_.values(x0), estimate.begin());
}

std::vector<float> DiffRollListener::draw(int steps, float guidance, nn::Random random) {
  const auto guided = [&](std::span<const float> x, int t, std::span<float> estimate) {
    denoise(guidance == -1.0F ? unheard_ : condition_, x, t, estimate);
    if (guidance == 0.0F || guidance == -1.0F) return;
    denoise(unheard_, x, t, unconditional_);
    diffusion::guide(estimate, unconditional_, guidance);
  };
  diffusion::StepSampling sampling = model_.sampling;
  sampling.steps = std::min(steps, sampling.schedule.steps);
  std::vector<float> onsets(unconditional_.size());
  diffusion::sample(guided, sampling, random, onsets);

  std::vector<float> roll(2 * onsets.size(), velocity);
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    const std::size_t frame = i / score::drum_count;
    roll[i + frame * score::drum_count] = std::clamp(onsets[i], 0.0F, 1.0F);
  }
  return roll;
}

}  // namespace drumlin::transcribe
