// The table of layouts, and what is the same for all of them: which recordings are whole, and their sum of sounds.
#include "datasets/dataset.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "audio/features.h"
#include "audio/reader.h"
#include "datasets/layouts.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

constexpr std::array<Layout, 15> known = {{
    {"pairs", "Recordings beside their notes",
     "sound files, each beside a MIDI file, CSV, TSV, JSON or lines of time and label of the same name",
     "your own recordings, or drumlin-train performances", list_pairs},
    {"gmd", "Groove MIDI Dataset", "info.csv and the MIDI and wav files that it names",
     "https://magenta.tensorflow.org/datasets/groove", list_gmd},
    {"e-gmd", "Expanded Groove MIDI Dataset", "e-gmd-v1.0.0.csv and the MIDI and wav files that it names",
     "https://magenta.tensorflow.org/datasets/e-gmd", list_egmd},
    {"stemgmd", "StemGMD", "drummerN/SESSION/KIT/STEM/*.wav, and in groove/ GMD's info.csv and MIDI files",
     "https://zenodo.org/records/7860223", list_stemgmd},
    {"mdb", "MDB Drums, the drums alone", "the folder \"MDB Drums\" with audio/ and annotations/ in it",
     "https://github.com/CarlSouthall/MDBDrums", list_mdb_drums},
    {"mdb-mixes", "MDB Drums, the songs", "the folder \"MDB Drums\" with audio/ and annotations/ in it",
     "https://github.com/CarlSouthall/MDBDrums", list_mdb_mixes},
    {"enst", "ENST-Drums, the drums alone", "drummer_1 to drummer_3 with annotation/ and audio/wet_mix/ in them",
     "https://zenodo.org/records/7432188", list_enst_drums},
    {"enst-mixes", "ENST-Drums, 2/3 drums and 1/3 accompaniment",
     "drummer_1 to drummer_3 with annotation/, audio/wet_mix/ and audio/accompaniment/ in them",
     "https://zenodo.org/records/7432188", list_enst_mixes},
    {"idmt", "IDMT-SMT-Drums V2", "audio/*#MIX.wav and annotation_xml/*#MIX.xml", "https://zenodo.org/records/7544164",
     list_idmt},
    {"rbma", "RBMA-13", "annotations/{drums,drums_m,drums_l}/*.txt and the music in audio/ under the same names",
     "http://ifs.tuwien.ac.at/~vogl (annotations; the music is sold by the Red Bull Music Academy)", list_rbma},
    {"slakh", "Slakh2100", "{train,validation,test}/TrackNNNNN with mix.flac, metadata.yaml and MIDI/ in it",
     "https://zenodo.org/records/4599666", list_slakh},
    {"adtof", "ADTOF-RGW or ADTOF-YT", "audio/audio/SONG.ogg and annotations/aligned_drum/SONG.txt",
     "https://github.com/MZehren/ADTOF (its cleaning of charts that you have)", list_adtof},
    {"sadtp", "SADTP", "SONG/mix.wav and SONG/annotation.mid", "https://github.com/RunarFosse/SADTP", list_sadtp},
    {"star", "STAR Drums, the songs",
     "data/{training,validation,test}/SOURCE with annotation/*.txt and audio/mix/*.flac in it",
     "https://zenodo.org/records/15690078", list_star_mixes},
    {"star-drums", "STAR Drums, the drums alone",
     "data/{training,validation,test}/SOURCE with annotation/*.txt and audio/re_synthesized_drum/*.flac in it",
     "https://zenodo.org/records/15690078", list_star_drums},
}};

const Layout& layout_named(std::string_view source) {
  const std::size_t colon = source.find(':');
  const std::string_view name = source.substr(0, colon);
  const auto found = std::ranges::find(known, name, &Layout::name);
  if (colon != std::string_view::npos && found != known.end()) return *found;
  std::string names;
  for (const Layout& layout : known) names += fmt::format("{}{}", names.empty() ? "" : ", ", layout.name);
  throw Error(fmt::format(
      "{} names no data set: write NAME:DIR, NAME being one of {} (drumlin data list explains them).", source, names));
}

