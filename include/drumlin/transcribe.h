// From a recording to what was played, in one call.
#pragma once

#include <drumlin/score.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace drumlin::transcribe {

/// How to listen. The zeros ask for what the model was calibrated with.
struct Options {
  int steps = 0;             ///< diffusion steps, 1 or more; 0: the model's default
  std::uint64_t seed = 1;    ///< of the noise
  double sensitivity = 0.0;  ///< above 0 hears more and fainter hits, below 0 fewer; −1 … 1
  double guidance = 0.0;     ///< how far beyond the plain answer the sound pulls; −1: not at all; −1 … 20
  std::optional<double> temperature = {};  ///< factor on the noise, 0 … 4: 0 settles on what is likeliest, 1 draws one
                                           ///< of all answers; none: the model's own for one sample, 1 for several
  int threads = 0;  ///< windows listened to at once; 0: as many as the machine has cores
  int samples = 1;  ///< transcriptions drawn, each from noise of its own, and merged by vote; 1 … 1000
};

/// A place about which the drawn transcriptions disagree. Its hits have probabilities.
struct Doubt {
  score::Hit hit;                  ///< the one that is nearest to even odds
  bool kept = false;               ///< whether the transcription has it
  std::vector<score::Hit> others;  ///< what else was drawn there, the likeliest first
};

/// What was played, and where that is doubtful: the greatest doubt first, nothing for a single sample.
struct Transcription {
  score::Performance performance;
  std::vector<Doubt> doubts;
};

/// Called from the calling thread with the seconds of audio done so far and in all (0: unknown).
using Progress = std::function<void(double done, double total)>;

/// The default weights: $DRUMLIN_MODEL, else models/ beside the program, installed, or of the source tree. Throws
/// drumlin::Error if there are none.
std::filesystem::path default_model();

/// Listens to drums. Loads its weights once (memory-mapped); any number of recordings may follow. Not thread-safe.
class Transcriber {
 public:
  /// Throws drumlin::Error if the weights cannot be read.
  explicit Transcriber(const std::filesystem::path& model);
  Transcriber(Transcriber&&) noexcept;
  Transcriber& operator=(Transcriber&&) noexcept;
  ~Transcriber();

  /// Streams a sound file of any length; memory does not grow with it. Throws drumlin::Error.
  score::Performance transcribe(const std::filesystem::path& recording, const Options& options = {},
                                const Progress& progress = {});

  /// The same, and where it is doubtful.
  Transcription transcribe_with_doubts(const std::filesystem::path& recording, const Options& options = {},
                                       const Progress& progress = {});

  /// Mono samples at 44.1 kHz.
  score::Performance transcribe(std::span<const float> samples, const Options& options = {},
                                const Progress& progress = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace drumlin::transcribe
