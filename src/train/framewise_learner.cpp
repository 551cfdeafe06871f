#include "train/framewise_learner.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include "nn/random.h"
#include "score/file.h"
#include "train/checkpoint.h"
#include "train/framewise_loss.h"
#include "train/learner.h"
#include "transcribe/framewise.h"

namespace drumlin::train::framewise {
namespace {

/// Keeps what is dropped apart from other choices.
constexpr std::uint64_t dropout_salt = 0x64726f70ULL;

/// Runs the network once on silence, so that every parameter exists.
nn::TorchEngine& touched(nn::TorchEngine& engine, const models::framewise::Config& c, torch::Device device) {
  const torch::NoGradGuard no_gradient;
  models::framewise::logits(engine, {}, c, engine.wrap(torch::zeros({1, c.frames, c.bands}, device)));
  engine.reset();
  return engine;
}

}  // namespace

Learner::Learner(const Config& config, const Standard& standard, const std::vector<float>& weights)
    : config_(config),
      standard_(standard),
      device_(device_named(config.run.device)),
      engine_(device_, config.training.seed, precision_named(config.run.precision, device_)),
      parameters_(touched(engine_, config.model, device_)),
      optimizer_(parameters_),
      weights_(torch::tensor(weights).to(device_)) {}

nn::Tensor Learner::logits(const Batch& batch) {
  engine_.reset();
  return models::framewise::logits(engine_, {}, config_.model, engine_.wrap(batch.spectra.to(device_)));
}

double Learner::step(const Batch& batch, double rate) {
  engine_.learn(nn::Random(config_.training.seed ^ dropout_salt, static_cast<std::uint64_t>(steps())).bits());
  const nn::Tensor read = logits(batch);
  const torch::Tensor loss = weighted_onset_loss(engine_.unwrap(read), batch.targets.to(device_), weights_);
  parameters_.gradient.zero_();
  loss.backward();
  engine_.reset();
  const TrainingConfig& t = config_.training;
  optimizer_.descend({.rate = rate, .weight_decay = t.weight_decay, .clip = t.clip, .second_decay = 0.999},
                     parameters_);
  return loss.item<double>();
}

Learner::Reading Learner::read(const Batch& batch) {
  const torch::NoGradGuard no_gradient;
  engine_.stop_learning();
  const torch::Tensor read = engine_.unwrap(logits(batch));
  engine_.reset();
  return {torch::sigmoid(read).to(torch::kCPU), onset_loss(read, batch.targets.to(device_)).item<double>()};
}

std::int64_t Learner::parameter_count() const {
  std::int64_t count = 0;
  for (const nn::Named& tensor : parameters_.named(parameters_.values)) {
    if (!nn::is_running_statistic(tensor.name)) count += tensor.shape.count();
  }
  return count;
}

void Learner::keep() {
  optimizer_.average.copy_(parameters_.values);
}

void Learner::take_best() {
  parameters_.values.copy_(optimizer_.average);
}

void Learner::write_weights(const std::filesystem::path& file) const {
  const transcribe::Framewise model{config_.model, static_cast<float>(standard_.mean),
                                    static_cast<float>(standard_.deviation)};
  score::write_file(
      file, nn::to_safetensors(parameters_.named(optimizer_.average), transcribe::to_metadata(model), nn::Type::f32));
}

void Learner::save(const std::filesystem::path& file, const std::string& state) const {
  save_checkpoint(file, parameters_, optimizer_, {{"config", identity(config_)}, {"state", state}});
}

std::string Learner::load(const std::filesystem::path& file) {
  const nn::Weights stored(file);
  if (checkpoint_entry(stored, "config") != identity(config_)) {
    throw Error(fmt::format("{}: is of another configuration; resume with the same one or choose another --output.",
                            file.string()));
  }
  restore_checkpoint(stored, parameters_, optimizer_);
  return checkpoint_entry(stored, "state");
}

}  // namespace drumlin::train::framewise
