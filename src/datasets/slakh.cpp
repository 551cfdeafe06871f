// Slakh2100 (Manilow et al. 2019), flac or flac-redux: {train,validation,test}/TrackNNNNN/mix.flac, metadata.yaml and
// MIDI/SNN.mid. metadata.yaml names the stems, whether they are drums, and the sampled instrument that played them:
//     stems:
//       S00:
//         is_drum: true
//         plugin_name: garage_kit_lite.nkm
// It is written by one program in this plain shape, so lines and their indentation are enough.
#include "datasets/slakh.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>

#include "datasets/files.h"
#include "datasets/layouts.h"
#include "score/file.h"
#include "score/midi.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view white = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// A line "key: value"; value is empty where a block begins.
struct Line {
  std::size_t indent;
  std::string_view key;
  std::string_view value;
};

/// Takes a line off the text; nothing for one that has no key.
std::optional<Line> take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  const std::size_t colon = line.find(':');
  const std::size_t indent = line.find_first_not_of(' ');
  if (colon == std::string_view::npos || line[indent] == '#') return std::nullopt;
  return Line{indent, unquoted(trimmed(line.substr(0, colon))), unquoted(trimmed(line.substr(colon + 1)))};
}

/// Reads metadata.yaml line by line.
class Metadata {
 public:
  void add(const Line& line) {
    if (line.indent == 0) {
      inside_ = line.key == "stems";
      found_ = found_ || inside_;
      stem_indent_ = 0;
    } else if (inside_ && (stem_indent_ == 0 || line.indent <= stem_indent_)) {
      finish_stem();
      stem_indent_ = line.indent;
      stem_.name = line.key;
    } else if (inside_ && line.key == "is_drum") {
      is_drum_ = line.value == "true";
    } else if (inside_ && line.key == "plugin_name") {
      stem_.plugin = line.value;
    }
  }

  /// Nothing if there was no list of stems.
  std::optional<std::vector<DrumStem>> finish() {
    finish_stem();
    return found_ ? std::optional(std::move(drums_)) : std::nullopt;
  }

 private:
  void finish_stem() {
    if (is_drum_) drums_.push_back(stem_);
    is_drum_ = false;
    stem_ = {};
  }

  std::vector<DrumStem> drums_;
  DrumStem stem_;
  std::size_t stem_indent_ = 0;
  bool inside_ = false;
  bool found_ = false;
  bool is_drum_ = false;
};

using score::Drum;

/// Pitches from first to last sound as the drum.
struct Keys {
  int first;
  int last;
  Drum drum;
};

