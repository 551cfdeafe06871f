// DiffRoll (Cheuk et al. 2023, "DiffRoll: Diffusion-based Generative Music Transcription with Unsupervised Pretraining
// Capability"): one network draws the roll from noise, with a spectrogram or without. For drums: articulations in place
// of pitches, onsets in place of sounding notes, no velocity.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "audio/features.h"
#include "nn/engine.h"

namespace drumlin::models::diffroll {

/// Sizes of the network; the paper's is 512 wide, 15 deep and hears 229 bands. The same numbers stand as JSON in the
/// metadata of its weights.
struct Config {
  audio::LogMelConfig features{.windows = {2048}};  ///< one window
  int drums = 18;
  int frames = 256;  ///< of an excerpt: 2.56 s
  int width = 96;
  int depth = 8;   ///< residual blocks
  int kernel = 9;  ///< frames that each block sees; not dilated, which is the paper's best

  friend bool operator==(const Config&, const Config&) = default;
};

std::string to_json(const Config& config);
/// Throws drumlin::Error if a field is missing or out of range.
Config from_json(std::string_view json);

/// What stands in every band of a frame that is not heard: 0 would be silence.
inline constexpr float unheard = -1.0F;

/// Log-mel spectra of an excerpt as the network hears them, in place: moved and scaled so that the least is 0 and the
/// greatest 1; all 0 if they are the same.
void to_condition(std::span<float> spectra);

/// The estimate of the clean roll, onsets near 1 and their absence near 0, from a noisy one. x: (batch, frames, drums)
/// after steps[b] steps of noise (diffusion/variance_preserving.h); condition: (batch, frames, bands) in [0, 1], or
/// `unheard`. → (batch, frames, drums).
nn::Tensor denoise(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& x, std::span<const int> steps,
                   const nn::Tensor& condition);

}  // namespace drumlin::models::diffroll
