// What trials scored, and all of it as one table for programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "study/plan.h"

namespace drumlin::study {

/// How well onsets of a class were found; shares from 0 to 1.
struct ClassResult {
  std::string name;
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  std::int64_t hits = 0;  ///< that were played
};

/// On one test set.
struct TestResult {
  double micro_f1 = 0.0;
  double macro_f1 = 0.0;
  std::vector<ClassResult> classes;
};

/// What drumlin-train framewise leaves in result.json.
struct Result {
  std::int64_t parameters = 0;
  std::int64_t best_epoch = 0;
  double validation = 0.0;        ///< micro F1, by which trials are chosen
  std::vector<TestResult> tests;  ///< in the order of the plan's
};

/// Throws drumlin::Error for text that is no result on so many tests. name: stands in errors.
Result parse_result(std::string_view json, std::size_t tests, const std::string& name);

/// A trial that is finished.
struct Finished {
  const Trial* trial;
  Result result;
};

/// The results that are there, in the order of the plan. Throws drumlin::Error, also for a study that has changed.
std::vector<Finished> read_results(const Plan& plan, const std::filesystem::path& output);

/// results.csv: a line for each trial and test, sorted by the trial's name, then as the tests stand in the study. The
/// columns: trial, mix, architecture, what the search chose, parameters, best_epoch, validation_micro_f1, test, unseen
/// (1: the mix holds nothing of that set), micro_f1, macro_f1, and of each class NAME_precision, NAME_recall, NAME_f1
/// and NAME_hits. Shares have six decimals.
std::string to_csv(const Plan& plan, std::span<const Finished> finished);

}  // namespace drumlin::study
