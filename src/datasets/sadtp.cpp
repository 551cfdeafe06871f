// SADTP (Fosse 2025): 16 songs to test by, SONG/mix.wav beside SONG/annotation.mid, which was played on a Roland TD-11
// while listening, so that hits are late or early by as much as the player was.
#include "datasets/files.h"
#include "datasets/layouts.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

score::Annotation read_pads(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes, score::PitchMap::roland);
}

}  // namespace

std::vector<Recording> list_sadtp(const fs::path& folder) {
  const fs::path root = first_folder(std::array{folder / "SADTP", folder});
  std::vector<Recording> recordings;
  for (const std::string& song : folders_in(root)) {
    if (song.starts_with('.')) continue;
    recordings.push_back({.name = song,
                          .split = "test",
                          .sounds = {{root / song / "mix.wav"}},
                          .notes = root / song / "annotation.mid",
                          .read = read_pads});
  }
  return recordings;
}

}  // namespace drumlin::datasets
