// What the frame-wise transcribers hear: the logarithmic filter bank of madmom (Böck et al. 2016), as ADTOF (Zehren et
// al. 2021) and Fosse's study of architectures and data sets use it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace drumlin::audio {

/// 100 frames a second (features.h: hop), each the magnitudes |X| of a periodic Hann window of 2048 samples at 44.1 kHz
/// under 84 triangles, 12 an octave, each of area 1; then log10(1 + x). A full-scale sine on a bin has the magnitude
/// 512, so loudness matters: who listens and who learns divide sound by its audio::peak_level first.
///
/// Holds its plan and buffers, so one object serves one thread.
class LogFrequency {
 public:
  static constexpr int bands = 84;
  static constexpr int window = 2048;  ///< samples

  LogFrequency();
  LogFrequency(LogFrequency&&) noexcept;
  LogFrequency& operator=(LogFrequency&&) noexcept;
  ~LogFrequency();

  /// Writes (frames, bands) to out. Frame n is centred on sample `first + n · hop` of `samples`; samples outside the
  /// span count as zero (the study mirrors the sound there).
  void compute(std::span<const float> samples, std::ptrdiff_t first, int frames, std::span<float> out);

  /// The centres of the triangles, in Hz.
  std::span<const double> centres() const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace drumlin::audio
