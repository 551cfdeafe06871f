// What a denoising network wraps around its layers, so that they see and answer numbers of unit variance (Karras et al.
// 2022, "EDM", table 1).
#pragma once

#include <cmath>

namespace drumlin::models {

/// D(x; σ) = skip·x + out·F(in·x; noise).
struct Preconditioning {
  float skip;
  float out;
  float in;
  float noise;
};

/// sigma: deviation of the noise, > 0; sigma_data: of the clean data.
inline Preconditioning precondition(float sigma, float sigma_data) {
  const float total = std::hypot(sigma, sigma_data);
  return {.skip = sigma_data * sigma_data / (total * total),
          .out = sigma * sigma_data / total,
          .in = 1.0F / total,
          .noise = std::log(sigma) / 4.0F};
}

}  // namespace drumlin::models
