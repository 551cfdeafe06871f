// The Groove MIDI Dataset (Gillick et al. 2019), recorded on a Roland TD-11, and E-GMD (Callender et al. 2020), the
// same performances played back by a TD-17's 43 kits. Both name their files in a table with columns midi_filename,
// audio_filename and split; E-GMD's has kit_name too.
#include "datasets/files.h"
#include "datasets/layouts.h"
#include "datasets/table.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

score::Annotation read_pads(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes, score::PitchMap::roland);
}

/// Performances that were published without sound are none of ours.
std::vector<Recording> list_table(const fs::path& root, const fs::path& file) {
  if (!fs::exists(root / file)) return {};
  const Table table(root / file);
  const bool has_kits = table.has("kit_name");
  std::vector<Recording> recordings;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& audio = table.at(row, "audio_filename");
    if (audio.empty()) continue;
    const fs::path notes = table.at(row, "midi_filename");
    Recording& recording = recordings.emplace_back();
    recording.name = fs::path(notes).replace_extension().generic_string();
    recording.split = table.at(row, "split");
    if (has_kits) recording.lists.push_back(table.at(row, "kit_name"));
    recording.sounds = {{root / audio}};
    recording.notes = root / notes;
    recording.read = read_pads;
  }
  return recordings;
}

}  // namespace

std::vector<Recording> list_gmd(const fs::path& folder) {
  return list_table(first_folder(std::array{folder / "groove", folder}), "info.csv");
}

std::vector<Recording> list_egmd(const fs::path& folder) {
  return list_table(first_folder(std::array{folder / "e-gmd-v1.0.0", folder}), "e-gmd-v1.0.0.csv");
}

}  // namespace drumlin::datasets
