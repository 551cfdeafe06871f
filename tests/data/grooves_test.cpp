// Claims about drawn grooves, over many draws: what training relies on.
#include "data/grooves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "data/groove_figures.h"
#include "data/groove_sheet.h"
#include "data/groove_styles.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;
using score::Performance;

constexpr double seconds = 6.0;

/// 3000 pieces, five hours of drums.
const std::vector<Performance>& many() {
  static const std::vector<Performance> all = [] {
    std::vector<Performance> drawn;
    for (std::uint64_t number = 0; number < 3000; ++number) {
      nn::Random random(11, number);
      drawn.push_back(draw_groove(random, seconds));
    }
    return drawn;
  }();
  return all;
}

std::array<double, score::drum_count> shares() {
  std::array<double, score::drum_count> share{};
  double total = 0.0;
  for (const Performance& piece : many()) {
    for (const Hit& hit : piece.hits) share[static_cast<std::size_t>(hit.drum)] += 1.0;
    total += static_cast<double>(piece.hits.size());
  }
  for (double& value : share) value /= total;
  return share;
}

TEST(Grooves, TheSameSeedDrawsTheSamePiece) {
  nn::Random one(5);
  nn::Random same(5);
  nn::Random other(6);
  const Performance piece = draw_groove(one, seconds);
  EXPECT_EQ(piece, draw_groove(same, seconds));
  EXPECT_NE(piece, draw_groove(other, seconds));
}

TEST(Grooves, HitsAreSortedInsideTheDurationAndAudible) {
  for (const Performance& piece : many()) {
    ASSERT_EQ(piece.duration, seconds);
    Performance sorted = piece;
    score::sort_hits(sorted);
    ASSERT_EQ(piece, sorted);
    for (const Hit& hit : piece.hits) {
      ASSERT_GE(hit.time, 0.0);
      ASSERT_LT(hit.time, seconds);
      ASSERT_GT(hit.velocity, 0.0F);
      ASSERT_LE(hit.velocity, 1.0F);
    }
  }
}

TEST(Grooves, CommonDrumsAreAtLeastTwoPercentOfTheHits) {
  const auto share = shares();
  for (const Drum drum :
       {Drum::kick, Drum::snare_head, Drum::hihat_closed, Drum::crash, Drum::ride_bow, Drum::ride_bell,
        Drum::hihat_open, Drum::hihat_pedal, Drum::tom_high, Drum::tom_mid, Drum::tom_low}) {
    EXPECT_GE(share[static_cast<std::size_t>(drum)], 0.02) << score::name(drum);
  }
}

TEST(Grooves, RareDrumsAreAtLeastSevenPermilleOfTheHits) {
  const auto share = shares();
  for (const Drum drum :
       {Drum::china, Drum::splash, Drum::clap, Drum::tambourine, Drum::cowbell, Drum::side_stick, Drum::snare_rim}) {
    EXPECT_GE(share[static_cast<std::size_t>(drum)], 0.007) << score::name(drum);
  }
}

TEST(Grooves, EveryDrumIsHeardSoftAndLoud) {
  std::array<float, score::drum_count> softest{};
  std::array<float, score::drum_count> loudest{};
  softest.fill(1.0F);
  for (const Performance& piece : many()) {
    for (const Hit& hit : piece.hits) {
      const auto drum = static_cast<std::size_t>(hit.drum);
      softest[drum] = std::min(softest[drum], hit.velocity);
      loudest[drum] = std::max(loudest[drum], hit.velocity);
    }
  }
  for (std::size_t drum = 0; drum < score::drum_count; ++drum) {
    EXPECT_LT(softest[drum], 0.2F) << score::name(static_cast<Drum>(drum));
    EXPECT_GT(loudest[drum], 0.9F) << score::name(static_cast<Drum>(drum));
  }
}

TEST(Grooves, NoDrumIsStruckTwiceWithinEightMilliseconds) {
  for (const Performance& piece : many()) {
    std::map<Drum, double> last;
    for (const Hit& hit : piece.hits) {
      const auto before = last.find(hit.drum);
      if (before != last.end()) {
        ASSERT_GE(hit.time - before->second, 0.008);
      }
      last[hit.drum] = hit.time;
    }
  }
}

