// drumlin data from the outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/program.h"

namespace drumlin {
namespace {

using test::Outcome;
using testing::HasSubstr;

class Data : public testing::Test {
 protected:
  /// A song of MDB Drums; with_sound: or its annotations alone.
  void song(const std::string& name, bool with_sound = true) const {
    for (const char* kind : {"class", "subclass"}) {
      std::filesystem::create_directories(shell / ("mdb/annotations/" + std::string(kind)));
      score::write_file(shell / ("mdb/annotations/" + std::string(kind) + "/" + name + ".txt"), "0.5\tKD\n1\tSD\n");
    }
    std::filesystem::create_directories(shell / "mdb/drums");
    if (with_sound) audio::write_wav(shell / ("mdb/drums/" + name + ".wav"), test::bursts(2.0));
  }
  test::Shell shell;
};

TEST_F(Data, CheckCountsAndNamesWhatIsMissing) {
  song("MusicDelta_Rock");
  song("MusicDelta_Punk");
  song("MusicDelta_Gospel", false);
  const Outcome outcome = shell.run("drumlin data check mdb:mdb --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document.at("layout"), "mdb");
  EXPECT_EQ(document.at("missing"), nlohmann::json::parse(R"(["drums/MusicDelta_Gospel.wav"])"));
  EXPECT_EQ(document.at("lists").at("all").at("recordings"), 2);
  EXPECT_NEAR(document.at("lists").at("all").at("seconds").get<double>(), 4.0, 1e-9);
  EXPECT_EQ(document.at("lists").at("test").at("hits").at("kick"), 1);
  const Outcome table = shell.run("drumlin data check mdb:mdb --classes 3");
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("missing: 1\n  drums/MusicDelta_Gospel.wav\n  obtained from https://"));
  EXPECT_THAT(table.out, HasSubstr("KD "));
}

TEST_F(Data, CheckDrawsAnExample) {
  song("MusicDelta_Rock");
  song("MusicDelta_Punk");
  const std::string command = "drumlin data check mdb:mdb --picture p.svg";
  EXPECT_EQ(shell.run(command + " --example MusicDelta_Rock").status, 0);
  EXPECT_THAT(score::read_file(shell / "p.svg"), HasSubstr("MusicDelta_Rock</text>"));
  test::expect_error(shell.run(command + " --example Nobody"), "no recording Nobody");
}

TEST_F(Data, CheckFailsForWhatCannotBeRead) {
  song("MusicDelta_Rock");
  song("MusicDelta_Punk");
  score::write_file(shell / "mdb/drums/MusicDelta_Punk.wav", "no sound");
  const Outcome outcome = shell.run("drumlin data check mdb:mdb");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.out, HasSubstr("cannot be read: 1\n"));
}

TEST_F(Data, CheckSaysWhereADataSetIsObtained) {
  std::filesystem::create_directory(shell / "empty");
  test::expect_error(shell.run("drumlin data check slakh:empty"), "https://zenodo.org/records/4599666");
  test::expect_error(shell.run("drumlin data check slakh:nowhere"), "nowhere is no folder");
  test::expect_error(shell.run("drumlin data check empty"), "drumlin data list");
  song("MusicDelta_Rock");
  test::expect_error(shell.run("drumlin data check mdb:mdb --classes 4"), "no vocabulary of 4");
}

TEST_F(Data, ListNamesEveryLayout) {
  const Outcome outcome = shell.run("drumlin data list --json");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const nlohmann::json document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document.size(), 15U);
  const std::string text = shell.run("drumlin data list").out;
  for (const nlohmann::json& layout : document) {
    EXPECT_THAT(text, HasSubstr(layout.at("name").get<std::string>() + ":DIR"));
  }
}

}  // namespace
}  // namespace drumlin
