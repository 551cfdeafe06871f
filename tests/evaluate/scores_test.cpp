// Scores of small performances whose answers can be counted by hand, and mir_eval's velocity scores.
#include "evaluate/scores.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/random.h"
#include "python.h"

namespace drumlin::evaluate {
namespace {

using score::Drum;
using score::Hit;

score::Performance performance(std::vector<Hit> hits) {
  return {std::move(hits), 60.0};
}

TEST(Evaluate, APerfectTranscriptionScoresOne) {
  const auto played = performance({{0.5, Drum::kick, 0.9F}, {1.0, Drum::snare_head, 0.5F}, {1.5, Drum::crash, 0.7F}});
  const Scores scores = evaluate(std::vector<Track>{{"a", played, played}}, 5, 0.05);
  EXPECT_EQ(f1(scores.all.counts), 1.0);
  EXPECT_EQ(scores.macro_f1, 1.0);  // over KD, SD and CY; HH and TT were neither there nor heard
  EXPECT_EQ(scores.mean_track_f1, 1.0);
  EXPECT_EQ(scores.micro_f1_95.low, 1.0);
  EXPECT_EQ(scores.micro_f1_95.high, 1.0);
  EXPECT_EQ(scores.all.timing_ms, 0.0);
  ASSERT_TRUE(scores.all.with_velocity);
  EXPECT_EQ(f1(*scores.all.with_velocity), 1.0);
}

TEST(Evaluate, CountsPerClassAndInAll) {
  // KD: both found. SD: found and missed. HH: one invented. In five classes the rim shot is a snare.
  const Track track{
      "a", performance({{1, Drum::kick}, {2, Drum::kick}, {1, Drum::snare_rim}, {2, Drum::snare_head}}),
      performance({{1.01, Drum::kick}, {1.97, Drum::kick}, {1, Drum::snare_head}, {3, Drum::hihat_open}})};
  const Scores scores = evaluate(std::vector{track}, 5, 0.05);
  ASSERT_EQ(scores.classes.size(), 5U);
  EXPECT_EQ(scores.classes[0].name, "KD");
  EXPECT_EQ(scores.classes[0].counts, (Counts{2, 2, 2}));
  EXPECT_EQ(scores.classes[1].counts, (Counts{1, 2, 1}));
  EXPECT_EQ(scores.classes[2].counts, (Counts{0, 0, 1}));
  EXPECT_EQ(scores.all.counts, (Counts{3, 4, 4}));
  EXPECT_DOUBLE_EQ(scores.macro_f1, (1.0 + 2.0 / 3 + 0.0) / 3);
  EXPECT_NEAR(*scores.classes[0].timing_ms, (10.0 - 30.0) / 2, 1e-9);
  EXPECT_NEAR(*scores.all.timing_ms, (10.0 - 30.0 + 0.0) / 3, 1e-9);
  EXPECT_FALSE(scores.classes[2].timing_ms);
}

TEST(Evaluate, DrumsOutsideTheVocabularyCountOnNeitherSide) {
  const Track track{"a", performance({{1, Drum::kick}, {2, Drum::cowbell}, {3, Drum::tom_low}}),
                    performance({{1, Drum::kick}, {2, Drum::tambourine}, {4, Drum::crash}})};
  EXPECT_EQ(evaluate(std::vector{track}, 3, 0.05).all.counts, (Counts{1, 1, 1}));
}

TEST(Evaluate, ATransposedDrumIsAMissAndAnInvention) {
  const Track track{"a", performance({{1, Drum::kick}}), performance({{1, Drum::snare_head}})};
  EXPECT_EQ(evaluate(std::vector{track}, 3, 0.05).all.counts, (Counts{0, 1, 1}));
}

TEST(Evaluate, AWindowIsAWindow) {
  const Track track{"a", performance({{1, Drum::kick}, {2, Drum::kick}, {3, Drum::kick}}),
                    performance({{1.04, Drum::kick}, {2.02, Drum::kick}, {3.005, Drum::kick}})};
  EXPECT_EQ(evaluate(std::vector{track}, 3, 0.05).all.counts.matched, 3);
  EXPECT_EQ(evaluate(std::vector{track}, 3, 0.025).all.counts.matched, 2);
  EXPECT_EQ(evaluate(std::vector{track}, 3, 0.01).all.counts.matched, 1);
}

std::vector<Hit> kicks(int count) {
  std::vector<Hit> hits;
  for (int i = 0; i < count; ++i) hits.push_back({i * 0.5, Drum::kick});
  return hits;
}

TEST(Evaluate, SumsOverTracksForMicroAndAveragesForTheMean) {
  // One long track all found, one short track all missed, one in which nothing was.
  const std::vector<Track> tracks = {
      {"long", performance(kicks(8)), performance(kicks(8))}, {"short", performance(kicks(2)), {}}, {"silent", {}, {}}};
  const Scores scores = evaluate(tracks, 3, 0.05);
  EXPECT_DOUBLE_EQ(f1(scores.all.counts), 2.0 * 8 / (10 + 8));
  EXPECT_DOUBLE_EQ(scores.mean_track_f1, 0.5);
  ASSERT_EQ(scores.tracks.size(), 3U);
  EXPECT_EQ(scores.tracks[1].name, "short");
  EXPECT_EQ(scores.tracks[1].counts, (Counts{0, 2, 0}));
}

TEST(Evaluate, BootstrapsOverTracks) {
  // Of two tracks, one right and one wrong, a quarter of the draws has none right and a quarter has both.
  const std::vector<Track> tracks = {{"right", performance(kicks(4)), performance(kicks(4))},
                                     {"wrong", performance(kicks(4)), {}}};
  const Scores scores = evaluate(tracks, 3, 0.05);
  EXPECT_EQ(scores.micro_f1_95.low, 0.0);
  EXPECT_EQ(scores.micro_f1_95.high, 1.0);
}

TEST(Evaluate, ABootstrapOfManyTracksIsAsWideAsTheNormalLawSays) {
  // 400 tracks of one stroke, half of them found. Per draw the recall is binomial: 0.5 ± 1.96 · 0.025; F1 = 2r/(1 + r).
  std::vector<Track> tracks;
  for (int i = 0; i < 400; ++i) {
    tracks.push_back({"t", performance(kicks(1)), i % 2 == 0 ? performance(kicks(1)) : score::Performance{}});
  }
  const Scores scores = evaluate(tracks, 3, 0.05);
  EXPECT_NEAR(scores.micro_f1_95.low, 2 * 0.451 / 1.451, 0.012);
  EXPECT_NEAR(scores.micro_f1_95.high, 2 * 0.549 / 1.549, 0.012);
}

TEST(Evaluate, NoTracksAreNoEvidence) {
  const Scores scores = evaluate({}, 5, 0.05);
  EXPECT_FALSE(has_evidence(scores.all.counts));
  EXPECT_EQ(scores.macro_f1, 0.0);
  EXPECT_FALSE(scores.all.timing_ms);
  EXPECT_FALSE(scores.all.with_velocity);
}

TEST(Evaluate, ComparesVelocitiesOfMatchedHits) {
  const Track track{"a", performance({{1, Drum::kick, 0.2F}, {2, Drum::kick, 0.4F}, {3, Drum::kick, 0.6F}}),
                    performance({{1, Drum::kick, 0.3F}, {2, Drum::kick, 0.5F}, {3, Drum::kick, 0.7F}})};
  const Scores scores = evaluate(std::vector{track}, 3, 0.05);
  ASSERT_TRUE(scores.classes[0].velocity);
  EXPECT_EQ(scores.classes[0].velocity->pairs, 3);
  EXPECT_NEAR(*scores.classes[0].velocity->correlation, 1.0, 1e-6);
  EXPECT_NEAR(scores.classes[0].velocity->mean_error, 0.1, 1e-6);
  EXPECT_FALSE(scores.classes[1].velocity);
  EXPECT_EQ(scores.all.with_velocity->matched, 3);  // a constant too loud is rescaled away
}

TEST(Evaluate, AVelocityFarFromTheLineIsWrong) {
  // Ten hits, the reference at 0.1 and 1.0 in turn and heard so, but for one that is heard the wrong way round.
  std::vector<Hit> played;
  for (int i = 0; i < 40; ++i) played.push_back({i * 0.5, Drum::kick, i % 2 == 0 ? 0.1F : 1.0F});
  auto heard = played;
  heard[10].velocity = 1.0F;
  const Scores scores = evaluate(std::vector<Track>{{"a", performance(played), performance(heard)}}, 3, 0.05);
  EXPECT_EQ(*scores.all.with_velocity, (Counts{39, 40, 40}));
}

TEST(Evaluate, VelocitiesOfAllClassesAreHeldToOneLine) {
  // Kicks are heard as they are, snares at half. Scaled to the range of the reference, the points (heard, played) are
  // (1, 1), (0.5, 0), (0.5, 1), (0.25, 0); their line of least squares is 1.26 · heard − 0.21, which is off by 0.05,
  // 0.42, 0.58 and 0.11.
  const Track track{
      "a",
      performance(
          {{1, Drum::kick, 1.0F}, {2, Drum::kick, 0.5F}, {3, Drum::snare_head, 1.0F}, {4, Drum::snare_head, 0.5F}}),
      performance(
          {{1, Drum::kick, 1.0F}, {2, Drum::kick, 0.5F}, {3, Drum::snare_head, 0.5F}, {4, Drum::snare_head, 0.25F}})};
  const Scores scores = evaluate(std::vector{track}, 3, 0.05);
  EXPECT_EQ(scores.classes[0].with_velocity, (Counts{1, 2, 2}));
  EXPECT_EQ(scores.classes[1].with_velocity, (Counts{0, 2, 2}));
  EXPECT_EQ(scores.classes[2].with_velocity, (Counts{0, 0, 0}));
  EXPECT_EQ(scores.all.with_velocity, (Counts{1, 4, 4}));
}

TEST(Evaluate, ReferencesWithoutVelocitiesHaveNoVelocityScores) {
  const Track track{"a", performance(kicks(3)), performance(kicks(3)), false};
  const Scores scores = evaluate(std::vector{track}, 3, 0.05);
  EXPECT_FALSE(scores.all.velocity);
  EXPECT_FALSE(scores.all.with_velocity);
}

TEST(Evaluate, AnUnknownVocabularyIsAnError) {
  EXPECT_THROW(evaluate({}, 4, 0.05), Error);
}

// Ten strokes a second and class, well apart, so that only one matching is possible: mir_eval's choice among several
// is arbitrary.
std::pair<score::Performance, score::Performance> random_pair(std::uint64_t seed) {
  nn::Random random(seed);
  std::pair<score::Performance, score::Performance> pair;
  for (int i = 0; i < 100; ++i) {
    for (Drum drum : {Drum::kick, Drum::snare_head, Drum::hihat_closed}) {
      const double time = 0.2 * i + 0.1;
      const auto velocity = static_cast<float>(random.uniform(0.1, 1.0));
      if (random.chance(0.7)) pair.first.hits.push_back({time, drum, velocity});
      const double heard = 0.4 + 0.5 * velocity + random.normal(0.0, 0.06);
      if (random.chance(0.7)) {
        pair.second.hits.push_back({time + random.uniform(-0.07, 0.07), drum, static_cast<float>(heard)});
      }
    }
  }
  return pair;
}

std::string notes(const score::Performance& p, const std::string& name) {
  std::string times;
  std::string pitches;
  std::string velocities;
  for (const Hit& hit : p.hits) {
    times += digits(hit.time) + ",";
    pitches += digits(100.0 * (1 + static_cast<int>(hit.drum))) + ",";
    velocities += digits(127.0 * static_cast<double>(hit.velocity)) + ",";
  }
  return name + "t = numpy.array([" + times + "])\n" + name + "i = numpy.stack([" + name + "t, " + name +
         "t + 0.1], 1)\n" + name + "p = numpy.array([" + pitches + "])\n" + name + "v = numpy.array([" + velocities +
         "])\n";
}

TEST(Evaluate, AgreesWithMirEvalsTranscriptionVelocity) {
  std::string program = "import numpy, mir_eval\n";
  std::vector<double> ours;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto [reference, estimate] = random_pair(seed);
    program += notes(reference, "r") + notes(estimate, "e");
    program +=
        "print(*mir_eval.transcription_velocity.precision_recall_f1_overlap(ri, rp, rv, ei, ep, ev, "
        "offset_ratio=None)[:3])\n";
    const Scores scores = evaluate(std::vector<Track>{{"a", reference, estimate}}, 3, 0.05);
    for (double value :
         {precision(*scores.all.with_velocity), recall(*scores.all.with_velocity), f1(*scores.all.with_velocity)}) {
      ours.push_back(value);
    }
  }
  const std::vector<double> theirs = numbers(run_python(program));
  if (theirs.empty()) GTEST_SKIP() << "mir_eval is not here";
  EXPECT_THAT(ours, ::testing::Pointwise(::testing::DoubleNear(1e-9), theirs));
}

}  // namespace
}  // namespace drumlin::evaluate
