// What the networks hear: log-mel spectra of several window lengths on one time grid.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace drumlin::audio {

inline constexpr int sample_rate = 44100;
inline constexpr int hop = 441;  ///< samples per frame: 100 frames a second

/// Triangular mel filters (Slaney's mel scale, unit peak) on the magnitude of a Hann-windowed transform, scaled so that
/// a full-scale sine reads about 1, then ln(1 + gain · m).
struct LogMelConfig {
  std::vector<int> windows = {1024, 4096};  ///< samples, powers of two
  int bands = 80;
  float low_hz = 30.0F;
  float high_hz = 17000.0F;
  float gain = 1000.0F;

  friend bool operator==(const LogMelConfig&, const LogMelConfig&) = default;
};

/// Computes the spectra; holds its plans and buffers, so one object serves one thread.
class LogMel {
 public:
  explicit LogMel(LogMelConfig config);
  LogMel(LogMel&&) noexcept;
  LogMel& operator=(LogMel&&) noexcept;
  ~LogMel();

  /// Writes (windows, frames, bands) to out. Frame n is centred on sample `first + n · hop` of `samples`; samples
  /// outside the span count as zero. out.size() must be windows · frames · bands.
  void compute(std::span<const float> samples, std::ptrdiff_t first, int frames, std::span<float> out);

  const LogMelConfig& config() const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace drumlin::audio
