#include "train/framewise_judge.h"

#include <drumlin/transcribe.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "datasets/dataset.h"
#include "score/roll.h"
#include "score/vocabulary.h"
#include "transcribe/study_peaks.h"

namespace drumlin::train::framewise {
namespace {

using nlohmann::ordered_json;

constexpr double window = 0.05;

/// The activations of every recording as they arrive, chunk after chunk.
class Activations {
 public:
  void add(std::span<const Chunk> chunks, const torch::Tensor& activations) {
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const auto& [recording, first] = chunks[i];
      const torch::Tensor one = activations[static_cast<std::int64_t>(i)].contiguous();
      const std::int64_t frames = std::min<std::int64_t>(one.size(0), recording->frames - first);
      const std::span<const float> cells(one.data_ptr<float>(), static_cast<std::size_t>(frames * one.size(1)));
      std::vector<float>& all = of_[recording];
      all.insert(all.end(), cells.begin(), cells.end());
    }
  }
  std::span<const float> of(const Recording& recording) const { return of_.at(&recording); }

 private:
  std::map<const Recording*, std::vector<float>> of_;
};

/// A hit for every onset that the study's rule picks.
score::Performance pick(std::span<const float> activations, int classes) {
  const score::Vocabulary& view = score::vocabulary(classes);
  const std::vector<std::vector<int>> onsets = transcribe::study_peaks(activations, classes);
  score::Performance heard;
  for (int i = 0; i < classes; ++i) {
    const std::optional<score::Drum> drum = score::representative(view, i);
    if (!drum) continue;
    for (const int frame : onsets[static_cast<std::size_t>(i)]) {
      heard.hits.push_back({static_cast<double>(frame) / score::frames_per_second, *drum});
    }
  }
  score::sort_hits(heard);
  return heard;
}

ordered_json to_object(const evaluate::ClassScores& scores) {
  const evaluate::Counts& counts = scores.counts;
  return {{"name", scores.name},
          {"precision", evaluate::precision(counts)},
          {"recall", evaluate::recall(counts)},
          {"f1", evaluate::f1(counts)},
          {"hits", counts.reference}};
}

void add(ordered_json& object, const evaluate::Scores& scores) {
  object["classes"] = ordered_json::array();
  for (const evaluate::ClassScores& one : scores.classes) object["classes"].push_back(to_object(one));
  object["micro_f1"] = evaluate::f1(scores.all.counts);
  object["macro_f1"] = scores.macro_f1;
}

}  // namespace

Verdict judge(Learner& learner, const std::vector<Recording>& recordings, const Config& config) {
  const int length = config.model.frames;
  const std::vector<Chunk> chunks = cut(recordings, length);
  const auto size = static_cast<std::size_t>(config.training.batch);
  Activations activations;
  Verdict verdict;
  for (std::size_t first = 0; first < chunks.size(); first += size) {
    const std::span<const Chunk> some = std::span(chunks).subspan(first, std::min(size, chunks.size() - first));
    const Learner::Reading reading = learner.read(to_batch(some, length, learner.standard()));
    activations.add(some, reading.activations);
    verdict.loss += reading.loss * static_cast<double>(some.size()) / static_cast<double>(chunks.size());
  }
  std::vector<evaluate::Track> tracks;
  for (const Recording& r : recordings) {
    tracks.push_back({r.name, r.played, pick(activations.of(r), config.model.classes), false});
  }
  verdict.scores = evaluate::evaluate(tracks, config.model.classes, window);
  return verdict;
}

evaluate::Scores score_source(const Source& source, const std::filesystem::path& weights, const Config& config) {
  transcribe::Transcriber transcriber(weights);
  transcribe::Options options;
  options.threads = config.run.threads;
  const int classes = config.model.classes;
  std::vector<evaluate::Track> tracks;
  for (const datasets::Recording& r : datasets::only(datasets::open(source.source), source.split)) {
    tracks.push_back({r.name, datasets::notes(r, classes), transcriber.transcribe(datasets::sound(r), options), false});
  }
  return evaluate::evaluate(tracks, classes, window);
}

std::string to_json(const Result& result) {
  ordered_json validation = {{"loss", result.validation.loss}};
  add(validation, result.validation.scores);
  ordered_json tests = ordered_json::array();
  for (std::size_t i = 0; i < result.tests.size(); ++i) {
    ordered_json test = {{"source", result.sources[i].source}, {"split", result.sources[i].split}};
    add(test, result.tests[i]);
    tests.push_back(std::move(test));
  }
  const ordered_json object = {{"parameters", result.parameters},
                               {"best_epoch", result.best_epoch},
                               {"validation", validation},
                               {"tests", tests}};
  return object.dump(2) + "\n";
}

}  // namespace drumlin::train::framewise
