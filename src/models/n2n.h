// Noise-to-Notes (N2N): drum transcription as conditional diffusion (Yeung et al. 2025), in our own layout: an audio
// encoder that runs once per window, and a small denoiser that runs once per step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audio/features.h"
#include "nn/engine.h"

namespace drumlin::models::n2n {

/// Sizes of the network. The same numbers stand as JSON in the metadata of its weights.
struct Config {
  audio::LogMelConfig features;
  int drums = 18;
  int frames = 512;                      ///< of a window: 5.12 s
  int frames_per_token = 2;              ///< the transformer works at 50 tokens a second
  std::vector<int> stem = {16, 24, 32};  ///< channels of the convolutions over time and bands; each halves the bands
  int width = 192;
  int heads = 6;
  int depth = 5;
  int kernel = 9;      ///< tokens that the depthwise convolution beside attention sees
  int heard = 128;     ///< channels per frame that the denoiser is told
  int foundation = 0;  ///< channels per frame of a music foundation model's features, 0: none
  int denoiser_width = 96;
  int denoiser_depth = 3;
  int denoiser_kernel = 7;
  int far_depth = 0;  ///< of the denoiser's transformer over the whole window, 0: none, as in older weights
  int far_width = 128;
  int far_heads = 4;
  int far_frames = 4;       ///< to one of its tokens
  float sigma_data = 0.5F;  ///< deviation of the roll (Karras et al. 2022)

  friend bool operator==(const Config&, const Config&) = default;
};

std::string to_json(const Config& config);
/// Throws drumlin::Error if a field is missing or out of range.
Config from_json(std::string_view json);

/// Planes of a roll: onsets, then velocities.
inline int planes(const Config& config) {
  return 2 * config.drums;
}

/// The audio encoder. spectra: (batch, windows, frames, bands) as audio::LogMel writes them. foundation: (batch,
/// frames, config.foundation) features of a music foundation model, where config asks for them: the one place where
/// they join. → (batch, frames, heard).
nn::Tensor hear(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& spectra,
                const nn::Tensor* foundation = nullptr);

/// Replaces what was heard by the learned "nothing heard" wherever mask (batch, frames, 1) is 0: condition dropout,
/// masked spans, guidance, inpainting.
nn::Tensor forget(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& heard, const nn::Tensor& mask);

/// The encoder's own plain reading of the roll, without diffusion: (batch, frames, planes), onset planes within [−1,
/// 1], velocity planes about. The sampler starts its first estimate from it.
nn::Tensor read_off(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& heard);

/// Denoised roll x̂0 = c_skip·x + (1 − c_skip)·guess + c_out·F(c_in·x, guess, heard; c_noise): Karras et al. 2022, table
/// 1, but that the skip connection leads to the guess, not to 0, where noise hides x. x: (batch, frames, planes) with
/// noise of deviation sigma[b]; guess: the previous estimate of x0; → (batch, frames, planes).
nn::Tensor denoise(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& x, std::span<const float> sigma,
                   const nn::Tensor& guess, const nn::Tensor& heard);

/// Whether a parameter is of layers that add nothing until they have learned, so that weights of a network without them
/// are as good a start.
bool starts_silent(std::string_view parameter);

}  // namespace drumlin::models::n2n
