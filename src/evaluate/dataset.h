// Where references and estimates come from: MDB Drums, recordings beside annotations, folders whose files pair by name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/scores.h"
#include "score/midi.h"
#include "score/text.h"

namespace drumlin::evaluate {

/// A recording whose drums are known.
struct Recording {
  std::string name;
  std::filesystem::path audio;
  score::Annotation annotation;
};

/// The recordings of a data set, by name. source: "mdb:DIR" for the drums alone, "mdb-mixes:DIR" for the songs; DIR
/// holds drums/, mixes/ and annotations/ (MDB Drums, Southall et al. 2017); "pairs:DIR" for sound files beside MIDI or
/// other annotations of the same stem, as drumlin-train performances writes them. classes: of the vocabulary to be
/// scored in; up to 5, MDB's class labels are read, beyond that its subclasses. Throws drumlin::Error.
std::vector<Recording> read_dataset(std::string_view source, int classes);

/// Pairs every annotation of reference_dir with the transcription of the same stem in estimate_dir (song.txt with
/// song.mid). map: how the references' MIDI files name their drums. Throws drumlin::Error if one is missing.
std::vector<Track> pair_folders(const std::filesystem::path& reference_dir, const std::filesystem::path& estimate_dir,
                                score::PitchMap map = score::PitchMap::general_midi);

}  // namespace drumlin::evaluate
