// Readers of annotations; labels of MDB Drums as in Southall, Wu, Lerch, Hockman: MDB Drums (ISMIR 2017).
#include "evaluate/annotation.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "score/file.h"

namespace drumlin::evaluate {

namespace fs = std::filesystem;
using score::Drum;

namespace {
struct NamedLabel {
  std::string_view text;
  std::optional<Drum> drum;
};

constexpr NamedLabel mdb_labels[] = {
    {"KD", Drum::kick},
    {"SD", Drum::snare_head},
    {"HH", Drum::hihat_closed},
    {"TT", Drum::tom_mid},
    {"CY", Drum::crash},
    {"OT", std::nullopt},
    // subclasses: ghost notes, brushes, flams, no snares, drags; side stick
    {"SDG", Drum::snare_head},
    {"SDB", Drum::snare_head},
    {"SDF", Drum::snare_head},
    {"SDNS", Drum::snare_head},
    {"SDD", Drum::snare_head},
    {"SST", Drum::side_stick},
    // hi-hats; toms from high to the low floor tom
    {"CHH", Drum::hihat_closed},
    {"PHH", Drum::hihat_pedal},
    {"OHH", Drum::hihat_open},
    {"HIT", Drum::tom_high},
    {"MHT", Drum::tom_mid},
    {"HFT", Drum::tom_low},
    {"LFT", Drum::tom_low},
    // cymbals
    {"RDC", Drum::ride_bow},
    {"RDB", Drum::ride_bell},
    {"CRC", Drum::crash},
    {"CHC", Drum::china},
    {"SPC", Drum::splash},
    {"TMB", Drum::tambourine},
};

std::optional<double> to_number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}
}  // namespace

std::optional<Label> label_named(std::string_view text) {
  if (const auto drum = score::drum_named(text)) return Label{drum};
  const auto* const found = std::find_if(std::begin(mdb_labels), std::end(mdb_labels),
                                         [&](const NamedLabel& label) { return label.text == text; });
  if (found != std::end(mdb_labels)) return Label{found->drum};
  const auto pitch = to_number(text);
  if (!pitch || *pitch < 0 || *pitch > 127 || *pitch != std::floor(*pitch)) return std::nullopt;
  const auto drum = score::drum_of_pitch(static_cast<int>(*pitch), score::PitchMap::general_midi);
  return drum ? std::optional(Label{drum}) : std::nullopt;
}

