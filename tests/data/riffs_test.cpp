// Players that go with the drummer.
#include "data/riffs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace drumlin::data {
namespace {

using score::Drum;
using synth::Note;
using synth::Part;

constexpr double seconds = 6.0;

/// At 120 beats a minute, kicks on sixteenths 0, 3, 7, 10 and 13 of every bar, all `late` seconds late.
Excerpt uneven_kicks(double late) {
  Excerpt excerpt;
  for (int bar = -1; bar < 4; ++bar) {
    for (const int sixteenth : {0, 3, 7, 10, 13}) {
      excerpt.hits.push_back({2.0 * bar + 0.125 * sixteenth + late, Drum::kick, 0.9F});
    }
  }
  return excerpt;
}

bool is_at_a_kick(const Excerpt& excerpt, double time) {
  return std::ranges::any_of(excerpt.hits, [time](const score::Hit& hit) { return std::abs(hit.time - time) < 0.05; });
}

std::vector<std::vector<Note>> every_player(const Excerpt& excerpt, std::uint64_t seed) {
  nn::Random random(seed);
  const Harmony harmony = draw_harmony(random);
  std::vector<std::vector<Note>> players;
  for (const auto player : {draw_wall, draw_strumming, draw_bass, draw_stabs, draw_pads, draw_ostinato, draw_singing}) {
    players.push_back(player(excerpt, harmony, seconds, random));
  }
  players.push_back(draw_atmosphere(excerpt, seconds, random));
  return players;
}

TEST(Riffs, NotesAreWithinReachAndLastAWhile) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (const std::vector<Note>& notes : every_player(uneven_kicks(0.0), seed)) {
      for (const Note& note : notes) {
        EXPECT_GT(note.time, -8.0);
        EXPECT_LT(note.time, seconds + 0.2);
        EXPECT_GT(note.duration, 0.0);
        EXPECT_LE(note.duration, seconds + 0.5);
        EXPECT_GE(note.pitch, 24);
        EXPECT_LE(note.pitch, 100);
        EXPECT_GT(note.velocity, 0.0F);
        EXPECT_LE(note.velocity, 1.0F);
      }
    }
  }
}

TEST(Riffs, EveryPlayerPlaysInMostPieces) {
  std::vector<int> played(8, 0);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto players = every_player(uneven_kicks(0.0), seed);
    for (std::size_t i = 0; i < players.size(); ++i) played[i] += players[i].empty() ? 0 : 1;
  }
  for (const int pieces : played) EXPECT_GT(pieces, 70);
}

TEST(Riffs, SomeWallsPalmMuteExactlyWithTheKickAndSomeDoNot) {
  // Damped notes are shorter than 50 ms.
  const Excerpt excerpt = uneven_kicks(0.0);
  int with_the_kick = 0;
  int without = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    nn::Random random(seed);
    int mutes = 0;
    int at_kicks = 0;
    for (const Note& note : draw_wall(excerpt, {}, seconds, random)) {
      if (note.duration >= 0.05) continue;
      ++mutes;
      at_kicks += is_at_a_kick(excerpt, note.time) ? 1 : 0;
    }
    if (mutes > 20) (at_kicks == mutes ? with_the_kick : without) += 1;
  }
  EXPECT_GT(with_the_kick, 30);
  EXPECT_GT(without, 10);
}

TEST(Riffs, SomeWallsAreHeldAndSomeArePickedFasterThanTenTimesASecond) {
  int held = 0;
  int picked = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    nn::Random random(seed);
    const std::vector<Note> notes = draw_wall(uneven_kicks(0.0), {}, seconds, random);
    if (notes.empty()) continue;
    const auto lasting = std::ranges::count_if(notes, [](const Note& note) { return note.duration > 0.8; });
    held += 2 * lasting > std::ssize(notes) ? 1 : 0;
    picked += std::ssize(notes) > 3 * 10 * 7 ? 1 : 0;  // three strings, seven seconds
  }
  EXPECT_GT(held, 20);
  EXPECT_GT(picked, 5);
}

TEST(Riffs, ABandIsLateWithItsDrummer) {
  // The bass plays on kicks that come 20 ms late; it may itself be late or early by some milliseconds.
  double late = 0.0;
  int count = 0;
  const Excerpt excerpt = uneven_kicks(0.020);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    nn::Random random(seed);
    for (const Note& note : draw_bass(excerpt, {}, seconds, random)) {
      if (!is_at_a_kick(excerpt, note.time)) continue;
      late += note.time - 0.125 * std::round(note.time / 0.125);
      ++count;
    }
  }
  EXPECT_NEAR(late / count, 0.020, 0.004);
}

TEST(Riffs, SlappedBassesPopAnOctaveUpBetweenTheThumbs) {
  int popping = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    nn::Random random(seed);
    const std::vector<Note> notes = draw_bass(uneven_kicks(0.0), {.key = 40}, seconds, random);
    popping += std::ranges::any_of(notes, [](const Note& note) { return note.velocity == 1.0F && note.pitch == 40; });
  }
  EXPECT_GT(popping, 15);
  EXPECT_LT(popping, 50);
}

TEST(Riffs, PumpingPadsComeInAfterEveryKick) {
  const Excerpt excerpt = uneven_kicks(0.0);
  int pumping = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    nn::Random random(seed);
    const std::vector<Note> notes = draw_pads(excerpt, {}, seconds, random);
    pumping += std::ranges::all_of(excerpt.hits, [&notes](const score::Hit& hit) {
      return hit.time < -0.9 || hit.time > seconds - 0.1 || std::ranges::any_of(notes, [&hit](const Note& note) {
               return note.time > hit.time + 0.02 && note.time < hit.time + 0.06;
             });
    });
  }
  EXPECT_GT(pumping, 25);
  EXPECT_LT(pumping, 75);
}

TEST(Riffs, HarmonyGoesRoundBeforeAndAfterTheStart) {
  const Harmony harmony{.key = 40, .minor = false, .steps = {0, 5}, .changes_every = 8};
  EXPECT_EQ(harmony.root(0), 40);
  EXPECT_EQ(harmony.root(7), 40);
  EXPECT_EQ(harmony.root(8), 45);
  EXPECT_EQ(harmony.root(16), 40);
  EXPECT_EQ(harmony.root(-1), 45);
}

}  // namespace
}  // namespace drumlin::data
