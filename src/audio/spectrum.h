// Short-time Fourier magnitudes and the filter banks laid over them. Mel scale: Slaney, Auditory Toolbox (1998);
// log-frequency bank: madmom (Böck et al. 2016), as the frame-wise transcribers use it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace drumlin::audio {

/// The periodic Hann window of that many samples.
std::vector<float> hann(int size);

/// Magnitudes of a Hann-windowed real transform. Holds its plan and buffers, so one object serves one thread.
class Stft {
 public:
  /// size: samples in a window, a power of two from 16 on (drumlin::Error otherwise).
  explicit Stft(int size);
  Stft(Stft&&) noexcept;
  Stft& operator=(Stft&&) noexcept;
  ~Stft();

  int size() const;
  int bins() const;  ///< size / 2 + 1

  /// Writes (frames, bins) to out: |X| · 2 / sum(window), so that a full-scale sine on a bin reads 1. Frame n is
  /// centred on sample first + n · hop: it covers size / 2 samples before it and size / 2 from it on; samples outside
  /// the span count as zero.
  void compute(std::span<const float> samples, std::ptrdiff_t first, int hop, int frames, std::span<float> out);

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// Bands as weighted sums of neighbouring bins.
struct FilterBank {
  struct Filter {
    int first_bin = 0;
    std::vector<float> weights;
  };
  std::vector<Filter> filters;
  std::vector<double> centres;  ///< Hz

  int bands() const { return static_cast<int>(filters.size()); }

  /// magnitudes: (bins); out: (bands).
  void apply(std::span<const float> magnitudes, std::span<float> out) const;
};

/// Slaney's mel scale: linear to 1 kHz (15 mel), then 27 mel to a factor of 6.4.
double hz_to_mel(double hz);
double mel_to_hz(double mel);

/// Where the filters stand: transforms of `size` samples at `rate` Hz, and the range in Hz.
struct BankRange {
  int size;
  double rate;
  double low_hz;
  double high_hz;
};

/// `bands` triangles of unit peak, their corners evenly spaced in mel from low_hz to high_hz. A triangle so narrow that
/// it falls between two bins takes the bin nearest to its centre whole. Throws drumlin::Error for an impossible range.
FilterBank mel_filters(const BankRange& range, int bands);

/// madmom's LogarithmicFilterbank: triangles over the successive bins nearest to 440 · 2^(k / per_octave), each bin
/// used as a corner once; each filter sums to 1. A triangle narrower than two bins is a single bin. 20 … 20,000 Hz at
/// 44.1 kHz, size 2048, 12 per octave give 84 bands. Throws drumlin::Error for an impossible range.
FilterBank log_filters(const BankRange& range, int per_octave);

}  // namespace drumlin::audio
