// The names of the 18 articulations and the order of hits.
#include <drumlin/score.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace drumlin::score {
namespace {

constexpr std::array<std::string_view, drum_count> names = {
    "kick",       "snare_head", "snare_rim", "side_stick", "hihat_closed", "hihat_pedal",
    "hihat_open", "tom_high",   "tom_mid",   "tom_low",    "crash",        "ride_bow",
    "ride_bell",  "china",      "splash",    "clap",       "tambourine",   "cowbell"};

}  // namespace

std::string_view name(Drum drum) {
  return names[static_cast<std::size_t>(drum)];
}

std::optional<Drum> drum_named(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Drum>(found - names.begin());
}

void sort_hits(Performance& performance) {
  std::stable_sort(performance.hits.begin(), performance.hits.end(),
                   [](const Hit& a, const Hit& b) { return std::tie(a.time, a.drum) < std::tie(b.time, b.drum); });
}

}  // namespace drumlin::score
