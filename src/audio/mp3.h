// The silence that an mp3 puts before its sound.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace drumlin::audio {

/// Samples (at the file's rate) to drop from the start of a decoded mp3 so that its sound begins where it began before
/// encoding: 0 if the file carries LAME's gapless information, which the decoder itself obeys; else LAME's usual delay,
/// 576 samples of the encoder and 529 of any decoder, for nothing better can be known.
int mp3_delay(const std::filesystem::path& path);

/// Whether the bytes, from the start of an mp3, say how long the encoder's delay is (a Xing or Info frame with LAME's
/// extension: http://gabriel.mp3-tech.org/mp3infotag.html).
bool has_gapless_information(std::span<const std::uint8_t> bytes);

}  // namespace drumlin::audio
