// Claims about drawn grooves, over many draws: what training relies on.
#include "data/grooves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
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
      drawn.push_back(draw_piece(random, seconds).performance);
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
  const Performance piece = draw_piece(one, seconds).performance;
  EXPECT_EQ(piece, draw_piece(same, seconds).performance);
  EXPECT_NE(piece, draw_piece(other, seconds).performance);
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

/// How many styles have a bar (of a few drawn) of which the claim is true.
template <class Claim>
int styles_with(Claim claim) {
  int count = 0;
  for (const Style& style : styles()) {
    nn::Random random(4);
    bool found = false;
    for (int i = 0; i < 20 && !found; ++i) found = claim(style, draw_bar(random, style, draw_voices(random, style)));
    count += found ? 1 : 0;
  }
  return count;
}

int count(const Sheet& bar, Drum drum) {
  return static_cast<int>(std::ranges::count(bar, drum, &Stroke::drum));
}

/// Strokes a second at the fastest tempo.
double rate(const Style& style, const Sheet& bar, Drum drum) {
  return count(bar, drum) / beats_of(style) * style.fastest / 60.0;
}

bool strikes(const Sheet& bar, Drum drum, double beat) {
  return std::ranges::any_of(
      bar, [&](const Stroke& stroke) { return stroke.drum == drum && std::abs(stroke.beat - beat) < 1e-6; });
}

/// Strokes of the two drums at one time.
int meetings(const Sheet& bar, Drum one, Drum other) {
  return static_cast<int>(std::ranges::count_if(
      bar, [&](const Stroke& stroke) { return stroke.drum == one && strikes(bar, other, stroke.beat); }));
}

TEST(GrooveStyles, BlastBeatsAreOfThreeKinds) {
  const auto blast = [](const Style& style, const Sheet& bar) {
    return rate(style, bar, Drum::snare_head) > 5.0 && rate(style, bar, Drum::kick) > 5.0;
  };
  const auto hammer = [&](const Style& style, const Sheet& bar) {
    return blast(style, bar) && meetings(bar, Drum::kick, Drum::snare_head) == count(bar, Drum::kick);
  };
  const auto traditional = [&](const Style& style, const Sheet& bar) {
    return blast(style, bar) && meetings(bar, Drum::kick, Drum::snare_head) == 0;
  };
  const auto bomb = [&](const Style& style, const Sheet& bar) {
    return blast(style, bar) && count(bar, Drum::kick) > 1.7 * count(bar, Drum::snare_head);
  };
  EXPECT_GE(styles_with(hammer), 1);
  EXPECT_GE(styles_with(traditional), 1);
  EXPECT_GE(styles_with(bomb), 1);
}

TEST(GrooveStyles, DoubleBassRunsUnderASlowBackbeat) {
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return rate(style, bar, Drum::kick) > 8.0 && count(bar, Drum::snare_head) <= 3;
            }),
            3);
}

TEST(GrooveStyles, JazzFeathersTheKickAndTapsTheHatsOnTwoAndFour) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              const bool feathered = std::ranges::all_of(
                  bar, [](const Stroke& stroke) { return stroke.drum != Drum::kick || stroke.velocity <= 0.5; });
              return feathered && count(bar, Drum::kick) == 4 && count(bar, Drum::ride_bow) >= 5 &&
                     strikes(bar, Drum::hihat_pedal, 1.0) && strikes(bar, Drum::hihat_pedal, 3.0);
            }),
            1);
}

TEST(GrooveStyles, BossaAndSambaHaveTheirClaveOnTheSideStick) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              return count(bar, Drum::side_stick) == 5 && count(bar, Drum::kick) >= 7;
            }),
            2);
}

TEST(GrooveStyles, TrainBeatsRunOnTheSnare) {
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return count(bar, Drum::snare_head) >= 14 && beats_of(style) == 4.0 && count(bar, Drum::kick) >= 3;
            }),
            2);
}

TEST(GrooveStyles, ReggaetonStrikesThreeSixteenthsAfterTheKick) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              return strikes(bar, Drum::snare_head, 0.75) && strikes(bar, Drum::snare_head, 1.5) &&
                     count(bar, Drum::kick) == 4;
            }),
            1);
}

TEST(GrooveStyles, HouseOpensTheHatsBetweenFourKicks) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              return count(bar, Drum::kick) == 4 && strikes(bar, Drum::hihat_open, 0.5) &&
                     strikes(bar, Drum::hihat_open, 1.5) && meetings(bar, Drum::hihat_open, Drum::kick) == 0;
            }),
            2);
}

