// ENST-Drums (Gillet and Richard 2006), "ENST-drums-public": drummer_N/annotation/PIECE.txt with lines of time and
// label, drummer_N/audio/{wet_mix,accompaniment,…}/PIECE.wav. Only the pieces called minus-one have an accompaniment;
// mixed at 2/3 drums and 1/3 accompaniment they are the songs of the literature (Wu et al. 2018).
#include <algorithm>

#include "datasets/files.h"
#include "datasets/layouts.h"
#include "datasets/splits.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

using score::Drum;

// Toms and second cymbals as Vogl and ADTOF read them; sweeps of a brush have no onset to hear, and sticks are struck
// against each other.
constexpr std::array<score::Label, 21> labels = {{
    {"bd", Drum::kick},        {"sd", Drum::snare_head}, {"sd-", Drum::snare_head}, {"rs", Drum::snare_rim},
    {"cs", Drum::side_stick},  {"mt", Drum::tom_high},   {"mtr", std::nullopt},     {"lmt", Drum::tom_mid},
    {"lt", Drum::tom_mid},     {"ltr", std::nullopt},    {"lft", Drum::tom_low},    {"chh", Drum::hihat_closed},
    {"ohh", Drum::hihat_open}, {"cr", Drum::crash},      {"c", Drum::crash},        {"ch", Drum::china},
    {"spl", Drum::splash},     {"rc", Drum::ride_bow},   {"cb", Drum::cowbell},     {"sticks", std::nullopt},
    {"sweep", std::nullopt},
}};

score::Annotation read_labels(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes, {.labels = labels, .numbered = true});
}

/// with_accompaniment: only the pieces that have one.
std::vector<Recording> list_enst(const fs::path& folder, bool with_accompaniment) {
  const fs::path root = first_folder(std::array{folder / "ENST-drums-public", folder});
  std::vector<Recording> recordings;
  for (const std::string drummer : {"drummer_1", "drummer_2", "drummer_3"}) {
    const fs::path audio = root / drummer / "audio";
    for (const fs::path& file : files_below(root / drummer / "annotation", std::array<std::string_view, 1>{".txt"})) {
      const std::string piece = file.stem().string();
      const bool minus_one = piece.find("minus-one") != std::string::npos;
      if (with_accompaniment && !minus_one) continue;
      Recording recording{.name = drummer + "/" + piece, .notes = file, .read = read_labels};
      enlist(recording, "enst", recording.name);
      recording.lists.push_back(drummer);
      if (minus_one) recording.lists.emplace_back("minus-one");
      recording.sounds = {{audio / "wet_mix" / (piece + ".wav"), with_accompaniment ? 2.0F / 3.0F : 1.0F}};
      if (with_accompaniment) recording.sounds.push_back({audio / "accompaniment" / (piece + ".wav"), 1.0F / 3.0F});
      recordings.push_back(std::move(recording));
    }
  }
  return recordings;
}

}  // namespace

std::vector<Recording> list_enst_drums(const fs::path& folder) {
  return list_enst(folder, false);
}

std::vector<Recording> list_enst_mixes(const fs::path& folder) {
  return list_enst(folder, true);
}

}  // namespace drumlin::datasets
