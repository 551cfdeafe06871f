// Annotations in every format, MDB Drums' labels, and files that pair by name.
#include "evaluate/dataset.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <functional>

#include "score/file.h"
#include "score/midi.h"

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

using Annotations = Files;

TEST_F(Annotations, OfMdbAreTimesAndLabels) {
  const auto read = read_annotation(write("a.txt", "0.5 \t SD \t\n0.25\tKD\n\n0.75\tOT\n1e0\tHH\n"));
  EXPECT_THAT(read.performance.hits,
              ElementsAre(Hit{0.25, Drum::kick, 1}, Hit{0.5, Drum::snare_head, 1}, Hit{1.0, Drum::hihat_closed, 1}));
  EXPECT_FALSE(read.velocities);
  EXPECT_EQ(read.performance.duration, 1.0);
}

TEST_F(Annotations, MayNameTheirColumns) {
  const auto read = read_annotation(write("a.csv", "drum,velocity,time\r\nride_bell,0.5,1.5\r\nkick,,2.0\r\n"));
  EXPECT_THAT(read.performance.hits, ElementsAre(Hit{1.5, Drum::ride_bell, 0.5F}, Hit{2.0, Drum::kick, 1}));
  EXPECT_TRUE(read.velocities);
}

TEST_F(Annotations, MayCountVelocitiesTo127) {
  const auto read = read_annotation(write("a.tsv", "1.0\t38\t127\n2.0\t36\t63.5\n"));
  EXPECT_THAT(read.performance.hits, ElementsAre(Hit{1.0, Drum::snare_head, 1}, Hit{2.0, Drum::kick, 0.5F}));
}

TEST_F(Annotations, MayBeJson) {
  const std::string hits = R"([{"time": 1.5, "drum": "kick", "velocity": 0.25}, {"time": 0.5, "drum": "OHH"}])";
  for (const std::string& text : {hits, R"({"title": "x", "hits": )" + hits + "}"}) {
    const auto read = read_annotation(write("a.json", text));
    EXPECT_THAT(read.performance.hits, ElementsAre(Hit{0.5, Drum::hihat_open, 1}, Hit{1.5, Drum::kick, 0.25F}));
    EXPECT_TRUE(read.velocities);
  }
}

TEST_F(Annotations, MayBeMidi) {
  const score::Performance played{{{0.5, Drum::kick, 1.0F}, {1.0, Drum::crash, 64.0F / 127.0F}}, 2.0};
  score::write_file(folder_ / "a.mid", score::to_midi(played));
  const auto read = read_annotation(folder_ / "a.mid");
  ASSERT_EQ(read.performance.hits.size(), 2U);
  EXPECT_EQ(read.performance.hits[1].drum, Drum::crash);
  EXPECT_NEAR(read.performance.hits[1].time, 1.0, 0.0005);
  EXPECT_FLOAT_EQ(read.performance.hits[1].velocity, 64.0F / 127.0F);
  EXPECT_TRUE(read.velocities);
}

TEST_F(Annotations, WithMistakesNameTheLine) {
  const auto message = [&](const std::string& name, const std::string& text) {
    return message_of([&] { read_annotation(write(name, text)); });
  };
  EXPECT_THAT(message("a.txt", "1.0\tKD\n2.0\tXX\n"), ::testing::AllOf(HasSubstr("Line 2 of"), HasSubstr("\"XX\"")));
  EXPECT_THAT(message("a.txt", "soon\tKD\n"), HasSubstr("\"soon\""));
  EXPECT_THAT(message("a.txt", "-1\tKD\n"), HasSubstr("\"-1\""));
  EXPECT_THAT(message("a.txt", "nan\tKD\n"), HasSubstr("\"nan\""));
  EXPECT_THAT(message("a.csv", "1.0,kick,loud\n"), HasSubstr("\"loud\""));
  EXPECT_THAT(message("a.csv", "1.0\n"), HasSubstr("Line 1"));
  EXPECT_THAT(message("a.json", "{"), HasSubstr("a.json"));
  EXPECT_THAT(message("a.json", "[1]"), HasSubstr("a.json"));
  EXPECT_THAT(message("a.json", R"([{"time": 1, "drum": "gong"}])"), HasSubstr("gong"));
  EXPECT_THAT(message("a.doc", "1.0 kick"), HasSubstr("a.doc"));
  EXPECT_THAT(message_of([&] { read_annotation(folder_ / "none.csv"); }), HasSubstr("none.csv"));
}

TEST(Labels, OfMdbHaveTheirDrums) {
  // Southall et al. 2017, the table of subclasses.
  const std::pair<const char*, Drum> all[] = {
      {"KD", Drum::kick},          {"SD", Drum::snare_head},   {"SDG", Drum::snare_head}, {"SDB", Drum::snare_head},
      {"SDF", Drum::snare_head},   {"SDNS", Drum::snare_head}, {"SDD", Drum::snare_head}, {"SST", Drum::side_stick},
      {"CHH", Drum::hihat_closed}, {"PHH", Drum::hihat_pedal}, {"OHH", Drum::hihat_open}, {"HIT", Drum::tom_high},
      {"MHT", Drum::tom_mid},      {"HFT", Drum::tom_low},     {"LFT", Drum::tom_low},    {"RDC", Drum::ride_bow},
      {"RDB", Drum::ride_bell},    {"CRC", Drum::crash},       {"CHC", Drum::china},      {"SPC", Drum::splash},
      {"TMB", Drum::tambourine},   {"HH", Drum::hihat_closed}, {"TT", Drum::tom_mid},     {"CY", Drum::crash}};
  for (const auto& [text, drum] : all) {
    ASSERT_TRUE(label_named(text)) << text;
    EXPECT_EQ(label_named(text)->drum, drum) << text;
  }
  ASSERT_TRUE(label_named("OT"));
  EXPECT_FALSE(label_named("OT")->drum);
}

TEST(Labels, ThatNobodyKnowsAreNone) {
  for (const char* text : {"", "kd", "snare", "128", "-1", "36.5", "3"}) EXPECT_FALSE(label_named(text)) << text;
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
  EXPECT_THAT(drums[0].annotation.performance.hits, ElementsAre(Hit{2, Drum::hihat_closed, 1}));
  const auto mixes = read_dataset("mdb-mixes:" + folder_.string(), 18);
  ASSERT_EQ(mixes.size(), 1U);
  EXPECT_EQ(mixes[0].audio, folder_ / "mixes/a.flac");
  EXPECT_THAT(mixes[0].annotation.performance.hits,
              ElementsAre(Hit{1, Drum::tambourine, 1}, Hit{2, Drum::hihat_open, 1}));
}

TEST_F(DataSets, ThatLackSomethingSaySo) {
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
  write("estimate/other.json", "[]");
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
                          recording.annotation.velocities});
      }
      ASSERT_EQ(tracks.size(), 5U);
      const Scores scores = evaluate(tracks, classes, 0.01);
      EXPECT_EQ(f1(scores.all.counts), 1.0);
      EXPECT_GT(scores.all.counts.reference, 500);
      EXPECT_FALSE(scores.with_velocity);
    }
  }
}

}  // namespace
}  // namespace drumlin::evaluate
