// Fourier transforms of many real frames at once, the fast path of every spectrum.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace drumlin::audio {

/// Transforms 16 real frames together: eight complex signals, the lanes of a vector register, each of which carries two
/// frames as its real and imaginary part. Holds its buffers, so one object serves one thread.
class FrameFft {
 public:
  static constexpr int frames = 16;

  /// size: samples in a frame, a power of two.
  explicit FrameFft(int size);

  /// (size, frames): where the caller puts the samples, frame by column. transform() overwrites it.
  float* input() { return buffer_.get(); }

  /// Writes |X|² of the first `count` frames to out: (count, size / 2 + 1).
  void transform(int count, std::span<float> out);

 private:
  struct Free {
    void operator()(float* p) const;
  };
  std::unique_ptr<float, Free> buffer_;
  std::vector<float> twiddles_;  ///< exp(−2πi t / size), t < size, as pairs
  std::vector<int> place_;       ///< where the transform leaves frequency k
  int size_;
};

}  // namespace drumlin::audio
