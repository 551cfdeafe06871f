// Karras, Aittala, Aila and Laine, "Elucidating the Design Space of Diffusion-Based Generative Models" (NeurIPS 2022):
// equation 5 and algorithm 1. Known cells: Lugmayr et al., "RePaint" (CVPR 2022), algorithm 1. The loss is that of
// Noise-to-Notes (Yeung et al. 2025).
#include "diffusion/edm.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

#include "diffusion/guidance.h"

namespace drumlin::diffusion {
namespace {

void add_noise(std::span<float> x, float deviation, nn::Random& random) {
  for (float& cell : x) cell += deviation * static_cast<float>(random.normal());
}

/// One roll on its way from noise to the estimate.
class Draw {
 public:
  Draw(const Denoiser& denoise, const Task& task, nn::Random& random)
      : denoise_(denoise),
        task_(task),
        random_(random),
        guess_(task.guess.begin(), task.guess.end()),
        estimate_(guess_.size()),
        x_(task.draft.begin(), task.draft.end()) {
    x_.resize(guess_.size(), 0.0F);
    task_.known.hold(guess_);
  }

  void begin(float sigma) { add_noise(x_, sigma * task_.temperature, random_); }

  /// Known cells get fresh noise of this level.
  void renew(float sigma) {
    const Known& known = task_.known;
    for (std::size_t cell = 0; cell < known.mask.size(); ++cell) {
      if (known.mask[cell] == 0) continue;
      x_[cell] = known.values[cell] + sigma * static_cast<float>(random_.normal());
    }
  }

  /// Euler: x moves along (x − x̂0) / σ; at the last step it arrives at the estimate itself.
  void step(float from, float to) {
    estimate(x_, from);
    const float kept = to / from;
    for (std::size_t cell = 0; cell < x_.size(); ++cell) x_[cell] = mean_[cell] + kept * (x_[cell] - mean_[cell]);
  }

  /// Heun: the mean of the slopes at both ends of Euler's step.
  void corrected_step(float from, float to) {
    const std::vector<float> start = x_;
    step(from, to);
    const std::vector<float> first = mean_;
    estimate(x_, to);
    for (std::size_t cell = 0; cell < x_.size(); ++cell) {
      const float slope = (start[cell] - first[cell]) / from + (x_[cell] - mean_[cell]) / to;
      x_[cell] = start[cell] + 0.5F * (to - from) * slope;
    }
  }

  /// Back up a level, by noise.
  void rise(float from, float to) { add_noise(x_, std::sqrt(to * to - from * from), random_); }

  std::vector<float> result() && { return std::move(guess_); }

 private:
  /// The estimate is the next guess.
  void estimate(std::span<const float> x, float sigma) {
    denoise_(x, sigma, guess_, estimate_);
    task_.known.hold(estimate_);
    std::swap(guess_, estimate_);
    mean_ = guess_;
    if (task_.expectation) task_.expectation(mean_);
    task_.known.hold(mean_);
  }

  const Denoiser& denoise_;
  const Task& task_;
  nn::Random& random_;
  std::vector<float> guess_;
  std::vector<float> estimate_;
  std::vector<float> mean_;
  std::vector<float> x_;
};

}  // namespace

std::vector<float> noise_levels(const Schedule& schedule, int steps, float strength) {
  assert(steps >= 1 && strength > 0.0F && strength <= 1.0F);
  const double lowest = std::pow(schedule.sigma_min, 1.0 / schedule.rho);
  const double highest = lowest + strength * (std::pow(schedule.sigma_max, 1.0 / schedule.rho) - lowest);
  std::vector<float> levels = {strength == 1.0F ? schedule.sigma_max
                                                : static_cast<float>(std::pow(highest, schedule.rho))};
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

void Known::hold(std::span<float> x) const {
  assert(mask.empty() || (mask.size() == x.size() && values.size() == x.size()));
  for (std::size_t cell = 0; cell < mask.size(); ++cell) {
    if (mask[cell] != 0) x[cell] = values[cell];
  }
}

Denoiser guided(Denoiser conditional, Denoiser unconditional, float w, std::vector<float> first_guess,
                const Known& known) {
  if (w == 0.0F) return conditional;
  known.hold(first_guess);
  return [conditional = std::move(conditional), unconditional = std::move(unconditional), w, known,
          own_guess = std::move(first_guess)](std::span<const float> x, float sigma, std::span<const float> guess,
                                              std::span<float> estimate) mutable {
    std::vector<float> without(x.size());
    unconditional(x, sigma, own_guess, without);
    if (w == -1.0F) {
      std::ranges::copy(without, estimate.begin());
    } else {
      conditional(x, sigma, guess, estimate);
      guide(estimate, without, w);
    }
    known.hold(without);
    own_guess = std::move(without);
  };
}

std::vector<float> sample(const Denoiser& denoise, const Sampler& sampler, const Task& task, nn::Random& random) {
  if (!task.draft.empty() && task.strength <= 0.0F) {
    std::vector<float> unchanged(task.draft.begin(), task.draft.end());
    task.known.hold(unchanged);
    return unchanged;
  }
  const float strength = task.draft.empty() ? 1.0F : task.strength;
  const std::vector<float> levels = noise_levels(sampler.schedule, sampler.steps, strength);
  Draw draw(denoise, task, random);
  draw.begin(levels.front());
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const float from = levels[i];
    const float to = levels[i + 1];
    const int times = task.known.mask.empty() || to == 0.0F ? 1 : task.resamplings;
    for (int time = 0; time < times; ++time) {
      if (time > 0) draw.rise(to, from);
      draw.renew(from);
      const bool correct = sampler.method == Method::heun && to > 0.0F;
      correct ? draw.corrected_step(from, to) : draw.step(from, to);
    }
  }
  return std::move(draw).result();
}

float pseudo_huber(float d, float c) {
  // √(d² + c²) − c without its cancellation for small d.
  return d == 0.0F ? 0.0F : d * d / (std::hypot(d, c) + c);
}

}  // namespace drumlin::diffusion