/// The files of a recording that are not there.
std::vector<fs::path> absent_files(const Recording& recording) {
  std::vector<fs::path> files = {recording.notes};
  for (const Sound& sound : recording.sounds) files.push_back(sound.file);
  std::erase_if(files, [](const fs::path& file) { return fs::exists(file); });
  return files;
}

/// Whether the recording stands in that list.
bool is_in(const Recording& recording, std::string_view list) {
  return recording.split == list || std::ranges::find(recording.lists, list) != recording.lists.end();
}

[[noreturn]] void fail_as_empty(const Layout& layout, const fs::path& folder, const Dataset& dataset) {
  const std::string lacks = dataset.missing.empty()
                                ? std::string("holds no recordings")
                                : fmt::format("holds no recording that is whole ({} is missing)", dataset.missing[0]);
  throw Error(fmt::format("{} {}: {} is expected to be {}; it is obtained from {}.", folder.string(), lacks,
                          layout.title, layout.expects, layout.origin));
}

}  // namespace

std::span<const Layout> layouts() {
  return known;
}

Dataset open(std::string_view source) {
  const Layout& layout = layout_named(source);
  const fs::path folder = source.substr(layout.name.size() + 1);
  if (!fs::is_directory(folder)) {
    throw Error(fmt::format("{} is no folder: {} is expected to be {}; it is obtained from {}.", folder.string(),
                            layout.title, layout.expects, layout.origin));
  }
  Dataset dataset{std::string(layout.name), {}, {}};
  for (Recording& recording : layout.list(folder)) {
    const std::vector<fs::path> absent = absent_files(recording);
    for (const fs::path& file : absent) dataset.missing.push_back(file.lexically_relative(folder).string());
    if (absent.empty()) dataset.recordings.push_back(std::move(recording));
  }
  if (dataset.recordings.empty()) fail_as_empty(layout, folder, dataset);
  return dataset;
}

std::vector<Recording> only(const Dataset& dataset, std::string_view list) {
  std::vector<Recording> chosen;
  for (const Recording& recording : dataset.recordings) {
    if (list.empty() || is_in(recording, list)) chosen.push_back(recording);
  }
  if (!chosen.empty()) return chosen;
  std::set<std::string> lists;
  for (const Recording& recording : dataset.recordings) {
    if (!recording.split.empty()) lists.insert(recording.split);
    lists.insert(recording.lists.begin(), recording.lists.end());
  }
  throw Error(
      lists.empty()
          ? fmt::format("There is no split {} of {}, nor any other: leave the split out.", list, dataset.layout)
          : fmt::format("There is no split {} of {}: there are {}.", list, dataset.layout, fmt::join(lists, ", ")));
}

std::vector<float> sound(const Recording& recording) {
  std::vector<float> sum;
  for (const Sound& part : recording.sounds) {
    std::vector<float> samples = audio::read_file(part.file);
    for (float& sample : samples) sample *= part.gain;
    if (sum.size() < samples.size()) sum.swap(samples);
    std::ranges::transform(samples, sum, sum.begin(), std::plus<>());
  }
  return sum;
}

std::optional<fs::path> whole_file(const Recording& recording) {
  const bool whole = recording.sounds.size() == 1 && recording.sounds.front().gain == 1.0F;
  return whole ? std::optional(recording.sounds.front().file) : std::nullopt;
}

double seconds(const Recording& recording) {
  double longest = 0.0;
  for (const Sound& part : recording.sounds) {
    const auto stated = audio::Reader(part.file).duration();
    longest = std::max(longest,
                       stated ? *stated : static_cast<double>(audio::read_file(part.file).size()) / audio::sample_rate);
  }
  return longest;
}

score::Annotation annotation(const Recording& recording, int classes) {
  return recording.read(recording, classes);
}

score::Performance notes(const Recording& recording, int classes) {
  return annotation(recording, classes).performance;
}

}  // namespace drumlin::datasets
