// The drum roll: onsets and velocities per frame and drum, 100 frames a second; what networks read and write.
#pragma once

#include <drumlin/score.h>

#include <span>
#include <vector>

namespace drumlin::score {

inline constexpr double frames_per_second = 100.0;

/// onset, velocity: (frames, drum_count), row-major, in [0, 1]. velocity counts only where there is an onset.
struct Roll {
  int frames = 0;
  std::vector<float> onset;
  std::vector<float> velocity;
};

/// Every hit on its nearest frame (onset 1); a second hit of the same drum on a taken frame goes to the nearest free
/// one. Hits beyond the last frame are left out.
Roll to_roll(const Performance& performance, int frames);

/// A hit for every onset of at least a half, at the time of its frame.
Performance to_performance(const Roll& roll);

/// What a network learns to draw: (frames, 2 · drum_count) in [−1, 1], onset planes first. Around a hit the onset
/// plane is a triangle of half-width 1.5 frames centred on the exact time (1 at the hit, −1 away from it), so that the
/// time between frames can be read back; the velocity plane holds 2·velocity − 1 wherever the triangle stands, −1
/// elsewhere. start: the time of frame 0, in seconds.
std::vector<float> to_planes(std::span<const Hit> hits, double start, int frames);

}  // namespace drumlin::score
