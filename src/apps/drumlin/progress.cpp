// Draws the progress bar.
#include "apps/drumlin/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace drumlin::app {

ProgressBar::ProgressBar(std::string title, bool wanted)
    : title_(std::move(title)), wanted_(wanted && isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(double done, double total) {
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (!wanted_ || spent < 2.0 || done <= 0.0) return;
  drawn_ = true;
  if (total <= 0.0) {
    fmt::print(stderr, "\r\033[K{}  {:.0f} s heard", title_, done);
  } else {
    constexpr int cells = 30;
    const double share = std::min(1.0, done / total);
    const int full = static_cast<int>(share * cells);
    const long left = std::lround(spent / share - spent);
    fmt::print(stderr, "\r\033[K{}  [{:=<{}}{: <{}}] {:3.0f} %  {}:{:02} left", title_, "", full, "", cells - full,
               100.0 * share, left / 60, left % 60);
  }
  std::fflush(stderr);
}

}  // namespace drumlin::app
