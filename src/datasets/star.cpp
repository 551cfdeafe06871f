// STAR Drums (Weber et al. 2025; Zenodo 15690078): songs whose drums were separated, transcribed and rendered anew.
// STAR_publication/data/{training,validation,test}/SOURCE/annotation/SONG_mix_KIT.txt has lines of time, label and MIDI
// velocity; the sound is SOURCE/audio/mix/SONG_mix_KIT.flac, its drums alone are
// SOURCE/audio/re_synthesized_drum/SONG_re_synth_drum_KIT.flac.
#include <algorithm>

#include "datasets/files.h"
#include "datasets/layouts.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

using score::Drum;

constexpr std::array<score::Label, 18> labels = {{{"BD", Drum::kick},
                                                  {"SD", Drum::snare_head},
                                                  {"SS", Drum::side_stick},
                                                  {"CLP", Drum::clap},
                                                  {"LT", Drum::tom_low},
                                                  {"MT", Drum::tom_mid},
                                                  {"HT", Drum::tom_high},
                                                  {"CHH", Drum::hihat_closed},
                                                  {"PHH", Drum::hihat_pedal},
                                                  {"OHH", Drum::hihat_open},
                                                  {"TB", Drum::tambourine},
                                                  {"RD", Drum::ride_bow},
                                                  {"RB", Drum::ride_bell},
                                                  {"CB", Drum::cowbell},
                                                  {"CRC", Drum::crash},
                                                  {"SPC", Drum::splash},
                                                  {"CHC", Drum::china},
                                                  {"CL", std::nullopt}}};

struct Split {
  std::string_view folder;
  std::string_view name;
};
constexpr std::array<Split, 3> splits = {{{"training", "train"}, {"validation", "validation"}, {"test", "test"}}};

constexpr std::array<std::string_view, 2> star_sounds = {".flac", ".wav"};

score::Annotation read_labels(const Recording& recording, int /*classes*/) {
  return score::read_annotation(recording.notes, score::Notation{.labels = labels, .loudest = 127.0});
}

fs::path sound_of(const fs::path& notes, bool drums_alone) {
  const fs::path audio = notes.parent_path().parent_path() / "audio";
  std::string stem = notes.stem().string();
  if (!drums_alone) return any_of(audio / "mix" / stem, star_sounds);
  constexpr std::string_view mix = "_mix_";
  if (const std::size_t at = stem.rfind(mix); at != std::string::npos) stem.replace(at, mix.size(), "_re_synth_drum_");
  return any_of(audio / "re_synthesized_drum" / stem, star_sounds);
}

std::vector<Recording> list_star(const fs::path& folder, bool drums_alone) {
  const fs::path data = first_folder(std::array{folder / "STAR_Drums_full/STAR_publication/data",
                                                folder / "STAR_publication/data", folder / "data", folder});
  std::vector<Recording> recordings;
  const std::array<std::string_view, 1> ending = {".txt"};
  for (const Split& split : splits) {
    for (const fs::path& file : files_below(data / split.folder, ending)) {
      if (file.parent_path().filename() != "annotation") continue;
      const fs::path source = file.parent_path().parent_path().lexically_relative(data / split.folder);
      recordings.push_back({.name = (source / file.stem()).generic_string(),
                            .split = std::string(split.name),
                            .sounds = {{sound_of(file, drums_alone)}},
                            .notes = file,
                            .read = read_labels});
    }
  }
  return recordings;
}

}  // namespace

std::vector<Recording> list_star_mixes(const fs::path& folder) {
  return list_star(folder, false);
}

std::vector<Recording> list_star_drums(const fs::path& folder) {
  return list_star(folder, true);
}

}  // namespace drumlin::datasets
