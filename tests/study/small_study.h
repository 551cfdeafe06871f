// A study of two architectures on two mixes whose trials are made up in milliseconds by a shell script.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "score/file.h"
#include "study/plan.h"
#include "study/run.h"
#include "study/tables.h"
#include "temporary_folder.h"

namespace drumlin::study {

inline const std::string small_study = R"(
[base.framewise]
width = 144
[[mix]]
name = "kits"
dataset = [{ source = "pairs:worlds/kits", split = "train", share = 1.0 }]
[[mix]]
name = "both"
dataset = [{ source = "pairs:worlds/kits", split = "train" }, { source = "pairs:worlds/songs", split = "train" }]
[[test]]
name = "kits"
source = "pairs:worlds/kits"
split = "test"
[[test]]
name = "real"
source = "mdb:real"
[search]
kind = "random"
trials = 2
seed = 7
[search.values]
framewise.architecture = ["rnn", "crnn"]
training.learning_rate = { from = 1e-4, to = 5e-3, scale = "log" }
)";

/// Its scores follow from the trial's name. A folder "slow" beside it makes it take a minute, a file with a trial's
/// name in "fail" makes that fail.
inline const std::string made_up_program = R"script(#!/bin/sh
[ "$1 $2 $4 $6" = "framewise --config --output --resume" ] && [ -e "$3" ] || exit 9
name=$(basename "$5")
place=$(dirname "$0")
echo "$name" >> "$place/started"
if [ -e "$place/fail/$name" ]; then echo "first line"; echo "the disk is full" >&2; echo; exit 3; fi
if [ -e "$place/slow" ]; then echo $$ > "$place/pid"; exec sleep 60; fi
share() { echo "0.$(echo "$name $1" | cksum | cut -c 1-3)"; }
kick="{\"name\": \"kick\", \"precision\": $(share p), \"recall\": $(share r), \"f1\": $(share k), \"hits\": 12}"
scores() { echo "{\"classes\": [$kick], \"micro_f1\": $(share $1), \"macro_f1\": $(share m)}"; }
echo "{\"parameters\": 1000, \"best_epoch\": 3, \"validation\": {\"micro_f1\": $(share v)}," > "$5/half"
echo "\"tests\": [$(scores a), $(scores b)]}" >> "$5/half"
mv "$5/half" "$5/result.json"
)script";

/// A folder with the study and the program.
class Place {
 public:
  Place() {
    score::write_file(folder_ / "study.toml", small_study);
    score::write_file(program(), made_up_program);
    std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
    std::filesystem::create_directory(folder_ / "fail");
  }

  std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }
  std::filesystem::path program() const { return folder_ / "trial.sh"; }
  Plan plan() const { return read_plan(folder_ / "study.toml"); }

 private:
  test::TemporaryFolder folder_;
};

/// Everything that a finished study writes beside its trials.
inline std::vector<std::string> tables(const std::filesystem::path& output) {
  std::vector<std::string> texts;
  for (const char* name : {"results.csv", "architectures.md", "architectures.svg", "architectures-classes.svg",
                           "mixes.md", "mixes.svg", "mixes-classes.svg"}) {
    texts.push_back(score::read_file(output / name));
  }
  return texts;
}

}  // namespace drumlin::study
