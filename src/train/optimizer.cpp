// AdamW over one long vector.
#include "train/optimizer.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace drumlin::train {
namespace {

constexpr double beta_first = 0.9;
constexpr double epsilon = 1e-8;

void clip(torch::Tensor& gradient, double largest, std::int64_t step) {
  const double norm = gradient.norm().item<double>();
  if (!std::isfinite(norm)) {
    throw Error(fmt::format("Training diverged at step {}: lower training.learning_rate or training.clip.", step));
  }
  if (norm > largest) gradient.mul_(largest / norm);
}

}  // namespace

double learning_rate(const TrainingConfig& config, std::int64_t step) {
  if (step < config.warm_up) return config.learning_rate * static_cast<double>(step + 1) / config.warm_up;
  const auto left = static_cast<double>(std::max<std::int64_t>(1, config.steps - config.warm_up));
  const double progress = std::min(1.0, static_cast<double>(step - config.warm_up) / left);
  const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return config.learning_rate * (config.last_share + (1.0 - config.last_share) * cosine);
}

double average_decay(const TrainingConfig& config, std::int64_t step) {
  const auto t = static_cast<double>(step);
  return std::min(config.average, (1.0 + t) / (10.0 + t));
}

Optimizer::Optimizer(const Parameters& parameters)
    : first(torch::zeros_like(parameters.values)),
      second(torch::zeros_like(parameters.values)),
      average(parameters.values.clone()) {}

void Optimizer::descend(const Descent& descent, Parameters& parameters) {
  const torch::NoGradGuard no_gradient;
  torch::Tensor& gradient = parameters.gradient;
  clip(gradient, descent.clip, steps);
  const auto t = static_cast<double>(steps + 1);
  first.mul_(beta_first).add_(gradient, 1.0 - beta_first);
  second.mul_(descent.second_decay).addcmul_(gradient, gradient, 1.0 - descent.second_decay);
  const torch::Tensor scale = second.div(1.0 - std::pow(descent.second_decay, t)).sqrt_().add_(epsilon);
  parameters.values.addcmul_(parameters.values, parameters.decays, -descent.rate * descent.weight_decay);
  parameters.values.addcdiv_(first, scale, -descent.rate / (1.0 - std::pow(beta_first, t)));
  ++steps;
}

void Optimizer::step(const TrainingConfig& config, Parameters& parameters) {
  const torch::NoGradGuard no_gradient;
  const double decay = average_decay(config, steps);
  descend({.rate = learning_rate(config, steps), .weight_decay = config.weight_decay, .clip = config.clip}, parameters);
  average.lerp_(parameters.values, 1.0 - decay);
}

}  // namespace drumlin::train
