// Recordings as frame-wise transcribers learn from them: spectra computed once and kept in memory as halves (60 MB an
// hour), and onset targets beside them.
#pragma once

#include <drumlin/score.h>

#include <cstdint>
#include <string>
#include <vector>

#include "train/framewise_config.h"

namespace drumlin::train::framewise {

struct Recording {
  std::string name;
  int frames = 0;
  std::vector<std::uint16_t> spectra;  ///< (frames, bands), binary16, not yet standardised
  std::vector<float> targets;          ///< (frames, classes), as onset_targets draws them
  score::Performance played;
};

/// Reads all recordings of a source, `workers` at a time; what comes out does not depend on their number. Throws
/// drumlin::Error for a source that cannot be read or has no recordings in its split.
std::vector<Recording> read_recordings(const Source& source, const models::framewise::Config& model, int workers);

/// Mean and deviation of all cells of the spectra.
struct Standard {
  double mean = 0.0;
  double deviation = 1.0;
};

/// Recordings of one [[dataset]].
struct Part {
  double share = 0.0;  ///< as Source::share
  std::vector<Recording> recordings;
};

/// Of the training set; a deviation of 0 becomes 1.
Standard measure_standard(const std::vector<Part>& parts);

/// Infrequency weights of all classes over the training set.
std::vector<float> measure_weights(const std::vector<Part>& parts, int classes);

}  // namespace drumlin::train::framewise