TEST(GrooveStyles, TrapRollsTheHats) {
  // Three strokes in a sixteenth.
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return style.machine && std::ranges::any_of(bar, [&bar](const Stroke& stroke) {
                       return stroke.drum == Drum::hihat_closed &&
                              strikes(bar, Drum::hihat_closed, stroke.beat + 0.25 / 3.0) &&
                              strikes(bar, Drum::hihat_closed, stroke.beat + 0.5 / 3.0);
                     });
            }),
            2);
}

TEST(GrooveStyles, DrumAndBassBreaksAreFast) {
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return style.slowest >= 150.0 && style.fastest <= 185.0 && strikes(bar, Drum::kick, 2.5) &&
                     strikes(bar, Drum::snare_head, 1.0) && strikes(bar, Drum::snare_head, 3.0);
            }),
            2);
}

TEST(GrooveStyles, HalfTimeShufflesHaveGhostsBetweenAndOneBackbeat) {
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              const auto ghosts = std::ranges::count_if(
                  bar, [](const Stroke& stroke) { return stroke.drum == Drum::snare_head && stroke.velocity < 0.4; });
              return style.steps_per_beat == 3 && ghosts >= 4 && strikes(bar, Drum::snare_head, 2.0) &&
                     !strikes(bar, Drum::snare_head, 1.0) && !strikes(bar, Drum::snare_head, 3.0);
            }),
            1);
}

TEST(GrooveStyles, LinearGroovesNeverStrikeTwoAtOnce) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              std::set<double> times;
              for (const Stroke& stroke : bar) times.insert(stroke.beat);
              return bar.size() >= 10 && times.size() == bar.size();
            }),
            1);
}

TEST(GrooveStyles, MetresAreOdd) {
  for (const double beats : {3.0, 3.5, 5.0}) {
    EXPECT_GE(styles_with([beats](const Style& style, const Sheet&) { return beats_of(style) == beats; }), 1) << beats;
  }
}

TEST(GrooveStyles, SomeAreSoftThroughout) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              return bar.size() > 8 &&
                     std::ranges::all_of(bar, [](const Stroke& stroke) { return stroke.velocity <= 0.5; });
            }),
            1);
}

TEST(GrooveStyles, SomeAreKickSnareAndHatsAlone) {
  EXPECT_GE(styles_with([](const Style&, const Sheet& bar) {
              const int basics = count(bar, Drum::kick) + count(bar, Drum::snare_head) + count(bar, Drum::hihat_closed);
              return basics == static_cast<int>(bar.size()) && count(bar, Drum::hihat_closed) >= 4;
            }),
            3);
}

TEST(GrooveStyles, SomeAreSparseAndSomeAreBusy) {
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return static_cast<double>(bar.size()) < 1.5 * beats_of(style);
            }),
            1);
  EXPECT_GE(styles_with([](const Style& style, const Sheet& bar) {
              return static_cast<double>(bar.size()) / beats_of(style) * style.fastest / 60.0 > 25.0;
            }),
            1);
}

TEST(Grooves, RollsAreClosedAndBuzzed) {
  // Six strokes of one drum within 0.15 s: more than 33 a second.
  int buzzes = 0;
  for (const Performance& piece : many()) {
    std::map<Drum, std::vector<double>> times;
    for (const Hit& hit : piece.hits) times[hit.drum].push_back(hit.time);
    for (const auto& [drum, struck] : times) {
      for (std::size_t i = 5; i < struck.size(); ++i) {
        if (struck[i] - struck[i - 5] > 0.15) continue;
        ++buzzes;
        break;
      }
    }
  }
  EXPECT_GT(buzzes, 30);
}

TEST(Grooves, TheBeatIsTheDrummers) {
  // Kicks fall near the drawn beat's eighths and sixteenths more often than chance has them: within a tenth of a
  // sixteenth is a fifth of all time.
  int near = 0;
  int all = 0;
  for (int seed = 0; seed < 300; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const Piece piece = draw_piece(random, seconds);
    for (const Hit& hit : piece.performance.hits) {
      if (hit.drum != Drum::kick) continue;
      const double sixteenths = 4.0 * (hit.time - piece.downbeat) / piece.beat;
      near += std::abs(sixteenths - std::round(sixteenths)) < 0.1 ? 1 : 0;
      ++all;
    }
  }
  EXPECT_GT(near, 0.4 * all);
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
