// The part of a recording that is being listened to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace drumlin::transcribe {

/// Gives the next samples: fills the span as far as there is sound and returns how many it wrote, 0 at the end.
using Source = std::function<std::size_t(std::span<float> samples)>;

/// Holds the samples between what was forgotten and what was not yet asked for. The source must outlive it.
class Buffer {
 public:
  /// Every sample is multiplied by gain.
  Buffer(const Source& source, float gain) : source_(source), gain_(gain) {}

  /// Holds every sample before `end`, or all that there are.
  void read_until(std::int64_t end) {
    constexpr std::size_t block = 65536;
    while (!ended_ && this->end() < end) {
      const std::size_t held = samples_.size();
      samples_.resize(held + block);
      const std::size_t got = source_(std::span(samples_).subspan(held));
      samples_.resize(held + got);
      for (float& sample : std::span(samples_).subspan(held)) sample *= gain_;
      ended_ = got == 0;
    }
  }
  void forget_before(std::int64_t sample) {
    const std::int64_t count = std::clamp<std::int64_t>(sample - start_, 0, static_cast<std::int64_t>(samples_.size()));
    samples_.erase(samples_.begin(), samples_.begin() + count);
    start_ += count;
  }
  std::span<const float> samples() const { return samples_; }
  std::int64_t start() const { return start_; }
  std::int64_t end() const { return start_ + static_cast<std::int64_t>(samples_.size()); }
  bool ended() const { return ended_; }

 private:
  const Source& source_;
  float gain_;
  std::vector<float> samples_;
  std::int64_t start_ = 0;
  bool ended_ = false;
};

}  // namespace drumlin::transcribe
