// The transform and the filters are those of spectrum.h.
#include "audio/log_frequency.h"

#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <vector>

#include "audio/features.h"
#include "audio/spectrum.h"

namespace drumlin::audio {

struct LogFrequency::Plan {
  Stft stft{window};
  FilterBank bank = log_filters({window, sample_rate, 20.0, 20000.0}, 12);
  std::vector<float> magnitudes;
};

LogFrequency::LogFrequency() : plan_(std::make_unique<Plan>()) {
  assert(plan_->bank.bands() == bands);
}
LogFrequency::LogFrequency(LogFrequency&&) noexcept = default;
LogFrequency& LogFrequency::operator=(LogFrequency&&) noexcept = default;
LogFrequency::~LogFrequency() = default;

std::span<const double> LogFrequency::centres() const {
  return plan_->bank.centres;
}

void LogFrequency::compute(std::span<const float> samples, std::ptrdiff_t first, int frames, std::span<float> out) {
  constexpr int block = 16;  // frames whose magnitudes stay in the cache
  assert(out.size() == static_cast<std::size_t>(frames) * bands);
  auto& [stft, bank, magnitudes] = *plan_;
  const auto bins = static_cast<std::size_t>(stft.bins());
  magnitudes.resize(block * bins);
  for (int n = 0; n < frames; n += block) {
    const int count = std::min(block, frames - n);
    stft.compute(samples, first + static_cast<std::ptrdiff_t>(n) * hop, hop, count,
                 std::span(magnitudes).first(static_cast<std::size_t>(count) * bins));
    for (int i = 0; i < count; ++i) {
      bank.apply(std::span(magnitudes).subspan(static_cast<std::size_t>(i) * bins, bins),
                 out.subspan(static_cast<std::size_t>(n + i) * bands, bands));
    }
  }
  constexpr float unscaled = window / 4.0F;  // Stft reads a full-scale sine as 1
  Eigen::Map<Eigen::ArrayXf> all(out.data(), static_cast<Eigen::Index>(out.size()));
  all = (1.0F + unscaled * all).log10();
}

}  // namespace drumlin::audio
