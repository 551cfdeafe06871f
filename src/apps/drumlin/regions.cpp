// Reads notes and regions.
#include "apps/drumlin/regions.h"

#include <drumlin/error.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>

#include "score/text.h"

namespace drumlin::app {
namespace {

namespace fs = std::filesystem;

bool begins_as_midi(const fs::path& path) {
  std::array<char, 4> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == "MThd";
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

double bar_time(int bar, const std::string& region, const Notes* notes) {
  if (notes == nullptr || !notes->midi) {
    throw Error("The region " + region + " counts bars, which only a MIDI file has; give one, or seconds.");
  }
  return score::bar_start(*notes->midi, bar);
}

/// One end of a region: seconds, or "bar" and its number.
double time_of(std::string_view end, const std::string& region, const Notes* notes) {
  constexpr std::string_view bar = "bar";
  if (end.starts_with(bar)) {
    const std::optional<int> count = number<int>(end.substr(bar.size()));
    if (count && *count >= 1) return bar_time(*count, region, notes);
  } else {
    const std::optional<double> seconds = number<double>(end);
    if (seconds && std::isfinite(*seconds)) return *seconds;
  }
  throw Error("The region " + region + " cannot be read; give seconds as in 12.0:14.5, or bars as in bar5:bar9.");
}

}  // namespace

bool is_notes(const fs::path& path) {
  constexpr std::array<std::string_view, 6> endings = {".mid", ".midi", ".csv", ".tsv", ".json", ".txt"};
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(endings, ending) != endings.end() || begins_as_midi(path);
}

Notes read_notes(const fs::path& path) {
  if (!begins_as_midi(path)) return {score::read_annotation(path).performance, std::nullopt};
  score::MidiFile midi = score::read_midi(path);
  score::Performance performance = score::to_performance(midi, score::PitchMap::general_midi);
  return {std::move(performance), std::move(midi)};
}

imagine::Region parse_region(const std::string& text, const Notes* notes) {
  const std::size_t colon = text.find(':');
  const std::string_view whole = text;
  const std::string_view end = colon == std::string::npos ? std::string_view() : whole.substr(colon + 1);
  const imagine::Region region{time_of(whole.substr(0, colon), text, notes), time_of(end, text, notes)};
  if (region.end <= region.start) throw Error("The region " + text + " ends before it starts; swap its ends.");
  return region;
}

}  // namespace drumlin::app
