// Tabs of a bar in sixteenths: X loud, x played, o damped (a scratch, a palm mute), . nothing, ? perhaps.
#include "data/riffs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace drumlin::data {
namespace {

using score::Drum;
using synth::Note;
using synth::Part;

constexpr double lead_in = 1.0;   // seconds before the excerpt from which notes may ring in
constexpr double damped = 0.045;  // seconds: the length of a damped note

template <std::size_t size>
std::string_view pick(const std::array<std::string_view, size>& tabs, nn::Random& random) {
  return random.pick(std::span<const std::string_view>(tabs));
}

/// One place of the excerpt's sixteenths.
struct Place {
  long index;
  double time;
};

/// The sixteenths from the lead-in to the end, each with the drummer.
std::vector<Place> sixteenths(const Excerpt& excerpt, double seconds) {
  std::vector<Place> places;
  const double step = excerpt.beat / 4.0;
  for (long i = std::lround(std::ceil((-lead_in - excerpt.phase) / step));; ++i) {
    const double time = excerpt.phase + static_cast<double>(i) * step;
    if (time >= seconds) return places;
    places.push_back({i, with_the_drummer(excerpt.hits, time)});
  }
}

char mark_at(std::string_view marks, long index, nn::Random& random) {
  const auto length = static_cast<long>(marks.size());
  const char mark = marks[static_cast<std::size_t>(((index % length) + length) % length)];
  return mark != '?' ? mark : random.chance(0.5) ? 'x' : '.';
}

bool struck_at(const Excerpt& excerpt, double time, std::initializer_list<Drum> drums) {
  return std::ranges::any_of(excerpt.hits, [&](const score::Hit& hit) {
    return std::abs(hit.time - time) < 0.03 && std::ranges::find(drums, hit.drum) != drums.end();
  });
}

float loudness(char mark, nn::Random& random) {
  const double level = mark == 'X' ? 0.95 : mark == 'x' ? 0.7 : 0.5;
  return static_cast<float>(std::clamp(level + random.normal(0.0, 0.06), 0.1, 1.0));
}

/// How a player keeps to the beat: seconds.
struct Hand {
  double late, looseness;
  double operator()(double time, nn::Random& random) const { return time + late + random.normal(0.0, looseness); }
};

Hand draw_hand(nn::Random& random) {
  return {random.normal(0.0, 0.004), random.chance(0.3) ? 0.0 : random.uniform(0.001, 0.009)};
}

/// A chord from its lowest string on, each string `spread` seconds after the one before; negative: upwards strokes.
void add_chord(std::vector<Note>& notes, Note lowest, std::span<const int> intervals, double spread) {
  double delay = spread < 0.0 ? -spread * static_cast<double>(intervals.size() - 1) : 0.0;
  for (const int interval : intervals) {
    Note note = lowest;
    note.pitch += interval;
    note.time += delay;
    delay += spread;
    notes.push_back(note);
  }
}

std::array<int, 4> chord_of(const Harmony& harmony) {
  return {0, 7, 12, harmony.minor ? 15 : 16};
}

constexpr std::array<std::string_view, 9> wall_tabs = {"X...............", "X.......X.......", "X...x...X...x...",
                                                       "X.x.x.x.X.x.x.x.", "XxxxXxxxXxxxXxxx", "X.oox.ooX.oox.oo",
                                                       "XoooXoooXooXooXo", "X..x..x...x.x...", "ooooooooXoooooXo"};

/// As long as the next stroke allows, within a bar.
void hold_until_the_next(std::vector<Note>& notes, double bar) {
  double next = notes.empty() ? 0.0 : notes.back().time + bar;
  for (std::size_t i = notes.size(); i-- > 0;) {
    const double time = notes[i].time;
    if (notes[i].duration > damped) notes[i].duration = std::clamp(next - time, 0.06, bar);
    if (i > 0 && time - notes[i - 1].time > 0.04) next = time;
  }
}

}  // namespace

int Harmony::root(long sixteenth) const {
  const auto change = static_cast<long>(std::floor(static_cast<double>(sixteenth) / changes_every));
  const auto count = static_cast<long>(steps.size());
  return key + steps[static_cast<std::size_t>(((change % count) + count) % count)];
}

