// ADTOF (Zehren et al. 2021, 2023), as its own cleaning of rhythm-game charts leaves them: audio/audio/SONG.ogg beside
// annotations/aligned_drum/SONG.txt with lines of time and General MIDI pitch, one pitch for each of 5 or 7 classes.
// What Zenodo hands out has no sound, only spectrograms for TensorFlow, which we do not read.
#include "datasets/files.h"
#include "datasets/layouts.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

score::Annotation read_pitches(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes);
}

}  // namespace

std::vector<Recording> list_adtof(const fs::path& folder) {
  std::vector<Recording> recordings;
  const std::array<std::string_view, 1> ending = {".txt"};
  for (const fs::path& file : files_below(folder / "annotations/aligned_drum", ending)) {
    const std::string song = file.stem().string();
    recordings.push_back({.name = song,
                          .sounds = {{any_of(folder / "audio/audio" / song, sound_endings)}},
                          .notes = file,
                          .read = read_pitches});
  }
  return recordings;
}

}  // namespace drumlin::datasets
