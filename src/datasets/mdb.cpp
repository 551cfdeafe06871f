// MDB Drums (Southall, Wu, Lerch and Hockman 2017; github.com/CarlSouthall/MDBDrums): 23 songs of MedleyDB, labelled in
// 6 classes and 21 subclasses. Its repository keeps audio/drum_only/SONG_Drum.wav, audio/full_mix/SONG_MIX.wav and
// annotations/{class,subclass}/SONG_{class,subclass}.txt in the folder "MDB Drums"; drums/SONG, mixes/SONG and
// annotations/{class,subclass}/SONG.txt are read too.
#include <set>

#include "datasets/files.h"
#include "datasets/layouts.h"
#include "datasets/splits.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

/// Where the songs of one kind are, and what follows a song's name there.
struct Part {
  fs::path folder;
  std::string_view suffix;
};

constexpr int coarsest = 5;  // up to so many classes the literature scores class labels

fs::path root_of(const fs::path& folder) {
  const fs::path inside = folder / "MDB Drums";
  return fs::is_directory(inside) ? inside : folder;
}

score::Annotation read_labels(const Recording& recording, int classes) {
  if (classes <= coarsest) return score::read_annotation(recording.notes);
  const std::string song(without(recording.notes.stem().string(), "_class"));
  const fs::path folder = recording.notes.parent_path().parent_path() / "subclass";
  const fs::path published = folder / (song + "_subclass.txt");
  return score::read_annotation(fs::exists(published) ? published : folder / (song + ".txt"));
}

/// The songs of a folder by name: those which have the suffix, and those which have none.
std::map<std::string, fs::path> songs_in(const Part& part, std::span<const std::string_view> endings) {
  std::map<std::string, fs::path> songs;
  if (!fs::is_directory(part.folder)) return songs;
  for (const auto& [stem, path] : files_by_stem(part.folder, endings)) {
    songs.emplace(without(stem, part.suffix), path);
  }
  return songs;
}

std::vector<Recording> list_mdb(const fs::path& root, const Part& part) {
  const Part labels{root / "annotations/class", "_class"};
  const auto sounds = songs_in(part, sound_endings);
  const auto notes = songs_in(labels, note_endings);
  std::set<std::string> names;
  for (const auto& [name, path] : sounds) names.insert(name);
  for (const auto& [name, path] : notes) names.insert(name);
  std::vector<Recording> recordings;
  for (const std::string& name : names) {
    const auto sound = sounds.find(name);
    const auto note = notes.find(name);
    Recording& recording = recordings.emplace_back(Recording{
        .name = name,
        .sounds = {{sound != sounds.end() ? sound->second : part.folder / (name + std::string(part.suffix) + ".wav")}},
        .notes = note != notes.end() ? note->second : labels.folder / (name + "_class.txt"),
        .read = read_labels});
    enlist(recording, "mdb", name);
  }
  return recordings;
}

}  // namespace

std::vector<Recording> list_mdb_drums(const fs::path& folder) {
  const fs::path root = root_of(folder);
  if (fs::is_directory(root / "drums")) return list_mdb(root, {root / "drums", ""});
  return list_mdb(root, {root / "audio/drum_only", "_Drum"});
}

std::vector<Recording> list_mdb_mixes(const fs::path& folder) {
  const fs::path root = root_of(folder);
  if (fs::is_directory(root / "mixes")) return list_mdb(root, {root / "mixes", ""});
  return list_mdb(root, {root / "audio/full_mix", "_MIX"});
}

}  // namespace drumlin::datasets
