// A bar on the terminal that says how far the work is and how long it will take.
#pragma once

#include <chrono>
#include <string>

namespace drumlin::app {

/// Draws on standard error, if that is a terminal, once the work has lasted two seconds. Wipes itself away.
class ProgressBar {
 public:
  ProgressBar(std::string title, bool wanted);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  /// done and total in any one unit; total 0: unknown.
  void show(double done, double total);

 private:
  std::string title_;
  bool wanted_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace drumlin::app
