// Counts follow by hand from the files that the tests write.
#include "datasets/census.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/small.h"

namespace drumlin::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Censuses = test::Small;

TEST_F(Censuses, CountBySplitAndList) {
  for (const char* song : {"Punk", "Disco", "Rock"}) {
    const std::string name = std::string("MusicDelta_") + song;
    constant("drums/" + name + ".wav", 0.1F, 44100);
    text("annotations/class/" + name + ".txt", "0.25\tKD\n0.5\tHH\n0.75\tKD\n0.8\tOT\n");
  }
  double last = 0.0;
  const Census census = take_census(opened("mdb"), 3, [&](double done, double total) {
    EXPECT_EQ(total, 3.0);
    EXPECT_EQ(done, last + 1.0);
    last = done;
  });
  EXPECT_EQ(last, 3.0);
  EXPECT_EQ(census.all.recordings, 3);
  EXPECT_NEAR(census.all.seconds, 3.0, 1e-9);
  EXPECT_THAT(census.all.hits, ElementsAre(6, 0, 3)) << "kick, snare, hi-hat; OT is none of three classes";
  EXPECT_THAT(census.lists.at("train").hits, ElementsAre(4, 0, 2));
  EXPECT_EQ(census.lists.at("test").recordings, 1);
  EXPECT_EQ(census.lists.at("fold0").recordings, 2);
  EXPECT_EQ(census.lists.at("mirex-train").recordings, 2) << "Disco and Rock";
}

TEST_F(Censuses, NameWhatCannotBeReadAndGoOn) {
  tone("a.wav");
  text("a.txt", "1\tKD\n");
  text("b.wav", "no sound");
  text("b.txt", "1\tKD\n");
  tone("c.wav");
  text("c.txt", "1\tGONG\n");
  const Census census = take_census(opened("pairs"), 18, [](double, double) {});
  EXPECT_EQ(census.all.recordings, 1);
  ASSERT_THAT(census.faults, SizeIs(2));
  EXPECT_THAT(census.faults[0], HasSubstr("b.wav"));
  EXPECT_THAT(census.faults[1], HasSubstr("c.txt"));
}

TEST_F(Censuses, DrawTenSecondsOfRollAndSpectrum) {
  constant("a.wav", 0.1F, 12 * 44100);
  text("a.txt", "1\tKD\n9.5\tSD\n11\tHH\n");
  const std::string svg = draw(opened("pairs").recordings.at(0));
  EXPECT_THAT(svg, HasSubstr("<image "));
  EXPECT_THAT(svg, HasSubstr("data:image/png;base64,"));
  EXPECT_THAT(svg, HasSubstr("2 hits in 0:10")) << "what comes after ten seconds is not drawn";
  EXPECT_EQ(draw(opened("pairs").recordings.at(0)), svg);
}

TEST_F(Censuses, DrawTheShortestSound) {
  constant("a.wav", 0.1F, 1);
  text("a.txt", "");
  EXPECT_THAT(draw(opened("pairs").recordings.at(0)), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace drumlin::datasets
