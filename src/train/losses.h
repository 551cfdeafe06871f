// What Noise-to-Notes learns by: the Annealed Pseudo-Huber loss over the planes of a roll (Yeung et al. 2025).
#pragma once

#include <torch/torch.h>

namespace drumlin::train {

/// How cells count and how c falls. Onset planes: cells near a hit count hit_weight times. Velocity planes: cells near
/// a hit count velocity_weight times, the others `elsewhere`.
struct LossConfig {
  double reading_hit_weight = 3.0;  ///< of the plain reading
  double hit_weight = 1.0;  ///< of the denoiser; above 1, every step of sampling adds strokes that no one played
  double velocity_weight = 3.0;
  double elsewhere = 0.05;
  double c_start = 1.0;
  double c_onset = 0.2;      ///< of the onset planes, at the end of training
  double c_velocity = 1e-4;  ///< of the velocity planes, at the end
};

/// c after `progress` (0 … 1) of the training: linear from c_start to c_end.
double annealed_c(double c_start, double c_end, double progress);

/// √(d² + c²) − c, elementwise.
torch::Tensor pseudo_huber(const torch::Tensor& d, double c);

/// What the encoder's plain reading learns by: the cross entropy of its onset planes, read as probabilities
/// (x + 1) / 2, so that a rare drum pulls at its cells long before it is the likeliest answer; velocity planes as in
/// roll_loss. audible: (batch, frames, 1), 0 where there is nothing to read.
torch::Tensor reading_loss(const torch::Tensor& reading, const torch::Tensor& planes, const torch::Tensor& audible,
                           const LossConfig& config, double progress);

/// Mean weighted loss of an estimate against the planes (batch, frames, 2 · drums), onset planes first. Cells where
/// the onset target is above −1 are near a hit.
torch::Tensor roll_loss(const torch::Tensor& estimate, const torch::Tensor& planes, const LossConfig& config,
                        double progress);

}  // namespace drumlin::train
