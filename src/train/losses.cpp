// The Annealed Pseudo-Huber loss of Noise-to-Notes (Yeung et al. 2025; the loss itself: Charbonnier et al. 1997).
#include "train/losses.h"

#include <algorithm>

namespace drumlin::train {
namespace {

/// `near` where the mask is 1, `far` where it is 0.
torch::Tensor weights(const torch::Tensor& near_hit, double near, double far) {
  return near_hit * (near - far) + far;
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

torch::Tensor roll_loss(const torch::Tensor& estimate, const torch::Tensor& planes, const LossConfig& config,
                        double progress) {
  const std::int64_t drums = planes.size(-1) / 2;
  const torch::Tensor d = estimate - planes;
  const torch::Tensor near_hit = (planes.narrow(-1, 0, drums) > -1.0).to(planes.scalar_type());
  const double c_onset = annealed_c(config.c_start, config.c_onset, progress);
  const double c_velocity = annealed_c(config.c_start, config.c_velocity, progress);
  const torch::Tensor onset = pseudo_huber(d.narrow(-1, 0, drums), c_onset) * weights(near_hit, config.hit_weight, 1.0);
  const torch::Tensor velocity = pseudo_huber(d.narrow(-1, drums, drums), c_velocity) *
                                 weights(near_hit, config.velocity_weight, config.elsewhere);
  return (onset.mean() + velocity.mean()) / 2;
}

}  // namespace drumlin::train
