// Held-out loss from kits and grooves that training never sees; F1 of real recordings, transcribed as drumlin does it.
#include "train/validation.h"

#include <drumlin/transcribe.h>

#include "evaluate/scores.h"
#include "evaluate/tracks.h"

namespace drumlin::train {
namespace {

constexpr double window = 0.05;
constexpr int classes = 5;  // of the annotations: the finest that is scored here

std::optional<Score> judge_recordings(const std::filesystem::path& weights,
                                      const std::vector<datasets::Recording>& recordings, int threads) {
  if (recordings.empty()) return std::nullopt;
  transcribe::Transcriber transcriber(weights);
  transcribe::Options options;
  options.threads = threads;
  std::vector<evaluate::Track> tracks;
  for (const datasets::Recording& recording : recordings) {
    tracks.push_back(
        evaluate::compare(recording, classes, transcriber.transcribe(recording.sounds.at(0).file, options)));
  }
  return Score{.three = evaluate::f1(evaluate::evaluate(tracks, 3, window).all.counts),
               .five = evaluate::f1(evaluate::evaluate(tracks, classes, window).all.counts)};
}

}  // namespace

Validation::Validation(const Config& config) : config_(config) {
  data::StreamConfig held_out = config.stream;
  held_out.held_out = true;
  const data::Stream stream(held_out);
  for (int i = 0; i < config.run.validation_examples; ++i) {
    if (batches_.empty() || batches_.back().size == config.training.batch) batches_.emplace_back();
    const auto number = static_cast<std::uint64_t>(i);
    batches_.back().append(stream.example(number), draw_corruption(config, number));
  }
  if (config.run.validation.empty()) return;
  drums_ = datasets::open("mdb:" + config.run.validation.string()).recordings;
  mixes_ = datasets::open("mdb-mixes:" + config.run.validation.string()).recordings;
}

Verdict Validation::judge(Learner& learner, const std::filesystem::path& weights) const {
  Verdict verdict;
  for (const Batch& batch : batches_) verdict.loss += learner.judge(batch).denoised * batch.size;
  verdict.loss /= config_.run.validation_examples;
  verdict.drums = judge_recordings(weights, drums_, config_.run.threads);
  verdict.mixes = judge_recordings(weights, mixes_, config_.run.threads);
  return verdict;
}

}  // namespace drumlin::train
