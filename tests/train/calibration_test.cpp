// Calibration on activations whose best settings can be seen.
#include "train/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "score/roll.h"

namespace drumlin::train {
namespace {

using score::Drum;
using transcribe::Instrument;
using transcribe::Peaks;

std::size_t index(Instrument instrument) {
  return static_cast<std::size_t>(instrument);
}

/// A recording to be drawn: strokes that are there and peaks that are not, one every fifth of a second.
class Sketch {
 public:
  /// A stroke, and what the network makes of it.
  Sketch& stroke(Drum drum, float activation, float played = 0.5F, float heard = 0.5F) {
    heard_.played.hits.push_back({time(), drum, played});
    return peak(drum, activation, heard);
  }
  /// A peak where nothing is played.
  Sketch& peak(Drum drum, float activation, float velocity = 0.5F) {
    heard_.roll.resize(heard_.roll.size() + step * width, 0.0F);
    float* frame = heard_.roll.data() + heard_.roll.size() - step * width;
    frame[static_cast<std::size_t>(drum)] = activation;
    frame[static_cast<std::size_t>(drum) + score::drum_count] = velocity;
    return *this;
  }
  const Heard& heard() const { return heard_; }

 private:
  static constexpr std::size_t width = 2 * score::drum_count;
  static constexpr std::size_t step = 20;  // frames of 10 ms
  double time() const { return 0.01 * static_cast<double>(heard_.roll.size() / width); }
  Heard heard_;
};

/// Kick: strokes from 0.31 on, other peaks up to 0.25. Snare: from 0.81 on, up to 0.71. Cowbell: one stroke of 0.15.
Heard sketch() {
  Sketch sketch;
  for (int i = 0; i < 200; ++i) {
    sketch.stroke(Drum::kick, 0.31F).peak(Drum::kick, 0.25F);
    sketch.stroke(Drum::snare_head, 0.81F).peak(Drum::snare_head, 0.71F);
  }
  sketch.stroke(Drum::cowbell, 0.15F);
  return sketch.heard();
}

TEST(Calibration, ThresholdsStandBetweenStrokesAndOtherPeaksAsNearToOneHalfAsTheyCan) {
  const Peaks peaks = calibrate(std::vector{sketch()}, {}, 1e-6);
  EXPECT_NEAR(peaks.thresholds[index(Instrument::kick)], 0.30, 1e-6);  // of 0.26, 0.28 and 0.30
  EXPECT_NEAR(peaks.thresholds[index(Instrument::snare)], 0.72, 1e-6);
}

TEST(Calibration, OneStrokeMovesNoThreshold) {
  // One threshold for all: 0.30 finds every kick and snare among 200 other peaks (F1 4/5), 0.50 no kick (2/3), 0.14 all
  // among 400 (2/3).
  const Peaks peaks = calibrate(std::vector{sketch()}, {}, 0.005);
  EXPECT_NEAR(peaks.thresholds[index(Instrument::cowbell)], 0.30, 1e-6);
  EXPECT_NEAR(peaks.thresholds[index(Instrument::ride)], 0.30, 1e-6) << "never played";
}

TEST(Calibration, MuchShrinkageLeavesOneHalfForAll) {
  for (const float threshold : calibrate(std::vector{sketch()}, {}, 1000.0).thresholds)
    EXPECT_NEAR(threshold, 0.5, 1e-6);
}

TEST(Calibration, KeepsWhatItDoesNotChoose) {
  Peaks start;
  start.neighbours = 3;
  start.minimum_gap = 0.03;
  start.velocities.fill({0.5F, 0.1F});
  start.lateness.fill(0.01);
  const Peaks peaks = calibrate({}, start, 0.01);
  EXPECT_EQ(peaks.neighbours, 3);
  EXPECT_EQ(peaks.minimum_gap, 0.03);
  EXPECT_EQ(peaks.velocities, Peaks().velocities) << "earlier corrections do not add up";
  EXPECT_EQ(peaks.lateness, Peaks().lateness);
}

TEST(Calibration, VelocitiesGetTheLineThroughMostStrokes) {
  // 900 strokes on played = 0.5 · heard + 0.2 and 50 far from it. Drawn towards heard itself as if by 100 strokes.
  Sketch sketch;
  for (int i = 0; i < 900; ++i) {
    const float heard = 0.1F + 0.001F * static_cast<float>(i);
    sketch.stroke(Drum::kick, 0.9F, 0.5F * heard + 0.2F, heard);
  }
  for (int i = 0; i < 50; ++i) sketch.stroke(Drum::kick, 0.9F, 1.0F, 0.3F);
  const std::vector<Heard> twice(2, sketch.heard());
  const transcribe::VelocityLine line = calibrate(twice, {}, 0.01).velocities.front();
  const double weight = 1900.0 / 2000.0;
  EXPECT_NEAR(line.gain, 1.0 - weight * 0.5, 0.01);
  EXPECT_NEAR(line.offset, weight * 0.2, 0.01);
}

TEST(Calibration, ALineThatHelpsLittleIsLeftOut) {
  // Every stroke is heard 0.002 too loud; but for chance (±0.2) that is all, and 1 % of the error.
  Sketch sketch;
  for (int i = 0; i < 400; ++i) {
    const float heard = 0.3F + 0.001F * static_cast<float>(i);
    sketch.stroke(Drum::kick, 0.9F, heard - 0.002F + (i % 2 == 0 ? 0.2F : -0.2F), heard);
  }
  const std::vector<Heard> twice(2, sketch.heard());
  EXPECT_EQ(calibrate(twice, {}, 0.01).velocities.front(), transcribe::VelocityLine());
}

TEST(Calibration, ALineThatHelpsHalfTheRecordingsAloneIsLeftOut) {
  // One kit's kicks sound 0.2 too loud, the other's 0.15: either's line helps both. Then the other's are right.
  const auto with_kit = [](float louder) {
    Sketch sketch;
    for (int i = 0; i < 400; ++i) {
      const float played = 0.3F + 0.001F * static_cast<float>(i);
      sketch.stroke(Drum::kick, 0.9F, played, played + louder);
    }
    return sketch.heard();
  };
  EXPECT_LT(calibrate(std::vector{with_kit(0.2F), with_kit(0.15F)}, {}, 0.01).velocities.front().offset, -0.05F);
  EXPECT_EQ(calibrate(std::vector{with_kit(0.2F), with_kit(0.0F)}, {}, 0.01).velocities.front(),
            transcribe::VelocityLine());
}

/// 400 kicks, each heard that much later.
Heard late(double seconds) {
  Heard heard;
  std::vector<score::Hit> shifted;
  for (int i = 0; i < 400; ++i) {
    heard.played.hits.push_back({0.1 + 0.1 * i, Drum::kick, 0.5F});
    shifted.push_back({0.1 + 0.1 * i + seconds, Drum::kick, 0.5F});
  }
  heard.roll = score::to_planes(shifted, 0.0, 4100);
  for (float& value : heard.roll) value = 0.5F * (value + 1.0F);
  return heard;
}

TEST(Calibration, TimesAreMovedWhereTheyAreOffByMoreThanAMillisecond) {
  const double weight = 400.0 / 500.0;
  EXPECT_NEAR(calibrate(std::vector{late(0.004)}, {}, 0.01).lateness.front(), weight * 0.004, 1e-4);
  EXPECT_NEAR(calibrate(std::vector{late(-0.004)}, {}, 0.01).lateness.front(), -weight * 0.004, 1e-4);
  EXPECT_EQ(calibrate(std::vector{late(0.001)}, {}, 0.01).lateness.front(), 0.0);
}

TEST(Calibration, CountsStrokesAndGhosts) {
  Sketch sketch;
  sketch.stroke(Drum::kick, 0.9F, 0.24F).stroke(Drum::kick, 0.4F, 0.24F).stroke(Drum::kick, 0.9F, 0.25F);
  const Hearing kick = hear_with(std::vector{sketch.peak(Drum::kick, 0.9F).heard()}, {}).front();
  EXPECT_EQ(kick.counts, (evaluate::Counts{2, 3, 3}));
  EXPECT_EQ(kick.ghosts, (evaluate::Counts{1, 2, 0}));
}

TEST(Calibration, IsJudgedOnRecordingsThatItDidNotSee) {
  // The even recording wants 0.30, the odd one 0.72; each is heard with the other's.
  Sketch even;
  Sketch odd;
  for (int i = 0; i < 200; ++i) {
    even.stroke(Drum::kick, 0.31F).peak(Drum::kick, 0.25F);
    odd.stroke(Drum::kick, 0.81F).peak(Drum::kick, 0.71F);
  }
  const Change change = cross_validate(std::vector{even.heard(), odd.heard()}, {}, 1e-6);
  EXPECT_EQ(change.before.front().counts, (evaluate::Counts{200, 400, 400}));
  EXPECT_EQ(change.after.front().counts, (evaluate::Counts{200, 400, 400})) << "no kick of even, everything of odd";
}

TEST(Calibration, TheTableHasALinePerInstrumentThatWasPlayed) {
  const std::vector<Heard> heard = {sketch(), sketch()};
  std::istringstream lines(to_table(calibrate(heard, {}, 1e-6), cross_validate(heard, {}, 1e-6)));
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    names.push_back(line.substr(0, line.find(' ')));
    EXPECT_LE(line.size(), 100U);
  }
  EXPECT_THAT(names, testing::ElementsAre("", "kick", "snare", "cowbell", "all"));
}

}  // namespace
}  // namespace drumlin::train
