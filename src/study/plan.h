// What a study is: every trial that it makes, and what they are compared by. A pure function of its file.
//
//   base = "framewise.toml"        # what all trials share (drumlin-train framewise), or a table [base.training] …
//   [[mix]]                        # what a trial learns from
//   name = "kits"
//   dataset = [{ source = "pairs:worlds/kits", split = "train", share = 1.0 }]
//   validation = [{ source = "pairs:worlds/kits", split = "validation" }]  # left out: the data sets' own
//   [[test]]                       # what every trial is scored on
//   name = "kits"
//   source = "pairs:worlds/kits"
//   split = "test"
//   [search]
//   kind = "random"                # or "grid"
//   trials = 15                    # random: of each architecture on each mix
//   seed = 1
//   [search.values]                # of any key of the configuration
//   framewise.architecture = ["rnn", "crnn"]
//   training.learning_rate = { from = 1e-4, to = 5e-3, scale = "log" }
//   [search.architecture.rnn]      # of this architecture alone
//   framewise.layers = { from = 2, to = 6 }
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drumlin::study {

/// What is learned from. sets: the data sets in it, by their sources or, where the file says `set`, by that.
struct Mix {
  std::string name;
  std::vector<std::string> sets;
};

/// What is scored on; seen by the mixes that its set is in.
struct Test {
  std::string name;
  std::string set;
};

/// One run of drumlin-train framewise.
struct Trial {
  std::string name;  ///< mix-architecture-001: a folder's name
  std::string mix;
  std::string architecture;
  std::vector<std::pair<std::string, std::string>> settings;  ///< what the search chose: key and value, by key
  std::string hash;    ///< 16 hexadecimal digits of the configuration, wherever the study lies
  std::string config;  ///< the TOML file to run it with, in whose first line the hash stands; paths are absolute
};

struct Plan {
  std::vector<Mix> mixes;
  std::vector<std::string> architectures;
  std::vector<Test> tests;
  std::vector<Trial> trials;  ///< mix by mix, architecture by architecture
};

/// Reads a study. A trial's random choices depend on the seed, the names of mix, architecture and key, and its number
/// alone: what is added to a study leaves the rest as it was. Throws drumlin::Error for a file that is missing or no
/// TOML, an unknown key, a value of the wrong type, or nothing to learn from or to be scored on.
Plan read_plan(const std::filesystem::path& file);

/// The same from text; `folder` is what its paths are relative to, `name` stands in errors.
Plan parse_plan(std::string_view text, const std::filesystem::path& folder, const std::string& name);

/// Whether a mix has learned nothing of the test's set.
bool unseen(const Plan& plan, std::string_view mix, const Test& test);

}  // namespace drumlin::study
