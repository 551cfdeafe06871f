#include "train/diffroll_trainer.h"

#include <algorithm>
#include <cmath>

#include "diffusion/variance_preserving.h"
#include "models/diffroll.h"
#include "transcribe/diffroll.h"

namespace drumlin::train {
namespace {

namespace diffroll = models::diffroll;

void touch(nn::TorchEngine& engine, const diffroll::Config& c, torch::Device device) {
  const auto zeros = [&](int channels) { return engine.wrap(torch::zeros({1, c.frames, channels}, device)); };
  const std::vector<int> first_step = {1};
  diffroll::denoise(engine, {}, c, zeros(c.drums), first_step, zeros(c.features.bands));
}

/// Onset planes alone, in [0, 1].
torch::Tensor to_roll(const torch::Tensor& planes, int drums) {
  return (planes.narrow(-1, 0, drums) + 1.0) / 2;
}

std::vector<int> to_steps(std::span<const float> levels, int total) {
  std::vector<int> steps;
  for (const float level : levels) steps.push_back(1 + std::min(total - 1, static_cast<int>(level * total)));
  return steps;
}

/// √ᾱ and √(1 − ᾱ) of each example's step.
struct Factors {
  std::vector<float> kept;
  std::vector<float> added;
};

Factors factors(const diffusion::AlphaSchedule& schedule, std::span<const int> steps) {
  const std::vector<double> alphas = diffusion::cumulative_alphas(schedule);
  Factors factors;
  for (const int t : steps) {
    factors.kept.push_back(static_cast<float>(std::sqrt(alphas[static_cast<std::size_t>(t)])));
    factors.added.push_back(static_cast<float>(std::sqrt(1.0 - alphas[static_cast<std::size_t>(t)])));
  }
  return factors;
}

/// The mean over some examples of a batch; 0 for none.
torch::Tensor mean_over(const torch::Tensor& errors, std::int64_t first, std::int64_t count) {
  return count == 0 ? torch::zeros({}, errors.options()) : errors.narrow(0, first, count).mean();
}

}  // namespace

DiffRollTrainer::DiffRollTrainer(const Config& config, Group* group)
    : Learner(config, group, [&config](nn::TorchEngine& engine, torch::Device device) {
        touch(engine, config.diffroll.config, device);
      }) {}

std::map<std::string, std::string> DiffRollTrainer::metadata() const {
  return {{"system", "diffroll"},
          {"config", diffroll::to_json(config_.diffroll.config)},
          {"sampling", transcribe::to_json(config_.diffroll.sampling)}};
}

torch::Tensor DiffRollTrainer::condition(const Batch& batch, const torch::Tensor& heard) const {
  const diffroll::Config& c = config_.diffroll.config;
  std::vector<float> spectra = batch.features;
  const auto cells = static_cast<std::size_t>(c.frames) * static_cast<std::size_t>(c.features.bands);
  for (std::size_t i = 0; i < spectra.size(); i += cells) diffroll::to_condition(std::span(spectra).subspan(i, cells));
  spectra.resize(cells * static_cast<std::size_t>(batch.size), 0.0F);
  return upload(spectra, {batch.size, c.frames, c.features.bands}) * heard + (1.0 - heard) * double{diffroll::unheard};
}

torch::Tensor DiffRollTrainer::errors(nn::TorchEngine& engine, const Batch& batch, const torch::Tensor& heard) const {
  const diffroll::Config& c = config_.diffroll.config;
  const diffusion::AlphaSchedule& schedule = config_.diffroll.sampling.schedule;
  const std::vector<int> steps = to_steps(batch.level, schedule.steps);
  const Factors f = factors(schedule, steps);
  const std::vector<std::int64_t> planes = {batch.size, c.frames, 2 * std::int64_t{c.drums}};
  const torch::Tensor clean = to_roll(upload(batch.planes, planes), c.drums);
  const torch::Tensor noise = upload(batch.noise, planes).narrow(-1, 0, c.drums);
  const torch::Tensor x = upload(f.kept, {batch.size, 1, 1}) * clean + upload(f.added, {batch.size, 1, 1}) * noise;
  const nn::Tensor estimate =
      diffroll::denoise(engine, {}, c, engine.wrap(x), steps, engine.wrap(condition(batch, heard)));
  return (engine.unwrap(estimate) - clean).square();
}

Losses DiffRollTrainer::differentiate(const Batch& batch) {
  engine_.reset();
  const torch::Tensor heard = upload(batch.heard, {batch.size, config_.diffroll.config.frames, 1});
  const torch::Tensor all = errors(engine_, batch, heard);
  const torch::Tensor unpaired = mean_over(all, batch.paired, batch.size - batch.paired);
  const torch::Tensor paired = mean_over(all, 0, batch.paired);
  parameters_.gradient.zero_();
  (unpaired + paired).backward();
  engine_.reset();
  return {.plain = unpaired.item<double>(), .denoised = paired.item<double>()};
}

Losses DiffRollTrainer::judge(const Batch& batch) {
  const torch::NoGradGuard no_gradient;
  nn::TorchEngine engine = averaged();
  const double hears = config_.training.batch > 0 ? 1.0 : 0.0;
  const torch::Tensor heard =
      torch::full({batch.size, config_.diffroll.config.frames, 1}, hears, torch::TensorOptions().device(device_));
  return {.plain = 0.0, .denoised = errors(engine, batch, heard).mean().item<double>()};
}

}  // namespace drumlin::train
