// Sound files beside their notes: what drumlin-train performances and examples write, and anybody's own recordings.
#include <drumlin/error.h>

#include "datasets/files.h"
#include "datasets/layouts.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {
score::Annotation read_notes(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes);
}
}  // namespace

std::vector<Recording> list_pairs(const fs::path& folder) {
  const auto notes = files_by_stem(folder, note_endings);
  std::vector<Recording> recordings;
  for (const auto& [name, sound] : files_by_stem(folder, sound_endings)) {
    const auto found = notes.find(name);
    if (found == notes.end()) {
      throw Error(sound.string() + " has no annotation under " + folder.string() +
                  ": add one of the same name or take the recording out.");
    }
    recordings.push_back({.name = name, .sounds = {{sound}}, .notes = found->second, .read = read_notes});
  }
  return recordings;
}

}  // namespace drumlin::datasets
