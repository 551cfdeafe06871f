// What was played, from whatever it was written down in: MIDI, CSV, TSV, text with labels, JSON.
#pragma once

#include <drumlin/score.h>

#include <filesystem>
#include <optional>
#include <string_view>

#include "score/midi.h"

namespace drumlin::evaluate {

struct Annotation {
  score::Performance performance;
  bool velocities = false;  ///< whether the file says how hard the strokes were
};

/// What a label means: an articulation of ours ("hihat_open"), a label of MDB Drums (class "HH" or subclass "OHH";
/// Southall et al. 2017), or a General MIDI pitch ("42").
struct Label {
  std::optional<score::Drum> drum;  ///< nothing for MDB's "OT", which is no drum of the 3 and 5 classes
};
std::optional<Label> label_named(std::string_view text);

/// Reads by the file's ending. .mid, .midi: percussion by `map`. .csv, .tsv, .txt: a hit a line, time in seconds and
/// label, perhaps velocity (to 1, or MIDI's to 127), apart by commas, tabs or spaces; a first line of column names
/// (time, drum or label, velocity) may say another order. .json: {"hits": [{"time", "drum", "velocity"}]} or that list
/// alone. Throws drumlin::Error naming file and line.
Annotation read_annotation(const std::filesystem::path& path, score::PitchMap map = score::PitchMap::general_midi);

}  // namespace drumlin::evaluate
