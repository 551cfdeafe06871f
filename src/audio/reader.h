// Recordings as mono 44.1 kHz float: whole, or as a stream that never holds more than a block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace drumlin::audio {

/// Streams one sound file (wav, flac, ogg, mp3, aiff …, any rate, depth and channel count) as mono 44.1 kHz.
/// Channels are averaged; the resampler's delay is compensated, so sample n stands at n / 44100 s of the file. NaN and
/// anything beyond a million times full scale read as zero. Throws drumlin::Error for a missing, unreadable, empty or
/// corrupt file.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Fills the span as far as there is sound; returns the number of samples written, 0 at the end.
  std::size_t read(std::span<float> out);

  /// Seconds, as far as the header knows; nothing for streams without a length.
  std::optional<double> duration() const;

  /// Hz, as stored.
  int file_rate() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole file at once: mono samples at 44.1 kHz.
std::vector<float> read_file(const std::filesystem::path& path);

/// Loudness that level normalisation goes by, streamed over the whole file: the level which one half of a percent of
/// the 10 ms blocks exceed in their peak (so that a single click does not set it). 0 for silence.
float peak_level(const std::filesystem::path& path);

/// The same for samples in memory.
float peak_level(std::span<const float> samples);

/// Writes mono float samples at 44.1 kHz as 16-bit wav, through a temporary file. Throws drumlin::Error.
void write_wav(const std::filesystem::path& path, std::span<const float> samples);

}  // namespace drumlin::audio
