// Hits as text. One line of a table is one hit; which column is what is said by the header, or is time, label,
// velocity where there is none (the annotation files of MDB Drums, ENST-Drums and others).
#include "score/text.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "score/file.h"

namespace drumlin::score {
namespace {

constexpr double longest = 1e6;     // seconds; eleven days
constexpr double softest = 0.0001;  // as written: four decimals
constexpr std::string_view white = " \t\r\f\v";

constexpr std::array<std::pair<std::string_view, Drum>, 26> labels = {{
    {"KD", Drum::kick},          {"SD", Drum::snare_head},   {"HH", Drum::hihat_closed}, {"TT", Drum::tom_mid},
    {"CY", Drum::crash},         {"OT", Drum::side_stick},   {"SDG", Drum::snare_head},  {"SDB", Drum::snare_head},
    {"SDF", Drum::snare_head},   {"SDD", Drum::snare_head},  {"SDNS", Drum::snare_head}, {"SST", Drum::side_stick},
    {"CHH", Drum::hihat_closed}, {"PHH", Drum::hihat_pedal}, {"OHH", Drum::hihat_open},  {"HIT", Drum::tom_high},
    {"MHT", Drum::tom_mid},      {"HFT", Drum::tom_low},     {"LFT", Drum::tom_low},     {"RDC", Drum::ride_bow},
    {"RDB", Drum::ride_bell},    {"CRC", Drum::crash},       {"CHC", Drum::china},       {"SPC", Drum::splash},
    {"TMB", Drum::tambourine},   {"BD", Drum::kick},
}};

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

[[noreturn]] void fail(const std::string& name, std::size_t line, const std::string& problem) {
  throw Error(fmt::format("'{}', line {}: {}; a line is a time in seconds, a drum and perhaps a velocity", name, line,
                          problem));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// Fields parted by commas, else by tabs, else by any white space.
std::vector<std::string_view> fields_of(std::string_view line) {
  const bool commas = line.find(',') != std::string_view::npos;
  const bool tabs = line.find('\t') != std::string_view::npos;
  const std::string_view separators = commas ? "," : tabs ? "\t" : white;
  std::vector<std::string_view> fields;
  for (std::size_t start = 0; start <= line.size();) {
    const std::size_t end = std::min(line.find_first_of(separators, start), line.size());
    const std::string_view field = unquoted(trimmed(line.substr(start, end - start)));
    if (!field.empty() || commas || tabs) fields.push_back(field);
    start = end + 1;
  }
  return fields;
}

/// The column of each thing; absent: beyond every field.
struct Columns {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
  std::size_t time = 0;
  std::size_t drum = 1;
  std::size_t velocity = 2;
  std::size_t probability = absent;
};

Columns columns_of(const std::vector<std::string_view>& header, const std::string& name, std::size_t line) {
  const auto column = [&](std::string_view title) {
    const auto found = std::find(header.begin(), header.end(), title);
    return found == header.end() ? Columns::absent : static_cast<std::size_t>(found - header.begin());
  };
  Columns columns{column("time"), column("drum"), column("velocity"), column("probability")};
  if (columns.drum == Columns::absent) columns.drum = column("label");
  if (columns.drum == Columns::absent) columns.drum = column("midi_note");
  if (columns.drum == Columns::absent) fail(name, line, "the header has no column drum, label or midi_note");
  return columns;
}

/// A hit as it was written, which may lack anything.
struct Written {
  std::optional<double> time;
  std::optional<Drum> drum;
  std::optional<double> velocity;
  std::optional<double> probability;
};

/// Checks and keeps hits; both readers end here. `where` throws.
class Collector {
 public:
  template <class Fail>
  void add(const Written& hit, const Fail& where) {
    if (!hit.time || !(*hit.time >= 0.0 && *hit.time <= longest)) where("the time is no number from 0 to a million");
    if (!hit.drum) where("the drum is none that we know");
    if (hit.velocity && !(*hit.velocity > 0.0 && *hit.velocity <= 1.0)) {
      where("the velocity is not above 0 and at most 1");
    }
    if (hit.probability && !(*hit.probability >= 0.0 && *hit.probability <= 1.0)) {
      where("the probability is not from 0 to 1");
    }
    if (!hit.velocity) annotation_.has_velocity = false;
    Hit& kept = annotation_.performance.hits.emplace_back();
    kept = {*hit.time, *hit.drum, std::max(static_cast<float>(hit.velocity.value_or(1.0)), 1e-6F)};
    if (hit.probability) kept.probability = static_cast<float>(*hit.probability);
  }

  Annotation finish(double duration) {
    Performance& performance = annotation_.performance;
    sort_hits(performance);
    performance.duration = performance.hits.empty() ? duration : std::max(duration, performance.hits.back().time);
    return std::move(annotation_);
  }

 private:
  Annotation annotation_;
};

/// What the data set's label means; nothing if it has no such label.
const Label* find_label(const Notation& notation, std::string_view name) {
  const auto found = std::ranges::find(notation.labels, name, &Label::name);
  if (found != notation.labels.end()) return &*found;
  const bool numbered = notation.numbered && name.size() > 1 && name.back() >= '0' && name.back() <= '9';
  return numbered ? find_label({notation.labels}, name.substr(0, name.size() - 1)) : nullptr;
}

void add_line(Collector& hits, const std::vector<std::string_view>& fields, const Columns& columns,
              const std::string& name, std::size_t line, const Notation* notation) {
  const auto field = [&](std::size_t column) { return column < fields.size() ? fields[column] : std::string_view(); };
  const auto where = [&](const char* problem) { fail(name, line, problem); };
  const auto number_if_any = [&](std::size_t column, const char* problem) {
    const std::optional<double> value = number<double>(field(column));
    if (!field(column).empty() && !value) where(problem);
    return value;
  };
  const Label* label = notation != nullptr ? find_label(*notation, field(columns.drum)) : nullptr;
  if (label != nullptr && !label->drum) return;
  Written hit{number<double>(field(columns.time)),
              {},
              number_if_any(columns.velocity, "the velocity is no number"),
              number_if_any(columns.probability, "the probability is no number")};
  if (notation == nullptr) hit.drum = drum_of_label(field(columns.drum));
  if (label != nullptr) hit.drum = label->drum;
  if (hit.velocity && notation != nullptr) hit.velocity = *hit.velocity / notation->loudest;
  hits.add(hit, where);
}

/// notation: null for our own.
Annotation parse_table(std::string_view text, const std::string& name, const Notation* notation) {
  Collector hits;
  Columns columns;
  bool first = true;
  std::size_t line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> fields = fields_of(line);
    const bool header = std::exchange(first, false) && !fields.empty() && fields.front() == "time";
    if (header) {
      columns = columns_of(fields, name, line_number);
    } else {
      add_line(hits, fields, columns, name, line_number, notation);
    }
  }
  return hits.finish(0.0);
}

std::optional<double> json_number(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::optional<Drum> json_drum(const nlohmann::json& object) {
  const auto drum = object.find("drum");
  if (drum != object.end()) return drum->is_string() ? drum_of_label(drum->get<std::string>()) : std::nullopt;
  const auto note = object.find("note");
  if (note == object.end() || !note->is_number_integer()) return std::nullopt;
  return drum_of_label(note->dump());
}

nlohmann::json parse_json(std::string_view text, const std::string& name) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::size_t until = std::min(error.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(until), '\n');
    throw Error(fmt::format("'{}', line {}: this is not valid JSON; correct it or write it again", name, line));
  } catch (const nlohmann::json::out_of_range&) {
    throw Error(fmt::format("'{}' holds a number that is too large; correct it or write it again", name));
  }
}

Annotation parse_json_hits(std::string_view text, const std::string& name) {
  const nlohmann::json all = parse_json(text, name);
  const auto hits = all.find("hits");
  if (hits == all.end() || !hits->is_array()) {
    throw Error(fmt::format("'{}' has no list \"hits\"; it should be as drumlin writes it", name));
  }
  Collector collector;
  std::size_t count = 0;
  for (const nlohmann::json& hit : *hits) {
    ++count;
    const auto where = [&](const char* problem) {
      throw Error(fmt::format("'{}', hit {}: {}; a hit has time, drum and perhaps velocity", name, count, problem));
    };
    if (!hit.is_object()) where("this is no object");
    collector.add(
        {json_number(hit, "time"), json_drum(hit), json_number(hit, "velocity"), json_number(hit, "probability")},
        where);
  }
  return collector.finish(std::clamp(json_number(all, "duration").value_or(0.0), 0.0, longest));
}

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

bool has_probability(const Performance& performance) {
  return std::ranges::any_of(performance.hits, [](const Hit& hit) { return hit.probability.has_value(); });
}

std::string to_table(const Performance& performance, char separator) {
  const bool with_probability = has_probability(performance);
  std::string text = fmt::format("time{0}drum{0}velocity{0}midi_note", separator);
  if (with_probability) text += fmt::format("{}probability", separator);
  text += '\n';
  for (const Hit& hit : performance.hits) {
    fmt::format_to(std::back_inserter(text), "{1:.6f}{0}{2}{0}{3:.4f}{0}{4}", separator, hit.time, name(hit.drum),
                   std::max<double>(hit.velocity, softest), pitch_of_drum(hit.drum));
    if (with_probability) text += separator;
    if (hit.probability) fmt::format_to(std::back_inserter(text), "{:.4f}", *hit.probability);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string to_csv(const Performance& performance) {
  return to_table(performance, ',');
}

std::string to_tsv(const Performance& performance) {
  return to_table(performance, '\t');
}

std::string to_json(const Performance& performance) {
  std::string text = fmt::format("{{\"duration\": {:.6f}, \"hits\": [", performance.duration);
  const char* separator = "\n";
  for (const Hit& hit : performance.hits) {
    fmt::format_to(std::back_inserter(text),
                   "{}  {{\"time\": {:.6f}, \"drum\": \"{}\", \"velocity\": {:.4f}, \"note\": {}",
                   std::exchange(separator, ",\n"), hit.time, name(hit.drum), std::max<double>(hit.velocity, softest),
                   pitch_of_drum(hit.drum));
    if (hit.probability) fmt::format_to(std::back_inserter(text), ", \"probability\": {:.4f}", *hit.probability);
    text += '}';
  }
  return text + "\n]}\n";
}

std::optional<Drum> drum_of_label(std::string_view label) {
  if (const std::optional<Drum> drum = drum_named(label)) return drum;
  const auto found =
      std::find_if(labels.begin(), labels.end(), [&](const auto& entry) { return entry.first == label; });
  if (found != labels.end()) return found->second;
  const std::optional<int> pitch = number<int>(label);
  return pitch ? drum_of_pitch(*pitch, PitchMap::general_midi) : std::nullopt;
}

Annotation parse_annotation(std::string_view text, const std::string& name) {
  text = without_mark(text);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') return parse_json_hits(text, name);
  return parse_table(text, name, nullptr);
}

Annotation parse_annotation(std::string_view text, const std::string& name, const Notation& notation) {
  return parse_table(without_mark(text), name, &notation);
}

Annotation read_annotation(const std::filesystem::path& path, PitchMap map) {
  const std::string bytes = read_file(path);
  if (!bytes.starts_with("MThd")) return parse_annotation(bytes, path.string());
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {to_performance(parse_midi({data, bytes.size()}, path.string()), map), true};
}

Annotation read_annotation(const std::filesystem::path& path, const Notation& notation) {
  return parse_annotation(read_file(path), path.string(), notation);
}

}  // namespace drumlin::score
