// StemGMD (Mezza et al. 2024): every performance of GMD on ten sampled kits, nine stems each, in
// drummerN/SESSION/KIT/STEM/PERFORMANCE.wav; LarsNet's tools add a stem "mixture", which is read where it is there. The
// notes and the split are GMD's, whose info.csv and MIDI files have to lie in the folder "groove".
#include <algorithm>
#include <map>

#include "datasets/files.h"
#include "datasets/layouts.h"
#include "datasets/splits.h"
#include "datasets/table.h"
#include "score/vocabulary.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

using score::Drum;

constexpr std::array<std::string_view, 9> stems = {"kick",       "snare",        "hi_tom",     "mid_tom", "low_tom",
                                                   "hihat_open", "hihat_closed", "crash_left", "ride"};
/// The drum that each class of the 9-class vocabulary (KD SD CHH OHH HT MT LT CR RD) sounds as.
constexpr std::array<Drum, 9> sounding = {Drum::kick,       Drum::snare_head, Drum::hihat_closed,
                                          Drum::hihat_open, Drum::tom_high,   Drum::tom_mid,
                                          Drum::tom_low,    Drum::crash,      Drum::ride_bow};

/// GMD's 22 pads were mapped to nine drums before they sounded (Gillick et al. 2019, appendix B); the cross-stick
/// became a snare.
score::Annotation read_nine(const Recording& recording, int /*classes*/) {
  score::Annotation annotation = score::read_annotation(recording.notes, score::PitchMap::roland);
  std::vector<score::Hit>& hits = annotation.performance.hits;
  const score::Vocabulary& nine = score::vocabulary(9);
  for (score::Hit& hit : hits) {
    const int place = hit.drum == Drum::side_stick ? 1 : nine.class_of[static_cast<std::size_t>(hit.drum)];
    if (place >= 0) hit.drum = sounding[static_cast<std::size_t>(place)];
  }
  std::erase_if(hits, [](const score::Hit& hit) { return std::ranges::find(sounding, hit.drum) == sounding.end(); });
  score::sort_hits(annotation.performance);
  return annotation;
}

/// The split of each of GMD's performances by its path without ending.
std::map<std::string, std::string> splits_of(const fs::path& groove) {
  std::map<std::string, std::string> splits;
  if (!fs::exists(groove / "info.csv")) return splits;
  const Table table(groove / "info.csv");
  for (std::size_t row = 0; row < table.size(); ++row) {
    const fs::path file = table.at(row, "midi_filename");
    splits[fs::path(file).replace_extension().generic_string()] = table.at(row, "split");
  }
  return splits;
}

/// A kit's renderings of a session. session: such as "drummer1/eval_session".
void list_kit(std::vector<Recording>& recordings, const fs::path& root, const fs::path& session, const std::string& kit,
              const std::map<std::string, std::string>& splits) {
  const fs::path folder = root / session / kit;
  const bool mixed = fs::is_directory(folder / "mixture");
  const std::string listed = mixed ? "mixture" : std::string(stems.front());
  for (const fs::path& file : files_below(folder / listed, sound_endings)) {
    const std::string performance = (session / file.stem()).generic_string();
    Recording& recording = recordings.emplace_back();
    recording.name = (session / kit / file.stem()).generic_string();
    enlist(recording, "stemgmd", kit);
    recording.lists.push_back(kit);
    if (const auto split = splits.find(performance); split != splits.end()) recording.split = split->second;
    recording.notes = root / "groove" / (performance + ".mid");
    recording.read = read_nine;
    if (mixed) recording.sounds = {{file}};
    for (const std::string_view stem : stems) {
      if (!mixed) recording.sounds.push_back({folder / stem / file.filename()});
    }
  }
}

}  // namespace

std::vector<Recording> list_stemgmd(const fs::path& folder) {
  const fs::path root = first_folder(std::array{folder / "StemGMD", folder});
  const auto splits = splits_of(root / "groove");
  std::vector<Recording> recordings;
  for (const std::string& drummer : folders_in(root)) {
    if (!drummer.starts_with("drummer")) continue;
    for (const std::string& session : folders_in(root / drummer)) {
      const fs::path inside = fs::path(drummer) / session;
      for (const std::string& kit : folders_in(root / inside)) list_kit(recordings, root, inside, kit, splits);
    }
  }
  return recordings;
}

}  // namespace drumlin::datasets
