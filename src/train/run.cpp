// The loop: batch, step, log; now and then a checkpoint or a verdict.
#include "train/run.h"

#include <chrono>

#include "score/file.h"
#include "train/checkpoint.h"
#include "train/distributed.h"
#include "train/learner.h"
#include "train/log.h"
#include "train/validation.h"

namespace drumlin::train {
namespace {

using Clock = std::chrono::steady_clock;

/// Files of the run; only the first process writes them.
class Record {
 public:
  Record(const Config& config, std::filesystem::path folder, std::int64_t steps)
      : config_(config), folder_(std::move(folder)), validation_(config), log_(folder_ / "log.csv", steps) {}

  void add(Learner& learner, Row row, Progress& progress) {
    const bool last = row.step == config_.training.steps;
    if (last || row.step % config_.run.validate_every == 0) {
      learner.write_weights(folder_ / "weights.safetensors");
      row.verdict = validation_.judge(learner, folder_ / "weights.safetensors");
      progress.verdict(row.step, *row.verdict);
    }
    log_.add(row);
    if (row.verdict) score::write_file(folder_ / "curves.svg", curves_svg(log_.rows()));
    const std::chrono::duration<double, std::ratio<60>> since = Clock::now() - saved_;
    if (last || since.count() >= config_.run.checkpoint_minutes) {
      learner.save(folder_ / "checkpoint.safetensors");
      saved_ = Clock::now();
    }
  }

 private:
  const Config& config_;
  std::filesystem::path folder_;
  Validation validation_;
  Log log_;
  Clock::time_point saved_ = Clock::now();
};

/// What a batch is made of; if there are only so many examples, each is rendered once.
Batches::Source examples(const Config& config, const data::Stream& stream) {
  const Batches::Source source = [&stream](std::uint64_t number) { return stream.example(number); };
  return config.training.examples == 0 ? source : keep(source, static_cast<std::uint64_t>(config.training.examples));
}

}  // namespace

void run(const Config& config, const std::filesystem::path& output, bool resume, const std::filesystem::path& weights) {
  const bool goes_on = prepare_folder(output, resume);
  const std::unique_ptr<Group> group = group_from_environment();
  const Place place = group == nullptr ? Place{} : group->place();
  const std::unique_ptr<Learner> learner = make_learner(config, group.get());
  if (goes_on) {
    learner->load(output / "checkpoint.safetensors");
  } else if (!weights.empty()) {
    learner->begin_from(weights);
  }
  if (learner->steps() >= config.training.steps) return;

  const data::Stream stream(config.stream);
  Batches batches(
      config, examples(config, stream), [&](std::uint64_t number) { return stream.performance_planes(number); },
      learner->steps(), place);
  std::unique_ptr<Record> record;
  if (place.rank == 0) record = std::make_unique<Record>(config, output, learner->steps());
  Progress progress(learner->steps(), config.training.steps,
                    (config.training.batch + config.training.unpaired) * place.world);
  while (learner->steps() < config.training.steps) {
    const double rate = learning_rate(config.training, learner->steps());
    const Losses losses = learner->step(batches.next());
    if (record == nullptr) continue;
    const Row row{learner->steps(), losses.plain, losses.denoised, rate, std::nullopt};
    record->add(*learner, row, progress);
    progress.show(row);
  }
}

void export_weights(const Config& config, const std::filesystem::path& checkpoint, const std::filesystem::path& output,
                    bool half) {
  const std::unique_ptr<Learner> learner = make_learner(config);
  learner->load(checkpoint);
  learner->write_weights(output, half ? nn::Type::f16 : nn::Type::f32);
}

}  // namespace drumlin::train
