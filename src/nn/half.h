// Half precision (IEEE 754-2008 binary16), for weight files. Every half is a float, so reading is exact; writing rounds
// to nearest, ties to even.
#pragma once

#include <bit>
#include <cstdint>

namespace drumlin::nn {

inline float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16U;
  std::uint32_t magnitude = (half & 0x7fffU) << 13U;
  if ((half & 0x7c00U) == 0x7c00U) {
    magnitude |= 0x7f800000U;  // infinity or not a number
  } else {
    // Moves the exponent's bias from 15 to 127; a subnormal half becomes a normal float.
    magnitude = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1.0p112F);
  }
  return std::bit_cast<float>(sign | magnitude);
}

inline std::uint16_t float_to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16U) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  std::uint32_t half = 0;
  if (magnitude > 0x7f800000U) {
    half = 0x7e00U;  // not a number
  } else if (magnitude >= 0x477ff000U) {
    half = 0x7c00U;  // from 65520 on, the nearest is infinity
  } else if (magnitude < 0x38800000U) {
    // Below 2^-14: adding 0.5 lets the float unit round to the subnormal step, 2^-24.
    half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - std::bit_cast<std::uint32_t>(0.5F);
  } else {
    const std::uint32_t odd = (magnitude >> 13U) & 1U;
    half = (magnitude - (112U << 23U) + 0xfffU + odd) >> 13U;
  }
  return static_cast<std::uint16_t>(sign | half);
}

}  // namespace drumlin::nn