Harmony draw_harmony(nn::Random& random) {
  static constexpr std::array<int, 9> steps = {0, 0, 0, 3, 5, 5, 7, 8, 10};
  Harmony harmony{.key = 36 + random.below(12), .minor = random.chance(0.5), .steps = {0}, .changes_every = 16};
  for (int i = random.below(4); i > 0; --i) harmony.steps.push_back(random.pick(std::span<const int>(steps)));
  if (random.chance(0.4)) harmony.changes_every = 8;
  return harmony;
}

std::vector<Note> draw_wall(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<int, 3> power = {0, 7, 12};
  const Hand hand = draw_hand(random);
  const bool with_the_kick = random.chance(0.35);
  const bool tremolo = random.chance(0.15);  // thirty-seconds
  const std::string_view tab = tremolo ? "x" : pick(wall_tabs, random);
  const double spread = random.uniform(0.0, 0.006);
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    char mark = mark_at(tab, place.index, random);
    if (with_the_kick) {
      const bool kick = struck_at(excerpt, place.time, {Drum::kick});
      mark = kick ? (place.index % 16 == 0 ? 'X' : 'o') : mark == 'X' && random.chance(0.5) ? 'X' : '.';
    }
    if (mark == '.') continue;
    Note note{hand(place.time, random), 1.0, harmony.root(place.index), loudness(mark, random), Part::power_chords};
    if (mark == 'o') note.duration = damped;
    const std::span<const int> strings = std::span(power).first(mark == 'o' ? 2 : 3);
    add_chord(notes, note, strings, spread);
    if (!tremolo || mark == 'o') continue;
    note.time += excerpt.beat / 8.0;
    add_chord(notes, note, strings, -spread);
  }
  hold_until_the_next(notes, 4.0 * excerpt.beat);
  return notes;
}

std::vector<Note> draw_strumming(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<std::string_view, 8> tabs = {"X...x...X...x...", "X.x.X.x.X.x.X.x.", "X.xxX.xxX.xxX.xx",
                                                    "xxxxXxxxxxxxXxxx", "X..x..xxX..x..x.", "oooooXooooXoooXo",
                                                    "o.oXo.ooo.oXo.Xo", "....X.......X..."};
  const std::string_view tab = pick(tabs, random);
  const Hand hand = draw_hand(random);
  const double spread = random.uniform(0.002, 0.014);
  const std::array<int, 4> chord = chord_of(harmony);
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    const char mark = mark_at(tab, place.index, random);
    if (mark == '.') continue;
    const Note note{hand(place.time, random), mark == 'o' ? damped : 1.0, harmony.root(place.index) + 12,
                    loudness(mark, random), Part::guitar};
    add_chord(notes, note, chord, place.index % 2 == 0 ? spread : -spread);
  }
  hold_until_the_next(notes, 4.0 * excerpt.beat);
  return notes;
}

std::vector<Note> draw_bass(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<std::string_view, 6> tabs = {"X.x.x.x.X.x.x.x.", "X.......X.......", "..X...X...X...X.",
                                                    "x.xxx.xxx.xxx.xx", "X...x...X...x...", "X..x..x...x.x..?"};
  const std::string_view tab = pick(tabs, random);
  const bool with_the_kick = random.chance(0.4);
  const bool slapped = random.chance(0.25);
  const double length = random.uniform(0.3, 1.0);
  const Hand hand = draw_hand(random);
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    const bool kick = struck_at(excerpt, place.time, {Drum::kick});
    const char mark = with_the_kick ? (kick ? 'X' : '.') : mark_at(tab, place.index, random);
    const bool pop = slapped && mark == '.' && random.chance(place.index % 8 == 4 ? 0.7 : 0.2);
    if (mark == '.' && !pop) continue;
    const int pitch = harmony.root(place.index) - 12 + (pop ? 12 : 0);
    notes.push_back(
        {hand(place.time, random), 1.0, std::max(pitch, 24), pop ? 1.0F : loudness(mark, random) * 0.9F, Part::bass});
  }
  hold_until_the_next(notes, 4.0 * excerpt.beat);
  for (Note& note : notes) note.duration *= length;
  return notes;
}

