// Classifier-free guidance (Ho and Salimans 2021): away from what would be played anyway, towards what is heard.
#pragma once

#include <cassert>
#include <cstddef>
#include <span>

namespace drumlin::diffusion {

/// (1 + weight) · conditional − weight · unconditional, cell by cell, into `conditional`. weight: 0 is the conditional
/// estimate alone, −1 the unconditional one.
inline void guide(std::span<float> conditional, std::span<const float> unconditional, float weight) {
  assert(conditional.size() == unconditional.size());
  for (std::size_t i = 0; i < conditional.size(); ++i) {
    conditional[i] = (1.0F + weight) * conditional[i] - weight * unconditional[i];
  }
}

}  // namespace drumlin::diffusion
