// From samples to a drum roll: windows of the network's length over a recording of any length, each listened to by
// diffusion and cross-faded into the next.
#pragma once

#include <drumlin/transcribe.h>

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "audio/features.h"
#include "nn/engine.h"
#include "nn/random.h"
#include "transcribe/model.h"

namespace drumlin::transcribe {

/// Sound below this audio::peak_level (−80 dB of full scale: the noise of 16 bits) is silence. Other sound is divided
/// by its level before it is listened to, so that quiet recordings are heard as loud ones are.
inline constexpr float silence = 1e-4F;

/// Listens to one window at a time; keeps an engine and its buffers, so one object serves one thread.
class Listener {
 public:
  explicit Listener(const Model& model);

  /// One window: its frame n is centred on samples[first + n · hop], and samples outside the span count as zero.
  /// The encoder runs once, the denoiser for every draw from noise of its own.
  /// → (frames, draws, 2 · drum_count): activations and then velocities, in [0, 1].
  std::vector<float> listen(std::span<const float> samples, std::ptrdiff_t first, int steps,
                            std::span<const nn::Random> noise);

 private:
  models::n2n::Config config_;
  Sampling sampling_;
  std::unique_ptr<nn::Engine> engine_;
  audio::LogMel log_mel_;
  std::vector<float> spectra_;
};

/// Joins windows of which each overlaps the next: across the overlap one fades out linearly as the other fades in.
class CrossFade {
 public:
  /// window, overlap: frames. per_frame: numbers in each.
  CrossFade(int window, int overlap, int per_frame);

  /// Takes the next window (window · per_frame numbers) and returns the frames that it settles: window − overlap.
  std::vector<float> join(std::span<const float> window);
  /// The overlap that no window followed.
  std::vector<float> finish();

 private:
  std::size_t settled_;
  std::size_t per_frame_;
  std::vector<float> tail_;
};

/// Gives the next samples: fills the span as far as there is sound and returns how many it wrote, 0 at the end.
using Source = std::function<std::size_t(std::span<float> samples)>;
/// Takes the next frames of the rolls: (any number, Options::samples, 2 · drum_count), as Listener::listen returns
/// them.
using Sink = std::function<void(std::span<const float> frames)>;

/// A machine's listeners, kept from recording to recording. Not thread-safe.
class Ensemble {
 public:
  explicit Ensemble(const Model& model);

  /// Listens to samples · gain. The sink gets one frame for every hop begun. The result depends on samples, gain, steps
  /// and seed alone, not on the number of threads; draw d is what the seed + d gives by itself. total: seconds, for
  /// progress. Returns the seconds listened to.
  double listen(const Source& source, float gain, const Options& options, const Sink& sink, double total,
                const Progress& progress);

 private:
  std::vector<std::vector<float>> listen_to_windows(std::span<const float> samples, std::ptrdiff_t first,
                                                    std::int64_t number, int count, const Options& options);

  Model model_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

}  // namespace drumlin::transcribe
