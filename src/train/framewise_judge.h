// How good a frame-wise transcriber is: on recordings in memory while it learns, and as drumlin transcribes files when
// it has learned.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evaluate/scores.h"
#include "train/framewise_learner.h"

namespace drumlin::train::framewise {

/// loss: mean over all frames, without weights. scores: of onsets at most 50 ms apart.
struct Verdict {
  double loss = 0.0;
  evaluate::Scores scores;
};

/// Listens chunk by chunk, and picks peaks over whole recordings.
Verdict judge(Learner& learner, const std::vector<Recording>& recordings, const Config& config);

/// Transcribes the recordings of a source as drumlin does, with the weights of that file. Throws drumlin::Error.
evaluate::Scores score_source(const Source& source, const std::filesystem::path& weights, const Config& config);

/// What a run has to say in the end.
struct Result {
  std::int64_t parameters = 0;
  int best_epoch = 0;
  Verdict validation;
  std::vector<Source> sources;          ///< [[test]]
  std::vector<evaluate::Scores> tests;  ///< of each of them
};

/// result.json: {"parameters", "best_epoch", "validation": {"loss", "classes", "micro_f1", "macro_f1"}, "tests":
/// [{"source", "split", "classes": [{"name", "precision", "recall", "f1", "hits"}, …], "micro_f1", "macro_f1"}, …]};
/// hits: that were played. Nothing in it depends on time or machine load.
std::string to_json(const Result& result);

}  // namespace drumlin::train::framewise
