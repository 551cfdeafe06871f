// Where the band's notes fall.
#include "data/accompaniment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace drumlin::data {
namespace {

using synth::Note;
using synth::Part;

Excerpt kicks_every_half_second() {
  Excerpt excerpt;
  for (int i = -4; i < 20; ++i) excerpt.hits.push_back({0.5 * i, score::Drum::kick, 0.9F});
  return excerpt;
}

/// Chords of quarter notes for two hundred beats, with a melody above.
Song chorale() {
  Song song;
  for (int beat = 0; beat < 200; ++beat) {
    for (const int pitch : {48, 64, 67}) song.notes.push_back({1.0 * beat, 1.0, pitch, 0.7F, Track::piano});
    song.notes.push_back({1.0 * beat, 1.0, 72, 0.7F, Track::melody});
  }
  return song;
}

TEST(Accompaniment, RiffsStrikeWithTheDrums) {
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    for (const Note& note : draw_riff(kicks_every_half_second(), 8.0, random)) {
      const double away = std::abs(note.time - 0.5 * std::round(note.time / 0.5));
      EXPECT_LT(away, 0.08);  // five deviations of 12 ms, and the strum
    }
  }
}

TEST(Accompaniment, SongsKeepTheDrumsTime) {
  // The chorale's beats fall on the drums' beats unless the band is drawn to be off, one time in five.
  int on = 0;
  int off = 0;
  for (int seed = 0; seed < 200; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = kicks_every_half_second();
    excerpt.phase = 0.3;
    const std::vector<Note> notes = arrange(chorale(), excerpt, 5.0, random);
    if (notes.empty()) continue;
    const double beats = (notes.front().time - 0.3) / 0.5;
    (std::abs(beats - std::round(beats)) < 1e-6 ? on : off) += 1;
  }
  EXPECT_GT(on, 2 * off);
  EXPECT_GT(off, 0);
}

TEST(Accompaniment, SongsReachTheWholeExcerpt) {
  double first = 100.0;
  double last = 0.0;
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    for (const Note& note : arrange(chorale(), kicks_every_half_second(), 5.0, random)) {
      EXPECT_GE(note.time, -1.0);
      EXPECT_LT(note.time, 5.0);
      first = std::min(first, note.time);
      last = std::max(last, note.time);
    }
  }
  EXPECT_LT(first, 0.5);
  EXPECT_GT(last, 4.5);
}

TEST(Accompaniment, TheBassPlaysTheLowestNotesDownBelow) {
  int basses = 0;
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    std::vector<double> times;
    for (const Note& note : arrange(chorale(), kicks_every_half_second(), 5.0, random)) {
      if (note.part != Part::bass) continue;
      EXPECT_GE(note.pitch, 26);
      EXPECT_LT(note.pitch, 46);
      times.push_back(note.time);
    }
    basses += times.empty() ? 0 : 1;
    std::sort(times.begin(), times.end());
    EXPECT_EQ(std::adjacent_find(times.begin(), times.end()), times.end()) << "a bass plays one note at a time";
  }
  EXPECT_GT(basses, 0);
}

TEST(Accompaniment, AboutAFifthOfTheBandsHaveLoudGuitars) {
  const std::vector<Song> songs = {chorale()};
  int loud = 0;
  for (int seed = 0; seed < 300; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const std::vector<Note> band = draw_accompaniment(songs, kicks_every_half_second(), 5.0, random);
    loud += std::ranges::any_of(band, [](const Note& note) { return note.part == Part::power_chords; }) ? 1 : 0;
  }
  EXPECT_GT(loud, 45);
  EXPECT_LT(loud, 135);
}

TEST(Accompaniment, ShakersPlaySteadilyAtTimes) {
  int steady = 0;
  for (int seed = 0; seed < 100; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const std::vector<Note> notes = draw_percussion(kicks_every_half_second(), 6.0, random);
    // Seven seconds of eighths are 28 notes, of sixteenths 56.
    const bool full = notes.size() == 28 || notes.size() == 56;
    steady += full && std::ranges::all_of(notes, [](const Note& note) { return note.pitch == 0; }) ? 1 : 0;
  }
  EXPECT_GT(steady, 20);
}

TEST(Accompaniment, WithoutSongsThereAreRiffs) {
  int played = 0;
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    played += draw_accompaniment({}, kicks_every_half_second(), 5.0, random).empty() ? 0 : 1;
  }
  EXPECT_GT(played, 30);
}

}  // namespace
}  // namespace drumlin::data
