// Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models" (NeurIPS 2020); Song, Meng and Ermon, "Denoising
// Diffusion Implicit Models" (ICLR 2021), equations 12 and 16.
#include "diffusion/variance_preserving.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace drumlin::diffusion {
namespace {

/// What the next x is made of: estimate and x, and fresh noise.
struct Move {
  float estimate;
  float x;
  float noise;
};

/// From ᾱ_t to ᾱ_s, s < t. The noise found in x is (x − √ᾱ_t·x̂0) / √(1 − ᾱ_t); the next x holds so much of it as is not
/// drawn anew.
Move move(double from, double to, double eta) {
  const double fresh = eta * std::sqrt((1.0 - to) / (1.0 - from) * (1.0 - from / to));
  const double found = std::sqrt(std::max(0.0, 1.0 - to - fresh * fresh) / (1.0 - from));
  return {.estimate = static_cast<float>(std::sqrt(to) - found * std::sqrt(from)),
          .x = static_cast<float>(found),
          .noise = static_cast<float>(fresh)};
}

}  // namespace

std::vector<double> cumulative_alphas(const AlphaSchedule& schedule) {
  assert(schedule.steps >= 2);
  std::vector<double> products = {1.0};
  for (int t = 1; t <= schedule.steps; ++t) {
    const double share = static_cast<double>(t - 1) / (schedule.steps - 1);
    products.push_back(products.back() * (schedule.first + share * (schedule.last - schedule.first)));
  }
  return products;
}

void add_noise(std::span<const float> clean, std::span<const float> noise, double cumulative_alpha,
               std::span<float> noisy) {
  assert(clean.size() == noise.size() && clean.size() == noisy.size());
  const auto kept = static_cast<float>(std::sqrt(cumulative_alpha));
  const auto added = static_cast<float>(std::sqrt(1.0 - cumulative_alpha));
  for (std::size_t i = 0; i < clean.size(); ++i) noisy[i] = kept * clean[i] + added * noise[i];
}

std::vector<int> strided_steps(int total, int count) {
  assert(count >= 1 && count <= total);
  std::vector<int> steps;
  for (int i = count; i >= 0; --i) {
    steps.push_back(static_cast<int>(std::lround(static_cast<double>(total) * i / count)));
  }
  return steps;
}

void sample(const StepDenoiser& denoise, const StepSampling& sampling, nn::Random& random, std::span<float> sample) {
  const std::vector<double> alphas = cumulative_alphas(sampling.schedule);
  const std::vector<int> steps = strided_steps(sampling.schedule.steps, sampling.steps);
  const auto alpha = [&](std::size_t i) { return alphas[static_cast<std::size_t>(steps[i])]; };
  std::vector<float> estimate(sample.size());
  for (float& cell : sample) cell = static_cast<float>(random.normal());
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    denoise(sample, steps[i], estimate);
    const Move m = move(alpha(i), alpha(i + 1), sampling.eta);
    for (std::size_t cell = 0; cell < sample.size(); ++cell) {
      sample[cell] = m.estimate * estimate[cell] + m.x * sample[cell];
      if (m.noise > 0.0F) sample[cell] += m.noise * static_cast<float>(random.normal());
    }
  }
}

}  // namespace drumlin::diffusion
