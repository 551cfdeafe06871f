// What an option of listening costs and brings: the same recordings listened to once for each of its values.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "evaluate/scores.h"

namespace drumlin::evaluate {

/// Listening with one value of an option.
struct Trial {
  double value = 0.0;    ///< of the option
  double seconds = 0.0;  ///< spent listening
  double audio = 0.0;    ///< seconds of recordings listened to
  Scores scores;

  double times_real_time() const { return audio / seconds; }
  double seconds_per_minute() const { return 60.0 * seconds / audio; }
};

/// A line for each trial: micro F1, velocity (mean error, F1 of onsets with the right velocity; "-" where the
/// references have none), seconds, times real time. option: "steps". Ends with a newline.
std::string to_table(std::string_view option, std::span<const Trial> trials);

/// A JSON list of the same numbers.
std::string to_json(std::span<const Trial> trials);

/// The trials in one vocabulary.
struct TrialCurve {
  int classes = 0;
  std::span<const Trial> trials;
};

/// A picture (SVG): micro F1 against seconds per minute of sound, a curve for each vocabulary, its points named by the
/// option's values.
std::string to_svg(std::string_view option, std::span<const TrialCurve> curves);

}  // namespace drumlin::evaluate
