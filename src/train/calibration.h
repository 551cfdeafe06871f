// Calibration: what makes a peak of the activations a hit, and what corrects its velocity and time, chosen on
// recordings whose strokes are known and which training never heard.
#pragma once

#include <drumlin/score.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metrics.h"
#include "transcribe/peaks.h"

namespace drumlin::train {

/// A recording as the network hears it, and what is played in it. roll: (frames, 2 · drum_count), as
/// transcribe::Ensemble::listen gives it.
struct Heard {
  std::vector<float> roll;
  score::Performance played;
};

/// Peak settings for recordings such as these; `start` lends what is not calibrated (neighbours, gap …).
///
/// Thresholds maximise F1 − shrinkage · d², where F1 counts onsets within 50 ms and d is the distance in log odds:
/// first one threshold for all, by its distance from one half; then each instrument's, by its distance from that one,
/// its F1 drawn towards that of all as if by 100 strokes, played or heard. So with a shrinkage of 0.01 a threshold of
/// 0.27 instead of 0.5 (d = 1) must earn 0.01 of F1; 0 follows the recordings wherever they lead, and a large one
/// leaves one half for all.
///
/// Velocities get the line of least absolute error through matched strokes, drawn towards the line that changes nothing
/// as if by 100 strokes, if the line of the recordings of even number takes 2 % off the mean error of the odd ones, and
/// the other way round: one kit's balance is no correction for the next. Times are moved where the median error, drawn
/// towards 0 likewise, is above 1 ms.
transcribe::Peaks calibrate(std::span<const Heard> heard, const transcribe::Peaks& start, double shrinkage);

/// How one instrument is heard with given settings. ghosts: strokes softer than a quarter of full velocity, of which
/// `estimate` counts none.
struct Hearing {
  evaluate::Counts counts;
  evaluate::Counts ghosts;
  std::vector<double> played_velocities;  ///< of matched strokes
  std::vector<double> heard_velocities;
  std::vector<double> lateness;  ///< seconds, heard − played
};
using Hearings = std::array<Hearing, transcribe::instrument_count>;

Hearings hear_with(std::span<const Heard> heard, const transcribe::Peaks& peaks);

/// What calibration changes in recordings that it did not see: those of even number are heard with settings chosen on
/// the odd ones, and the other way round.
struct Change {
  Hearings before;       ///< with `start`
  Hearings uncorrected;  ///< with the chosen thresholds alone
  Hearings after;
};
Change cross_validate(std::span<const Heard> heard, const transcribe::Peaks& start, double shrinkage);

/// A line for each instrument that was played or heard, and one for all: settings, and scores before and after. The
/// errors of velocities are those of the same strokes, uncorrected and corrected.
std::string to_table(const transcribe::Peaks& peaks, const Change& change);

}  // namespace drumlin::train
