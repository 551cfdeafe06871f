// Karras, Aittala, Aila and Laine, "Elucidating the Design Space of Diffusion-Based Generative Models" (NeurIPS 2022):
// equation 5 and algorithm 1; the loss is that of Noise-to-Notes (Yeung et al. 2025).
#include "diffusion/edm.h"

#include <cassert>
#include <cmath>
#include <utility>

namespace drumlin::diffusion {

std::vector<float> noise_levels(const Schedule& schedule, int steps) {
  assert(steps >= 1);
  const double highest = std::pow(schedule.sigma_max, 1.0 / schedule.rho);
  const double lowest = std::pow(schedule.sigma_min, 1.0 / schedule.rho);
  std::vector<float> levels = {schedule.sigma_max};
  for (int i = 1; i < steps; ++i) {
    const double share = static_cast<double>(i) / (steps - 1);
    levels.push_back(static_cast<float>(std::pow(highest + share * (lowest - highest), schedule.rho)));
  }
  levels.push_back(0.0F);
  return levels;
}

float draw_sigma(nn::Random& random, const TrainingNoise& noise) {
  return static_cast<float>(std::exp(random.normal(noise.mean, noise.deviation)));
}

std::vector<float> sample(const Denoiser& denoise, const Schedule& schedule, int steps,
                          std::span<const float> first_guess, nn::Random& random) {
  const std::vector<float> levels = noise_levels(schedule, steps);
  std::vector<float> guess(first_guess.begin(), first_guess.end());
  std::vector<float> estimate(guess.size());
  std::vector<float> x(guess.size());
  for (float& cell : x) cell = schedule.sigma_max * static_cast<float>(random.normal());
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    denoise(x, levels[i], guess, estimate);
    // Euler: x moves along (x − x̂0) / σ; at the last step it arrives at the estimate itself.
    const float kept = levels[i + 1] / levels[i];
    for (std::size_t cell = 0; cell < x.size(); ++cell) x[cell] = estimate[cell] + kept * (x[cell] - estimate[cell]);
    std::swap(guess, estimate);
  }
  return guess;
}

float pseudo_huber(float d, float c) {
  // √(d² + c²) − c without its cancellation for small d.
  return d == 0.0F ? 0.0F : d * d / (std::hypot(d, c) + c);
}

}  // namespace drumlin::diffusion
