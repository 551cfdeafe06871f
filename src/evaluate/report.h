// Scores for people and for programs.
#pragma once

#include <span>
#include <string>

#include "evaluate/scores.h"

namespace drumlin::evaluate {

/// A table: a line per class, one for all, and the summary below. "vel. F" is the F1 of onsets with the right velocity.
/// Ends with a newline.
std::string to_table(const Scores& scores);

/// A JSON object with "windows", one entry for each of the scores (as of 50, 25 and 10 ms). Ends with a newline.
std::string to_json(std::span<const Scores> scores);

}  // namespace drumlin::evaluate
