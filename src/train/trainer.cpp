#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include "nn/random.h"
#include "train/losses.h"

namespace drumlin::train {
namespace {

namespace n2n = models::n2n;

/// Keeps the choices per step apart from those per example.
constexpr std::uint64_t step_salt = 0x73746570ULL;

/// Runs the network once on silence.
void touch(nn::TorchEngine& engine, const n2n::Config& c, torch::Device device) {
  const auto zeros = [&](std::vector<std::int64_t> sizes) { return engine.wrap(torch::zeros(sizes, device)); };
  const auto windows = static_cast<std::int64_t>(c.features.windows.size());
  const nn::Tensor heard = n2n::hear(engine, {}, c, zeros({1, windows, c.frames, c.features.bands}));
  const nn::Tensor masked = n2n::forget(engine, {}, c, heard, zeros({1, c.frames, 1}));
  const nn::Tensor plain = n2n::read_off(engine, {}, c, heard);
  const std::vector<float> sigma = {1.0F};
  n2n::denoise(engine, {}, c, plain, sigma, plain, masked);
}

/// A batch with `count` examples more that hold zeros.
torch::Tensor with_silence(const torch::Tensor& batch, std::int64_t count) {
  if (count == 0) return batch;
  std::vector<std::int64_t> sizes = batch.sizes().vec();
  sizes.front() = count;
  return torch::cat({batch, torch::zeros(sizes, batch.options())});
}

}  // namespace

Trainer::Trainer(const Config& config, Group* group)
    : Learner(config, group,
              [&config](nn::TorchEngine& engine, torch::Device device) { touch(engine, config.model, device); }) {}

std::map<std::string, std::string> Trainer::metadata() const {
  const nlohmann::ordered_json sampling = {{"steps", 1},
                                           {"sigma_min", config_.schedule.sigma_min},
                                           {"sigma_max", config_.schedule.sigma_max},
                                           {"rho", config_.schedule.rho}};
  return {{"system", "n2n"}, {"config", n2n::to_json(config_.model)}, {"sampling", sampling.dump()}};
}

Trainer::Inputs Trainer::inputs(const Batch& batch) const {
  const n2n::Config& c = config_.model;
  const auto windows = static_cast<std::int64_t>(c.features.windows.size());
  return {.features = upload(batch.features, {batch.paired, windows, c.frames, c.features.bands}),
          .audible = upload(batch.audible, {batch.paired, c.frames, 1}),
          .planes = upload(batch.planes, {batch.size, c.frames, n2n::planes(c)}),
          .noise = upload(batch.noise, {batch.size, c.frames, n2n::planes(c)}),
          .heard = upload(batch.heard, {batch.size, c.frames, 1}),
          .sigma = upload(batch.sigma, {batch.size, 1, 1})};
}

Losses Trainer::differentiate(const Batch& batch) {
  const n2n::Config& c = config_.model;
  engine_.reset();
  const Inputs in = inputs(batch);
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
  nn::TorchEngine engine = averaged();
  const Inputs in = inputs(batch);
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
