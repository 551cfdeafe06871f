// Grooves from small books whose answer is known: one take can only be played as it is, tempos and seeds do what they
// say, and broken files are refused.
#include "imagine/book.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "nn/safetensors.h"
#include "score/file.h"
#include "temporary_folder.h"

namespace drumlin::imagine {
namespace {

using score::Drum;
using score::Hit;
using testing::IsEmpty;
using testing::Not;

/// Bars of 4/4 with hats on eighths, kick on one and three, `backbeat` on two and four.
score::Performance groove(int bars, double bpm, Drum backbeat) {
  const double beat = 60.0 / bpm;
  score::Performance performance{{}, 4 * bars * beat};
  for (int i = 0; i < 8 * bars; ++i) performance.hits.push_back({i * beat / 2, Drum::hihat_closed, 40.0F / 127});
  for (int i = 0; i < 4 * bars; ++i) {
    performance.hits.push_back({i * beat, i % 2 == 0 ? Drum::kick : backbeat, 90.0F / 127});
  }
  score::sort_hits(performance);
  return performance;
}

std::vector<Drum> backbeats(const score::Performance& performance) {
  std::vector<Drum> found;
  for (const Hit& hit : performance.hits) {
    if (hit.drum != Drum::kick && hit.drum != Drum::hihat_closed) found.push_back(hit.drum);
  }
  return found;
}

TEST(Book, AStrokeStandsOnTheNearestTickAndSaysHowLateItIs) {
  // At 60 a minute a tick is a twelfth of a second; 1.26 s is 0.12 ticks behind tick 3 of the second beat.
  const Take take = to_take({{{1.26, Drum::crash, 0.5F}, {1.24, Drum::crash, 0.2F}}, 2.0}, 60.0);
  ASSERT_EQ(take.beats.size(), 2U);
  EXPECT_THAT(take.beats[0], IsEmpty());
  ASSERT_EQ(take.beats[1].size(), 1U);  // the louder of two on a tick
  EXPECT_EQ(take.beats[1][0].tick, 3);
  EXPECT_EQ(take.beats[1][0].velocity, 0.5F);
  EXPECT_NEAR(take.beats[1][0].late, 0.12F, 1e-5F);
}

TEST(Book, AFileHoldsWhatWasWritten) {
  const test::TemporaryFolder folder;
  const std::vector<Take> book = {to_take(groove(3, 100, Drum::snare_head), 100),
                                  to_take(groove(4, 150, Drum::cowbell), 150)};
  const std::vector<std::uint8_t> bytes = write_book(book);
  score::write_file(folder / "book.safetensors", std::span<const std::uint8_t>(bytes));
  EXPECT_TRUE(is_book(folder / "book.safetensors"));
  const std::vector<Take> read = read_book(folder / "book.safetensors");
  ASSERT_EQ(read.size(), book.size());
  for (std::size_t take = 0; take < book.size(); ++take) {
    EXPECT_EQ(read[take].bpm, book[take].bpm);
    ASSERT_EQ(read[take].beats.size(), book[take].beats.size());
    for (std::size_t beat = 0; beat < book[take].beats.size(); ++beat) {
      const Beat& was = book[take].beats[beat];
      const Beat& is = read[take].beats[beat];
      ASSERT_EQ(is.size(), was.size());
      for (std::size_t i = 0; i < was.size(); ++i) {
        EXPECT_EQ(is[i].tick, was[i].tick);
        EXPECT_EQ(is[i].drum, was[i].drum);
        EXPECT_FLOAT_EQ(is[i].velocity, was[i].velocity);
        EXPECT_NEAR(is[i].late, was[i].late, 1.0 / 32 + 1e-6);  // half a sixteenth of a tick
      }
    }
  }
}

TEST(Book, OtherFilesAreRefused) {
  const test::TemporaryFolder folder;
  const auto refuses = [&](std::vector<nn::Named> tensors, const char* system) {
    const std::vector<std::uint8_t> bytes = nn::to_safetensors(std::move(tensors), {{"system", system}}, nn::Type::f16);
    score::write_file(folder / "book.safetensors", std::span<const std::uint8_t>(bytes));
    EXPECT_THROW(read_book(folder / "book.safetensors"), Error);
  };
  const nn::Named beats{"beats", {1, 2}, {1, 120}};
  refuses({beats, {"strokes", {1, 2}, {0, 100}}}, "n2n");
  refuses({beats}, "groove-book");
  refuses({beats, {"strokes", {1, 1}, {0}}}, "groove-book");
  refuses({beats, {"strokes", {1, 2}, {999, 100}}}, "groove-book");
  refuses({beats, {"strokes", {1, 2}, {0, -5}}}, "groove-book");
  refuses({{"beats", {1, 2}, {2, 120}}, {"strokes", {1, 2}, {0, 100}}}, "groove-book");
  refuses({{"beats", {1, 2}, {1, -1}}, {"strokes", {1, 2}, {0, 100}}}, "groove-book");
  EXPECT_THROW(read_book(folder / "absent"), Error);
}

TEST(Groove, OfASingleGrooveItIsThatGrooveAtAnyTempo) {
  const std::vector<Take> book = {to_take(groove(8, 120, Drum::snare_head), 120)};
  for (const double bpm : {60.0, 120.0, 200.0}) {
    const Groove drawn = draw_groove(book, 16 * 60 / bpm, {.bpm = bpm});
    const score::Performance expected = groove(4, bpm, Drum::snare_head);
    EXPECT_EQ(drawn.bpm, bpm);
    ASSERT_EQ(drawn.performance.hits.size(), expected.hits.size());
    for (std::size_t i = 0; i < expected.hits.size(); ++i) {
      EXPECT_EQ(drawn.performance.hits[i].drum, expected.hits[i].drum);
      EXPECT_NEAR(drawn.performance.hits[i].time, expected.hits[i].time, 1e-3);
      EXPECT_NEAR(drawn.performance.hits[i].velocity, expected.hits[i].velocity, 1e-3);
    }
  }
}

TEST(Groove, KeepsToWhatItHasBegunWith) {
  // Two grooves that never meet in the book do not meet in what is drawn; both are drawn by some seed.
  const std::vector<Take> book = {to_take(groove(8, 120, Drum::snare_head), 120),
                                  to_take(groove(8, 120, Drum::side_stick), 120)};
  std::array<int, 2> drawn{};
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::vector<Drum> found = backbeats(draw_groove(book, 4.0, {.steps = 20, .seed = seed}).performance);
    ASSERT_THAT(found, Not(IsEmpty()));
    EXPECT_EQ(std::ranges::count(found, found.front()), static_cast<std::ptrdiff_t>(found.size()));
    ++drawn.at(found.front() == Drum::snare_head ? 0 : 1);
  }
  EXPECT_GT(drawn[0], 0);
  EXPECT_GT(drawn[1], 0);
}

TEST(Groove, ComesFromTakesOfItsTempo) {
  const std::vector<Take> book = {to_take(groove(8, 80, Drum::snare_head), 80),
                                  to_take(groove(8, 160, Drum::side_stick), 160)};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto all_are = [&](double bpm, Drum drum) {
      EXPECT_THAT(backbeats(draw_groove(book, 4.0, {.bpm = bpm, .seed = seed}).performance), testing::Each(drum));
    };
    all_are(85, Drum::snare_head);
    all_are(150, Drum::side_stick);
    all_are(300, Drum::side_stick);  // the nearest, where none is near
  }
}

TEST(Groove, SeedsRepeatAndTheLengthIsWhatWasAsked) {
  const std::vector<Take> book = {to_take(groove(8, 120, Drum::snare_head), 120),
                                  to_take(groove(8, 100, Drum::side_stick), 100)};
  const score::Performance drawn = draw_groove(book, 3.7, {.seed = 5}).performance;
  EXPECT_EQ(draw_groove(book, 3.7, {.seed = 5}).performance, drawn);
  EXPECT_EQ(drawn.duration, 3.7);
  EXPECT_LT(drawn.hits.back().time, 3.7);
  for (const double seconds : {0.0, -1.0, 1e9, std::nan("")}) EXPECT_THROW(draw_groove(book, seconds, {}), Error);
  EXPECT_THROW(draw_groove(book, 1.0, {.bpm = 10.0}), Error);
}

}  // namespace
}  // namespace drumlin::imagine
