// Which windows a region of any length is imagined in, one after the other, each with what was imagined before it
// known.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace drumlin::imagine {

/// Frames [from, to), 100 a second.
struct Frames {
  std::int64_t from = 0;
  std::int64_t to = 0;

  friend bool operator==(const Frames&, const Frames&) = default;
};

/// A window beginning at frame `first`, of which the frames `imagined` are kept.
struct Window {
  std::int64_t first = 0;
  Frames imagined;

  friend bool operator==(const Window&, const Window&) = default;
};

/// Regions of at most half a window stand in the middle of one; of longer ones each window but the last knows half a
/// window before its new frames. regions: in order, apart. length: frames of a window. end: frames of the piece;
/// windows stay within it, unless it is shorter than one.
std::vector<Window> plan_windows(std::span<const Frames> regions, int length, std::int64_t end);

}  // namespace drumlin::imagine
