// Half a window of context before new frames, as much as there is behind them.
#include "imagine/windows.h"

#include <algorithm>

namespace drumlin::imagine {

std::vector<Window> plan_windows(std::span<const Frames> regions, int length, std::int64_t end) {
  const std::int64_t half = length / 2;
  const std::int64_t last_first = std::max<std::int64_t>(0, end - length);
  std::vector<Window> windows;
  for (const Frames& region : regions) {
    for (std::int64_t next = region.from; next < region.to;) {
      const bool fits = region.to - next <= half;
      const std::int64_t first = fits ? (next + region.to - length) / 2 : next - half;
      Window window{std::clamp<std::int64_t>(first, 0, last_first), {next, region.to}};
      window.imagined.to = std::min(region.to, window.first + length);
      windows.push_back(window);
      next = window.imagined.to;
    }
  }
  return windows;
}

}  // namespace drumlin::imagine
