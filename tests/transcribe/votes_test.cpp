// Votes counted by hand.
#include "transcribe/votes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drumlin::transcribe {
namespace {

using score::Drum;
using score::Hit;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Draws = std::vector<std::vector<Hit>>;

Transcription count(const Draws& draws) {
  return vote(draws, Peaks().thresholds, 10.0);
}

TEST(Votes, OneDrawGivesBackItsHits) {
  std::vector<Hit> hits = {{0.1, Drum::kick, 0.25F, 0.9F},
                           {0.115, Drum::kick, 0.5F, 0.7F},
                           {0.2, Drum::tom_high, 0.5F, 1.0F},
                           {0.2, Drum::tom_low, 0.75F, 0.6F}};
  score::Performance performance = count({hits}).performance;
  for (std::vector<Hit>* list : {&hits, &performance.hits}) {
    for (Hit& hit : *list) hit.probability.reset();
  }
  EXPECT_EQ(performance, (score::Performance{hits, 10.0}));
}

TEST(Votes, HalfOfTheDrawsAreEnough) {
  const Hit kick{1.0, Drum::kick, 0.5F, 1.0F};
  EXPECT_THAT(count({{kick}, {kick}, {}, {}}).performance.hits, ElementsAre(Hit{1.0, Drum::kick, 0.5F, 0.5F}));
  EXPECT_THAT(count({{kick}, {}, {}, {}}).performance.hits, IsEmpty());
}

TEST(Votes, BelowTheThresholdIsNoVote) {
  const Hit heard{1.0, Drum::kick, 0.5F, 0.75F};
  const Hit almost{1.0, Drum::kick, 0.5F, 0.25F};
  EXPECT_THAT(count({{heard}, {almost}}).performance.hits, ElementsAre(Hit{1.0, Drum::kick, 0.5F, 0.5F}));
  EXPECT_THAT(count({{heard}, {almost}, {almost}}).performance.hits, IsEmpty());
}

TEST(Votes, TheProbabilityIsTheShareOfTheDrawsThatHeardIt) {
  const Hit kick{1.0, Drum::kick, 0.5F, 0.6F};
  EXPECT_THAT(count({{kick}, {kick}, {}, {kick}}).performance.hits, ElementsAre(Hit{1.0, Drum::kick, 0.5F, 0.75F}));
}

TEST(Votes, TimeIsTheMedianAndVelocityTheMean) {
  const auto at = [](double time, float velocity) { return std::vector<Hit>{{time, Drum::kick, velocity, 1.0F}}; };
  const auto hits = count({at(1.0, 0.25F), at(1.02, 0.5F), at(1.004, 0.75F)}).performance.hits;
  EXPECT_THAT(hits, ElementsAre(Hit{1.004, Drum::kick, 0.5F, 1.0F}));
}

TEST(Votes, FurtherApartAreTwoStrokes) {
  const auto at = [](double time) { return std::vector<Hit>{{time, Drum::kick, 0.5F, 1.0F}}; };
  EXPECT_THAT(count({at(1.0), at(1.024)}).performance.hits, SizeIs(1));
  EXPECT_THAT(count({at(1.0), at(1.026)}).performance.hits, SizeIs(2));  // each has half of the votes
}

TEST(Votes, AFlamKeepsBothStrokes) {
  const auto flam = [](double time) {
    return std::vector<Hit>{{time, Drum::snare_head, 0.25F, 1.0F}, {time + 0.02, Drum::snare_head, 0.75F, 1.0F}};
  };
  const auto hits = count({flam(1.0), flam(1.001), flam(1.002)}).performance.hits;
  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_DOUBLE_EQ(hits[0].time, 1.001);
  EXPECT_EQ(hits[0].velocity, 0.25F);
  EXPECT_DOUBLE_EQ(hits[1].time, 1.021);
}

TEST(Votes, TheArticulationIsTheOneWithMostVotes) {
  const auto as = [](Drum drum) { return std::vector<Hit>{{1.0, drum, 0.5F, 1.0F}}; };
  const auto hits =
      count({as(Drum::hihat_open), as(Drum::hihat_closed), as(Drum::hihat_open), as(Drum::hihat_pedal)}).performance;
  EXPECT_THAT(hits.hits, ElementsAre(Hit{1.0, Drum::hihat_open, 0.5F, 0.5F}));
}

TEST(Votes, DrawsThatHearOneStrokeAsDifferentArticulationsVoteForItTogether) {
  const auto as = [](Drum drum) { return std::vector<Hit>{{1.0, drum, 0.5F, 1.0F}}; };
  EXPECT_THAT(count({as(Drum::snare_head), as(Drum::snare_rim), {}, {}}).performance.hits, SizeIs(1));
}

TEST(Votes, TwoTomsAreKeptIfEachHasHalfOfTheVotes) {
  const Hit high{1.0, Drum::tom_high, 0.5F, 1.0F};
  const Hit low{1.0, Drum::tom_low, 0.5F, 1.0F};
  EXPECT_THAT(count({{high, low}, {high, low}, {high}, {high}}).performance.hits, SizeIs(2));
  EXPECT_THAT(count({{high, low}, {high}, {high}, {high}}).performance.hits, SizeIs(1));
}

TEST(Votes, DoubtsAreSortedAndNameWhatElseWasDrawnThere) {
  const Hit kick{1.01, Drum::kick, 0.5F, 1.0F};
  const Hit snare{1.005, Drum::snare_head, 0.5F, 1.0F};
  const Hit stick{1.0, Drum::side_stick, 0.5F, 1.0F};
  const Hit crash{0.5, Drum::crash, 0.5F, 1.0F};
  const Draws draws = {{crash, snare, kick}, {crash, snare, kick}, {snare, kick}, {stick, kick}, {kick}, {}};
  const std::vector<Doubt> doubts = count(draws).doubts;
  ASSERT_THAT(doubts, SizeIs(2));
  EXPECT_EQ(doubts[0].hit, (Hit{1.005, Drum::snare_head, 0.5F, 0.5F}));
  EXPECT_TRUE(doubts[0].kept);
  const Hit likely_kick{1.01, Drum::kick, 0.5F, 5.0F / 6.0F};
  const Hit hardly_stick{1.0, Drum::side_stick, 0.5F, 1.0F / 6.0F};
  EXPECT_THAT(doubts[0].others, ElementsAre(likely_kick, hardly_stick));
  EXPECT_EQ(doubts[1].hit, (Hit{0.5, Drum::crash, 0.5F, 2.0F / 6.0F}));
  EXPECT_FALSE(doubts[1].kept);
}

TEST(Votes, WhatAllDrawsHearIsNoDoubt) {
  const Hit kick{1.0, Drum::kick, 0.5F, 1.0F};
  EXPECT_THAT(count({{kick}, {kick}, {kick}}).doubts, IsEmpty());
  EXPECT_THAT(count({{}, {}}).doubts, IsEmpty());
}

}  // namespace
}  // namespace drumlin::transcribe