namespace {
// One hit as it was written: velocity on the file's own scale.
struct Entry {
  double time;
  std::optional<Drum> drum;
  std::optional<double> velocity;
};

// Velocities count to 1, or to 127 if any is above 1.
Annotation to_annotation(const std::vector<Entry>& entries) {
  double loudest = 0.0;
  for (const Entry& entry : entries) loudest = std::max(loudest, entry.velocity.value_or(0.0));
  const double scale = loudest > 1.0 ? 127.0 : 1.0;
  Annotation annotation;
  for (const Entry& entry : entries) {
    annotation.performance.duration = std::max(annotation.performance.duration, entry.time);
    if (!entry.drum) continue;
    annotation.velocities |= entry.velocity.has_value();
    const double velocity = std::clamp(entry.velocity.value_or(scale) / scale, 1.0 / 127.0, 1.0);
    annotation.performance.hits.push_back({entry.time, *entry.drum, static_cast<float>(velocity)});
  }
  score::sort_hits(annotation.performance);
  return annotation;
}

// Splits at commas and tabs, else at spaces; trims.
std::vector<std::string_view> split(std::string_view line) {
  constexpr std::string_view blank = " \t\r";
  const char* separators = line.find_first_of(",;\t") != std::string_view::npos ? ",;\t" : " ";
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = line.find_first_of(separators);
    std::string_view field = line.substr(0, end);
    field.remove_prefix(std::min(field.find_first_not_of(blank), field.size()));
    field.remove_suffix(field.size() - std::min(field.find_last_not_of(blank) + 1, field.size()));
    if (!field.empty() || *separators != ' ') fields.push_back(field);
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

struct Columns {
  std::size_t time = 0;
  std::size_t label = 1;
  std::optional<std::size_t> velocity = 2;  // of a file without column names, if a third column is there
};

std::optional<std::size_t> find_column(const std::vector<std::string_view>& names,
                                       std::initializer_list<std::string_view> wanted) {
  for (std::string_view name : wanted) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  return std::nullopt;
}

// Nothing if the line does not name columns.
std::optional<Columns> named_columns(const std::vector<std::string_view>& names) {
  const auto time = find_column(names, {"time", "onset", "seconds"});
  const auto label = find_column(names, {"drum", "label", "class", "pitch", "note"});
  if (!time || !label) return std::nullopt;
  return Columns{*time, *label, find_column(names, {"velocity"})};
}

Entry parse_line(const std::vector<std::string_view>& fields, const Columns& columns, const std::string& where) {
  if (fields.size() <= std::max(columns.time, columns.label)) {
    throw Error(where + " has no time and drum: write a line for each hit, as in 1.25,snare_head.");
  }
  const auto time = to_number(fields[columns.time]);
  if (!time || *time < 0.0) {
    throw Error(fmt::format("{} has \"{}\" for a time: write seconds.", where, fields[columns.time]));
  }
  const auto label = label_named(fields[columns.label]);
  if (!label) {
    throw Error(
        fmt::format("{} has \"{}\" for a drum: write an articulation such as snare_head, a label of MDB Drums "
                    "or a General MIDI pitch.",
                    where, fields[columns.label]));
  }
  Entry entry{*time, label->drum, std::nullopt};
  if (columns.velocity && *columns.velocity < fields.size() && !fields[*columns.velocity].empty()) {
    entry.velocity = to_number(fields[*columns.velocity]);
    if (!entry.velocity || *entry.velocity < 0.0 || *entry.velocity > 127.0) {
      throw Error(fmt::format("{} has \"{}\" for a velocity: write a number to 1 or to 127.", where,
                              fields[*columns.velocity]));
    }
  }
  return entry;
}

std::vector<Entry> parse_lines(std::string_view text, const std::string& file) {
  std::vector<Entry> entries;
  Columns columns;
  bool first = true;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto fields = split(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool blank = std::all_of(fields.begin(), fields.end(), [](std::string_view f) { return f.empty(); });
    if (blank || fields.front().starts_with('#')) continue;
    const auto names = first ? named_columns(fields) : std::nullopt;
    first = false;
    if (names) {
      columns = *names;
    } else {
      entries.push_back(parse_line(fields, columns, fmt::format("Line {} of {}", number, file)));
    }
  }
  return entries;
}

std::vector<Entry> parse_json(const std::string& text, const std::string& file) {
  std::vector<Entry> entries;
  try {
    const auto document = nlohmann::json::parse(text);
    for (const auto& hit : document.is_array() ? document : document.at("hits")) {
      const double time = hit.at("time").get<double>();
      const auto label = label_named(hit.at("drum").get<std::string>());
      if (!label || !(time >= 0.0)) {
        throw Error(
            fmt::format("{} holds the hit {}, which has no time and drum that are known: write seconds and an "
                        "articulation such as snare_head.",
                        file, hit.dump()));
      }
      Entry entry{time, label->drum, std::nullopt};
      if (hit.contains("velocity")) entry.velocity = hit.at("velocity").get<double>();
      entries.push_back(entry);
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(fmt::format(
        R"({} is no list of hits ({}): write {{"hits": [{{"time": 1.25, "drum": "snare_head", "velocity": 0.8}}]}}.)",
        file, error.what()));
  }
  return entries;
}
}  // namespace

Annotation read_annotation(const fs::path& path, score::PitchMap map) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (ending == ".mid" || ending == ".midi") return {score::to_performance(score::read_midi(path), map), true};
  const std::string text = score::read_file(path);
  if (ending == ".json") return to_annotation(parse_json(text, path.string()));
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt") return to_annotation(parse_lines(text, path.string()));
  throw Error(path.string() + " is no annotation that can be read: give .mid, .csv, .tsv, .txt or .json.");
}

}  // namespace drumlin::evaluate
