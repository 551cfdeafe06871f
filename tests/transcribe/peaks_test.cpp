// Peak picking: expected values follow by hand from the conditions in peaks.h.
#include "transcribe/peaks.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "score/roll.h"

namespace drumlin::transcribe {
namespace {

using score::Drum;
using score::drum_count;
using score::Hit;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

/// A roll to be drawn on.
class Canvas {
 public:
  explicit Canvas(int frames) : values_(static_cast<std::size_t>(frames) * 2 * drum_count, 0.0F) {}
  Canvas& put(Drum drum, int frame, float activation, float velocity = 0.5F) {
    const std::size_t at = static_cast<std::size_t>(frame) * 2 * drum_count + static_cast<std::size_t>(drum);
    values_[at] = activation;
    values_[at + drum_count] = velocity;
    return *this;
  }
  std::vector<Hit> pick(const Peaks& peaks = {}, double sensitivity = 0.0) const {
    return pick_peaks(values_, peaks, sensitivity);
  }
  std::span<const float> values() const { return values_; }

 private:
  std::vector<float> values_;
};

auto at(double seconds) {
  return Field(&Hit::time, DoubleNear(seconds, 1e-6));
}
auto played(Drum drum) {
  return Field(&Hit::drum, drum);
}

TEST(Peaks, AFrameAboveItsNeighboursAndTheThresholdIsAHit) {
  const auto hits = Canvas(20).put(Drum::kick, 7, 0.9F, 0.25F).pick();
  EXPECT_THAT(hits, ElementsAre(Hit{0.07, Drum::kick, 0.25F}));
}

TEST(Peaks, BelowTheThresholdThereIsNone) {
  EXPECT_THAT(Canvas(20).put(Drum::kick, 7, 0.49F).pick(), IsEmpty());
}

TEST(Peaks, TheFirstAndTheLastFrameCanBeHits) {
  const auto hits = Canvas(20).put(Drum::kick, 0, 1.0F).put(Drum::kick, 19, 1.0F).pick();
  EXPECT_THAT(hits, ElementsAre(at(0.0), at(0.19)));
}

TEST(Peaks, TwoEqualFramesAreOneHitBetweenThem) {
  // A triangle of half-width 1.5 frames at 7.5: 1/3 short of its top on frames 7 and 8, 0 on 6 and 9.
  const auto hits = Canvas(20).put(Drum::kick, 7, 2 / 3.0F).put(Drum::kick, 8, 2 / 3.0F).pick();
  EXPECT_THAT(hits, ElementsAre(at(0.075)));
}

TEST(Peaks, ALongPlateauIsOneHitAtItsStart) {
  Canvas canvas(20);
  for (int frame = 5; frame < 12; ++frame) canvas.put(Drum::snare_head, frame, 1.0F);
  const auto hits = canvas.pick();
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_NEAR(hits.front().time, 0.05, 0.005);
}

TEST(Peaks, TimeBetweenFramesIsReadOffTheTriangle) {
  // Half-width 1.5, top at 7.25: 1 − 1.25/1.5, 1 − 0.25/1.5, 1 − 0.75/1.5.
  const auto hits =
      Canvas(20).put(Drum::kick, 6, 1 / 6.0F).put(Drum::kick, 7, 5 / 6.0F).put(Drum::kick, 8, 0.5F).pick();
  EXPECT_THAT(hits, ElementsAre(at(0.0725)));
}

TEST(Peaks, WhatNetworksAreTaughtToDrawReadsBackExactly) {
  const std::vector<Hit> played_hits = {{0.1234, Drum::kick, 0.5F},
                                        {0.2501, Drum::snare_head, 0.25F},
                                        {0.2549, Drum::hihat_open, 1.0F},
                                        {0.4, Drum::ride_bell, 0.75F},
                                        {0.5077, Drum::tom_low, 0.125F}};
  std::vector<float> planes = score::to_planes(played_hits, 0.0, 60);
  for (float& value : planes) value = 0.5F * (value + 1.0F);
  const auto hits = pick_peaks(planes, {});
  ASSERT_EQ(hits.size(), played_hits.size());
  for (std::size_t i = 0; i < hits.size(); ++i) {
    EXPECT_EQ(hits[i].drum, played_hits[i].drum);
    EXPECT_NEAR(hits[i].time, played_hits[i].time, 1e-4);
    EXPECT_NEAR(hits[i].velocity, played_hits[i].velocity, 1e-5);
  }
}

TEST(Peaks, AFlamOfTwoFramesKeepsBothStrokes) {
  const auto hits = Canvas(20)
                        .put(Drum::snare_head, 7, 0.8F)
                        .put(Drum::snare_head, 8, 1 / 3.0F)
                        .put(Drum::snare_head, 9, 0.9F)
                        .pick();
  EXPECT_THAT(hits, SizeIs(2));
}

TEST(Peaks, OfTwoPeaksCloserThanTheGapTheStrongerStays) {
  Peaks peaks;
  peaks.minimum_gap = 0.05;
  Canvas canvas(20);
  canvas.put(Drum::kick, 5, 0.6F).put(Drum::kick, 8, 0.9F).put(Drum::kick, 11, 0.7F);
  EXPECT_THAT(canvas.pick(peaks), ElementsAre(at(0.08)));
  peaks.minimum_gap = 0.025;
  EXPECT_THAT(canvas.pick(peaks), SizeIs(3));
}

TEST(Peaks, TheGapHoldsForEachInstrumentByItself) {
  Peaks peaks;
  peaks.minimum_gap = 0.5;
  EXPECT_THAT(Canvas(20).put(Drum::kick, 5, 0.9F).put(Drum::clap, 6, 0.9F).pick(peaks), SizeIs(2));
}

TEST(Peaks, MoreNeighboursSuppressTheWeakerOfTwo) {
  Peaks peaks;
  peaks.neighbours = 4;
  peaks.minimum_gap = 0.0;
  EXPECT_THAT(Canvas(20).put(Drum::kick, 5, 0.6F).put(Drum::kick, 9, 0.9F).pick(peaks), ElementsAre(at(0.09)));
}

TEST(Peaks, TheMovingAverageHoldsBackPeaksOnAHighFloor) {
  Peaks peaks;
  peaks.average = 5;
  peaks.above_average = 0.2F;
  Canvas canvas(40);
  for (int frame = 0; frame < 40; ++frame) canvas.put(Drum::hihat_closed, frame, 0.6F);
  canvas.put(Drum::hihat_closed, 10, 0.7F).put(Drum::hihat_closed, 30, 1.0F);
  // Averages over 11 frames: (10 · 0.6 + 0.7) / 11 = 0.609 and (10 · 0.6 + 1) / 11 = 0.636.
  EXPECT_THAT(canvas.pick(peaks), ElementsAre(at(0.3)));
}

TEST(Peaks, AStrokeSplitBetweenArticulationsIsOneHitOfTheLargest) {
  const auto hits = Canvas(20).put(Drum::hihat_closed, 7, 0.3F, 0.4F).put(Drum::hihat_open, 7, 0.35F, 0.6F).pick();
  EXPECT_THAT(hits, ElementsAre(Hit{0.07, Drum::hihat_open, 0.6F}));
}

TEST(Peaks, ArticulationsOfDifferentInstrumentsDoNotAddUp) {
  EXPECT_THAT(Canvas(20).put(Drum::snare_head, 7, 0.3F).put(Drum::side_stick, 7, 0.35F).pick(), IsEmpty());
  EXPECT_THAT(Canvas(20).put(Drum::crash, 7, 0.3F).put(Drum::ride_bow, 7, 0.35F).pick(), IsEmpty());
}

TEST(Peaks, TwoTomsStruckTogetherAreTwoHitsButOneSnareIsNot) {
  EXPECT_THAT(Canvas(20).put(Drum::tom_high, 7, 0.8F).put(Drum::tom_low, 7, 0.7F).pick(),
              ElementsAre(played(Drum::tom_high), played(Drum::tom_low)));
  EXPECT_THAT(Canvas(20).put(Drum::snare_head, 7, 0.8F).put(Drum::snare_rim, 7, 0.7F).pick(),
              ElementsAre(played(Drum::snare_head)));
  EXPECT_THAT(Canvas(20).put(Drum::crash, 7, 0.8F).put(Drum::splash, 7, 0.3F).pick(), ElementsAre(played(Drum::crash)));
}

TEST(Peaks, TheProbabilityIsTheActivationThatPassed) {
  // The strongest of a stroke passes by the sum of its articulations, another tom by its own.
  const Canvas canvas = Canvas(20).put(Drum::tom_high, 7, 0.8F).put(Drum::tom_low, 7, 0.7F);
  PeakPicker picker({});
  picker.push(canvas.values());
  EXPECT_THAT(picker.finish_with_activations(),
              ElementsAre(Field(&Hit::probability, 1.0F), Field(&Hit::probability, 0.7F)));
  EXPECT_THAT(canvas.pick(), testing::Each(Field(&Hit::probability, std::nullopt)));
}

TEST(Peaks, VelocityStaysWithinMidi) {
  EXPECT_EQ(Canvas(20).put(Drum::kick, 7, 1.0F, 0.0F).pick().at(0).velocity, 1.0F / 127.0F);
  EXPECT_EQ(Canvas(20).put(Drum::kick, 7, 1.0F, 1.5F).pick().at(0).velocity, 1.0F);
}

TEST(Peaks, SensitivityMovesThresholdsByTheirOdds) {
  EXPECT_FLOAT_EQ(at_sensitivity(0.5F, 1.0), 0.2F);   // odds 1 → 1/4
  EXPECT_FLOAT_EQ(at_sensitivity(0.5F, -1.0), 0.8F);  // odds 1 → 4
  EXPECT_FLOAT_EQ(at_sensitivity(0.3F, 0.0), 0.3F);
  const Canvas canvas = Canvas(20).put(Drum::kick, 5, 0.3F).put(Drum::kick, 10, 0.6F).put(Drum::kick, 15, 0.9F);
  EXPECT_THAT(canvas.pick({}, 1.0), SizeIs(3));
  EXPECT_THAT(canvas.pick({}, 0.0), SizeIs(2));
  EXPECT_THAT(canvas.pick({}, -1.0), SizeIs(1));
}

TEST(Peaks, ARollInPiecesGivesTheSameHits) {
  Canvas canvas(101);
  for (int frame = 0; frame < 101; ++frame) {
    canvas.put(static_cast<Drum>(frame % drum_count), frame, static_cast<float>(frame * 37 % 101) / 100.0F);
  }
  Peaks peaks;
  peaks.average = 7;
  peaks.neighbours = 2;
  const auto whole = canvas.pick(peaks);
  ASSERT_THAT(whole, testing::Not(IsEmpty()));
  for (const std::size_t piece : {1, 2, 13, 100}) {
    PeakPicker picker(peaks);
    for (auto rest = canvas.values(); !rest.empty();) {
      const std::size_t count = std::min(piece * 2 * drum_count, rest.size());
      picker.push(rest.first(count));
      rest = rest.subspan(count);
    }
    EXPECT_EQ(picker.finish(), whole) << "pieces of " << piece;
  }
}

TEST(Peaks, AnEmptyRollHasNoHits) {
  EXPECT_THAT(pick_peaks({}, {}), IsEmpty());
}

TEST(Peaks, EveryArticulationHasAnInstrument) {
  EXPECT_EQ(instrument_of(Drum::snare_rim), Instrument::snare);
  EXPECT_EQ(instrument_of(Drum::side_stick), Instrument::side_stick);
  EXPECT_EQ(instrument_of(Drum::hihat_pedal), Instrument::hihat);
  EXPECT_EQ(instrument_of(Drum::tom_mid), Instrument::toms);
  EXPECT_EQ(instrument_of(Drum::china), Instrument::cymbals);
  EXPECT_EQ(instrument_of(Drum::ride_bell), Instrument::ride);
  EXPECT_EQ(instrument_of(Drum::cowbell), Instrument::cowbell);
}

TEST(Peaks, VelocitiesAreCorrectedForEachInstrument) {
  Peaks peaks;
  peaks.velocities[static_cast<std::size_t>(Instrument::kick)] = {0.5F, 0.25F};
  const Canvas canvas = Canvas(20).put(Drum::kick, 5, 0.9F, 0.5F).put(Drum::snare_head, 9, 0.9F, 0.5F);
  EXPECT_THAT(canvas.pick(peaks), ElementsAre(Field(&Hit::velocity, 0.5F), Field(&Hit::velocity, 0.5F)));
  peaks.velocities[static_cast<std::size_t>(Instrument::kick)] = {2.0F, 0.5F};
  peaks.velocities[static_cast<std::size_t>(Instrument::snare)] = {1.0F, -1.0F};
  EXPECT_THAT(canvas.pick(peaks), ElementsAre(Field(&Hit::velocity, 1.0F), Field(&Hit::velocity, 1.0F / 127.0F)))
      << "no stroke is louder than the loudest or softer than the softest";
}

TEST(Peaks, WhatIsHeardLateIsMovedForward) {
  Peaks peaks;
  peaks.lateness[static_cast<std::size_t>(Instrument::snare)] = 0.025;
  const Canvas canvas =
      Canvas(20).put(Drum::snare_head, 1, 0.9F).put(Drum::kick, 9, 0.9F).put(Drum::snare_head, 10, 0.9F);
  EXPECT_THAT(canvas.pick(peaks), ElementsAre(at(0.0), at(0.075), at(0.09))) << "in order, and never before the start";
}

TEST(Peaks, SettingsSurviveJson) {
  Peaks peaks;
  peaks.thresholds[static_cast<std::size_t>(Instrument::toms)] = 0.25F;
  peaks.velocities[static_cast<std::size_t>(Instrument::ride)] = {1.25F, -0.125F};
  peaks.lateness[static_cast<std::size_t>(Instrument::clap)] = 0.0025;
  peaks.neighbours = 3;
  peaks.average = 9;
  peaks.above_average = 0.125F;
  peaks.minimum_gap = 0.03;
  EXPECT_EQ(peaks_from_json(to_json(peaks)), peaks);
  EXPECT_EQ(peaks_from_json("{}"), Peaks());
}

TEST(Peaks, WrongSettingsAreRefused) {
  for (const char* json :
       {"", "[1]", R"({"neighbours": 0})", R"({"thresholds": {"kick": 1.5}})", R"({"thresholds": {"kick": "x"}})",
        R"({"thresholds": {"kik": 0.5}})", R"({"thresholds": 0.5})", R"({"velocities": {"kick": 1}})",
        R"({"velocities": {"kick": {"gain": 0}}})", R"({"velocities": {"kick": {"offset": 2}}})",
        R"({"lateness": {"kick": 1}})", R"({"lateness": {"gong": 0}})", R"({"minimum_gap": -1})",
        R"({"average": -2})"}) {
    EXPECT_THROW(peaks_from_json(json), Error) << json;
  }
}

}  // namespace
}  // namespace drumlin::transcribe
