// The loop: an epoch of chunks, a verdict, a checkpoint; in the end, scores.
#include "train/framewise_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "score/file.h"
#include "train/checkpoint.h"
#include "train/framewise_chunks.h"
#include "train/framewise_judge.h"
#include "train/framewise_learner.h"
#include "train/framewise_log.h"

namespace drumlin::train::framewise {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<Part> read_parts(const Config& config) {
  std::vector<Part> parts;
  for (const Source& source : config.datasets) {
    parts.push_back({source.share, read_recordings(source, config.model, config.run.workers)});
  }
  return parts;
}

std::vector<Recording> read_validation(const Config& config) {
  std::vector<Recording> all;
  for (const Source& source : config.validation) {
    std::vector<Recording> more = read_recordings(source, config.model, config.run.workers);
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

class Run {
 public:
  Run(const Config& config, std::filesystem::path output)
      : config_(config),
        output_(std::move(output)),
        parts_(read_parts(config)),
        validation_(read_validation(config)),
        epochs_(parts_, config.model.frames, config.training.chunks, config.training.seed),
        learner_(config, measure_standard(parts_), measure_weights(parts_, config.model.classes)),
        state_{.rate = config.training.learning_rate} {}

  void load() { state_ = state_from_json(learner_.load(output_ / "checkpoint.safetensors")); }

  void learn() {
    while (!is_over()) {
      const Clock::time_point start = Clock::now();
      Row row{.epoch = static_cast<int>(state_.rows.size()) + 1, .learning_rate = state_.rate};
      row.training_loss = learn_from(epochs_.epoch(row.epoch - 1));
      const Verdict verdict = judge(learner_, validation_, config_);
      row.steps = learner_.steps();
      row.validation_loss = verdict.loss;
      row.micro_f1 = evaluate::f1(verdict.scores.all.counts);
      row.seconds = std::chrono::duration<double>(Clock::now() - start).count();
      follow(row);
      write();
    }
  }

  void conclude() {
    learner_.take_best();
    const std::filesystem::path weights = output_ / "weights.safetensors";
    learner_.write_weights(weights);
    Result result{.parameters = learner_.parameter_count(),
                  .best_epoch = state_.best_epoch,
                  .validation = judge(learner_, validation_, config_),
                  .sources = config_.tests,
                  .tests = {}};
    for (const Source& source : config_.tests) result.tests.push_back(score_source(source, weights, config_));
    score::write_file(output_ / "result.json", to_json(result));
  }

 private:
  bool is_over() const {
    const TrainingConfig& t = config_.training;
    return std::cmp_greater_equal(state_.rows.size(), t.epochs) || state_.stopping.failures >= t.stop_after ||
           out_of_steps();
  }
  bool out_of_steps() const { return config_.training.steps > 0 && learner_.steps() >= config_.training.steps; }

  /// The mean loss of the steps.
  double learn_from(const std::vector<Chunk>& chunks) {
    const auto size = static_cast<std::size_t>(config_.training.batch);
    double sum = 0.0;
    int steps = 0;
    for (std::size_t first = 0; first < chunks.size() && !out_of_steps(); first += size) {
      const std::span<const Chunk> some = std::span(chunks).subspan(first, std::min(size, chunks.size() - first));
      sum += learner_.step(to_batch(some, config_.model.frames, learner_.standard()), state_.rate);
      ++steps;
    }
    return sum / std::max(1, steps);
  }

  /// What the epoch changes: the best network, the learning rate, how long to go on.
  void follow(const Row& row) {
    const TrainingConfig& t = config_.training;
    state_.rows.push_back(row);
    if (row.micro_f1 > state_.best_f1) {
      state_.best_f1 = row.micro_f1;
      state_.best_epoch = row.epoch;
      learner_.keep();
    }
    add(state_.stopping, row.validation_loss);
    if (ends_plateau(state_.plateau, row.validation_loss, t.plateau)) state_.rate *= t.plateau_factor;
  }

  void write() const {
    learner_.save(output_ / "checkpoint.safetensors", to_json(state_));
    score::write_file(output_ / "log.csv", to_csv(state_.rows));
    score::write_file(output_ / "curves.svg", curves_svg(state_.rows));
    const Row& row = state_.rows.back();
    std::fprintf(stderr, "epoch %d/%d  loss %.4f  validation loss %.4f  micro F1 %.4f (best %.4f)  rate %.2g  %.1f s\n",
                 row.epoch, config_.training.epochs, row.training_loss, row.validation_loss, row.micro_f1,
                 state_.best_f1, row.learning_rate, row.seconds);
  }

  const Config& config_;
  std::filesystem::path output_;
  std::vector<Part> parts_;
  std::vector<Recording> validation_;
  Epochs epochs_;
  Learner learner_;
  State state_;
};

}  // namespace

void run(const Config& config, const std::filesystem::path& output, bool resume) {
  const bool goes_on = prepare_folder(output, resume);
  Run run(config, output);
  if (goes_on) run.load();
  run.learn();
  run.conclude();
}

}  // namespace drumlin::train::framewise
