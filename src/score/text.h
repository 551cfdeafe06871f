// Hits as text: CSV, TSV and JSON out; these and the annotation files of the drum data sets in.
#pragma once

#include <drumlin/score.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "score/midi.h"

namespace drumlin::score {

/// Lines of time,drum,velocity,midi_note under a header of these names; times in seconds to the microsecond. Where hits
/// have a probability, it is the fifth column.
std::string to_csv(const Performance& performance);

/// The same with tabs.
std::string to_tsv(const Performance& performance);

/// {"duration": 12.5, "hits": [{"time": 0.5, "drum": "kick", "velocity": 0.8, "note": 36}, …]}; "probability" where
/// there is one.
std::string to_json(const Performance& performance);

/// What an annotation says was played.
struct Annotation {
  Performance performance;   ///< duration: the file's, or the time of the last hit
  bool has_velocity = true;  ///< false if a hit had none and was taken as 1
};

/// The drum that a label means: our names; the class and subclass labels of MDB Drums (Southall et al. 2017), of which
/// HH is taken as closed, TT as the middle tom, CY as a crash and OT as a side stick; a General MIDI note number.
std::optional<Drum> drum_of_label(std::string_view label);

/// What a label of a data set means; nothing if it is annotated there and no drum of ours.
struct Label {
  std::string_view name;
  std::optional<Drum> drum;
};

/// How a data set writes annotations. labels: all that may occur. loudest: the number that stands for velocity 1.
/// numbered: a label may end in a digit that tells instruments of one kind apart.
struct Notation {
  std::span<const Label> labels;
  double loudest = 1.0;
  bool numbered = false;
};

/// Reads JSON; CSV and TSV with a header; or lines of time, label and perhaps velocity, parted by tabs, spaces or
/// commas. Empty lines and lines from # are passed over. Throws drumlin::Error naming `name` and the line.
Annotation parse_annotation(std::string_view text, const std::string& name);

/// The same in the notation of a data set; labels without a drum are passed over.
Annotation parse_annotation(std::string_view text, const std::string& name, const Notation& notation);

/// The same from a file, or a MIDI file, whichever it is.
Annotation read_annotation(const std::filesystem::path& path, PitchMap map = PitchMap::general_midi);
Annotation read_annotation(const std::filesystem::path& path, const Notation& notation);

}  // namespace drumlin::score
