// Listening with DiffRoll: the roll of a window drawn from noise under its spectrogram (models/diffroll.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diffusion/variance_preserving.h"
#include "models/diffroll.h"
#include "nn/engine.h"
#include "nn/random.h"

namespace drumlin::transcribe {

/// How a DiffRoll samples stands as JSON under "sampling" in its metadata: {"steps": 200, "eta": 1, "total_steps": 200,
/// "first_alpha": 0.9999, "last_alpha": 0.98}
std::string to_json(const diffusion::StepSampling& sampling);
/// Fields left out keep their defaults. Throws drumlin::Error.
diffusion::StepSampling step_sampling_from_json(std::string_view json);

/// What a DiffRoll weight file holds beside its weights.
struct DiffRoll {
  models::diffroll::Config config;
  diffusion::StepSampling sampling;
};

/// Listens to one window: first hears it, then draws its roll as often as wanted.
class DiffRollListener {
 public:
  /// The engine must hold the model's weights and outlive this.
  DiffRollListener(const DiffRoll& model, nn::Engine& engine);

  /// spectra: (1, frames, bands) as audio::LogMel writes them. heard: (frames), 0 where the sound does not count;
  /// empty: all of it does.
  void hear(std::span<const float> spectra, std::span<const std::uint8_t> heard = {});
  /// steps: of the sampler; more than the schedule has are as many as it has. guidance: 0
  /// asks the network once a step with sound, −1 once without, other weights of classifier-free guidance twice.
  /// → (frames, 2 · drum_count) in [0, 1]:
  /// activations, and as DiffRoll knows no velocity, the same velocity everywhere.
  std::vector<float> draw(int steps, float guidance, nn::Random random);

 private:
  void denoise(std::span<const float> condition, std::span<const float> x, int t, std::span<float> estimate);

  DiffRoll model_;
  nn::Engine& engine_;
  std::vector<float> condition_;
  std::vector<float> unheard_;
  std::vector<float> unconditional_;  ///< the last estimate without sound
};

}  // namespace drumlin::transcribe
