// Annotations beside estimates.
#include "evaluate/tracks.h"

#include <drumlin/error.h>

#include "datasets/files.h"
#include "score/text.h"

namespace drumlin::evaluate {

namespace fs = std::filesystem;

Track compare(const datasets::Recording& recording, int classes, score::Performance heard) {
  score::Annotation played = datasets::annotation(recording, classes);
  return {recording.name, std::move(played.performance), std::move(heard), played.has_velocity};
}

std::vector<Track> pair_folders(const fs::path& reference_dir, const fs::path& estimate_dir, score::PitchMap map) {
  const auto references = datasets::files_by_stem(reference_dir, datasets::note_endings);
  const auto estimates = datasets::files_by_stem(estimate_dir, datasets::note_endings);
  std::vector<Track> tracks;
  for (const auto& [name, path] : references) {
    const auto estimate = estimates.find(name);
    if (estimate == estimates.end()) {
      throw Error(path.string() + " has no transcription of the same name in " + estimate_dir.string() +
                  ": transcribe it, or take it out.");
    }
    score::Annotation reference = score::read_annotation(path, map);
    tracks.push_back({name, std::move(reference.performance), score::read_annotation(estimate->second).performance,
                      reference.has_velocity});
  }
  if (tracks.empty()) {
    throw Error(reference_dir.string() +
                " holds no annotations: give a folder of .mid, .csv, .tsv, .txt or .json files.");
  }
  return tracks;
}

}  // namespace drumlin::evaluate
