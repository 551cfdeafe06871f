// What every data set has in common, on folders of two or three recordings. Sounds are constants, so that a sum of
// sounds can be read off.
#include "datasets/dataset.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/small.h"

namespace drumlin::datasets {
namespace {

using score::Drum;
using score::Hit;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using Datasets = test::Small;

TEST_F(Datasets, OfPairsLieBesideEachOther) {
  tone("b.FLAC");
  text("b.csv", "1,kick,0.5\n");
  tone("a.wav");
  text("a.txt", "2\tSD\n");
  text("a.svg", "a picture");
  const Dataset pairs = open("pairs:" + root().string());
  ASSERT_EQ(pairs.recordings.size(), 2U);
  EXPECT_THAT(pairs.missing, ElementsAre());
  EXPECT_EQ(pairs.recordings[0].sounds[0].file, root() / "a.wav");
  EXPECT_FALSE(annotation(pairs.recordings[0], 18).has_velocity);
  EXPECT_THAT(notes(pairs.recordings[1], 18).hits, ElementsAre(Hit{1, Drum::kick, 0.5F}));
  tone("c.mp3");
  EXPECT_THAT(refusal("pairs"), HasSubstr("c.mp3 has no annotation"));
}

TEST_F(Datasets, OfMdbPairDrumsOrMixesWithTheLabelsOfTheVocabulary) {
  tone("drums/a.flac");
  tone("mixes/a.flac");
  text("annotations/class/a.txt", "1\tOT\n2\tHH\n");
  text("annotations/subclass/a.txt", "1\tTMB\n2\tOHH\n");
  const Dataset drums = open("mdb:" + root().string());
  ASSERT_EQ(drums.recordings.size(), 1U);
  EXPECT_THAT(notes(drums.recordings[0], 5).hits,
              ElementsAre(Hit{1, Drum::side_stick, 1}, Hit{2, Drum::hihat_closed, 1}));
  const Dataset mixes = open("mdb-mixes:" + root().string());
  ASSERT_EQ(mixes.recordings.size(), 1U);
  EXPECT_EQ(mixes.recordings[0].sounds[0].file, root() / "mixes/a.flac");
  EXPECT_THAT(notes(mixes.recordings[0], 18).hits,
              ElementsAre(Hit{1, Drum::tambourine, 1}, Hit{2, Drum::hihat_open, 1}));
}

TEST_F(Datasets, OfMdbAreFoundAsTheyAreCloned) {
  tone("MDB Drums/audio/drum_only/MusicDelta_Rock_Drum.wav");
  tone("MDB Drums/audio/full_mix/MusicDelta_Rock_MIX.wav");
  text("MDB Drums/annotations/class/MusicDelta_Rock_class.txt", "1\tKD\n");
  text("MDB Drums/annotations/subclass/MusicDelta_Rock_subclass.txt", "1\tKD\n1.5\tSDG\n");
  for (const char* layout : {"mdb:", "mdb-mixes:"}) {
    const Dataset mdb = open(layout + root().string());
    ASSERT_EQ(mdb.recordings.size(), 1U) << layout;
    EXPECT_EQ(mdb.recordings[0].name, "MusicDelta_Rock");
    EXPECT_EQ(notes(mdb.recordings[0], 3).hits.size(), 1U);
    EXPECT_EQ(notes(mdb.recordings[0], 11).hits.size(), 2U);
  }
}

TEST_F(Datasets, LeaveOutWhatIsNotWholeAndSayWhatIsMissing) {
  tone("drums/a.wav");
  tone("drums/b.wav");
  text("annotations/class/a.txt", "1\tKD\n");
  text("annotations/class/c.txt", "1\tKD\n");
  const Dataset mdb = open("mdb:" + root().string());
  ASSERT_EQ(mdb.recordings.size(), 1U);
  EXPECT_EQ(mdb.recordings[0].name, "a");
  EXPECT_THAT(mdb.missing, ElementsAre("annotations/class/b_class.txt", "drums/c.wav"));
}

TEST_F(Datasets, ThatLackEverythingSaySo) {
  EXPECT_THAT(refusal("pairs"), HasSubstr("holds no recordings"));
  EXPECT_THAT(refusal("mdb"), AllOf(HasSubstr("annotations/"), HasSubstr("github.com/CarlSouthall/MDBDrums")));
  text("annotations/class/a.txt", "1\tKD\n");
  EXPECT_THAT(refusal("mdb"), HasSubstr("a_Drum.wav is missing"));
  EXPECT_THAT(refusal("enstx"), AllOf(HasSubstr("enstx:"), HasSubstr("mdb-mixes")));
  EXPECT_THROW(open("mdb"), Error) << "no folder is named";
  EXPECT_THROW(open("mdb:" + (root() / "nowhere").string()), Error);
}

TEST_F(Datasets, OfSeveralFilesAreTheirSumAsLongAsTheLongest) {
  constant("long.wav", 0.5F, 4410);
  constant("short.wav", 0.25F, 2205);
  const Recording recording{.name = "both", .sounds = {{root() / "short.wav", 1.0F}, {root() / "long.wav", 0.5F}}};
  const std::vector<float> samples = sound(recording);
  ASSERT_EQ(samples.size(), 4410U);
  EXPECT_NEAR(samples[100], 0.25 + 0.25, 1e-3);
  EXPECT_NEAR(samples[3000], 0.25, 1e-3);
  EXPECT_NEAR(seconds(recording), 0.1, 1e-9);
  EXPECT_EQ(whole_file(recording), std::nullopt);
  EXPECT_EQ(whole_file({.name = "one", .sounds = {{root() / "long.wav"}}}), root() / "long.wav");
  EXPECT_EQ(whole_file({.name = "quieter", .sounds = {{root() / "long.wav", 0.5F}}}), std::nullopt);
}

TEST(Splits, HoldTheRecordingsThatStandInThem) {
  const Dataset dataset{
      "toy", {{.name = "a", .split = "train"}, {.name = "b", .split = "test", .lists = {"fold1"}}}, {}};
  EXPECT_EQ(only(dataset, "").size(), 2U);
  EXPECT_EQ(only(dataset, "train").at(0).name, "a");
  EXPECT_EQ(only(dataset, "fold1").at(0).name, "b");
  try {
    only(dataset, "fold2");
    FAIL() << "there is no such split";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("fold1, test, train"));
  }
}

}  // namespace
}  // namespace drumlin::datasets
