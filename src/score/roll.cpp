// Hits to rolls and back. Planes: the onset triangle keeps the time between frames, so that no precision is lost at
// 100 frames a second.
#include "score/roll.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace drumlin::score {
namespace {

constexpr double half_width = 1.5;     // frames
constexpr float softest = 1.0F / 127;  // a hit is never silent

std::size_t cell(int frame, int drum) {
  return static_cast<std::size_t>(frame) * drum_count + static_cast<std::size_t>(drum);
}

/// The free frame nearest to `position` (in frames); at equal distance the earlier search step wins.
std::optional<int> nearest_free(const Roll& roll, double position, int drum) {
  const double rounded = std::round(position);
  if (!(rounded >= 0.0 && rounded < roll.frames)) return std::nullopt;
  const int frame = static_cast<int>(rounded);
  const int nearer = position >= frame ? 1 : -1;
  for (int distance = 0; distance < roll.frames; ++distance) {
    for (const int candidate : {frame + nearer * distance, frame - nearer * distance}) {
      const bool inside = candidate >= 0 && candidate < roll.frames;
      if (inside && roll.onset[cell(candidate, drum)] == 0.0F) return candidate;
    }
  }
  return std::nullopt;
}

}  // namespace

Roll to_roll(const Performance& performance, int frames) {
  Roll roll{frames, std::vector<float>(cell(frames, 0)), std::vector<float>(cell(frames, 0))};
  for (const Hit& hit : performance.hits) {
    const int drum = static_cast<int>(hit.drum);
    const std::optional<int> frame = nearest_free(roll, hit.time * frames_per_second, drum);
    if (!frame) continue;
    roll.onset[cell(*frame, drum)] = 1.0F;
    roll.velocity[cell(*frame, drum)] = hit.velocity;
  }
  return roll;
}

Performance to_performance(const Roll& roll) {
  Performance performance;
  performance.duration = roll.frames / frames_per_second;
  for (int frame = 0; frame < roll.frames; ++frame) {
    for (int drum = 0; drum < drum_count; ++drum) {
      if (roll.onset[cell(frame, drum)] < 0.5F) continue;
      const float velocity = std::clamp(roll.velocity[cell(frame, drum)], softest, 1.0F);
      performance.hits.push_back({frame / frames_per_second, static_cast<Drum>(drum), velocity});
    }
  }
  return performance;
}

std::vector<float> to_planes(std::span<const Hit> hits, double start, int frames) {
  std::vector<float> planes(cell(frames, 0) * 2, -1.0F);
  for (const Hit& hit : hits) {
    const double position = (hit.time - start) * frames_per_second;
    if (!(position > -half_width && position < frames - 1 + half_width)) continue;
    const int first = std::max(0, static_cast<int>(std::ceil(position - half_width)));
    const int last = std::min(frames - 1, static_cast<int>(std::floor(position + half_width)));
    for (int frame = first; frame <= last; ++frame) {
      float* onset = &planes[cell(2 * frame, static_cast<int>(hit.drum))];
      const float height = static_cast<float>(1.0 - 2.0 * std::abs(frame - position) / half_width);
      if (height <= *onset) continue;  // a nearer hit stands here
      *onset = height;
      onset[drum_count] = 2.0F * hit.velocity - 1.0F;
    }
  }
  return planes;
}

}  // namespace drumlin::score
