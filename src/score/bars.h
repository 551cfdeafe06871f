// Bars in groups as SVG.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace drumlin::score {

struct Bar {
  double value = 0.0;  ///< from 0 to 1
  bool pale = false;
};

/// Bars side by side, one of each series in every group. Names are free of <, > and &.
struct BarPanel {
  std::string title;
  std::vector<std::string> groups;     ///< names from left to right
  std::vector<std::string> series;     ///< names, each with a colour
  std::vector<std::vector<Bar>> bars;  ///< of each series one for every group
};

/// A picture 720 pixels wide of panels one below the other. Bars that are wide enough say their value.
std::string bars_svg(std::span<const BarPanel> panels);

}  // namespace drumlin::score
