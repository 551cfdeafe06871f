// The rule of the study, as its program has it.
#include "transcribe/study_peaks.h"

#include <algorithm>
#include <cassert>

namespace drumlin::transcribe {
namespace {

constexpr int reach = 2;  // frames on either side
constexpr float above_mean = 0.1F;

/// at(frame): the activation, 0 outside.
template <class At>
bool is_candidate(const At& at, int frame) {
  float most = 0.0F;
  float sum = 0.0F;
  for (int near = frame - reach; near <= frame + reach; ++near) {
    most = std::max(most, at(near));
    sum += at(near);
  }
  return at(frame) >= most && at(frame) >= sum / (2 * reach + 1) + above_mean;
}

}  // namespace

std::vector<std::vector<int>> study_peaks(std::span<const float> activations, int classes, float threshold) {
  assert(classes > 0 && activations.size() % static_cast<std::size_t>(classes) == 0);
  const auto width = static_cast<std::size_t>(classes);
  const auto frames = static_cast<int>(activations.size() / width);
  std::vector<std::vector<int>> onsets(width);
  for (std::size_t i = 0; i < width; ++i) {
    const auto at = [&](int frame) {
      return frame < 0 || frame >= frames ? 0.0F : activations[static_cast<std::size_t>(frame) * width + i];
    };
    int last = -reach - 1;
    for (int frame = 0; frame < frames; ++frame) {
      if (!is_candidate(at, frame) || frame - last <= reach) continue;
      last = frame;
      if (at(frame) > threshold) onsets[i].push_back(frame);
    }
  }
  return onsets;
}

}  // namespace drumlin::transcribe
