// The step that every system takes; optimizer.cpp does what follows from its gradient.
#include "train/learner.h"

#include <drumlin/error.h>

#include <algorithm>

#include "train/diffroll_trainer.h"
#include "train/trainer.h"

namespace drumlin::train {
namespace {

nn::TorchEngine& touched(nn::TorchEngine& engine, const std::function<void(nn::TorchEngine&, torch::Device)>& touch,
                         torch::Device device) {
  const torch::NoGradGuard no_gradient;
  touch(engine, device);
  engine.reset();
  return engine;
}

}  // namespace

torch::Device device_named(const std::string& name) {
  const bool cuda = torch::cuda::is_available();
  if (name == "cuda" && !cuda) throw Error("run.device is cuda, but no CUDA device was found; choose auto or cpu.");
  return name == "cpu" || !cuda ? torch::kCPU : torch::kCUDA;
}

nn::Precision precision_named(const std::string& name, torch::Device device) {
  if (name == "auto") return nn::fastest_precision(device);
  return name == "mixed" ? nn::Precision::mixed : nn::Precision::full;
}

Learner::Learner(const Config& config, Group* group, const Touch& touch)
    : config_(config),
      group_(group),
      device_(device_named(config.run.device)),
      precision_(precision_named(config.run.precision, device_)),
      engine_(device_, config.training.seed, precision_),
      parameters_(touched(engine_, touch, device_)),
      optimizer_(parameters_) {}

Losses Learner::step(const Batch& batch) {
  const Losses losses = differentiate(batch);
  if (group_ != nullptr) group_->average(parameters_.gradient);
  optimizer_.step(config_.training, parameters_);
  return losses;
}

double Learner::progress() const {
  return std::min(1.0, static_cast<double>(optimizer_.steps) / static_cast<double>(config_.training.steps));
}

torch::Tensor Learner::upload(const std::vector<float>& values, const std::vector<std::int64_t>& sizes) const {
  // from_blob does not write.
  return torch::from_blob(const_cast<float*>(values.data()), sizes).to(device_);
}

nn::TorchEngine Learner::averaged() const {
  nn::TorchEngine engine(device_, config_.training.seed, precision_);
  parameters_.lend(optimizer_.average, engine);
  return engine;
}

std::unique_ptr<Learner> make_learner(const Config& config, Group* group) {
  if (config.system == System::diffroll) return std::make_unique<DiffRollTrainer>(config, group);
  return std::make_unique<Trainer>(config, group);
}

}  // namespace drumlin::train
