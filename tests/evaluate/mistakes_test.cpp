// Mistakes of small performances that can be seen by eye.
#include "evaluate/mistakes.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drumlin::evaluate {
namespace {

using score::Drum;
using score::Hit;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Mistake> mistakes(std::vector<Hit> played, std::vector<Hit> heard) {
  const Track track{"a", {std::move(played), 10.0}, {std::move(heard), 10.0}};
  return find_mistakes(std::vector{track}, 5, 0.05);
}

TEST(Mistakes, ThereAreNoneInAPerfectTranscription) {
  const std::vector<Hit> hits = {{1, Drum::kick}, {1, Drum::snare_head}, {2, Drum::crash}};
  EXPECT_THAT(mistakes(hits, hits), IsEmpty());
}

TEST(Mistakes, AreMissesInventionsAndConfusions) {
  EXPECT_THAT(mistakes({{1, Drum::kick}, {2, Drum::tom_low}}, {{2.03, Drum::kick}, {3, Drum::hihat_open}}),
              ElementsAre(Mistake{"a", 1.0, "KD", ""}, Mistake{"a", 2.0, "TT", "KD"}, Mistake{"a", 3.0, "", "HH"}));
}

TEST(Mistakes, FartherApartThanTheWindowAreTwo) {
  EXPECT_THAT(mistakes({{1, Drum::tom_low}}, {{1.06, Drum::kick}}),
              ElementsAre(Mistake{"a", 1.0, "TT", ""}, Mistake{"a", 1.06, "", "KD"}));
}

TEST(Mistakes, WhatIsRightIsNotTakenForAnything) {
  // The kick under the missed tom is the kick that was played there.
  EXPECT_THAT(mistakes({{1, Drum::kick}, {1, Drum::tom_low}}, {{1, Drum::kick}}),
              ElementsAre(Mistake{"a", 1.0, "TT", ""}));
}

TEST(Mistakes, OneInventionExplainsOneMiss) {
  EXPECT_THAT(mistakes({{1, Drum::tom_low}, {1.01, Drum::snare_head}}, {{1.01, Drum::kick}}),
              ElementsAre(Mistake{"a", 1.0, "TT", ""}, Mistake{"a", 1.01, "SD", "KD"}));
}

TEST(Mistakes, AddUpToTheScores) {
  const Track track{"a",
                    {{{1, Drum::kick}, {2, Drum::kick}, {2, Drum::tom_low}, {3, Drum::crash}}, 4.0},
                    {{{1, Drum::kick}, {2, Drum::snare_head}, {3.2, Drum::crash}}, 4.0}};
  const Counts counts = evaluate(std::vector{track}, 5, 0.05).all.counts;
  int missed = 0;
  int invented = 0;
  for (const Mistake& mistake : find_mistakes(std::vector{track}, 5, 0.05)) {
    missed += mistake.played.empty() ? 0 : 1;
    invented += mistake.heard.empty() ? 0 : 1;
  }
  EXPECT_EQ(missed, counts.reference - counts.matched);
  EXPECT_EQ(invented, counts.estimate - counts.matched);
}

TEST(Mistakes, AreCountedTheMostFrequentFirst) {
  const std::vector<Mistake> list = {{"a", 1, "TT", "KD"}, {"a", 2, "TT", ""}, {"b", 1, "TT", ""}, {"b", 2, "", "HH"}};
  const std::vector<Confusion> confusions = count_confusions(list);
  EXPECT_THAT(confusions, ElementsAre(Confusion{"TT", "", 2}, Confusion{"", "HH", 1}, Confusion{"TT", "KD", 1}));
  EXPECT_EQ(to_lines(confusions, 5), "KD false 1: TT 1\nHH false 1: nothing 1\nTT missed 3: nothing 2, KD 1\n");
}

TEST(Mistakes, NamesInACsvFileAreQuotedWhereTheyMustBe) {
  const std::vector<Mistake> list = {{"a, \"b\"", 1.25, "TT", ""}};
  EXPECT_EQ(to_csv(list, 5), "5,\"a, \"\"b\"\"\",1.2500,TT,\n");
}

TEST(Mistakes, AnUnknownVocabularyIsAnError) {
  EXPECT_THROW(find_mistakes({}, 4, 0.05), Error);
}

}  // namespace
}  // namespace drumlin::evaluate
