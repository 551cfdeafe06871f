// What is wrong in a transcription: strokes that were missed, invented, or taken for another drum's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/scores.h"

namespace drumlin::evaluate {

/// A stroke that was missed (nothing heard), invented (nothing played), or taken for one of another class (both).
struct Mistake {
  std::string track;
  double time = 0.0;             ///< seconds; of the stroke as it was played, if it was
  std::string_view played = {};  ///< class; empty: nothing
  std::string_view heard = {};

  friend bool operator==(const Mistake&, const Mistake&) = default;
};

/// The mistakes behind evaluate()'s counts, by track and time. A missed and an invented stroke at most `window` seconds
/// apart are one mistake; of several ways to pair them the one with most pairs counts, then the one of least distance.
/// Throws drumlin::Error for no such vocabulary.
std::vector<Mistake> find_mistakes(std::span<const Track> tracks, int classes, double window);

/// How often each was taken for the other; the most frequent first.
struct Confusion {
  std::string_view played;
  std::string_view heard;
  int count = 0;

  friend bool operator==(const Confusion&, const Confusion&) = default;
};
std::vector<Confusion> count_confusions(std::span<const Mistake> mistakes);

/// Two lines for each class with mistakes: "TT missed 11: nothing 7, KD 4" and "TT false 2: nothing 2". Ends with a
/// newline.
std::string to_lines(std::span<const Confusion> confusions, int classes);

/// "classes,track,time,played,heard" for each, without a heading. Names that hold a comma or a quote are quoted.
std::string to_csv(std::span<const Mistake> mistakes, int classes);

}  // namespace drumlin::evaluate
