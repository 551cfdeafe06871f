// What the training of every system has in common: an engine with its parameters, the optimiser, checkpoints and weight
// files. All chance comes from seeds and step numbers, so that a resumed run is the same run.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "nn/torch/torch_engine.h"
#include "train/batches.h"
#include "train/config.h"
#include "train/distributed.h"
#include "train/optimizer.h"
#include "train/parameters.h"

namespace drumlin::train {

/// Mean losses of a batch. plain: of the plain reading of Noise-to-Notes' encoder, or of what DiffRoll makes of
/// performances without sound; 0 if there are none. denoised: of the denoiser's estimate.
struct Losses {
  double plain = 0.0;
  double denoised = 0.0;
  double sum() const { return plain + denoised; }
};

/// The device that a config names; auto: CUDA where there is one. Throws drumlin::Error if it is not there.
torch::Device device_named(const std::string& name);

/// The precision that a config names; auto: the fastest one.
nn::Precision precision_named(const std::string& name, torch::Device device);

class Learner {
 public:
  virtual ~Learner() = default;
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  /// Learns from one batch.
  Losses step(const Batch& batch);

  /// The gradient of a batch, left in parameters().gradient.
  virtual Losses differentiate(const Batch& batch) = 0;

  /// Losses of the averaged network, as a verdict on it.
  virtual Losses judge(const Batch& batch) = 0;

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

 protected:
  /// Runs the network once, so that every parameter exists.
  using Touch = std::function<void(nn::TorchEngine& engine, torch::Device device)>;

  /// group: the processes to average gradients with, or null.
  Learner(const Config& config, Group* group, const Touch& touch);

  /// Whether weights to begin from may lack this parameter, because it adds nothing until it has learned.
  virtual bool starts_silent(std::string_view /*parameter*/) const { return false; }
  /// What the weight file says of itself: "system", "config" (sizes as JSON), "sampling".
  virtual std::map<std::string, std::string> metadata() const = 0;

  /// Of the whole training, 0 … 1.
  double progress() const;
  /// The numbers on the device; they must outlive the result.
  torch::Tensor upload(const std::vector<float>& values, const std::vector<std::int64_t>& sizes) const;
  /// An engine with the averaged network.
  nn::TorchEngine averaged() const;

  const Config& config_;
  Group* group_;
  torch::Device device_;
  nn::Precision precision_;
  nn::TorchEngine engine_;
  Parameters parameters_;
  Optimizer optimizer_;
};

/// The learner of config.system. config and group must outlive it.
std::unique_ptr<Learner> make_learner(const Config& config, Group* group = nullptr);

}  // namespace drumlin::train
