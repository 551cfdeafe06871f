// drumlin-train framewise, as it is started from a shell, on examples that it renders itself.
#include <drumlin/transcribe.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "score/file.h"
#include "train/program.h"
#include "train/toy.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;

/// A folder with sound files, the notes of each, and configs/framewise-tiny.toml for them with more keys of [training].
class FramewiseProgram : public testing::Test {
 protected:
  void SetUp() override {
    const std::string configs = DRUMLIN_SOURCE_DIR "/configs/";
    ASSERT_EQ(program({"examples", "--config", configs + "tiny.toml", "--count", "4", "--output", folder_ / "pairs"},
                      folder_ / "errors"),
              0);
    text_ = std::regex_replace(score::read_file(configs + "framewise-tiny.toml"), std::regex(R"(\.\./runs/tiny-pairs)"),
                               "pairs");
  }
  std::filesystem::path config(const std::string& epochs) const {
    score::write_file(folder_ / "config.toml",
                      std::regex_replace(text_, std::regex("epochs = [0-9]+"), "epochs = " + epochs));
    return folder_ / "config.toml";
  }
  int framewise(const std::filesystem::path& config, const char* output, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"framewise", "--config", config, "--output", folder_ / output});
    return program(more, folder_ / "errors");
  }
  std::string errors() const { return score::read_file(folder_ / "errors"); }

  TemporaryFolder folder_;
  std::string text_;
};

/// Without what depends on the machine's load: the last column.
std::string without_seconds(const std::string& csv) {
  return std::regex_replace(csv, std::regex(",[^,\n]*\n"), "\n");
}

TEST_F(FramewiseProgram, ARunThatWasKilledAndResumedIsTheSameRun) {
  const std::filesystem::path long_run = config("30");
  ASSERT_EQ(framewise(long_run, "straight"), 0) << errors();
  kill_when_logged({"framewise", "--config", long_run, "--output", folder_ / "killed"}, folder_ / "killed" / "log.csv",
                   4);
  ASSERT_EQ(framewise(long_run, "killed", {"--resume"}), 0) << errors();
  for (const char* name : {"weights.safetensors", "result.json", "curves.svg"}) {
    EXPECT_TRUE(score::read_file(folder_ / "straight" / name) == score::read_file(folder_ / "killed" / name)) << name;
  }
  const std::string log = score::read_file(folder_ / "straight" / "log.csv");
  EXPECT_EQ(without_seconds(log), without_seconds(score::read_file(folder_ / "killed" / "log.csv")));
}

TEST_F(FramewiseProgram, WritesWhatItIsScoredByAndWhatDrumlinListensWith) {
  ASSERT_EQ(framewise(config("2"), "run"), 0) << errors();
  EXPECT_EQ(lines(folder_ / "run" / "log.csv"), 3U);
  const auto result = nlohmann::json::parse(score::read_file(folder_ / "run" / "result.json"));
  EXPECT_GT(result.at("parameters"), 1000);
  EXPECT_THAT(result.at("best_epoch").get<int>(), testing::AnyOf(1, 2));
  ASSERT_EQ(result.at("tests").size(), 1U);
  const nlohmann::json& test = result.at("tests")[0];
  EXPECT_EQ(test.at("source"), "pairs:" + (folder_ / "pairs").string());
  ASSERT_EQ(test.at("classes").size(), 5U);
  EXPECT_EQ(test.at("classes")[0].at("name"), "KD");
  for (const char* number : {"micro_f1", "macro_f1"}) EXPECT_TRUE(test.at(number).is_number()) << number;
  const transcribe::Options options{.threads = 1};
  transcribe::Transcriber transcriber(folder_ / "run" / "weights.safetensors");
  EXPECT_DOUBLE_EQ(transcriber.transcribe(std::vector<float>(44100, 0.0F), options).duration, 1.0);
}

TEST_F(FramewiseProgram, ARunGoesOnForMoreEpochsButNotWithAnotherNetwork) {
  ASSERT_EQ(framewise(config("1"), "run"), 0) << errors();
  ASSERT_EQ(framewise(config("2"), "run"), 2);
  EXPECT_THAT(errors(), HasSubstr("--resume"));
  ASSERT_EQ(framewise(config("2"), "run", {"--resume"}), 0) << errors();
  EXPECT_EQ(lines(folder_ / "run" / "log.csv"), 3U);
  score::write_file(folder_ / "other.toml", std::regex_replace(text_, std::regex("width = 8"), "width = 9"));
  EXPECT_EQ(framewise(folder_ / "other.toml", "run", {"--resume"}), 2);
  EXPECT_THAT(errors(), HasSubstr("another configuration"));
}

TEST_F(FramewiseProgram, SaysInOneSentenceWhichFolderIsMissing) {
  score::write_file(folder_ / "other.toml", std::regex_replace(text_, std::regex("\"pairs:pairs\""), "\"pairs:none\""));
  EXPECT_EQ(framewise(folder_ / "other.toml", "run"), 2);
  EXPECT_EQ(lines(folder_ / "errors"), 1U);
  EXPECT_THAT(errors(), HasSubstr("none"));
}

}  // namespace
}  // namespace drumlin::train
