// Whether probabilities keep their word: reliability diagrams (DeGroot and Fienberg 1983) and the expected calibration
// error (Naeini, Cooper and Hauskrecht 2015).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "evaluate/scores.h"

namespace drumlin::evaluate {

/// Hits whose probability lies in one of ten equal intervals.
struct ReliabilityBin {
  int hits = 0;
  int right = 0;             ///< of them, hits that a reference hit of their class matches
  double probability = 0.0;  ///< their mean

  double share_right() const;
};

struct Reliability {
  std::array<ReliabilityBin, 10> bins;  ///< [0, 0.1), [0.1, 0.2) … [0.9, 1]
  int hits = 0;                         ///< that have a probability
  /// Σ over bins of their share of hits · |share right − mean probability|; 0 without hits.
  double expected_calibration_error = 0.0;
};

/// Of all estimated hits that have a probability. window: seconds. Throws drumlin::Error for no such vocabulary.
Reliability measure_reliability(std::span<const Track> tracks, int classes, double window);

/// {"expected_calibration_error": 0.05, "hits": 812, "bins": [{"from": 0, "to": 0.1, "hits": 3, …}, …]}
std::string to_json(const Reliability& reliability);

/// A panel of a picture: how many hits of each bin are right over how probable they were, the diagonal that perfect
/// probabilities would follow, and the counts. top: pixels.
std::string to_panel(const Reliability& reliability, std::string_view title, double top);

}  // namespace drumlin::evaluate