TEST(Grooves, NobodyHasThreeHands) {
  for (const Performance& piece : many()) {
    std::vector<double> hands;
    for (const Hit& hit : piece.hits) {
      if (!is_foot(hit.drum)) hands.push_back(hit.time);
    }
    for (std::size_t i = 2; i < hands.size(); ++i) ASSERT_GE(hands[i] - hands[i - 2], 0.002);
  }
}

TEST(Grooves, FlamsExist) {
  int flams = 0;
  for (const Performance& piece : many()) {
    std::map<Drum, Hit> last;
    for (const Hit& hit : piece.hits) {
      const auto before = last.find(hit.drum);
      if (before != last.end()) {
        const double gap = hit.time - before->second.time;
        flams += gap > 0.010 && gap < 0.045 && before->second.velocity < 0.7F * hit.velocity ? 1 : 0;
      }
      last[hit.drum] = hit;
    }
  }
  EXPECT_GT(flams, 500);  // one in six pieces
}

TEST(Grooves, SomePiecesHaveSilencesAndFewAreEmpty) {
  int empty = 0;
  int with_silence = 0;
  for (const Performance& piece : many()) {
    empty += piece.hits.empty() ? 1 : 0;
    double longest = 0.0;
    double last = 0.0;
    for (const Hit& hit : piece.hits) {
      longest = std::max(longest, hit.time - last);
      last = hit.time;
    }
    with_silence += std::max(longest, seconds - last) > 1.5 ? 1 : 0;
  }
  EXPECT_LT(empty, 30);
  EXPECT_GT(with_silence, 100);
}

TEST(Grooves, EveryDrumIsAlsoHeardApartFromTheKick) {
  std::array<int, score::drum_count> alone{};
  for (const Performance& piece : many()) {
    for (std::size_t i = 1; i + 1 < piece.hits.size(); ++i) {
      const bool apart =
          piece.hits[i].time - piece.hits[i - 1].time > 0.1 && piece.hits[i + 1].time - piece.hits[i].time > 0.1;
      if (apart) ++alone[static_cast<std::size_t>(piece.hits[i].drum)];
    }
  }
  for (std::size_t drum = 0; drum < score::drum_count; ++drum) {
    EXPECT_GT(alone[drum], 100) << score::name(static_cast<Drum>(drum));
  }
}

TEST(GrooveStyles, EveryTabIsWellFormed) {
  const std::set<char> marks = {'.', 'X', 'x', 'o', 'g', '?', ',', 'O', 'r', 'R'};
  for (const Style& style : styles()) {
    EXPECT_GE(style.slowest, 50.0);
    EXPECT_LE(style.fastest, 220.0);
    EXPECT_LT(style.slowest, style.fastest);
    for (const Lane& lane : style.lanes) {
      EXPECT_EQ(lane.marks.size(), style.lanes.front().marks.size()) << lane.marks;
      EXPECT_EQ(lane.marks.size() * 2 % static_cast<std::size_t>(style.steps_per_beat), 0U)
          << lane.marks;  // 7/8 is fine
      for (const char mark : lane.marks) EXPECT_TRUE(marks.contains(mark)) << lane.marks;
    }
  }
}

TEST(GrooveFeel, SwingMovesOnlyTheSecondHalfOfAPair) {
  Feel feel;
  feel.tempo = 60.0;  // a beat is a second
  feel.swing = 2.0 / 3.0;
  feel.balance.fill(1.0);
  feel.unevenness = 0.0;
  nn::Random random(1);
  const Sheet sheet = {{1.0, Drum::kick}, {1.5, Drum::kick}, {1.5, Drum::kick, 0.7, 0.0, true}};
  const std::vector<Hit> hits = play(random, sheet, feel);
  EXPECT_DOUBLE_EQ(hits[0].time, 1.0);
  EXPECT_NEAR(hits[1].time, 1.0 + 2.0 / 3.0, 1e-12);
  EXPECT_DOUBLE_EQ(hits[2].time, 1.5);
}

TEST(GrooveFigures, AFlamIsASoftStrokeFifteenToFortyMillisecondsAhead) {
  nn::Random random(2);
  for (int i = 0; i < 100; ++i) {
    Sheet sheet;
    add_flam(random, sheet, {1.0, Drum::snare_head, 0.9});
    ASSERT_EQ(sheet.size(), 2U);
    EXPECT_LE(sheet[0].offset, -0.015);
    EXPECT_GE(sheet[0].offset, -0.040);
    EXPECT_LT(sheet[0].velocity, sheet[1].velocity);
  }
}

}  // namespace
}  // namespace drumlin::data
