// Finds the files of data sets by their names.
#include "evaluate/dataset.h"

#include <drumlin/error.h>

#include <algorithm>
#include <array>
#include <map>
#include <system_error>

namespace drumlin::evaluate {

namespace fs = std::filesystem;

namespace {
// The file of each stem, by stem. Of two with one stem the ending that stands first among `endings` wins.
template <std::size_t N>
std::map<std::string, fs::path> files_by_stem(const fs::path& folder, const std::array<std::string_view, N>& endings) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) throw Error(folder.string() + " cannot be read as a folder: check its name and permissions.");
  const auto rank = [&](const fs::path& path) {
    return std::find(endings.begin(), endings.end(), path.extension().string()) - endings.begin();
  };
  std::map<std::string, fs::path> files;
  for (const auto& entry : entries) {
    if (rank(entry.path()) == static_cast<std::ptrdiff_t>(N)) continue;
    const auto [at, is_new] = files.emplace(entry.path().stem().string(), entry.path());
    if (!is_new && rank(entry.path()) < rank(at->second)) at->second = entry.path();
  }
  return files;
}

constexpr std::array<std::string_view, 6> sound = {".flac", ".wav", ".aiff", ".aif", ".ogg", ".mp3"};
constexpr std::array<std::string_view, 6> written = {".mid", ".midi", ".csv", ".tsv", ".txt", ".json"};

using Files = std::map<std::string, fs::path>;

std::vector<Recording> pair_with_annotations(const Files& audio, const Files& annotations, const fs::path& where) {
  std::vector<Recording> recordings;
  for (const auto& [name, path] : audio) {
    const auto annotation = annotations.find(name);
    if (annotation == annotations.end()) {
      throw Error(path.string() + " has no annotation under " + where.string() +
                  ": add one of the same name or take the recording out.");
    }
    recordings.push_back({name, path, score::read_annotation(annotation->second)});
  }
  return recordings;
}

std::vector<Recording> read_mdb(const fs::path& folder, const std::string& part, int classes) {
  const auto labels = files_by_stem(folder / "annotations" / (classes <= 5 ? "class" : "subclass"), written);
  auto recordings = pair_with_annotations(files_by_stem(folder / part, sound), labels, folder / "annotations");
  if (recordings.empty()) {
    throw Error((folder / part).string() +
                " holds no recordings: give the folder of MDB Drums with drums/, mixes/ and "
                "annotations/ in it.");
  }
  return recordings;
}

std::vector<Recording> read_pairs(const fs::path& folder) {
  auto recordings = pair_with_annotations(files_by_stem(folder, sound), files_by_stem(folder, written), folder);
  if (recordings.empty()) {
    throw Error(folder.string() + " holds no recordings: give a folder of sound files, each beside its annotation.");
  }
  return recordings;
}
}  // namespace

std::vector<Recording> read_dataset(std::string_view source, int classes) {
  const std::size_t colon = source.find(':');
  const std::string_view kind = source.substr(0, colon);
  if (colon != std::string_view::npos && (kind == "mdb" || kind == "mdb-mixes")) {
    return read_mdb(source.substr(colon + 1), kind == "mdb" ? "drums" : "mixes", classes);
  }
  if (colon != std::string_view::npos && kind == "pairs") return read_pairs(source.substr(colon + 1));
  throw Error(std::string(source) +
              " names no data set: write mdb:DIR for MDB's drums, mdb-mixes:DIR for its songs, or pairs:DIR for "
              "recordings beside their annotations.");
}

std::vector<Track> pair_folders(const fs::path& reference_dir, const fs::path& estimate_dir, score::PitchMap map) {
  const auto references = files_by_stem(reference_dir, written);
  const auto estimates = files_by_stem(estimate_dir, written);
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
