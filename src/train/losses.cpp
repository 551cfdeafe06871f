// The Annealed Pseudo-Huber loss of Noise-to-Notes (Yeung et al. 2025; the loss itself: Charbonnier et al. 1997).
#include "train/losses.h"

#include <algorithm>

namespace drumlin::train {
namespace {

/// `near` where the mask is 1, `far` where it is 0.
torch::Tensor weights(const torch::Tensor& near_hit, double near, double far) {
  return near_hit * (near - far) + far;
}

/// 1 where the onset target is above −1.
torch::Tensor near_a_hit(const torch::Tensor& planes) {
  return (planes.narrow(-1, 0, planes.size(-1) / 2) > -1.0).to(planes.scalar_type());
}

/// Cell by cell, weighted.
torch::Tensor velocity_loss(const torch::Tensor& estimate, const torch::Tensor& planes, const torch::Tensor& near_hit,
                            const LossConfig& config, double progress) {
  const std::int64_t drums = planes.size(-1) / 2;
  const torch::Tensor d = estimate.narrow(-1, drums, drums) - planes.narrow(-1, drums, drums);
  const double c = annealed_c(config.c_start, config.c_velocity, progress);
  return pseudo_huber(d, c) * weights(near_hit, config.velocity_weight, config.elsewhere);
}

}  // namespace

double annealed_c(double c_start, double c_end, double progress) {
  return c_start + std::clamp(progress, 0.0, 1.0) * (c_end - c_start);
}

torch::Tensor pseudo_huber(const torch::Tensor& d, double c) {
  const torch::Tensor square = d * d;
  // √(d² + c²) − c without its cancellation for small d.
  return square / (torch::sqrt(square + c * c) + c);
}

torch::Tensor reading_loss(const torch::Tensor& reading, const torch::Tensor& planes, const torch::Tensor& audible,
                           const LossConfig& config, double progress) {
  const std::int64_t drums = planes.size(-1) / 2;
  // Clamped: the vectorised tanh may end a rounding beyond 1.
  const torch::Tensor probability = ((reading.narrow(-1, 0, drums) + 1.0) / 2).clamp(0.0, 1.0);
  const torch::Tensor truth = (planes.narrow(-1, 0, drums) + 1.0) / 2;
  const torch::Tensor near_hit = near_a_hit(planes);
  const torch::Tensor onset =
      torch::binary_cross_entropy(probability, truth, audible * weights(near_hit, config.reading_hit_weight, 1.0));
  return (onset + (audible * velocity_loss(reading, planes, near_hit, config, progress)).mean()) / 2;
}

torch::Tensor roll_loss(const torch::Tensor& estimate, const torch::Tensor& planes, const LossConfig& config,
                        double progress) {
  const std::int64_t drums = planes.size(-1) / 2;
  const torch::Tensor near_hit = near_a_hit(planes);
  const torch::Tensor d = estimate.narrow(-1, 0, drums) - planes.narrow(-1, 0, drums);
  const torch::Tensor onset =
      pseudo_huber(d, annealed_c(config.c_start, config.c_onset, progress)) * weights(near_hit, config.hit_weight, 1.0);
  return (onset.mean() + velocity_loss(estimate, planes, near_hit, config, progress).mean()) / 2;
}

}  // namespace drumlin::train
