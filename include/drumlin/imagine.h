// What the model can do beyond listening: fill gaps, put drafts right, play on. It draws from what it has learnt that
// drummers play, so every seed gives another answer.
#pragma once

#include <drumlin/score.h>
#include <drumlin/transcribe.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace drumlin::imagine {

/// Seconds from start (of them) to end (not of them) whose hits are imagined. sound_counts: false where the recording
/// is missing or spoilt, so that it is not listened to there.
struct Region {
  double start = 0.0;
  double end = 0.0;
  bool sound_counts = true;

  friend bool operator==(const Region&, const Region&) = default;
};

/// The longest that can be generated at once, in seconds.
inline constexpr double longest = 3600.0;

/// How to imagine.
struct Options {
  int steps = 50;            ///< diffusion steps, 1 or more
  int resamplings = 5;       ///< times that each step is made, so that what is imagined fits what is known; 1 … 100
  std::uint64_t seed = 1;    ///< of the noise
  double guidance = 0.0;     ///< transcribe::Options::guidance
  double temperature = 1.0;  ///< factor on the noise: below 1 plainer, above 1 wilder; in (0, 4]
  double sensitivity = 0.0;  ///< transcribe::Options::sensitivity
  /// How freely what the piece repeats is played again where there is no sound to go by: 0 as it was, 1 regardless of
  /// it.
  double strength = 0.0;
};

using transcribe::Progress;

/// Imagines drums. Loads its weights once; not thread-safe. The same seed gives the same hits.
class Imaginer {
 public:
  /// Throws drumlin::Error if the weights cannot be read.
  explicit Imaginer(const std::filesystem::path& model);
  Imaginer(Imaginer&&) noexcept;
  Imaginer& operator=(Imaginer&&) noexcept;
  ~Imaginer();

  /// The notes with the hits within the regions imagined anew; all others stay exactly as they are. recording: what the
  /// notes are of; without one the notes around a region are all there is to go by. Regions of any length, in any
  /// order. Throws drumlin::Error if a region is empty or leaves the recording (the notes, where there is none), if
  /// options are out of range, or if the recording cannot be read.
  score::Performance inpaint(const std::optional<std::filesystem::path>& recording, const score::Performance& notes,
                             std::span<const Region> regions, const Options& options = {},
                             const Progress& progress = {});

  /// The draft (another program's transcription, a sloppy take) put right by the recording, which is streamed.
  /// strength: 0 gives the draft back, 1 listens from scratch; options.samples does not count. Throws drumlin::Error if
  /// it is not in 0 … 1, if the draft has no hits, or as Transcriber does.
  score::Performance refine(const std::filesystem::path& recording, const score::Performance& draft, double strength,
                            const transcribe::Options& options = {}, const Progress& progress = {});

  /// `seconds` of new drumming after the beginning, which may be empty. Returns both. Throws drumlin::Error if seconds
  /// are not above 0 or beyond `longest`.
  score::Performance generate(double seconds, const score::Performance& beginning = {}, const Options& options = {},
                              const Progress& progress = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace drumlin::imagine
