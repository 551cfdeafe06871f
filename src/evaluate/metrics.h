// How right a transcription is: onset matching and velocity as mir_eval defines them (Raffel et al. 2014).
#pragma once

#include <drumlin/score.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/vocabulary.h"

namespace drumlin::evaluate {

struct Counts {
  int matched = 0;
  int reference = 0;
  int estimate = 0;
};
double precision(const Counts& counts);
double recall(const Counts& counts);
/// 2·matched / (reference + estimate); 0 if nothing was there and nothing was heard counts as no evidence.
double f1(const Counts& counts);
Counts operator+(const Counts& a, const Counts& b);

/// Pairs (reference index, estimate index) of a largest matching of onsets at most `window` seconds apart (inclusive),
/// and among the largest one of least total distance. Both spans sorted.
std::vector<std::pair<int, int>> match(std::span<const double> reference, std::span<const double> estimate,
                                       double window);

}  // namespace drumlin::evaluate
