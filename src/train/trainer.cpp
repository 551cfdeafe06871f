// The step itself; optimizer.cpp does what follows from its gradient.
#include "train/trainer.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include "nn/random.h"
#include "train/losses.h"

namespace drumlin::train {
namespace {

namespace n2n = models::n2n;

/// Keeps the choices per step apart from those per example.
constexpr std::uint64_t step_salt = 0x73746570ULL;

/// Runs the network once on silence, so that every parameter exists.
nn::TorchEngine& touch(nn::TorchEngine& engine, const n2n::Config& c, torch::Device device) {
  const torch::NoGradGuard no_gradient;
  const auto zeros = [&](std::vector<std::int64_t> sizes) { return engine.wrap(torch::zeros(sizes, device)); };
  const auto windows = static_cast<std::int64_t>(c.features.windows.size());
  const nn::Tensor heard = n2n::hear(engine, {}, c, zeros({1, windows, c.frames, c.features.bands}));
  const nn::Tensor masked = n2n::forget(engine, {}, c, heard, zeros({1, c.frames, 1}));
  const nn::Tensor plain = n2n::read_off(engine, {}, c, heard);
  const std::vector<float> sigma = {1.0F};
  n2n::denoise(engine, {}, c, plain, sigma, plain, masked);
  engine.reset();
  return engine;
}

/// A batch with `count` examples more that hold zeros.
torch::Tensor with_silence(const torch::Tensor& batch, std::int64_t count) {
  if (count == 0) return batch;
  std::vector<std::int64_t> sizes = batch.sizes().vec();
  sizes.front() = count;
  return torch::cat({batch, torch::zeros(sizes, batch.options())});
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

Trainer::Trainer(const Config& config, Group* group)
    : config_(config),
      group_(group),
      device_(device_named(config.run.device)),
      precision_(precision_named(config.run.precision, device_)),
      engine_(device_, config.training.seed, precision_),
      parameters_(touch(engine_, config.model, device_)),
      optimizer_(parameters_) {}

Losses Trainer::step(const Batch& batch) {
  const Losses losses = differentiate(batch);
  if (group_ != nullptr) group_->average(parameters_.gradient);
  optimizer_.step(config_.training, parameters_);
  return losses;
}

double Trainer::progress() const {
  return std::min(1.0, static_cast<double>(optimizer_.steps) / static_cast<double>(config_.training.steps));
}

Trainer::Inputs Trainer::upload(const Batch& batch) const {
  const n2n::Config& c = config_.model;
  const auto tensor = [&](const std::vector<float>& values, std::vector<std::int64_t> sizes) {
    // from_blob does not write; the batch outlives the step.
    return torch::from_blob(const_cast<float*>(values.data()), sizes).to(device_);
  };
  const auto windows = static_cast<std::int64_t>(c.features.windows.size());
  return {.features = tensor(batch.features, {batch.paired, windows, c.frames, c.features.bands}),
          .audible = tensor(batch.audible, {batch.paired, c.frames, 1}),
          .planes = tensor(batch.planes, {batch.size, c.frames, n2n::planes(c)}),
          .noise = tensor(batch.noise, {batch.size, c.frames, n2n::planes(c)}),
          .heard = tensor(batch.heard, {batch.size, c.frames, 1}),
          .sigma = tensor(batch.sigma, {batch.size, 1, 1})};
}

Losses Trainer::differentiate(const Batch& batch) {
  const n2n::Config& c = config_.model;
  engine_.reset();
  const Inputs in = upload(batch);
  const nn::Tensor heard = n2n::hear(engine_, {}, c, engine_.wrap(in.features * in.audible.unsqueeze(1)));
  const nn::Tensor read = n2n::read_off(engine_, {}, c, heard);
  const std::int64_t unpaired = batch.size - batch.paired;
  const nn::Tensor all_heard = engine_.wrap(with_silence(engine_.unwrap(heard), unpaired));
  const nn::Tensor masked = n2n::forget(engine_, {}, c, all_heard, engine_.wrap(in.heard));
  const torch::Tensor x = in.planes + in.sigma * in.noise;
  const nn::Tensor first = guess(with_silence(engine_.unwrap(read).detach(), unpaired), in, x, masked, batch.sigma);
  const nn::Tensor estimate = n2n::denoise(engine_, {}, c, engine_.wrap(x), batch.sigma, first, masked);

  const torch::Tensor planes = in.planes.narrow(0, 0, batch.paired);
  const torch::Tensor plain = reading_loss(engine_.unwrap(read), planes, in.audible, config_.loss, progress());
  const torch::Tensor denoised = roll_loss(engine_.unwrap(estimate), in.planes, config_.loss, progress());
  parameters_.gradient.zero_();
  (plain + denoised).backward();
  engine_.reset();
  return {.plain = plain.item<double>(), .denoised = denoised.item<double>()};
}

nn::Tensor Trainer::guess(const torch::Tensor& plain, const Inputs& in, const torch::Tensor& x,
                          const nn::Tensor& masked, std::span<const float> sigma) {
  const torch::NoGradGuard no_gradient;
  const nn::Tensor first = engine_.wrap((plain + 1.0) * in.heard - 1.0);
  nn::Random random(config_.training.seed ^ step_salt, static_cast<std::uint64_t>(optimizer_.steps));
  if (!random.chance(0.5)) return first;
  return n2n::denoise(engine_, {}, config_.model, engine_.wrap(x), sigma, first, masked);
}

Losses Trainer::judge(const Batch& batch) {
  const torch::NoGradGuard no_gradient;
  const n2n::Config& c = config_.model;
  nn::TorchEngine engine(device_, config_.training.seed, precision_);
  parameters_.lend(optimizer_.average, engine);
  const Inputs in = upload(batch);
  const nn::Tensor heard = n2n::hear(engine, {}, c, engine.wrap(in.features));
  const nn::Tensor read = n2n::read_off(engine, {}, c, heard);
  const std::vector<float> sigma(static_cast<std::size_t>(batch.size), config_.schedule.sigma_max);
  const nn::Tensor x = engine.wrap(config_.schedule.sigma_max * in.noise);
  const nn::Tensor estimate = n2n::denoise(engine, {}, c, x, sigma, read, heard);
  const torch::Tensor everywhere = torch::ones_like(in.audible);
  return {.plain = reading_loss(engine.unwrap(read), in.planes, everywhere, config_.loss, 1.0).item<double>(),
          .denoised = roll_loss(engine.unwrap(estimate), in.planes, config_.loss, 1.0).item<double>()};
}

}  // namespace drumlin::train
