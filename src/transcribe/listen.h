// From samples to a drum roll: windows of the network's length over a recording of any length, each listened to by
// diffusion and cross-faded into the next.
#pragma once

#include <drumlin/transcribe.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "audio/features.h"
#include "diffusion/edm.h"
#include "nn/engine.h"
#include "nn/random.h"
#include "transcribe/buffer.h"
#include "transcribe/model.h"

namespace drumlin::transcribe {

/// Sound below this audio::peak_level (−80 dB of full scale: the noise of 16 bits) is silence. Other sound is divided
/// by its level before it is listened to, so that quiet recordings are heard as loud ones are.
inline constexpr float silence = 1e-4F;

/// Throws drumlin::Error if one is out of range.
void check(const Options& options);

/// What is asked of one window: its sound, which part of it counts, and what is known of the answer.
struct Request {
  std::span<const float> samples = {};       ///< frame n is centred on samples[first + n · hop]; zero beyond the span
  std::ptrdiff_t first = 0;                  ///< may be negative
  std::span<const std::uint8_t> heard = {};  ///< (frames): 0 where the sound does not count; empty: all of it does
  int steps = 1;
  diffusion::Method method = diffusion::Method::euler;
  float guidance = 0.0F;      ///< how far beyond the plain answer the sound pulls; −1: it does not count at all
  diffusion::Task task = {};  ///< of planes as score::to_planes draws them; an empty guess: the encoder's reading
};

/// Makes planes of a denoiser's estimate expectations, in place: its velocities say how hard a stroke would be if there
/// were one, for its loss hardly counts the cells without, whose velocity is −1. How likely a cell is near a stroke
/// follows from its onset: the triangle from 0 to 1 around a stroke is ½ on average.
void expect_velocities(std::span<float> planes);

/// Listens to one window at a time; keeps an engine and its buffers, so one object serves one thread.
class Listener {
 public:
  explicit Listener(const Model& model);

  /// One window. The encoder runs once, or not at all where nothing is heard; the denoiser for every draw from noise of
  /// its own. → (frames, draws, 2 · drum_count): activations and then velocities, in [0, 1].
  std::vector<float> listen(const Request& request, std::span<const nn::Random> noise);
  /// Of a window.
  int frames() const { return config_.frames; }

 private:
  /// What the denoiser is told of the sound, (frames, heard), and the encoder's reading of it, (frames, planes).
  struct Hearing {
    std::vector<float> heard;
    std::vector<float> reading;
  };
  std::vector<float> listen_frame_by_frame(const Request& request, std::size_t draws);
  std::vector<float> listen_with_diffroll(const Request& request, std::span<const nn::Random> noise);
  Hearing hear(const Request& request);
  Hearing hear_nothing();
  /// The denoiser under what was heard, which must outlive it.
  diffusion::Denoiser denoiser(const std::vector<float>& heard);
  std::vector<float> copy(const nn::Tensor& x);

  models::n2n::Config config_;
  Sampling sampling_;
  std::unique_ptr<nn::Engine> engine_;
  audio::LogMel log_mel_;
  std::vector<float> spectra_;
  std::unique_ptr<DiffRollListener> diffroll_;    ///< instead of Noise-to-Notes
  std::unique_ptr<FramewiseListener> framewise_;  ///< instead of both
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

/// Takes the next frames of the rolls: (any number, Options::samples, 2 · drum_count), as Listener::listen returns
/// them.
using Sink = std::function<void(std::span<const float> frames)>;

/// Hits that are believed by so much as `strength` is below 1: where diffusion starts instead of at noise alone.
struct Draft {
  std::span<const score::Hit> hits;
  double strength = 1.0;  ///< in (0, 1], diffusion::Task::strength
};

/// A machine's listeners, kept from recording to recording. Not thread-safe.
class Ensemble {
 public:
  explicit Ensemble(const Model& model);

  /// Listens to samples · gain. The sink gets one frame for every hop begun. The result depends on samples, gain,
  /// steps, guidance, seed and draft alone, not on the number of threads; draw d is what the seed + d gives by itself.
  /// total: seconds, for progress. Returns the seconds listened to.
  double listen(const Source& source, float gain, const Options& options, const Sink& sink, double total,
                const Progress& progress, const Draft* draft = nullptr);

 private:
  std::vector<std::vector<float>> listen_to_windows(std::span<const float> samples, std::ptrdiff_t first,
                                                    std::int64_t number, int count, const Options& options,
                                                    const Draft* draft);

  Model model_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

}  // namespace drumlin::transcribe
