// Cut and varied performances, and the drums that play them.
#include "data/excerpt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/drumset.h"
#include "data/small_data_set.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

bool in_order(const std::vector<Hit>& hits) {
  return std::is_sorted(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.time < b.time; });
}

TEST(Excerpt, ShortGroovesAreRepeatedInWholeBars) {
  // A bar of 4/4 at 120 lasts 2 s: kicks 2 s apart, at whatever speed.
  const std::vector<Groove> grooves = {{"one", small_groove(), 120.0}};
  for (int seed = 0; seed < 20; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const Excerpt excerpt = cut_groove(grooves, 2.0, 10.0, random);
    ASSERT_TRUE(in_order(excerpt.hits));
    std::vector<double> kicks;
    for (const Hit& hit : excerpt.hits) {
      EXPECT_GE(hit.time, -2.0);
      EXPECT_LT(hit.time, 10.0);
      if (hit.drum == Drum::kick) kicks.push_back(hit.time);
    }
    ASSERT_GE(kicks.size(), 4U);
    for (std::size_t i = 1; i < kicks.size(); ++i) EXPECT_NEAR(kicks[i] - kicks[i - 1], 4.0 * excerpt.beat, 1e-6);
  }
}

TEST(Excerpt, TempoStaysWithinAQuarter) {
  const std::vector<Groove> grooves = {{"one", small_groove(), 120.0}};
  double fastest = 10.0;
  double slowest = 0.0;
  for (int seed = 0; seed < 200; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const double beat = cut_groove(grooves, 0.0, 5.0, random).beat;
    fastest = std::min(fastest, beat);
    slowest = std::max(slowest, beat);
  }
  EXPECT_GE(fastest, 0.5 / 1.25 - 1e-9);
  EXPECT_LE(slowest, 0.5 / 0.75 + 1e-9);
  EXPECT_GT(slowest / fastest, 1.4);
}

TEST(Excerpt, KicksOnDownbeatsStayOnThePhase) {
  const std::vector<Groove> grooves = {{"one", small_groove(), 120.0}};
  nn::Random random(5);
  const Excerpt excerpt = cut_groove(grooves, 0.0, 10.0, random);
  const auto kick =
      std::find_if(excerpt.hits.begin(), excerpt.hits.end(), [](const Hit& h) { return h.drum == Drum::kick; });
  ASSERT_NE(kick, excerpt.hits.end());
  EXPECT_NEAR(kick->time, excerpt.phase, 1e-6);
}

TEST(Excerpt, LongGroovesAreCutNotRepeated) {
  Groove groove{"long", {}, 120.0};
  for (int i = 0; i < 400; ++i)
    groove.performance.hits.push_back({0.25 * i, Drum::kick, (1.0F + static_cast<float>(i)) / 400.0F});
  groove.performance.duration = 100.0;
  for (int seed = 0; seed < 20; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    const Excerpt excerpt = cut_groove(std::span(&groove, 1), 2.0, 5.0, random);
    ASSERT_GT(excerpt.hits.size(), 10U);
    for (std::size_t i = 1; i < excerpt.hits.size(); ++i)
      EXPECT_GT(excerpt.hits[i].velocity, excerpt.hits[i - 1].velocity);
  }
}

TEST(Excerpt, ProceduralGroovesFillTheWholeTime) {
  nn::Random random(8);
  int late = 0;
  for (int i = 0; i < 20; ++i) {
    const Excerpt excerpt = draw_procedural(2.0, 5.0, random);
    ASSERT_TRUE(in_order(excerpt.hits));
    EXPECT_GT(excerpt.beat, 0.2);
    EXPECT_LT(excerpt.beat, 1.0);
    for (const Hit& hit : excerpt.hits) {
      EXPECT_GE(hit.time, -2.0 - 0.05);
      late += hit.time > 4.0 ? 1 : 0;
    }
  }
  EXPECT_GT(late, 0);
}

TEST(Excerpt, TidyingKeepsTheLoudestOfDoubledStrokes) {
  std::vector<Hit> hits = {
      {1.005, Drum::kick, 0.9F}, {1.0, Drum::kick, 0.3F}, {1.0, Drum::crash, 0.5F}, {1.03, Drum::kick, 0.4F}};
  tidy(hits);
  EXPECT_THAT(
      hits, testing::ElementsAre(Hit{1.0, Drum::kick, 0.9F}, Hit{1.0, Drum::crash, 0.5F}, Hit{1.03, Drum::kick, 0.4F}));
}

TEST(Drumset, EveryLabelIsADrumThatSounds) {
  const SmallDataSet data;
  const KitShelf shelf(load_kits(data.root() / "kits", false), 1);
  nn::Random random(2);
  int renamed = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<Hit> hits;
    for (int drum = 0; drum < score::drum_count; ++drum) hits.push_back({0.1 * drum, static_cast<Drum>(drum), 0.8F});
    const std::vector<Hit> asked = hits;
    const auto setup = draw_setup(hits, shelf, {0.0, 0.5}, random);
    ASSERT_EQ(hits.size(), asked.size());
    for (std::size_t hit = 0; hit < hits.size(); ++hit) {
      const synth::Voice& voice = setup.drums[static_cast<std::size_t>(hits[hit].drum)];
      ASSERT_NE(voice.kit, nullptr);
      EXPECT_TRUE(voice.kit->has(hits[hit].drum));
      renamed += hits[hit].drum != asked[hit].drum ? 1 : 0;
    }
  }
  EXPECT_GT(renamed, 0);  // the kits have no ride bell: at times the bow is struck, and called so
}

TEST(Drumset, WithoutExchangeAndRecordingsOneKitPlaysAll) {
  const KitShelf shelf({}, 1);
  nn::Random random(2);
  std::vector<Hit> hits = {{0.0, Drum::kick, 1.0F}, {0.1, Drum::snare_head, 1.0F}, {0.2, Drum::crash, 1.0F}};
  const auto one = draw_setup(hits, shelf, {0.0, 0.0}, random);
  EXPECT_EQ(one.drums[0].kit, one.drums[1].kit);
  EXPECT_EQ(one.drums[0].kit, one.drums[static_cast<std::size_t>(Drum::crash)].kit);
  const auto many = draw_setup(hits, shelf, {0.0, 1.0}, random);
  EXPECT_FALSE(many.drums[0].kit == many.drums[1].kit &&
               many.drums[0].kit == many.drums[static_cast<std::size_t>(Drum::crash)].kit);
}

TEST(Drumset, HitsFarBelowTheLoudestAreNotWrittenDown) {
  synth::Drumset drums;
  drums[static_cast<std::size_t>(Drum::kick)].gain = 1.0F;
  drums[static_cast<std::size_t>(Drum::crash)].gain = 0.02F;  // −34 dB
  std::vector<Hit> hits = {{-1.0, Drum::crash, 0.1F},
                           {0.0, Drum::kick, 1.0F},
                           {0.01, Drum::crash, 1.0F},
                           {0.5, Drum::crash, 1.0F},
                           {0.6, Drum::crash, 0.4F}};
  drop_inaudible(hits, drums);
  EXPECT_THAT(
      hits, testing::ElementsAre(Hit{-1.0, Drum::crash, 0.1F}, Hit{0.0, Drum::kick, 1.0F}, Hit{0.5, Drum::crash, 1.0F}))
      << "one beside the kick, and one 42 dB down";
}

}  // namespace
}  // namespace drumlin::data
