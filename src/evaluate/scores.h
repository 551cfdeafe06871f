// Scores of many transcriptions in one vocabulary: onsets as mir_eval's onset module counts them, per class; velocities
// as its transcription_velocity (Hawthorne et al. 2018).
#pragma once

#include <drumlin/score.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metrics.h"

namespace drumlin::evaluate {

/// A recording with what was played and what was heard.
struct Track {
  std::string name;
  score::Performance reference;
  score::Performance estimate;
  bool velocities = true;  ///< whether the reference knows how hard the strokes were
};

/// How the velocities of matched hits compare.
struct VelocityScores {
  int pairs = 0;
  std::optional<double> correlation;  ///< Pearson's r; nothing where either side does not vary
  double mean_error = 0.0;            ///< mean |estimate − reference|, velocities in (0, 1]
};

/// Of one class over all tracks, or of all classes. Timing and velocity need matched hits, velocities also a reference
/// that has them.
struct ClassScores {
  std::string name;
  Counts counts;
  std::optional<double> timing_ms;  ///< mean of estimate − reference time of matched hits: positive is late
  std::optional<VelocityScores> velocity;
  /// Onsets whose velocity is right too: per track, estimated velocities are rescaled to the reference by least squares
  /// on the matched hits of all classes and must then lie within 0.1 of the reference's range. Nothing without
  /// velocities.
  std::optional<Counts> with_velocity;
};

struct TrackScores {
  std::string name;
  Counts counts;
};

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

struct Scores {
  double window = 0.0;  ///< seconds
  std::vector<ClassScores> classes;
  std::vector<TrackScores> tracks;
  ClassScores all;             ///< counts summed over classes and tracks; f1(all.counts) is the micro F1
  double macro_f1 = 0.0;       ///< mean over classes that were there or heard
  double mean_track_f1 = 0.0;  ///< mean over tracks of their micro F1, without tracks in which nothing was
  Interval micro_f1_95;        ///< bootstrap over tracks (percentiles of 1000 draws, always the same ones)
};

/// Scores all tracks in the vocabulary of so many classes (score::vocabulary). Hits of drums that the vocabulary leaves
/// out count on neither side. window: seconds, inclusive. Throws drumlin::Error for no such vocabulary.
Scores evaluate(std::span<const Track> tracks, int classes, double window);

}  // namespace drumlin::evaluate
