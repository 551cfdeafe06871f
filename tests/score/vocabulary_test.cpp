// Names and class sets.
#include "score/vocabulary.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace drumlin::score {
namespace {

using testing::ElementsAre;

std::string_view class_of(int classes, Drum drum) {
  const Vocabulary& view = vocabulary(classes);
  const int index = view.class_of[static_cast<std::size_t>(drum)];
  return index < 0 ? "" : view.classes[static_cast<std::size_t>(index)];
}

TEST(Drums, EveryNameIsFoundAgain) {
  std::set<std::string_view> names;
  for (int i = 0; i < drum_count; ++i) {
    const Drum drum = static_cast<Drum>(i);
    EXPECT_EQ(drum_named(name(drum)), drum);
    names.insert(name(drum));
  }
  EXPECT_EQ(names.size(), 18U);
  EXPECT_EQ(name(Drum::kick), "kick");
  EXPECT_EQ(name(Drum::cowbell), "cowbell");
  EXPECT_EQ(drum_named("timpani"), std::nullopt);
}

TEST(Drums, HitsAreSortedByTimeThenDrum) {
  Performance performance{{{1.0, Drum::crash, 0.5F}, {0.5, Drum::crash, 0.5F}, {1.0, Drum::kick, 0.5F}}, 2.0};
  sort_hits(performance);
  EXPECT_EQ(performance.hits[0].time, 0.5);
  EXPECT_EQ(performance.hits[1].drum, Drum::kick);
  EXPECT_EQ(performance.hits[2].drum, Drum::crash);
}

TEST(Vocabulary, EveryViewHasItsClassesAndNoIndexBeyondThem) {
  for (const int classes : {3, 5, 7, 8, 9, 11, 18}) {
    const Vocabulary& view = vocabulary(classes);
    EXPECT_EQ(static_cast<int>(view.classes.size()), classes);
    for (const int index : view.class_of) {
      EXPECT_GE(index, -1);
      EXPECT_LT(index, classes);
    }
  }
}

TEST(Vocabulary, NamesAreThoseOfTheLiterature) {
  EXPECT_THAT(vocabulary(3).classes, ElementsAre("KD", "SD", "HH"));
  EXPECT_THAT(vocabulary(5).classes, ElementsAre("KD", "SD", "HH", "TT", "CY"));
  EXPECT_THAT(vocabulary(7).classes, ElementsAre("KD", "SD", "HH", "TT", "CR", "RD", "BL"));
}

// Side stick, clap, tambourine and cowbell are "OT" in MDB Drums: no class of 3, 5 or 7.
TEST(Vocabulary, OtherPercussionHasNoClassInTheSmallSets) {
  for (const int classes : {3, 5, 7}) {
    for (const Drum drum : {Drum::side_stick, Drum::clap, Drum::tambourine, Drum::cowbell}) {
      EXPECT_EQ(class_of(classes, drum), "") << classes << name(drum);
    }
    EXPECT_EQ(class_of(classes, Drum::snare_rim), "SD");
    EXPECT_EQ(class_of(classes, Drum::hihat_pedal), "HH");
  }
}

TEST(Vocabulary, FiveClassesTakeEveryCymbalAsOneAndThreeTakeNone) {
  for (const Drum drum : {Drum::crash, Drum::ride_bow, Drum::ride_bell, Drum::china, Drum::splash}) {
    EXPECT_EQ(class_of(5, drum), "CY");
    EXPECT_EQ(class_of(3, drum), "");
  }
}

TEST(Vocabulary, FinerSetsTellCymbalsAndHatsApart) {
  EXPECT_EQ(class_of(7, Drum::china), "CR");
  EXPECT_EQ(class_of(7, Drum::ride_bow), "RD");
  EXPECT_EQ(class_of(7, Drum::ride_bell), "BL");
  EXPECT_EQ(class_of(8, Drum::cowbell), "BL");
  EXPECT_EQ(class_of(9, Drum::hihat_open), "OHH");
  EXPECT_EQ(class_of(9, Drum::tom_low), "LT");
  EXPECT_EQ(class_of(11, Drum::hihat_pedal), "PHH");
  EXPECT_EQ(class_of(11, Drum::tambourine), "TMB");
  EXPECT_EQ(class_of(18, Drum::splash), "splash");
}

TEST(Vocabulary, AnotherCountIsAnError) {
  EXPECT_THROW(vocabulary(4), Error);
}

TEST(Representative, IsAnArticulationOfItsClass) {
  for (const int classes : {3, 5, 7, 8, 9, 11, 18}) {
    const Vocabulary& view = vocabulary(classes);
    for (int i = 0; i < classes; ++i) {
      const std::optional<Drum> drum = representative(view, i);
      if (classes == 8 && i == 7) {
        EXPECT_FALSE(drum.has_value());  // claves: we have none
      } else {
        ASSERT_TRUE(drum.has_value()) << classes << " " << i;
        EXPECT_EQ(view.class_of[static_cast<std::size_t>(*drum)], i);
      }
    }
  }
}

TEST(Representative, OfTheFiveClassesAreTheirPlainStrokes) {
  std::vector<Drum> drums;
  for (int i = 0; i < 5; ++i) drums.push_back(representative(vocabulary(5), i).value());
  EXPECT_EQ(drums, (std::vector{Drum::kick, Drum::snare_head, Drum::hihat_closed, Drum::tom_mid, Drum::crash}));
}

}  // namespace
}  // namespace drumlin::score
