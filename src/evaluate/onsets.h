// Performances as each class of a vocabulary hears them.
#pragma once

#include <drumlin/score.h>

#include <optional>
#include <vector>

#include "score/vocabulary.h"

namespace drumlin::evaluate {

/// One class of one performance: seconds, sorted; velocities in (0, 1]; probabilities of those that have one.
struct Onsets {
  std::vector<double> times;
  std::vector<double> velocities;
  std::vector<std::optional<float>> probabilities;
};

/// One entry for each class of the view; hits of drums that it leaves out are dropped.
std::vector<Onsets> by_class(score::Performance performance, const score::Vocabulary& view);

}  // namespace drumlin::evaluate
