// MDB Drums as it lies on the disk, and files that pair by name.
#include "evaluate/dataset.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <functional>

namespace drumlin::evaluate {
namespace {

namespace fs = std::filesystem;
using score::Drum;
using score::Hit;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Files : public ::testing::Test {
 protected:
  Files() {
    std::string pattern = (fs::temp_directory_path() / "drumlin-evaluate-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~Files() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  fs::path folder_;
};

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

using DataSets = Files;

TEST_F(DataSets, OfMdbPairDrumsOrMixesWithTheLabelsOfTheVocabulary) {
  write("drums/b.wav", "");
  write("drums/a.flac", "");
  write("mixes/a.flac", "");
  write("annotations/class/a.txt", "1\tOT\n2\tHH\n");
  write("annotations/class/b.txt", "1\tKD\n");
  write("annotations/subclass/a.txt", "1\tTMB\n2\tOHH\n");
  const auto drums = read_dataset("mdb:" + folder_.string(), 5);
  ASSERT_EQ(drums.size(), 2U);
  EXPECT_EQ(drums[0].name, "a");
  EXPECT_EQ(drums[1].audio, folder_ / "drums/b.wav");
  EXPECT_THAT(drums[0].annotation.performance.hits,
              ElementsAre(Hit{1, Drum::side_stick, 1}, Hit{2, Drum::hihat_closed, 1}));
  const auto mixes = read_dataset("mdb-mixes:" + folder_.string(), 18);
  ASSERT_EQ(mixes.size(), 1U);
  EXPECT_EQ(mixes[0].audio, folder_ / "mixes/a.flac");
  EXPECT_THAT(mixes[0].annotation.performance.hits,
              ElementsAre(Hit{1, Drum::tambourine, 1}, Hit{2, Drum::hihat_open, 1}));
}

TEST_F(DataSets, OfPairsLieBesideEachOther) {
  write("b.flac", "");
  write("b.csv", "1,kick,0.5\n");
  write("a.wav", "");
  write("a.txt", "2\tSD\n");
  write("a.svg", "a picture");
  const auto pairs = read_dataset("pairs:" + folder_.string(), 18);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].audio, folder_ / "a.wav");
  EXPECT_FALSE(pairs[0].annotation.has_velocity);
  EXPECT_TRUE(pairs[1].annotation.has_velocity);
  EXPECT_THAT(pairs[1].annotation.performance.hits, ElementsAre(Hit{1, Drum::kick, 0.5F}));
  write("c.mp3", "");
  EXPECT_THAT(message_of([&] { read_dataset("pairs:" + folder_.string(), 18); }), HasSubstr("c.mp3 has no annotation"));
}

TEST_F(DataSets, ThatLackSomethingSaySo) {
  EXPECT_THAT(message_of([&] { read_dataset("pairs:" + folder_.string(), 5); }), HasSubstr("holds no recordings"));

  EXPECT_THAT(message_of([] { read_dataset("enst:somewhere", 5); }), HasSubstr("enst:somewhere"));
  EXPECT_THAT(message_of([&] { read_dataset("mdb:" + folder_.string(), 5); }), HasSubstr("annotations"));
  write("annotations/class/a.txt", "1\tKD\n");
  EXPECT_THAT(message_of([&] { read_dataset("mdb:" + folder_.string(), 5); }), HasSubstr("drums"));
  fs::create_directories(folder_ / "drums");
  EXPECT_THAT(message_of([&] { read_dataset("mdb:" + folder_.string(), 5); }), HasSubstr("holds no recordings"));
  write("drums/b.wav", "");
  EXPECT_THAT(message_of([&] { read_dataset("mdb:" + folder_.string(), 5); }), HasSubstr("b.wav has no annotation"));
}

TEST_F(DataSets, PairByStem) {
  write("reference/song.txt", "1\tKD\n");
  write("reference/other.csv", "1,kick,0.5\n");
  write("reference/notes.md", "not an annotation");
  write("estimate/other.json", R"({"hits": []})");
  write("estimate/song.csv", "1,snare_head,0.5\n");
  write("estimate/spare.csv", "1,snare_head,0.5\n");
  const auto tracks = pair_folders(folder_ / "reference", folder_ / "estimate");
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_EQ(tracks[0].name, "other");
  EXPECT_TRUE(tracks[0].velocities);
  EXPECT_TRUE(tracks[0].estimate.hits.empty());
  EXPECT_EQ(tracks[1].reference.hits[0].drum, Drum::kick);
  EXPECT_EQ(tracks[1].estimate.hits[0].drum, Drum::snare_head);
  EXPECT_FALSE(tracks[1].velocities);
}

TEST_F(DataSets, AMissingTranscriptionIsAnError) {
  write("reference/song.txt", "1\tKD\n");
  fs::create_directories(folder_ / "estimate");
  EXPECT_THAT(message_of([&] { pair_folders(folder_ / "reference", folder_ / "estimate"); }),
              HasSubstr("song.txt has no transcription"));
  EXPECT_THAT(message_of([&] { pair_folders(folder_ / "estimate", folder_ / "reference"); }),
              HasSubstr("holds no annotations"));
  EXPECT_THAT(message_of([&] { pair_folders(folder_ / "nowhere", folder_ / "estimate"); }), HasSubstr("nowhere"));
}

TEST(MdbDrums, OfTheSharedRecordingsScoresOneAgainstItself) {
  const fs::path real = fs::path(DRUMLIN_SOURCE_DIR) / "../shared/real";
  if (!fs::exists(real)) GTEST_SKIP() << "the shared recordings are not here";
  for (const char* part : {"mdb:", "mdb-mixes:"}) {
    for (int classes : {3, 5, 18}) {
      std::vector<Track> tracks;
      for (const Recording& recording : read_dataset(part + real.string(), classes)) {
        EXPECT_TRUE(fs::exists(recording.audio));
        tracks.push_back({recording.name, recording.annotation.performance, recording.annotation.performance,
                          recording.annotation.has_velocity});
      }
      ASSERT_EQ(tracks.size(), 5U);
      const Scores scores = evaluate(tracks, classes, 0.01);
      EXPECT_EQ(f1(scores.all.counts), 1.0);
      EXPECT_GT(scores.all.counts.reference, 500);
      EXPECT_FALSE(scores.all.with_velocity);
    }
  }
}

}  // namespace
}  // namespace drumlin::evaluate
