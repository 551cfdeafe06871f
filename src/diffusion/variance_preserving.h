// Variance-preserving diffusion over whole steps t = 1 … T (Ho, Jain and Abbeel 2020, "DDPM"), as DiffRoll (Cheuk et
// al. 2023) uses it: the network estimates the clean roll itself. Knows nothing of engines or networks.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::diffusion {

/// α_1 … α_T fall in a straight line from `first` to `last`, both in (0, 1); each step keeps α of the variance.
struct AlphaSchedule {
  int steps = 200;  ///< T, at least 2
  double first = 0.9999;
  double last = 0.98;

  friend bool operator==(const AlphaSchedule&, const AlphaSchedule&) = default;
};
/// ᾱ_0 … ᾱ_T: the product of all α up to each step, ᾱ_0 = 1. The defaults end at ᾱ_200 = 0.132, so the last step still
/// shows 36 % of the roll's amplitude, which the noise that sampling starts from does not.
std::vector<double> cumulative_alphas(const AlphaSchedule& schedule);

/// The forward process: √ᾱ · clean + √(1 − ᾱ) · noise, cell by cell; noise is unit normal.
void add_noise(std::span<const float> clean, std::span<const float> noise, double cumulative_alpha,
               std::span<float> noisy);

/// Of T steps the `count` that sampling takes, highest first, with a last 0: evenly spaced from T on. 1 ≤ count ≤ T.
std::vector<int> strided_steps(int total, int count);

/// Estimates the clean roll from a noisy one: (x, t) → x̂0, written to the last span.
using StepDenoiser = std::function<void(std::span<const float> x, int t, std::span<float> estimate)>;

/// How to sample. eta: 0 is DDIM, deterministic but for its start (Song, Meng and Ermon 2021); 1 is DDPM's ancestral
/// sampling, which draws fresh noise at every step; between them a share of it (equation 16 of that paper).
struct StepSampling {
  AlphaSchedule schedule;
  int steps = 200;  ///< calls of the denoiser, at most schedule.steps
  float eta = 1.0F;

  friend bool operator==(const StepSampling&, const StepSampling&) = default;
};

/// Fills `sample` from unit normal noise (algorithm 1 of DiffRoll; any subset of the steps as in DDIM) with
/// sampling.steps calls of the denoiser. One step returns exactly what one call of the denoiser returns.
void sample(const StepDenoiser& denoise, const StepSampling& sampling, nn::Random& random, std::span<float> sample);

}  // namespace drumlin::diffusion
