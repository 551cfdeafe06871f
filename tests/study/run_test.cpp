// Trials as processes: what is run, what is not run again, what happens when something ends early.
#include "study/run.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "study/small_study.h"

namespace drumlin::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Stop {};

/// What a run said about failures.
std::map<std::string, std::string> run(
    const Place& place, const std::string& output, Shard shard = {}, int jobs = 2,
    const std::function<void(std::size_t)>& check = [](std::size_t) {}) {
  std::map<std::string, std::string> failures;
  const RunEvents events{[&](std::size_t done, std::size_t) { check(done); },
                         [&](const std::string& trial, const std::string& why) { failures[trial] = why; }};
  const int count = run_trials(place.plan(), {place / output, place.program(), jobs, shard}, events);
  EXPECT_EQ(static_cast<std::size_t>(count), failures.size());
  return failures;
}

std::vector<std::string> tables_of(const Place& place, const std::string& output) {
  EXPECT_EQ(write_tables(place.plan(), place / output), 0U);
  return tables(place / output);
}

std::ptrdiff_t started(const Place& place) {
  const std::string lines = score::read_file(place / "started");
  return std::ranges::count(lines, '\n');
}

TEST(Run, ShardsGiveTheSameTablesAsOneRun) {
  const Place place;
  EXPECT_TRUE(run(place, "one").empty());
  EXPECT_TRUE(run(place, "shards", {1, 3, "--shard"}).empty());
  EXPECT_EQ(write_tables(place.plan(), place / "shards"), 5U) << "3 of 8 trials are of the second shard of three";
  EXPECT_TRUE(run(place, "shards", {0, 3, "--shard"}).empty());
  EXPECT_TRUE(run(place, "shards", {2, 3, "--shard"}).empty());
  EXPECT_EQ(tables_of(place, "shards"), tables_of(place, "one"));
}

TEST(Run, AStoppedStudyGoesOnAndGivesTheSameTables) {
  const Place place;
  run(place, "one");
  const auto stop = [](std::size_t done) {
    if (done == 3) throw Stop{};
  };
  EXPECT_THROW(run(place, "stopped", {}, 1, stop), Stop);
  EXPECT_EQ(write_tables(place.plan(), place / "stopped"), 5U);
  EXPECT_TRUE(run(place, "stopped").empty());
  EXPECT_EQ(tables_of(place, "stopped"), tables_of(place, "one"));
  const std::ptrdiff_t before = started(place);
  EXPECT_TRUE(run(place, "stopped").empty());
  EXPECT_EQ(started(place), before) << "a finished trial is not run again";
}

TEST(Run, StoppingStopsTheTrials) {
  const Place place;
  score::write_file(place / "slow", "");
  const auto when_started = [&](std::size_t) {
    if (std::filesystem::exists(place / "pid")) throw Stop{};
  };
  EXPECT_THROW(run(place, "out", {}, 1, when_started), Stop);
  EXPECT_EQ(kill(std::stoi(score::read_file(place / "pid")), 0), -1) << "it is gone";
}

TEST(Run, ATrialThatFailsIsNamedWithItsLastWordsAndTheOthersAreRun) {
  const Place place;
  score::write_file(place / "fail" / "kits-rnn-002", "");
  EXPECT_THAT(run(place, "out"), ElementsAre(Pair("kits-rnn-002", "exit status 3: the disk is full")));
  EXPECT_EQ(write_tables(place.plan(), place / "out"), 1U);
  std::filesystem::remove(place / "fail" / "kits-rnn-002");
  EXPECT_TRUE(run(place, "out").empty()) << "what failed is tried again";
  EXPECT_EQ(write_tables(place.plan(), place / "out"), 0U);
}

TEST(Run, AProgramThatLeavesNoResultHasFailed) {
  const Place place;
  score::write_file(place.program(), "#!/bin/sh\necho done\n");
  const auto failures = run(place, "out");
  ASSERT_EQ(failures.size(), 8U);
  EXPECT_THAT(failures.at("kits-rnn-001"), testing::AllOf(HasSubstr("result.json"), HasSubstr("done")));
  score::write_file(place.program(), "#!/bin/sh\nkill -9 $$\n");
  EXPECT_THAT(run(place, "out").at("kits-rnn-001"), HasSubstr("signal 9"));
  std::filesystem::permissions(place.program(), std::filesystem::perms::owner_read);
  EXPECT_THAT(run(place, "out").at("kits-rnn-001"), HasSubstr("--program"));
}

TEST(Run, ATrialIsRunByOneProcessAtATime) {
  const Place place;
  score::write_file(place / "slow", "");
  std::map<std::string, std::string> second;
  const auto meanwhile = [&](std::size_t) {
    if (!std::filesystem::exists(place / "pid")) return;
    std::filesystem::remove(place / "slow");
    second = run(place, "out", {0, 8, "--shard"});
    throw Stop{};
  };
  EXPECT_THROW(run(place, "out", {0, 8, "--shard"}, 1, meanwhile), Stop);
  EXPECT_THAT(second, ElementsAre(Pair("kits-rnn-001", HasSubstr("another process"))));
}

TEST(Run, AChangedStudyIsRefused) {
  const Place place;
  run(place, "out", {0, 8, "--shard"});
  std::string changed = small_study;
  changed.replace(changed.find("width = 144"), 11, "width = 145");
  score::write_file(place / "study.toml", changed);
  for (const auto& attempt : {std::function<void()>([&] { run(place, "out"); }),
                              std::function<void()>([&] { write_tables(place.plan(), place / "out"); })}) {
    try {
      attempt();
      FAIL() << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("kits-rnn-001"), HasSubstr("has changed")));
    }
  }
}

TEST(Run, WhatIsAddedToAStudyIsRunBesideWhatIsThere) {
  const Place place;
  run(place, "out");
  std::string more = small_study;
  more.replace(more.find("trials = 2"), 10, "trials = 3");
  score::write_file(place / "study.toml", more);
  const std::ptrdiff_t before = started(place);
  EXPECT_TRUE(run(place, "out").empty());
  EXPECT_EQ(started(place) - before, 4) << "one more of each of two architectures on two mixes";
}

}  // namespace
}  // namespace drumlin::study