// Kontakt's factory kits, nearly General MIDI: two keys, left and right hand, for each of four toms. From 60 on a key
// starts a loop, of which only the kick at its beginning is known.
constexpr std::array<Keys, 23> factory = {{
    {36, 36, Drum::kick},        {37, 37, Drum::side_stick}, {38, 38, Drum::snare_head},   {39, 39, Drum::snare_rim},
    {40, 40, Drum::snare_head},  {41, 41, Drum::tom_low},    {42, 42, Drum::hihat_closed}, {43, 43, Drum::tom_low},
    {44, 44, Drum::hihat_pedal}, {45, 45, Drum::tom_mid},    {46, 46, Drum::hihat_open},   {47, 48, Drum::tom_mid},
    {49, 49, Drum::crash},       {50, 50, Drum::tom_mid},    {51, 51, Drum::ride_bow},     {52, 53, Drum::tom_high},
    {54, 54, Drum::ride_bell},   {55, 55, Drum::splash},     {56, 56, Drum::cowbell},      {57, 57, Drum::crash},
    {58, 58, Drum::splash},      {59, 59, Drum::ride_bow},   {60, 71, Drum::kick},
}};
constexpr std::array<Keys, 1> funk = {{{24, 35, Drum::clap}}};
constexpr std::array<Keys, 1> pop = {{{35, 35, Drum::kick}}};
// Shakers, clicks, triangles and a cabasa are none of our drums.
constexpr std::array<Keys, 14> street = {{
    {36, 36, Drum::kick},
    {37, 38, Drum::snare_head},
    {39, 39, Drum::clap},
    {40, 40, Drum::snare_head},
    {42, 42, Drum::hihat_closed},
    {44, 44, Drum::hihat_closed},
    {46, 46, Drum::hihat_closed},
    {47, 48, Drum::kick},
    {50, 50, Drum::snare_head},
    {52, 52, Drum::clap},
    {53, 53, Drum::tambourine},
    {57, 57, Drum::crash},
    {59, 59, Drum::kick},
    {60, 70, Drum::kick},
}};
// Native Instruments' studio kits: strokes of left and right hands, rims and shanks far above General MIDI's keys. Of
// four toms the first is high, the second mid, the others low. 35 is a click of sticks.
constexpr std::array<Keys, 50> studio = {{
    {22, 22, Drum::crash},        {23, 23, Drum::ride_bow},   {24, 24, Drum::crash},        {25, 25, Drum::china},
    {26, 26, Drum::splash},       {33, 34, Drum::clap},       {36, 36, Drum::kick},         {37, 37, Drum::side_stick},
    {38, 38, Drum::snare_head},   {39, 39, Drum::snare_rim},  {40, 40, Drum::snare_head},   {41, 41, Drum::tom_low},
    {42, 42, Drum::hihat_closed}, {43, 43, Drum::tom_low},    {44, 44, Drum::hihat_pedal},  {45, 45, Drum::tom_mid},
    {46, 46, Drum::hihat_open},   {47, 47, Drum::tom_high},   {48, 50, Drum::crash},        {51, 52, Drum::ride_bow},
    {53, 53, Drum::ride_bell},    {54, 56, Drum::crash},      {57, 58, Drum::china},        {59, 59, Drum::splash},
    {60, 60, Drum::kick},         {61, 61, Drum::side_stick}, {62, 64, Drum::snare_head},   {65, 65, Drum::tom_low},
    {66, 66, Drum::hihat_closed}, {67, 67, Drum::tom_low},    {68, 68, Drum::hihat_closed}, {69, 69, Drum::tom_mid},
    {70, 70, Drum::hihat_open},   {71, 71, Drum::tom_high},   {72, 75, Drum::side_stick},   {76, 80, Drum::hihat_open},
    {81, 81, Drum::snare_head},   {83, 84, Drum::snare_head}, {85, 85, Drum::hihat_closed}, {86, 86, Drum::snare_head},
    {87, 87, Drum::hihat_closed}, {88, 89, Drum::tom_low},    {90, 90, Drum::hihat_closed}, {91, 91, Drum::tom_low},
    {92, 92, Drum::hihat_closed}, {93, 93, Drum::tom_low},    {94, 94, Drum::hihat_closed}, {95, 96, Drum::tom_mid},
    {97, 97, Drum::hihat_closed}, {98, 100, Drum::tom_high},
}};
constexpr std::array<Keys, 2> cowbell_and_tambourine = {{{27, 30, Drum::cowbell}, {31, 32, Drum::tambourine}}};
constexpr std::array<Keys, 1> tambourine = {{{31, 32, Drum::tambourine}}};  // 27 to 30 are wood blocks
// Abbey Road: a chopper, which is a stack of splashes, and in the white kit a spiral, which is like a china.
constexpr std::array<Keys, 6> sparkle = {{{16, 21, Drum::cowbell},
                                          {27, 29, Drum::splash},
                                          {31, 32, Drum::tambourine},
                                          {70, 70, Drum::hihat_pedal},
                                          {82, 82, Drum::kick},
                                          {101, 103, Drum::snare_head}}};
constexpr std::array<Keys, 6> white_kit = {{{17, 21, Drum::splash},
                                            {27, 30, Drum::cowbell},
                                            {31, 32, Drum::china},
                                            {70, 70, Drum::hihat_pedal},
                                            {82, 82, Drum::kick},
                                            {101, 103, Drum::snare_head}}};

