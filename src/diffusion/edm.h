// Diffusion in the frame of Karras et al. 2022 ("EDM"): noise levels, the deterministic samplers, and what a sampler
// can be asked besides a draw from noise. Knows nothing of engines or networks; their preconditioning is in
// models/preconditioning.h.
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
/// Equation 5: steps + 1 levels down to 0; steps ≥ 1. They start at sigma_max at strength 1, and below it at the level
/// that lies that share of the way up from sigma_min, on the scale of σ^(1/ρ). strength: in (0, 1].
std::vector<float> noise_levels(const Schedule& schedule, int steps, float strength = 1.0F);

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

/// Cells whose clean values are known: those where mask is not 0. Both spans empty: none are.
struct Known {
  std::span<const float> values = {};
  std::span<const std::uint8_t> mask = {};

  /// Puts the known values into x, and leaves its other cells.
  void hold(std::span<float> x) const;
};

/// Classifier-free guidance (Ho and Salimans 2022): x̂0 = (1 + w) · conditional − w · unconditional. w = 0 calls the
/// conditional denoiser alone, w = −1 the unconditional one. The guesses of the unconditional one are its own, so that
/// what the condition said does not reach it; first_guess is the first of them.
Denoiser guided(Denoiser conditional, Denoiser unconditional, float w, std::vector<float> first_guess,
                const Known& known = {});

enum class Method {
  euler,  ///< algorithm 1 without its second-order correction: a call of the denoiser for each step
  heun,   ///< with it: two calls for each step but the last
};

/// What is asked of a sampler. Spans are as long as the roll, or empty.
struct Task {
  std::span<const float> guess = {};  ///< what the first call is told; needed
  std::span<const float> draft = {};  ///< the clean roll that noise is added to at the start; empty: noise alone
  float strength = 1.0F;              ///< how much noise the draft gets: 0 gives it back, 1 starts at sigma_max
  Known known = {};                   ///< cells that come out as they are; the others are imagined to fit
  int resamplings = 1;                ///< times that each step but the last is made if cells are known (RePaint)
  float temperature = 1.0F;           ///< factor on the noise at the start
  /// Makes an estimate the expectation of the clean roll, which x moves to, where the denoiser's loss taught it another
  /// answer; empty: it is one. Guesses and the result stay as the denoiser gives them.
  std::function<void(std::span<float>)> expectation = {};
};

/// How the noise is taken away.
struct Sampler {
  Schedule schedule;
  int steps = 1;
  Method method = Method::euler;
};

/// Starts from noise (around the draft) and moves along the probability flow to a clean roll. One step returns exactly
/// what one call of the denoiser returns. Known cells stand in x with fresh noise of the level at each step, and in
/// every guess as they are; with several resamplings the noise of a step is added again and the step repeated, so that
/// the rest comes to fit them (Lugmayr et al. 2022, algorithm 1). The same seed gives the same roll.
std::vector<float> sample(const Denoiser& denoise, const Sampler& sampler, const Task& task, nn::Random& random);

/// The Annealed Pseudo-Huber loss √(d² + c²) − c: squared-error-like for |d| ≪ c, absolute for |d| ≫ c.
float pseudo_huber(float d, float c);

}  // namespace drumlin::diffusion
