// What Slakh2100 says of a song, and which drums its sampled kits play.
#pragma once

#include <drumlin/score.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace drumlin::datasets {

/// A stem of drums: its MIDI file's stem, and the sampled instrument that played it.
struct DrumStem {
  std::string name;
  std::string plugin;
};

/// The stems of a metadata.yaml that are drums. Throws drumlin::Error, naming `name`, if it lists no stems.
std::vector<DrumStem> parse_slakh_metadata(std::string_view yaml, const std::string& name);

/// What a pitch sounds as on that sampled instrument (its file name, as metadata.yaml has it); nothing for what is none
/// of our drums. An instrument that we have no map of is taken as General MIDI.
std::optional<score::Drum> slakh_drum(std::string_view plugin, int pitch);

}  // namespace drumlin::datasets
