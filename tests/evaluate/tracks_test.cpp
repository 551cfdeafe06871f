// Annotations beside what was heard, and files that pair by name.
#include "evaluate/tracks.h"

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

TEST_F(Files, OfADataSetStandBesideWhatWasHeard) {
  write("a.wav", "");
  write("a.txt", "2\tSD\n");
  const auto pairs = datasets::open("pairs:" + folder_.string());
  const Track track = compare(pairs.recordings.at(0), 5, {{{2.5, Drum::kick, 0.5F}}, 3.0});
  EXPECT_EQ(track.name, "a");
  EXPECT_THAT(track.reference.hits, ElementsAre(Hit{2, Drum::snare_head, 1}));
  EXPECT_THAT(track.estimate.hits, ElementsAre(Hit{2.5, Drum::kick, 0.5F}));
  EXPECT_FALSE(track.velocities) << "lines of time and label have none";
}

TEST_F(Files, PairByStem) {
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

TEST_F(Files, AMissingTranscriptionIsAnError) {
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
      for (const auto& recording : datasets::open(part + real.string()).recordings) {
        tracks.push_back(compare(recording, classes, datasets::notes(recording, classes)));
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
