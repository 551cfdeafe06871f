// Notes and the regions of them that a command line names.
#pragma once

#include <drumlin/imagine.h>
#include <drumlin/score.h>

#include <filesystem>
#include <optional>
#include <string>

#include "score/midi.h"

namespace drumlin::app {

/// Notes that a command line names: a MIDI file, or CSV, TSV or JSON as drumlin writes them.
struct Notes {
  score::Performance performance;
  std::optional<score::MidiFile> midi;  ///< whose bars can be counted
};

/// Whether the file is notes rather than sound, by its first bytes or its ending.
bool is_notes(const std::filesystem::path& path);
/// Throws drumlin::Error.
Notes read_notes(const std::filesystem::path& path);

/// "33:40" in seconds, or "bar5:bar9" from the first beat of bar 5 to that of bar 9 (bars are counted from 1). notes:
/// whose bars are meant, null if there are none. Throws drumlin::Error if it is neither.
imagine::Region parse_region(const std::string& text, const Notes* notes);

}  // namespace drumlin::app