std::vector<Note> draw_stabs(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<std::string_view, 7> tabs = {"X.............X.", "..X...X...X...X.", "....X.......X...",
                                                    "X..X..X.........", "X...X...X...X...", "...X..X....X..X.",
                                                    "X..........X...."};
  constexpr std::array<Part, 4> parts = {Part::ensemble, Part::ensemble, Part::keys, Part::organ};
  const Part part = random.pick(std::span<const Part>(parts));
  const std::string_view tab = pick(tabs, random);
  const Hand hand = draw_hand(random);
  const double length = random.uniform(0.08, 0.35);
  const int octave = 12 * (1 + random.below(2));
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    const char mark = mark_at(tab, place.index, random);
    if (mark == '.') continue;
    add_chord(notes,
              {hand(place.time, random), length, harmony.root(place.index) + octave, loudness(mark, random), part},
              chord_of(harmony), 0.0);
  }
  return notes;
}

std::vector<Note> draw_pads(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  const bool pumping = random.chance(0.5);
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    const bool again = pumping && struck_at(excerpt, place.time, {Drum::kick});
    if (!again && place.index % harmony.changes_every != 0) continue;
    const Note note{place.time + (pumping ? 0.04 : 0.0), 1.0, harmony.root(place.index) + 12, 0.7F, Part::pad};
    add_chord(notes, note, chord_of(harmony), 0.0);
  }
  hold_until_the_next(notes, 4.0 * excerpt.beat);
  return notes;
}

std::vector<Note> draw_ostinato(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<Part, 5> parts = {Part::keys, Part::keys, Part::lead, Part::guitar, Part::ensemble};
  const Part part = random.pick(std::span<const Part>(parts));
  std::array<int, 8> order;
  for (int& place : order) place = random.below(4);
  const std::array<int, 4> chord = chord_of(harmony);
  const int every = random.chance(0.5) ? 1 : 2;
  const double length = random.uniform(0.1, 1.0) * excerpt.beat;
  const int octave = 12 * (1 + random.below(2));
  const Hand hand = draw_hand(random);
  std::vector<Note> notes;
  for (const Place& place : sixteenths(excerpt, seconds)) {
    if (place.index % every != 0) continue;
    const auto turn = static_cast<std::size_t>(((place.index / every % 8) + 8) % 8);
    const int pitch = harmony.root(place.index) + octave + chord[static_cast<std::size_t>(order[turn])];
    notes.push_back({hand(place.time, random), length, pitch, loudness('x', random), part});
  }
  return notes;
}

std::vector<Note> draw_singing(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random) {
  constexpr std::array<int, 5> scale = {0, 3, 5, 7, 10};
  const double density = random.uniform(0.2, 0.8);  // of eighths; a rapper's of sixteenths
  const int every = random.chance(0.25) ? 1 : 2;
  const int octave = 12 * (1 + random.below(2));
  const Hand hand{random.normal(0.0, 0.015), random.uniform(0.005, 0.03)};  // words are freer than hands
  std::vector<Note> notes;
  int step = random.below(5);
  for (const Place& place : sixteenths(excerpt, seconds)) {
    if (place.index % every != 0 || !random.chance(density)) continue;
    step = std::clamp(step + random.below(3) - 1, 0, 4);
    const int pitch = harmony.key + octave + scale[static_cast<std::size_t>(step)];
    notes.push_back({hand(place.time, random), 1.0, pitch, loudness('x', random), Part::voice});
  }
  hold_until_the_next(notes, 2.0 * excerpt.beat);
  for (Note& note : notes) note.duration *= 0.85;
  return notes;
}

std::vector<Note> draw_atmosphere(const Excerpt& excerpt, double seconds, nn::Random& random) {
  const auto velocity = static_cast<float>(random.uniform(0.3, 1.0));
  const double kind = random.uniform();
  if (kind < 0.35) return {{-0.5, seconds + 0.5, 60, velocity, Part::atmosphere}};
  const double bar = 4.0 * excerpt.beat;
  const double downbeat = excerpt.phase + bar * random.below(std::max(1, static_cast<int>(seconds / bar)));
  const double length = bar * random.uniform(0.25, 1.0);
  return {{kind < 0.7 ? downbeat - length : downbeat, length, 60, velocity, Part::atmosphere}};
}

}  // namespace drumlin::data
