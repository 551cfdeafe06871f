// Curves over a grid as SVG, drawn by hand so that no plotting library is needed.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drumlin::score {

/// (across, up), in the units of a panel's axes.
using Points = std::vector<std::pair<double, double>>;

/// What one side of a panel goes through. label: what stands at a value; none across: nothing.
struct Axis {
  double low = 0.0;
  double high = 1.0;
  std::function<std::string(double value)> label;

  /// 0 at low, 1 at high.
  double share(double value) const;
};

/// The smallest axis that has all of the points: their first numbers, or their second.
Axis across(std::span<const Points> curves, std::function<std::string(double value)> label);
Axis up(std::span<const Points> curves, std::function<std::string(double value)> label);

/// A rectangle with axes in a picture 720 pixels wide. top: pixels from the picture's upper edge.
struct Panel {
  double top = 40.0;
  Axis across;
  Axis up;

  static constexpr double height = 220.0;  ///< pixels
  static constexpr double margin = 56.0;   ///< on the left and on the right

  /// Pixels from the left and upper edges.
  double x(double value) const;
  double y(double value) const;
};

/// Five lines across and the values at both axes.
std::string grid(const Panel& panel);

/// A curve and its name above the panel, the first, second … one from the left by `place`. Without points: nothing.
std::string curve(const Panel& panel, const Points& points, std::string_view colour, std::string_view name, int place);

/// A whole picture of that many pixels' height.
std::string picture(double height, std::string_view body);

/// The colour of the first, second … curve.
std::string_view colour(int place);

}  // namespace drumlin::score
