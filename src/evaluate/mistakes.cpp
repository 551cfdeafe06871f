// Matches each class first, as the scores do, and then what is left over across classes.
#include "evaluate/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "evaluate/onsets.h"
#include "score/vocabulary.h"

namespace drumlin::evaluate {

namespace {
struct Stroke {
  double time;
  std::string_view name;
};

// The strokes of one side that nothing matches, by time.
struct LeftOver {
  std::vector<Stroke> strokes;

  void add(const std::vector<double>& times, const std::vector<bool>& matched, std::string_view name) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (!matched[i]) strokes.push_back({times[i], name});
    }
  }
  std::vector<double> times() {
    std::ranges::stable_sort(strokes, {}, &Stroke::time);
    std::vector<double> result;
    for (const Stroke& stroke : strokes) result.push_back(stroke.time);
    return result;
  }
};

void add_mistakes(const Track& track, const score::Vocabulary& view, double window, std::vector<Mistake>& mistakes) {
  const std::vector<Onsets> reference = by_class(track.reference, view);
  const std::vector<Onsets> estimate = by_class(track.estimate, view);
  LeftOver missed;
  LeftOver invented;
  for (std::size_t c = 0; c < reference.size(); ++c) {
    std::vector<bool> found(reference[c].times.size(), false);
    std::vector<bool> right(estimate[c].times.size(), false);
    for (const auto& [r, e] : match(reference[c].times, estimate[c].times, window)) {
      found[static_cast<std::size_t>(r)] = true;
      right[static_cast<std::size_t>(e)] = true;
    }
    missed.add(reference[c].times, found, view.classes[c]);
    invented.add(estimate[c].times, right, view.classes[c]);
  }
  std::vector<Mistake> added;
  const std::vector<double> missed_times = missed.times();
  const std::vector<double> invented_times = invented.times();
  for (const Stroke& stroke : missed.strokes) added.push_back({track.name, stroke.time, stroke.name, {}});
  std::vector<bool> explained(invented.strokes.size(), false);
  for (const auto& [m, i] : match(missed_times, invented_times, window)) {
    added[static_cast<std::size_t>(m)].heard = invented.strokes[static_cast<std::size_t>(i)].name;
    explained[static_cast<std::size_t>(i)] = true;
  }
  for (std::size_t i = 0; i < explained.size(); ++i) {
    if (!explained[i]) added.push_back({track.name, invented.strokes[i].time, {}, invented.strokes[i].name});
  }
  std::ranges::stable_sort(added, {}, &Mistake::time);
  mistakes.insert(mistakes.end(), added.begin(), added.end());
}

// One line: the confusions of a class on one side, named by the other.
std::string line(std::span<const Confusion> confusions, std::string_view name, std::string_view Confusion::*own,
                 std::string_view Confusion::*other, std::string_view word) {
  int sum = 0;
  std::string parts;
  for (const Confusion& confusion : confusions) {
    if (confusion.*own != name) continue;
    sum += confusion.count;
    const std::string_view instead = (confusion.*other).empty() ? "nothing" : confusion.*other;
    parts += fmt::format("{} {} {}", parts.empty() ? ":" : ",", instead, confusion.count);
  }
  return sum == 0 ? "" : fmt::format("{} {} {}{}\n", name, word, sum, parts);
}

std::string quoted(const std::string& name) {
  if (name.find_first_of(",\"\n") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}
}  // namespace

std::vector<Mistake> find_mistakes(std::span<const Track> tracks, int classes, double window) {
  const score::Vocabulary& view = score::vocabulary(classes);
  std::vector<Mistake> mistakes;
  for (const Track& track : tracks) add_mistakes(track, view, window, mistakes);
  return mistakes;
}

std::vector<Confusion> count_confusions(std::span<const Mistake> mistakes) {
  std::map<std::pair<std::string_view, std::string_view>, int> counts;
  for (const Mistake& mistake : mistakes) ++counts[{mistake.played, mistake.heard}];
  std::vector<Confusion> confusions;
  for (const auto& [pair, count] : counts) confusions.push_back({pair.first, pair.second, count});
  std::ranges::stable_sort(confusions, std::ranges::greater(), &Confusion::count);
  return confusions;
}

std::string to_lines(std::span<const Confusion> confusions, int classes) {
  std::string text;
  for (const std::string_view name : score::vocabulary(classes).classes) {
    text += line(confusions, name, &Confusion::played, &Confusion::heard, "missed");
    text += line(confusions, name, &Confusion::heard, &Confusion::played, "false");
  }
  return text;
}

std::string to_csv(std::span<const Mistake> mistakes, int classes) {
  std::string text;
  for (const Mistake& m : mistakes) {
    text += fmt::format("{},{},{:.4f},{},{}\n", classes, quoted(m.track), m.time, m.played, m.heard);
  }
  return text;
}

}  // namespace drumlin::evaluate
