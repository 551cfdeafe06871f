// Grey pictures inside SVG.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace drumlin::score {

/// A PNG of 8-bit grey, not compressed. pixels: (height, width), from the upper left; 0 is black.
std::string to_png(std::span<const std::uint8_t> pixels, int width, int height);

/// "data:image/png;base64,…": the picture as an address that an SVG's image may have.
std::string to_data_address(std::string_view png);

}  // namespace drumlin::score
