// One training step of Noise-to-Notes (Yeung et al. 2025): hear, read off, corrupt, denoise, compare. All chance comes
// from seeds and step numbers, so that a resumed run is the same run.
#pragma once

#include <torch/torch.h>

#include <filesystem>

#include "nn/torch/torch_engine.h"
#include "train/batches.h"
#include "train/config.h"
#include "train/distributed.h"
#include "train/optimizer.h"
#include "train/parameters.h"

namespace drumlin::train {

/// Mean losses of a batch: of the encoder's plain reading, and of the denoiser's estimate.
struct Losses {
  double plain = 0.0;
  double denoised = 0.0;
  double sum() const { return plain + denoised; }
};

/// The device that a config names; auto: CUDA where there is one. Throws drumlin::Error if it is not there.
torch::Device device_named(const std::string& name);

/// The precision that a config names; auto: the fastest one.
nn::Precision precision_named(const std::string& name, torch::Device device);

class Trainer {
 public:
  /// Creates the network. group: the processes to average gradients with, or null.
  explicit Trainer(const Config& config, Group* group = nullptr);

  /// Learns from one batch.
  Losses step(const Batch& batch);

  /// The gradient of a batch, left in parameters().gradient.
  Losses differentiate(const Batch& batch);

  /// Losses of the averaged network at the end of its annealing, hearing everything, at sigma_max: what one-step
  /// transcription meets.
  Losses judge(const Batch& batch);

  std::int64_t steps() const { return optimizer_.steps; }
  Parameters& parameters() { return parameters_; }

  /// Everything that a resumed run needs. Throws drumlin::Error if it cannot be written.
  void save(const std::filesystem::path& file) const;
  /// Throws drumlin::Error if the file is no checkpoint or of a network of other sizes.
  void load(const std::filesystem::path& file);

  /// Begins from trained weights instead of random ones; the optimiser starts anew. Throws drumlin::Error if they are
  /// of another network.
  void begin_from(const std::filesystem::path& weights);

  /// The averaged network as drumlin loads it.
  void write_weights(const std::filesystem::path& file, nn::Type type = nn::Type::f32) const;

 private:
  struct Inputs {
    torch::Tensor features;
    torch::Tensor audible;
    torch::Tensor planes;
    torch::Tensor noise;
    torch::Tensor heard;
    torch::Tensor sigma;
  };
  Inputs upload(const Batch& batch) const;
  /// The estimate that the denoiser starts from: the plain reading where something is heard, silence elsewhere; and,
  /// in half of the steps, what the denoiser itself makes of it (self-conditioning, Chen et al. 2023).
  nn::Tensor guess(const torch::Tensor& plain, const Inputs& in, const torch::Tensor& x, const nn::Tensor& masked,
                   std::span<const float> sigma);
  double progress() const;

  const Config& config_;
  Group* group_;
  torch::Device device_;
  nn::Precision precision_;
  nn::TorchEngine engine_;
  Parameters parameters_;
  Optimizer optimizer_;
};

}  // namespace drumlin::train
