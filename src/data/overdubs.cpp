// Overdubs go with the drummer: a stroke near a place of the bar is moved onto what is already played there, a little
// early or late, since that is where a listener has to hear two drums in one.
#include "data/overdubs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "data/groove_sheet.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

constexpr double together = 0.035;  // seconds within which strokes count as one moment

/// A bar in sixteenths, written as in groove_styles.h (X x o . ?; O: an open hat), the drums that may play it, and how
/// often it is drawn.
struct Tab {
  double weight;
  std::string_view drums;
  std::string_view marks;
};

constexpr auto time_keepers = std::to_array<Tab>({
    {9.0, "H", "X.x.X.x.X.x.X.x."},
    {4.0, "H", "xoxoXoxoxoxoXoxo"},
    {3.0, "HP", "X...x...X...x..."},
    {2.0, "H", "x.xxx.xxx.xxx.xx"},
    {4.0, "H", "x.O.x.O.x.O.x.O."},
    {2.0, "H", "x.x.x.x.x.x.x.O."},
    {2.0, "H", "xxOxxxOxxxOxxxOx"},
    {3.0, "O", "X...X...X...X..."},
    {1.5, "O", "X.x.X.x.X.x.X.x."},
    {2.5, "X", "X...X...X...X..."},
    {1.0, "X", "X.x.X.x.X.x.X.x."},
    {2.5, "BYYC", "X...X...X...X..."},
    {2.5, "RRRBC", "X.x.X.x.X.x.X.x."},
    {0.8, "RBC", "x.xxx.xxx.xxx.xx"},
    {1.3, "tmlh", "X.x.X.x.X.x.X.x."},
    {0.7, "Z", "X...x...X...x..."},
});

constexpr auto figures = std::to_array<Tab>({
    {2.2, "t", "x.x.X.x.x.x.X.x."}, {0.9, "t", "xoxoXoxoxoxoXoxo"},   {4.5, "t", "....X.......X..."},
    {2.5, "t", "..x...x...x...x."}, {5.0, "c", "....X.......X..."},   {3.0, "c", "....X..?.?..X..x"},
    {1.5, "c", "X...X...X...X..."}, {4.5, "C", "X...X...X...X..."},   {3.0, "C", "X.x.X.x.X.x.X.x."},
    {2.0, "C", "x..x..x...x.x..."}, {1.5, "B", "X...X...X...X..."},   {2.0, "B", "..x...x...x...x."},
    {1.0, "B", "x..x..x.x..x..x."}, {3.5, "Y", "X.......?......."},   {4.0, "Y", "....X.......X..."},
    {3.5, "Y", "X...X...X...X..."}, {4.0, "Z", "X...?..?....?..?"},   {3.0, "Z", "..?...X.......X."},
    {3.5, "Z", "....X.......X..."}, {2.0, "X", "X.....?.....?..."},   {1.5, "X", "....X.......X..."},
    {2.0, "s", "x..x..x...x..x.."}, {1.5, "s", "....x.......x..."},   {2.0, "m", "..x..x....x..x.."},
    {2.0, "m", "x...x...x...x..."}, {2.0, "mhl", "x..xx..xx..xx..x"}, {4.0, "O", "..X...X...X...X."},
    {1.0, "O", "......X.......X."}, {2.0, "lh", "....X.......X..."},
});

const Tab& draw_tab(std::span<const Tab> tabs, nn::Random& random) {
  double total = 0.0;
  for (const Tab& tab : tabs) total += tab.weight;
  double left = random.uniform(0.0, total);
  for (const Tab& tab : tabs) {
    left -= tab.weight;
    if (left < 0.0) return tab;
  }
  return tabs.back();
}

Drum draw_drum(std::string_view letters, nn::Random& random) {
  return drum_of_letter(letters[static_cast<std::size_t>(random.below(static_cast<int>(letters.size())))]);
}

double strength(char mark, nn::Random& random) {
  switch (mark) {
    case 'X':
    case 'O':
      return 1.0;
    case 'x':
      return 0.8;
    case 'o':
      return 0.5;
    case '?':
      return random.chance(0.5) ? 0.9 : 0.0;
    default:
      return 0.0;
  }
}

/// The tab on `drum` in every bar from the first stroke of the excerpt to its last.
std::vector<Hit> play(const Excerpt& excerpt, Drum drum, std::string_view marks, nn::Random& random) {
  std::vector<Hit> played;
  if (excerpt.hits.empty()) return played;
  const double step = excerpt.beat / 4.0;
  const double level = random.uniform(0.35, 1.0);
  const double looseness = random.uniform(0.001, 0.008);
  const double unevenness = random.uniform(0.0, 0.15);
  const auto length = static_cast<long>(marks.size());
  const auto place = [&](double time) { return std::lround((time - excerpt.phase) / step); };
  for (long i = place(excerpt.hits.front().time); i <= place(excerpt.hits.back().time); ++i) {
    const char mark = marks[static_cast<std::size_t>(((i % length) + length) % length)];
    const double velocity = level * strength(mark, random) * (1.0 + random.normal(0.0, unevenness));
    if (velocity <= 0.0) continue;
    const double time = with_the_drummer(excerpt.hits, excerpt.phase + static_cast<double>(i) * step);
    const Drum struck = mark == 'O' && drum == Drum::hihat_closed ? Drum::hihat_open : drum;
    played.push_back(
        {time + random.normal(0.0, looseness), struck, static_cast<float>(std::clamp(velocity, 0.05, 1.0))});
  }
  return played;
}

void add(Excerpt& excerpt, const std::vector<Hit>& hits) {
  excerpt.hits.insert(excerpt.hits.end(), hits.begin(), hits.end());
  tidy(excerpt.hits);
}

}  // namespace

bool keeps_time(Drum drum) {
  return drum == Drum::hihat_closed || drum == Drum::hihat_open || drum == Drum::ride_bow || drum == Drum::ride_bell;
}

void keep_time(Excerpt& excerpt, nn::Random& random) {
  const Tab& tab = draw_tab(time_keepers, random);
  const std::vector<Hit> hits = play(excerpt, draw_drum(tab.drums, random), tab.marks, random);
  std::erase_if(excerpt.hits, [](const Hit& hit) { return keeps_time(hit.drum); });
  add(excerpt, hits);
}

void add_crashes(Excerpt& excerpt, nn::Random& random) {
  const Drum cymbal = random.chance(0.8) ? Drum::crash : random.chance(0.5) ? Drum::china : Drum::splash;
  const std::string_view marks = random.chance(0.6)   ? "X..............."
                                 : random.chance(0.5) ? "?..............."
                                                      : "X.......?.....?.";
  const std::vector<Hit> crashes = play(excerpt, cymbal, marks, random);
  std::erase_if(excerpt.hits, [&](const Hit& hit) {
    return keeps_time(hit.drum) && std::any_of(crashes.begin(), crashes.end(), [&hit](const Hit& crash) {
             return std::abs(crash.time - hit.time) < together;
           });
  });
  add(excerpt, crashes);
}

void add_figure(Excerpt& excerpt, nn::Random& random) {
  const Tab& tab = draw_tab(figures, random);
  add(excerpt, play(excerpt, draw_drum(tab.drums, random), tab.marks, random));
}

void open_off_beats(Excerpt& excerpt) {
  for (Hit& hit : excerpt.hits) {
    const double beats = (hit.time - excerpt.phase) / excerpt.beat;
    const bool off_beat = std::abs(beats - std::floor(beats) - 0.5) < 0.12;
    if (off_beat && hit.drum == Drum::hihat_closed) hit.drum = Drum::hihat_open;
  }
}

}  // namespace drumlin::data
