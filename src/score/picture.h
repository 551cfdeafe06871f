// A performance to look at.
#pragma once

#include <drumlin/score.h>

#include <string>
#include <string_view>

namespace drumlin::score {

/// An SVG drum roll: a lane for every drum that occurs, cymbals above, kick below; a bar for every hit, as tall and as
/// dark as it is loud; seconds along the bottom. Grows with the duration up to 16,000 pixels.
std::string to_svg(const Performance& performance, std::string_view title);

}  // namespace drumlin::score
