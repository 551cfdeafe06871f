// The class sets of the literature. 3 and 5: the standard sets (Wu et al. 2018), which leave out side stick, clap,
// tambourine and cowbell (MDB Drums' OT). 7: Noise-to-Notes. 8: Vogl et al. 2018. 9: the Inverse Drum Machine
// (StemGMD). 11: DrummerNet (Choi and Cho 2019). 18: our own articulations.
#include "score/vocabulary.h"

#include <drumlin/error.h>

#include <initializer_list>
#include <string>

namespace drumlin::score {
namespace {

using ClassOf = std::array<int, drum_count>;

constexpr std::array<std::string_view, 3> names3 = {"KD", "SD", "HH"};
constexpr std::array<std::string_view, 5> names5 = {"KD", "SD", "HH", "TT", "CY"};
constexpr std::array<std::string_view, 7> names7 = {"KD", "SD", "HH", "TT", "CR", "RD", "BL"};
constexpr std::array<std::string_view, 8> names8 = {"KD", "SD", "HH", "TT", "CY", "RD", "BL", "CL"};
constexpr std::array<std::string_view, 9> names9 = {"KD", "SD", "CHH", "OHH", "HT", "MT", "LT", "CR", "RD"};
constexpr std::array<std::string_view, 11> names11 = {"KD", "SD", "CHH", "OHH", "PHH", "HT",
                                                      "MT", "LT", "RD",  "CR",  "TMB"};

// Columns: kick · head rim stick · closed pedal open · toms high mid low · crash · bow bell · china splash · clap
// tambourine cowbell.
constexpr ClassOf of3 = {0, 1, 1, -1, 2, 2, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
constexpr ClassOf of5 = {0, 1, 1, -1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, -1, -1, -1};
constexpr ClassOf of7 = {0, 1, 1, -1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 4, 4, -1, -1, -1};
// Bells and cowbells are one class, and claves (CL), which we have no drum for, stay empty.
constexpr ClassOf of8 = {0, 1, 1, -1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 4, 4, -1, -1, 6};
constexpr ClassOf of9 = {0, 1, 1, -1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 7, 7, -1, -1, -1};
constexpr ClassOf of11 = {0, 1, 1, -1, 2, 4, 3, 5, 6, 7, 9, 8, 8, 9, 9, -1, 10, -1};

Vocabulary finest() {
  static const auto names = [] {
    std::array<std::string_view, drum_count> all;
    for (int i = 0; i < drum_count; ++i) all[static_cast<std::size_t>(i)] = name(static_cast<Drum>(i));
    return all;
  }();
  Vocabulary result{names, {}};
  for (int i = 0; i < drum_count; ++i) result.class_of[static_cast<std::size_t>(i)] = i;
  return result;
}

}  // namespace

const Vocabulary& vocabulary(int classes) {
  static const std::array<Vocabulary, 7> all = {Vocabulary{names3, of3},
                                                Vocabulary{names5, of5},
                                                Vocabulary{names7, of7},
                                                Vocabulary{names8, of8},
                                                Vocabulary{names9, of9},
                                                Vocabulary{names11, of11},
                                                finest()};
  for (const Vocabulary& view : all) {
    if (static_cast<int>(view.classes.size()) == classes) return view;
  }
  throw Error("there is no vocabulary of " + std::to_string(classes) + " classes; choose 3, 5, 7, 8, 9, 11 or 18");
}

std::optional<Drum> representative(const Vocabulary& vocabulary, int class_index) {
  const auto stands_for = [&](Drum drum) { return vocabulary.class_of[static_cast<std::size_t>(drum)] == class_index; };
  if (stands_for(Drum::tom_high) && stands_for(Drum::tom_mid)) return Drum::tom_mid;
  for (int i = 0; i < drum_count; ++i) {
    if (stands_for(static_cast<Drum>(i))) return static_cast<Drum>(i);
  }
  return std::nullopt;
}

}  // namespace drumlin::score
