// What a training run says of itself: log.csv (a row per step), curves.svg, and the progress line.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace drumlin::train {

/// Micro F1 at 50 ms in the vocabularies of 3 and 5 classes.
struct Score {
  double three = 0.0;
  double five = 0.0;
};

/// How good the averaged network is. loss: of the held-out stream; drums, mixes: of real recordings of drums alone and
/// of songs, where there are any.
struct Verdict {
  double loss = 0.0;
  std::optional<Score> drums;
  std::optional<Score> mixes;
};

/// A row of log.csv. step: counted from 1, after the step.
struct Row {
  std::int64_t step = 0;
  double plain = 0.0;
  double denoised = 0.0;
  double learning_rate = 0.0;
  std::optional<Verdict> verdict;
};

std::string to_csv(const Row& row);
/// Nothing for the heading or a torn line.
std::optional<Row> from_csv(const std::string& line);

/// The rows of a run, kept in a file that is never ahead of `steps`: what a killed run wrote after its last checkpoint
/// is dropped when it resumes, so that no step stands twice.
class Log {
 public:
  /// Throws drumlin::Error if the file cannot be written.
  Log(std::filesystem::path file, std::int64_t steps);
  void add(const Row& row);
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<Row> rows_;
  std::ofstream out_;
};

/// Loss (smoothed, logarithmic), held-out loss and F1 over the steps, as a picture.
std::string curves_svg(const std::vector<Row>& rows);

/// Says on standard error how far the run is: one line rewritten on a terminal, otherwise a line every 50 steps.
class Progress {
 public:
  Progress(std::int64_t first, std::int64_t steps, int examples_per_step);
  void show(const Row& row);
  void verdict(std::int64_t step, const Verdict& verdict);

 private:
  bool terminal_;
  std::int64_t first_;
  std::int64_t steps_;
  int examples_per_step_;
  double loss_ = 0.0;
  std::optional<Verdict> last_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace drumlin::train
