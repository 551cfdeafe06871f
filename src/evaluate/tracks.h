// Where references and estimates come from: recordings of a data set that were listened to, folders whose files pair by
// name.
#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"
#include "evaluate/scores.h"
#include "score/midi.h"

namespace drumlin::evaluate {

/// The recording's annotation for that vocabulary beside what was heard in it. Throws drumlin::Error.
Track compare(const datasets::Recording& recording, int classes, score::Performance heard);

/// Pairs every annotation of reference_dir with the transcription of the same stem in estimate_dir (song.txt with
/// song.mid). map: how the references' MIDI files name their drums. Throws drumlin::Error if one is missing.
std::vector<Track> pair_folders(const std::filesystem::path& reference_dir, const std::filesystem::path& estimate_dir,
                                score::PitchMap map = score::PitchMap::general_midi);

}  // namespace drumlin::evaluate
