#include "train/framewise_targets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "score/roll.h"
#include "score/vocabulary.h"

namespace drumlin::train::framewise {

std::vector<float> onset_targets(const score::Performance& performance, int frames, int classes) {
  constexpr float beside = 0.5F;
  const score::Vocabulary& view = score::vocabulary(classes);
  std::vector<float> targets(static_cast<std::size_t>(frames) * static_cast<std::size_t>(classes), 0.0F);
  const auto raise = [&](std::int64_t frame, int index, float value) {
    if (frame < 0 || frame >= frames) return;
    float& cell = targets[static_cast<std::size_t>(frame * classes + index)];
    cell = std::max(cell, value);
  };
  for (const score::Hit& hit : performance.hits) {
    const int index = view.class_of[static_cast<std::size_t>(hit.drum)];
    const std::int64_t frame = std::llround(hit.time * score::frames_per_second);
    if (index < 0 || frame >= frames) continue;
    raise(frame - 1, index, beside);
    raise(frame, index, 1.0F);
    raise(frame + 1, index, beside);
  }
  return targets;
}

double infrequency_weight(std::int64_t onsets, std::int64_t frames) {
  if (onsets <= 0 || onsets >= frames) return 0.0;
  const double p = static_cast<double>(onsets) / static_cast<double>(frames);
  return 1.0 / (-p * std::log(p) - (1.0 - p) * std::log1p(-p));
}

}  // namespace drumlin::train::framewise
