// drumlin evaluate from the outside. The numbers follow by hand from the hits that the tests write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/program.h"
#include "score/midi.h"

namespace drumlin {
namespace {

using score::Drum;
using test::Outcome;
using testing::HasSubstr;
using testing::StartsWith;

class Evaluate : public testing::Test {
 protected:
  void perform(const std::string& name, const std::vector<score::Hit>& hits) const {
    std::filesystem::create_directories((shell / name).parent_path());
    score::write_file(shell / name, std::span<const std::uint8_t>(score::to_midi({hits, 5.0})));
  }
  test::Shell shell;
};

TEST_F(Evaluate, CountsWhatIsRightAtEveryWindow) {
  perform("reference/a.mid", {{1.0, Drum::kick, 0.5F}, {2.0, Drum::kick, 0.5F}, {3.0, Drum::snare_head, 0.5F}});
  perform("estimate/a.mid", {{1.0, Drum::kick, 0.5F}, {2.03, Drum::kick, 0.5F}, {4.0, Drum::snare_head, 0.5F}});
  const Outcome outcome = shell.run("drumlin evaluate --reference reference --estimate estimate --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json windows = nlohmann::json::parse(outcome.out).at("classes").at("3").at("windows");
  EXPECT_NEAR(windows.at(0).at("micro_f1").get<double>(), 2 / 3.0, 1e-9);  // both kicks within 50 ms, no snare
  EXPECT_NEAR(windows.at(1).at("micro_f1").get<double>(), 1 / 3.0, 1e-9);  // the second kick is 30 ms late
  EXPECT_NEAR(windows.at(2).at("micro_f1").get<double>(), 1 / 3.0, 1e-9);
}

TEST_F(Evaluate, PrintsATableForEachVocabulary) {
  perform("reference/a.mid", {{1.0, Drum::kick, 0.5F}});
  perform("estimate/a.mid", {{1.0, Drum::kick, 0.5F}});
  const Outcome outcome = shell.run("drumlin evaluate --reference reference --estimate estimate --classes 3,18");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("3 classes\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n18 classes\n"));
  EXPECT_THAT(outcome.out, HasSubstr("micro F1 1.000"));
}

TEST_F(Evaluate, SaysWhatWasHeardInstead) {
  perform("reference/a.mid", {{1.0, Drum::tom_low, 0.5F}, {2.0, Drum::kick, 0.5F}, {3.0, Drum::tom_mid, 0.5F}});
  perform("estimate/a.mid", {{1.01, Drum::kick, 0.5F}, {2.0, Drum::kick, 0.5F}});
  const std::string command = "drumlin evaluate --reference reference --estimate estimate --classes 5 --errors";
  const Outcome outcome = shell.run(command + " --error-list errors.csv");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("KD false 1: TT 1\nTT missed 2: nothing 1, KD 1\n"));
  EXPECT_EQ(score::read_file(shell / "errors.csv"),
            "classes,track,time,played,heard\n5,a,1.0000,TT,KD\n5,a,3.0000,TT,\n");
  const nlohmann::json document = nlohmann::json::parse(shell.run(command + " --json").out);
  EXPECT_EQ(document.at("classes").at("5").at("errors"),
            nlohmann::json::parse(R"([{"played": "TT", "heard": null, "count": 1},
                                      {"played": "TT", "heard": "KD", "count": 1}])"));
}

TEST_F(Evaluate, ListensToADataset) {
  std::filesystem::create_directories(shell / "mdb/annotations/class");
  std::filesystem::create_directories(shell / "mdb/annotations/subclass");
  std::filesystem::create_directories(shell / "mdb/drums");
  audio::write_wav(shell / "mdb/drums/MusicDelta_Test.wav", test::bursts(2.0));
  for (const char* kind : {"class", "subclass"}) {
    score::write_file(shell / "mdb/annotations" / kind / "MusicDelta_Test.txt", "0.5\tKD\n1.0\tSD\n");
  }
  const Outcome outcome = shell.run("drumlin evaluate --dataset mdb:mdb --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json result = nlohmann::json::parse(outcome.out).at("classes").at("5").at("windows").at(0);
  EXPECT_EQ(result.at("all").at("reference"), 2);
  EXPECT_EQ(result.at("tracks").size(), 1U);
}

TEST_F(Evaluate, ListensToOneSplitAndSaysWhatIsMissing) {
  for (const char* song : {"Punk", "Rock", "Beatles"}) {
    const std::string name = std::string("MusicDelta_") + song;
    std::filesystem::create_directories(shell / "mdb/annotations/class");
    std::filesystem::create_directories(shell / "mdb/drums");
    score::write_file(shell / ("mdb/annotations/class/" + name + ".txt"), "0.5\tKD\n");
    if (song != std::string("Beatles")) audio::write_wav(shell / ("mdb/drums/" + name + ".wav"), test::bursts(1.0));
  }
  const std::string command = "drumlin evaluate --dataset mdb:mdb --classes 5 --json";
  const Outcome outcome = shell.run(command + " --split test");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json result = nlohmann::json::parse(outcome.out).at("classes").at("5").at("windows").at(0);
  EXPECT_EQ(result.at("tracks").size(), 1U) << "Rock alone is of the test split";
  EXPECT_THAT(outcome.err, HasSubstr("mdb:mdb lacks drums/MusicDelta_Beatles.wav;"));
  const Outcome empty = shell.run(command + " --split validation");
  EXPECT_EQ(empty.status, 2);
  EXPECT_THAT(empty.err, HasSubstr("no split validation of mdb"));
  test::expect_error(shell.run("drumlin evaluate --reference . --estimate . --split test"), "--split needs");
}

TEST_F(Evaluate, ListensToASumOfFiles) {
  const std::string piece = "107_minus-one_salsa_sticks";
  for (const char* part : {"audio/wet_mix", "audio/accompaniment", "annotation"}) {
    std::filesystem::create_directories(shell / ("enst/drummer_1/" + std::string(part)));
  }
  for (const char* part : {"wet_mix", "accompaniment"}) {
    audio::write_wav(shell / ("enst/drummer_1/audio/" + std::string(part) + "/" + piece + ".wav"), test::bursts(1.0));
  }
  score::write_file(shell / ("enst/drummer_1/annotation/" + piece + ".txt"), "0.5 bd\n");
  const Outcome outcome = shell.run("drumlin evaluate --dataset enst-mixes:enst --split fold0 --classes 5 --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json result = nlohmann::json::parse(outcome.out).at("classes").at("5").at("windows").at(0);
  EXPECT_EQ(result.at("all").at("reference"), 1);
}

TEST_F(Evaluate, ComparesTheValuesOfOneOption) {
  perform("pairs/a.mid", {{0.5, Drum::kick, 0.5F}, {1.0, Drum::snare_head, 0.5F}});
  audio::write_wav(shell / "pairs/a.wav", test::bursts(2.0));
  const std::string command = "drumlin evaluate --dataset pairs:pairs --classes 3,5";
  const Outcome outcome = shell.run(command + " --steps 1,3 --json --curve steps.svg");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document.at("option"), "steps");
  ASSERT_EQ(document.at("classes").at("5").size(), 2U);
  EXPECT_EQ(document.at("classes").at("5").at(1).at("value"), 3);
  EXPECT_GT(document.at("classes").at("3").at(0).at("seconds").get<double>(), 0.0);
  EXPECT_THAT(score::read_file(shell / "steps.svg"), HasSubstr("steps 3"));
  EXPECT_THAT(shell.run(command + " --samples 1,2").out, HasSubstr("  samples  micro F1"));
  for (const char* wrong : {" --steps 1,2 --samples 1,2", " --steps 1,2 --reliability r.svg", " --curve c.svg"}) {
    EXPECT_EQ(shell.run(command + wrong).status, 2) << wrong;
  }
}

TEST_F(Evaluate, DrawsWhetherProbabilitiesKeepTheirWord) {
  perform("reference/a.mid", {{1.0, Drum::kick, 0.5F}});
  std::filesystem::create_directory(shell / "estimate");
  score::write_file(shell / "estimate/a.csv", "time,drum,velocity,probability\n1,kick,0.5,0.75\n3,kick,0.5,0.25\n");
  const std::string command = "drumlin evaluate --reference reference --estimate estimate --classes 3";
  const Outcome outcome = shell.run(command + " --json --reliability r.svg");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json document = nlohmann::json::parse(outcome.out);
  // One hit of 0.75 right, one of 0.25 wrong: each is a quarter off.
  EXPECT_DOUBLE_EQ(document.at("classes").at("3").at("reliability").at("expected_calibration_error"), 0.25);
  EXPECT_THAT(score::read_file(shell / "r.svg"), HasSubstr("3 classes: 2 hits"));
  EXPECT_THAT(shell.run(command).out, HasSubstr("expected calibration error 0.250 of 2 hits"));
  EXPECT_EQ(shell.run("drumlin evaluate --reference reference --estimate reference --reliability r.svg").status, 2);
}

TEST_F(Evaluate, TheShippedModelHearsTheExample) {
  const std::filesystem::path examples = std::filesystem::path(DRUMLIN_SOURCE_DIR) / "examples";
  std::filesystem::create_directory(shell / "reference");
  std::filesystem::copy_file(examples / "groove-played.mid", shell / "reference/groove.mid");
  const Outcome listened =
      shell.run("unset DRUMLIN_MODEL; drumlin transcribe " + (examples / "groove.flac").string() + " -o estimate/");
  ASSERT_EQ(listened.status, 0) << listened.err;
  const Outcome outcome = shell.run("drumlin evaluate --reference reference --estimate estimate --classes 5 --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json score = nlohmann::json::parse(outcome.out).at("classes").at("5").at("windows").at(0);
  EXPECT_GT(score.at("micro_f1").get<double>(), 0.8) << outcome.out;
}

TEST_F(Evaluate, WithoutSomethingToCompareItSaysWhatItNeeds) {
  for (const char* line :
       {"drumlin evaluate", "drumlin evaluate --reference a", "drumlin evaluate --dataset mdb:absent",
        "drumlin evaluate --reference absent --estimate absent",
        "drumlin evaluate --reference . --estimate . --dataset mdb:."}) {
    const Outcome outcome = shell.run(line);
    EXPECT_EQ(outcome.status, 2) << line;
    EXPECT_THAT(outcome.err, StartsWith("drumlin: ")) << line;
  }
}

}  // namespace
}  // namespace drumlin