/// A kit by the beginning of its file's name; its own keys come before those that it shares.
struct Kit {
  std::string_view name;
  std::span<const Keys> own;
  std::span<const Keys> shared;
};

constexpr std::array<Kit, 8> kits = {{
    {"funk_kit", funk, factory},
    {"pop_kit", pop, factory},
    {"street_knowledge_kit", street, {}},
    {"garage_kit", cowbell_and_tambourine, studio},
    {"stadium_kit", cowbell_and_tambourine, studio},
    {"session_kit", tambourine, studio},
    {"ar_modern_sparkle_kit", sparkle, studio},
    {"ar_modern_white_kit", white_kit, studio},
}};

std::optional<Drum> look_up(std::span<const Keys> keys, int pitch) {
  const auto found = std::ranges::find_if(keys, [pitch](const Keys& k) { return k.first <= pitch && pitch <= k.last; });
  return found == keys.end() ? std::nullopt : std::optional(found->drum);
}

void add_stem(score::Performance& performance, const fs::path& folder, const DrumStem& stem) {
  const score::MidiFile midi = score::read_midi(folder / "MIDI" / (stem.name + ".mid"));
  performance.duration = std::max(performance.duration, midi.duration);
  for (const score::Note& note : midi.notes) {
    const std::optional<Drum> drum = slakh_drum(stem.plugin, note.pitch);
    if (drum) performance.hits.push_back({note.time, *drum, static_cast<float>(note.velocity) / 127.0F});
  }
}

/// All drum stems of the song; some have two.
score::Annotation read_stems(const Recording& recording, int /*classes*/) {
  score::Annotation annotation;
  for (const DrumStem& stem : parse_slakh_metadata(score::read_file(recording.notes), recording.notes.string())) {
    add_stem(annotation.performance, recording.notes.parent_path(), stem);
  }
  score::sort_hits(annotation.performance);
  return annotation;
}

void list_tracks(std::vector<Recording>& recordings, const fs::path& folder, const std::string& split) {
  constexpr std::array<std::string_view, 2> endings = {".flac", ".wav"};
  for (const std::string& track : folders_in(folder)) {
    if (!track.starts_with("Track")) continue;
    recordings.push_back({.name = track,
                          .split = split,
                          .sounds = {{any_of(folder / track / "mix", endings)}},
                          .notes = folder / track / "metadata.yaml",
                          .read = read_stems});
  }
}

}  // namespace

std::vector<DrumStem> parse_slakh_metadata(std::string_view yaml, const std::string& name) {
  Metadata metadata;
  while (!yaml.empty()) {
    if (const auto line = take_line(yaml)) metadata.add(*line);
  }
  std::optional<std::vector<DrumStem>> drums = metadata.finish();
  if (!drums) throw Error(fmt::format("'{}' lists no stems: it is no metadata of Slakh2100; fetch it again", name));
  return *std::move(drums);
}

std::optional<Drum> slakh_drum(std::string_view plugin, int pitch) {
  const auto kit = std::ranges::find_if(kits, [plugin](const Kit& k) { return plugin.starts_with(k.name); });
  if (kit == kits.end()) return score::drum_of_pitch(pitch, score::PitchMap::general_midi);
  const std::optional<Drum> own = look_up(kit->own, pitch);
  return own ? own : look_up(kit->shared, pitch);
}

std::vector<Recording> list_slakh(const fs::path& folder) {
  const fs::path root = first_folder(std::array{folder / "slakh2100_flac_redux", folder / "slakh2100_flac", folder});
  std::vector<Recording> recordings;
  for (const std::string split : {"train", "validation", "test"}) list_tracks(recordings, root / split, split);
  if (recordings.empty()) list_tracks(recordings, root, "");  // BabySlakh has no splits
  return recordings;
}

}  // namespace drumlin::datasets
