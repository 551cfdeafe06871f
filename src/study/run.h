// Runs the trials of a study, each a process of its own in a folder of its own:
//   DIR/trials/NAME/config.toml   what drumlin-train framewise runs; its first line holds the configuration's hash
//   DIR/trials/NAME/output.txt    what it said
//   DIR/trials/NAME/result.json   what it scored; a trial that has it is finished
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "study/plan.h"
#include "study/shard.h"

namespace drumlin::study {

struct RunOptions {
  std::filesystem::path output;   ///< folder of the study
  std::filesystem::path program;  ///< started as PROGRAM framewise --config … --output … --resume
  int jobs = 1;                   ///< trials at a time
  Shard shard;                    ///< which trials
};

/// What a run tells.
struct RunEvents {
  /// A few times a second. done and total: trials of this run, without those that were finished before. What it throws
  /// stops all children, and the run with it.
  std::function<void(std::size_t done, std::size_t total)> progress;
  /// A trial failed for a reason, in which the last line of its output stands.
  std::function<void(const std::string& trial, const std::string& reason)> failed;
};

std::filesystem::path trial_folder(const std::filesystem::path& output, const Trial& trial);

/// Whether the trial has its result.
bool is_finished(const std::filesystem::path& output, const Trial& trial);

/// Throws drumlin::Error if a trial in the folder has another configuration than now: results of two studies are not
/// mixed.
void refuse_changes(const Plan& plan, const std::filesystem::path& output);

/// Runs the shard's trials that are not finished, and goes on after one that fails. Returns how many failed. Throws
/// drumlin::Error for a changed study or a folder that cannot be written.
int run_trials(const Plan& plan, const RunOptions& options, const RunEvents& events);

}  // namespace drumlin::study
