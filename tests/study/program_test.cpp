// drumlin-train study from a shell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

#include "study/small_study.h"

namespace drumlin::study {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The status of a line of shell in the place, where `study` is the command; what it says goes to "errors".
int shell(const Place& place, const std::string& line) {
  const std::string script = "cd " + (place / "").string() +
                             " && study() { exec " DRUMLIN_BIN_DIR
                             "/drumlin-train study --config study.toml --program ./trial.sh \"$@\"; } && (" +
                             line + ") > said 2> errors";
  const int status = std::system(script.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Program, ShardsAndAKilledStudyGiveTheSameFilesAsOneRun) {
  const Place place;
  ASSERT_EQ(shell(place, "study --output one"), 0) << score::read_file(place / "errors");
  EXPECT_EQ(score::read_file(place / "errors"), "") << "no progress where there is no terminal";
  const auto one = tables(place / "one");

  ASSERT_EQ(shell(place, "study --output shards --shard 1/2"), 0);
  EXPECT_FALSE(std::filesystem::exists(place / "shards/results.csv"));
  ASSERT_EQ(shell(place, "SLURM_PROCID=1 SLURM_NTASKS=2; export SLURM_PROCID SLURM_NTASKS; study --output shards"), 0);
  EXPECT_THAT(score::read_file(place / "errors"), HasSubstr("shard 2 of 2"));
  EXPECT_EQ(tables(place / "shards"), one);

  ASSERT_EQ(shell(place,
                  "study --output killed --jobs 1 & id=$!; "
                  "until [ -e killed/trials/kits-rnn-002/output.txt ]; do sleep 0.01; done; "
                  "kill -KILL $id; wait $id; [ $? = 137 ] && [ ! -e killed/results.csv ]"),
            0);
  ASSERT_EQ(shell(place, "study --output killed"), 0) << score::read_file(place / "errors");
  EXPECT_EQ(tables(place / "killed"), one);
}

TEST(Program, ASignalStopsTheTrialsToo) {
  const Place place;
  score::write_file(place / "slow", "");
  EXPECT_EQ(shell(place,
                  "study --output out --jobs 1 & id=$!; until [ -s pid ]; do sleep 0.01; done; "
                  "kill -TERM $id; wait $id"),
            130);
  EXPECT_NE(shell(place, "kill -0 $(cat pid)"), 0) << "it is gone";
}

TEST(Program, FailedTrialsAreNamedAndTheStatusSaysSo) {
  const Place place;
  score::write_file(place / "fail" / "kits-rnn-002", "");
  EXPECT_EQ(shell(place, "study --output out"), 1);
  EXPECT_EQ(score::read_file(place / "errors"),
            "drumlin-train: trial kits-rnn-002 failed: exit status 3: the disk is full\n");
  EXPECT_EQ(score::read_file(place / "said"), "7 of 8 trials are finished\n");
  EXPECT_FALSE(std::filesystem::exists(place / "out/results.csv"));
  EXPECT_EQ(shell(place, "study --output out --tables"), 0) << "of what is finished";
  const std::string table = score::read_file(place / "out/results.csv");
  EXPECT_EQ(std::ranges::count(table, '\n'), 1 + 7 * 2);
}

TEST(Program, AMistakeIsOneSentenceAndExitTwo) {
  const Place place;
  EXPECT_EQ(shell(place, "study --output out --shard 3/2"), 2);
  EXPECT_THAT(score::read_file(place / "errors"), StartsWith("drumlin-train: --shard is \"3/2\""));
  score::write_file(place / "study.toml", "[search]\n");
  EXPECT_EQ(shell(place, "study --output out"), 2);
  EXPECT_THAT(score::read_file(place / "errors"), StartsWith("drumlin-train: study.toml: "));
}

}  // namespace
}  // namespace drumlin::study
