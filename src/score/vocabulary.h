// Coarser vocabularies of the literature as views of the 18 articulations.
#pragma once

#include <drumlin/score.h>

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace drumlin::score {

/// A view: class names, and for every drum the index of its class, −1 if the view leaves it out.
struct Vocabulary {
  std::span<const std::string_view> classes;
  std::array<int, drum_count> class_of{};
};

/// The views of 3 (KD SD HH), 5 (KD SD HH TT CY), 7 (KD SD HH TT CR RD BL), 8, 9, 11 and 18 classes. Throws
/// drumlin::Error for another count.
const Vocabulary& vocabulary(int classes);

/// The articulation that is written where only the class is known: the first of its own, the middle one of all toms;
/// nothing for a class without drums.
std::optional<Drum> representative(const Vocabulary& vocabulary, int class_index);

}  // namespace drumlin::score
