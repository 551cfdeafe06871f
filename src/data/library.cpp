// Reads info.csv, index.json and index.csv and what they name.
#include "data/library.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "datasets/table.h"
#include "score/file.h"
#include "score/midi.h"
#include "synth/procedural_kit.h"
#include "synth/two_microphones.h"

namespace drumlin::data {
namespace {

constexpr std::size_t held_out_songs = 20;
constexpr double two_microphones = 0.5;  // probability, where there are two
constexpr int procedural_kits = 48;      // some 12 MB each, once every drum has been struck

/// What the name of a kit ends in that is one microphone's view of a session.
constexpr std::array<std::string_view, 8> microphones = {"-close", "-overhead", "-ambience", "-stereo",
                                                         "-front", "-room",     "-top",      "-under"};

/// The session that the kit is a view of; empty if it is none.
std::string_view session_of(std::string_view kit) {
  for (const std::string_view microphone : microphones)
    if (kit.ends_with(microphone)) return kit.substr(0, kit.size() - microphone.size());
  return {};
}

/// Quarter notes from the start to a time in seconds.
double beats_until(double time, const std::vector<std::pair<double, double>>& tempos) {
  double beats = 0.0;
  for (std::size_t i = 0; i < tempos.size() && tempos[i].first < time; ++i) {
    const double end = i + 1 < tempos.size() ? std::min(time, tempos[i + 1].first) : time;
    beats += (end - tempos[i].first) * tempos[i].second / 60.0;
  }
  return beats;
}

/// The tracks in their order: POP909 keeps MELODY, BRIDGE, PIANO.
Song to_song(const score::MidiFile& midi) {
  std::set<int> tracks;
  for (const score::Note& note : midi.notes) tracks.insert(note.track);
  Song song;
  song.notes.reserve(midi.notes.size());
  for (const score::Note& note : midi.notes) {
    const auto order = static_cast<int>(std::distance(tracks.begin(), tracks.find(note.track)));
    const double beat = beats_until(note.time, midi.tempos);
    song.notes.push_back({beat, beats_until(note.time + note.duration, midi.tempos) - beat, note.pitch,
                          static_cast<float>(note.velocity) / 127.0F, static_cast<Track>(std::min(order, 2))});
  }
  if (midi.duration > 0.0) song.bpm = 60.0 * beats_until(midi.duration, midi.tempos) / midi.duration;
  return song;
}

std::string name_of(Split split) {
  constexpr std::array<const char*, 3> names = {"train", "validation", "test"};
  return names[static_cast<std::size_t>(split)];
}

/// Most of the music is played on acoustic drums, and half of the families are drum machines.
int weight_of(const std::string& kind) {
  if (kind == "acoustic") return 4;
  return kind == "electronic" ? 1 : 2;
}

}  // namespace

std::vector<Groove> load_grooves(const std::filesystem::path& folder, Split split) {
  const datasets::Table table(folder / "info.csv");
  const std::string name_of_split = name_of(split);
  std::vector<Groove> grooves;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table.at(row, "split") != name_of_split) continue;
    const std::string& name = table.at(row, "midi_filename");
    score::Performance performance = score::to_performance(score::read_midi(folder / name), score::PitchMap::roland);
    if (!performance.hits.empty()) grooves.push_back({name, std::move(performance), table.number(row, "bpm")});
  }
  if (grooves.empty()) {
    throw Error(
        fmt::format("{}: no performance of the {} split; fetch the data set again", folder.string(), name_of_split));
  }
  return grooves;
}

std::vector<ShelvedKit> load_kits(const std::filesystem::path& folder, bool held_out) {
  const std::filesystem::path path = folder / "index.json";
  const std::string text = score::read_file(path);
  std::vector<ShelvedKit> kits;
  try {
    const nlohmann::json index = nlohmann::json::parse(text);
    std::set<std::string> trained;
    for (const nlohmann::json& kit : index.at("kits")) {
      if (kit.at("split") == "train") trained.insert(kit.at("family").get<std::string>());
    }
    for (const nlohmann::json& kit : index.at("kits")) {
      const std::string family = kit.at("family").get<std::string>();
      const bool wanted = held_out ? kit.at("split") == "validation" && trained.count(family) == 0
                                   : kit.at("split") == "train" && kit.at("open").get<bool>();
      if (!wanted) continue;
      kits.push_back({family, kit.at("complete").get<bool>(),
                      synth::SampledKit(folder / kit.at("name").get<std::string>()),
                      weight_of(kit.value("kind", std::string()))});
    }
  } catch (const nlohmann::json::exception& fault) {
    throw Error(fmt::format("{}: not an index of drum kits ({}); fetch it again", path.string(), fault.what()));
  }
  if (std::none_of(kits.begin(), kits.end(), [](const ShelvedKit& kit) { return kit.complete; })) {
    throw Error(fmt::format("{}: no complete kit of the {} split; fetch the kits again", path.string(),
                            held_out ? "validation" : "train"));
  }
  return kits;
}

