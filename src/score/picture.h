// A performance to look at.
#pragma once

#include <drumlin/score.h>

#include <string>
#include <string_view>

namespace drumlin::score {

/// A picture below the roll, as wide as it: the address of an image, and how many pixels high it stands. An empty
/// address: none.
struct Strip {
  std::string address;
  double height = 0.0;
};

/// An SVG drum roll: a lane for every drum that occurs, cymbals above, kick below; a bar for every hit, as tall and as
/// dark as it is loud; seconds along the bottom. Grows with the duration up to 16,000 pixels.
std::string to_svg(const Performance& performance, std::string_view title, const Strip& below = {});

}  // namespace drumlin::score
