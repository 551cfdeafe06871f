// Log-mel spectra: the transform and mel filters of spectrum.h, frame by frame, then the logarithm.
#include "audio/features.h"

#include <Eigen/Core>
#include <algorithm>
#include <cassert>

#include "audio/spectrum.h"

namespace drumlin::audio {

struct LogMel::Plan {
  struct Resolution {
    Stft stft;
    FilterBank mel;
  };
  LogMelConfig config;
  std::vector<Resolution> resolutions;
  std::vector<float> magnitudes;
};

LogMel::LogMel(LogMelConfig config) : plan_(std::make_unique<Plan>()) {
  for (int window : config.windows) {
    const BankRange range{window, sample_rate, config.low_hz, config.high_hz};
    plan_->resolutions.push_back({Stft(window), mel_filters(range, config.bands)});
  }
  plan_->config = std::move(config);
}
LogMel::LogMel(LogMel&&) noexcept = default;
LogMel& LogMel::operator=(LogMel&&) noexcept = default;
LogMel::~LogMel() = default;

const LogMelConfig& LogMel::config() const {
  return plan_->config;
}

void LogMel::compute(std::span<const float> samples, std::ptrdiff_t first, int frames, std::span<float> out) {
  constexpr int block = 16;  // frames whose magnitudes stay in the cache
  const auto bands = static_cast<std::size_t>(plan_->config.bands);
  assert(out.size() == plan_->resolutions.size() * static_cast<std::size_t>(frames) * bands);
  float* row = out.data();
  for (auto& [stft, mel] : plan_->resolutions) {
    const auto bins = static_cast<std::size_t>(stft.bins());
    plan_->magnitudes.resize(block * bins);
    for (int n = 0; n < frames; n += block) {
      const int count = std::min(block, frames - n);
      stft.compute(samples, first + static_cast<std::ptrdiff_t>(n) * hop, hop, count,
                   std::span(plan_->magnitudes).first(static_cast<std::size_t>(count) * bins));
      for (int i = 0; i < count; ++i, row += bands) {
        mel.apply({plan_->magnitudes.data() + static_cast<std::size_t>(i) * bins, bins}, {row, bands});
      }
    }
  }
  Eigen::Map<Eigen::ArrayXf> all(out.data(), static_cast<Eigen::Index>(out.size()));
  all = (1.0F + plan_->config.gain * all).log();
}

}  // namespace drumlin::audio