std::vector<Song> load_songs(const std::filesystem::path& folder, bool held_out) {
  const datasets::Table table(folder / "index.csv");
  const std::size_t border = table.size() > held_out_songs ? table.size() - held_out_songs : 0;
  std::vector<Song> songs;
  for (std::size_t row = held_out ? border : 0; row < (held_out ? table.size() : border); ++row) {
    songs.push_back(to_song(score::read_midi(folder / table.at(row, "file"))));
  }
  return songs;
}

KitShelf::KitShelf(std::vector<ShelvedKit> kits, std::uint64_t seed) : kits_(std::move(kits)) {
  const auto families = [this](auto wanted) {
    std::map<std::string, std::vector<std::size_t>> found;
    for (std::size_t i = 0; i < kits_.size(); ++i) {
      if (wanted(kits_[i])) found[kits_[i].family].push_back(i);
    }
    Families result;
    for (const auto& [name, members] : found) {
      for (int i = 0; i < kits_[members.front()].weight; ++i) result.push_back(members);
    }
    return result;
  };
  complete_ = families([](const ShelvedKit& kit) { return kit.complete; });
  for (int drum = 0; drum < score::drum_count; ++drum) {
    with_[static_cast<std::size_t>(drum)] =
        families([drum](const ShelvedKit& kit) { return kit.kit.has(static_cast<score::Drum>(drum)); });
  }
  for (std::size_t i = 0; i < kits_.size(); ++i) beside_.push_back(microphones_beside(i));
  nn::Random random(seed);
  for (int i = 0; i < procedural_kits; ++i) procedural_.push_back(synth::make_procedural_kit(random.bits()));
}

std::vector<std::size_t> KitShelf::microphones_beside(std::size_t kit) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < kits_.size(); ++i) {
    const std::string_view session = session_of(kits_[kit].kit.name());
    if (i == kit || session.empty() || session_of(kits_[i].kit.name()) != session) continue;
    const auto same = [&](score::Drum drum) { return kits_[kit].kit.same_strokes(kits_[i].kit, drum); };
    if (same(score::Drum::kick) || same(score::Drum::snare_head)) found.push_back(i);
  }
  return found;
}

KitPointer KitShelf::draw_procedural(nn::Random& random) const {
  return random.pick(std::span<const KitPointer>(procedural_));
}

KitPointer KitShelf::draw(const Families& families, nn::Random& random) const {
  const std::vector<std::size_t>& family = random.pick(std::span<const std::vector<std::size_t>>(families));
  const std::size_t kit = random.pick(std::span<const std::size_t>(family));
  synth::SampledKit drawn = kits_[kit].kit.arranged(random);
  if (beside_[kit].empty() || !random.chance(two_microphones))
    return std::make_shared<const synth::SampledKit>(std::move(drawn));
  const std::size_t other = random.pick(std::span<const std::size_t>(beside_[kit]));
  const double delay = random.uniform(0.001, 0.01);
  const double level = random.uniform(-15.0, 3.0);
  return std::make_shared<const synth::TwoMicrophones>(std::move(drawn), kits_[other].kit, delay,
                                                       static_cast<float>(std::pow(10.0, level / 20.0)));
}

KitPointer KitShelf::draw_complete(nn::Random& random) const {
  return draw(complete_, random);
}

KitPointer KitShelf::draw_with(score::Drum drum, nn::Random& random) const {
  const Families& families = with_[static_cast<std::size_t>(drum)];
  return families.empty() ? draw_procedural(random) : draw(families, random);
}

}  // namespace drumlin::data
