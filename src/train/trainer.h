// One training step of Noise-to-Notes (Yeung et al. 2025): hear, read off, corrupt, denoise, compare. All chance comes
// from seeds and step numbers, so that a resumed run is the same run.
#pragma once

#include "train/learner.h"

namespace drumlin::train {

class Trainer : public Learner {
 public:
  /// Creates the network. group: the processes to average gradients with, or null.
  explicit Trainer(const Config& config, Group* group = nullptr);

  Losses differentiate(const Batch& batch) override;

  /// Losses of the averaged network at the end of its annealing, hearing everything, at sigma_max: what one-step
  /// transcription meets.
  Losses judge(const Batch& batch) override;

 private:
  struct Inputs {
    torch::Tensor features;
    torch::Tensor audible;
    torch::Tensor planes;
    torch::Tensor noise;
    torch::Tensor heard;
    torch::Tensor sigma;
  };
  Inputs inputs(const Batch& batch) const;
  /// The estimate that the denoiser starts from: the plain reading where something is heard, silence elsewhere; and,
  /// in half of the steps, what the denoiser itself makes of it (self-conditioning, Chen et al. 2023).
  nn::Tensor guess(const torch::Tensor& plain, const Inputs& in, const torch::Tensor& x, const nn::Tensor& masked,
                   std::span<const float> sigma);
  bool starts_silent(std::string_view parameter) const override { return models::n2n::starts_silent(parameter); }
  std::map<std::string, std::string> metadata() const override;
};

}  // namespace drumlin::train
