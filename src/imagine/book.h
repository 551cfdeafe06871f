// Bars that drummers played, and grooves drawn from them by diffusion: for a set of examples the best denoiser is known
// in closed form (Karras et al. 2022, appendix B.3), so there is nothing to train; as each beat is denoised by what
// stands near it alone, what comes out is no example but put together anew (Kamb and Ganguli 2024, "An analytic theory
// of creativity in convolutional diffusion models").
#pragma once

#include <drumlin/imagine.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace drumlin::imagine {

inline constexpr int ticks_per_beat = 12;
inline constexpr int beats_per_bar = 4;

/// tick: of the beat, 0 … 11; late: ticks behind it, −0.5 … 0.5.
struct BookStroke {
  int tick = 0;
  score::Drum drum = score::Drum::kick;
  float velocity = 0.0F;
  float late = 0.0F;

  friend bool operator==(const BookStroke&, const BookStroke&) = default;
};
using Beat = std::vector<BookStroke>;

/// Beats of one performance in 4/4 after the other; the first is the first of a bar. bpm: quarter notes a minute.
struct Take {
  double bpm = 120.0;
  std::vector<Beat> beats;

  friend bool operator==(const Take&, const Take&) = default;
};

/// What was played to a click, its first beat at 0, on the grid. Of two strokes of a drum on one tick the louder stays.
Take to_take(const score::Performance& performance, double bpm);

/// Whether a file is a book of grooves, rather than other weights. Throws drumlin::Error if it cannot be read.
bool is_book(const std::filesystem::path& path);
/// Throws drumlin::Error if the file is no book of grooves.
std::vector<Take> read_book(const std::filesystem::path& path);
/// The bytes of such a file, as safetensors of 16-bit numbers.
std::vector<std::uint8_t> write_book(std::span<const Take> takes);

/// How to draw from a book.
struct GrooveOptions {
  std::optional<double> bpm = {};  ///< 30 … 300; none: that of a take
  int steps = 30;
  std::uint64_t seed = 1;
  double temperature = 1.0;  ///< factor on the noise at the start
};

struct Groove {
  score::Performance performance;
  double bpm = 120.0;
};

/// A groove of that many seconds from the first beat of a bar on. The same seed gives the same groove. book: not empty.
/// Throws drumlin::Error if seconds are not above 0 or beyond `longest`, or if the tempo is out of range.
Groove draw_groove(std::span<const Take> book, double seconds, const GrooveOptions& options,
                   const Progress& progress = {});

}  // namespace drumlin::imagine
