// Diffusion in the frame of Karras et al. 2022 ("EDM"): noise levels, the deterministic sampler. Knows nothing of
// engines or networks; their preconditioning is in models/preconditioning.h.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::diffusion {

/// Noise levels of sampling, highest first, with a last 0.
struct Schedule {
  float sigma_min = 0.02F;
  float sigma_max = 20.0F;
  float rho = 7.0F;

  friend bool operator==(const Schedule&, const Schedule&) = default;
};
/// Equation 5: steps + 1 levels from sigma_max to 0; steps ≥ 1.
std::vector<float> noise_levels(const Schedule& schedule, int steps);

/// Noise levels of training: ln σ normal with that mean and deviation.
struct TrainingNoise {
  float mean = 0.0F;
  float deviation = 1.6F;
};
float draw_sigma(nn::Random& random, const TrainingNoise& noise);

/// Estimates the clean roll from a noisy one: (x, σ, guess) → x̂0, written to the last span. guess: the estimate of
/// the step before.
using Denoiser =
    std::function<void(std::span<const float> x, float sigma, std::span<const float> guess, std::span<float> estimate)>;

/// Deterministic Euler sampling (algorithm 1 without the second-order correction): starts from sigma_max · noise and
/// calls the denoiser `steps` times. first_guess: what the first call is told. Returns the last estimate; one step
/// returns exactly what one call of the denoiser returns.
std::vector<float> sample(const Denoiser& denoise, const Schedule& schedule, int steps,
                          std::span<const float> first_guess, nn::Random& random);

/// The Annealed Pseudo-Huber loss √(d² + c²) − c: squared-error-like for |d| ≪ c, absolute for |d| ≫ c.
float pseudo_huber(float d, float c);

}  // namespace drumlin::diffusion
