// RBMA-13 (Vogl et al. 2017): 30 electronic tracks. annotations/{drums,drums_m,drums_l}/RBMA-13-Track-NN.txt have lines
// of time and class number, of 3, 8 and 18 classes; the music is bought and put into audio/ under the same names.
#include "datasets/files.h"
#include "datasets/layouts.h"
#include "datasets/splits.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

using score::Drum;

constexpr std::array<score::Label, 3> three = {{{"0", Drum::kick}, {"1", Drum::snare_head}, {"2", Drum::hihat_closed}}};
constexpr std::array<score::Label, 8> eight = {{{"0", Drum::kick},
                                                {"1", Drum::snare_head},
                                                {"2", Drum::tom_mid},
                                                {"3", Drum::hihat_closed},
                                                {"4", Drum::crash},
                                                {"5", Drum::ride_bow},
                                                {"6", Drum::ride_bell},
                                                {"7", std::nullopt}}};  // claves and clicks
constexpr std::array<score::Label, 18> eighteen = {{{"0", Drum::kick},
                                                    {"1", Drum::snare_head},
                                                    {"2", Drum::side_stick},
                                                    {"3", Drum::clap},
                                                    {"4", Drum::tom_low},
                                                    {"5", Drum::tom_mid},
                                                    {"6", Drum::tom_high},
                                                    {"7", Drum::hihat_closed},
                                                    {"8", Drum::hihat_pedal},
                                                    {"9", Drum::hihat_open},
                                                    {"10", Drum::tambourine},
                                                    {"11", Drum::ride_bow},
                                                    {"12", Drum::ride_bell},
                                                    {"13", Drum::crash},
                                                    {"14", Drum::splash},
                                                    {"15", Drum::china},
                                                    {"16", Drum::cowbell},
                                                    {"17", std::nullopt}}};

constexpr std::array<std::string_view, 2> text_endings = {".txt", ".drums"};

/// The coarsest of the three annotations that tells the vocabulary's classes apart.
score::Annotation read_numbers(const Recording& recording, int classes) {
  const fs::path layers = recording.notes.parent_path().parent_path();
  const auto read = [&](const char* layer, std::span<const score::Label> labels) {
    return score::read_annotation(layers / layer / recording.notes.filename(), score::Notation{.labels = labels});
  };
  if (classes <= 3) return read("drums", three);
  return classes <= 8 ? read("drums_m", eight) : read("drums_l", eighteen);
}

}  // namespace

std::vector<Recording> list_rbma(const fs::path& folder) {
  const fs::path root = first_folder(std::array{folder / "rbma_13", folder});
  std::vector<Recording> recordings;
  for (const fs::path& file : files_below(root / "annotations/drums", text_endings)) {
    const std::string track = file.stem().string();
    Recording recording{.name = track,
                        .sounds = {{any_of(root / "audio" / track, sound_endings)}},
                        .notes = file,
                        .read = read_numbers};
    enlist(recording, "rbma", track);
    recordings.push_back(std::move(recording));
  }
  return recordings;
}

}  // namespace drumlin::datasets
