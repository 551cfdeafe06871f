// Looks for LAME's gapless information in the first frame of an mp3.
#include "audio/mp3.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace drumlin::audio {

namespace {
using Bytes = std::span<const std::uint8_t>;

constexpr int lame_delay = 576;
constexpr int decoder_delay = 529;

// An ID3v2 tag: ten bytes of header, the length in four times seven bits.
std::size_t id3_size(Bytes b) {
  if (b.size() < 10 || b[0] != 'I' || b[1] != 'D' || b[2] != '3') return 0;
  const std::size_t footer = (b[5] & 0x10) != 0 ? 10 : 0;
  return 10 + footer + ((b[6] & 0x7FU) << 21 | (b[7] & 0x7FU) << 14 | (b[8] & 0x7FU) << 7 | (b[9] & 0x7FU));
}

// Eleven bits of sync, layer III, a possible bit rate and sampling rate.
bool is_frame_header(Bytes b) {
  return b[0] == 0xFF && (b[1] & 0xE6) == 0xE2 && (b[1] & 0x18) != 0x08 && (b[2] & 0xF0) != 0xF0 &&
         (b[2] & 0x0C) != 0x0C;
}

std::optional<Bytes> first_frame(Bytes b) {
  for (std::size_t i = 0; i + 4 <= b.size(); ++i) {
    if (is_frame_header(b.subspan(i))) return b.subspan(i);
  }
  return std::nullopt;
}

// Bytes of header and side information before the main data.
std::size_t main_data_at(Bytes frame) {
  const bool mpeg1 = (frame[1] & 0x18) == 0x18;
  const bool mono = (frame[3] & 0xC0) == 0xC0;
  return 4U + (mpeg1 ? (mono ? 17U : 32U) : (mono ? 9U : 17U));
}

bool starts_with(Bytes b, std::string_view text) {
  return b.size() >= text.size() && std::equal(text.begin(), text.end(), b.begin());
}

// The number of frames is there, and after the other optional fields (number of bytes, table of contents, quality) the
// encoder's name, with which LAME's extension begins.
bool has_extension(Bytes tag) {
  if (tag.size() < 8 || (!starts_with(tag, "Xing") && !starts_with(tag, "Info"))) return false;
  const int flags = tag[7];
  const auto at = 12U + ((flags & 2) != 0 ? 4U : 0U) + ((flags & 4) != 0 ? 100U : 0U) + ((flags & 8) != 0 ? 4U : 0U);
  return (flags & 1) != 0 && tag.size() > at && tag[at] != 0;
}
}  // namespace

bool has_gapless_information(Bytes bytes) {
  const auto frame = first_frame(bytes);
  if (!frame) return false;
  // Some encoders leave room for a frame's checksum before the tag, LAME does not.
  for (std::size_t checksum : {0U, 2U}) {
    const std::size_t at = main_data_at(*frame) + checksum;
    if (frame->size() > at && has_extension(frame->subspan(at))) return true;
  }
  return false;
}

int mp3_delay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes(10);
  const auto fill = [&](std::size_t at) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(at));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  };
  fill(0);
  const std::size_t sound = id3_size(bytes);
  bytes.resize(8192);  // padding after the ID3 tag, and the first frame
  fill(sound);
  return has_gapless_information(bytes) ? 0 : lame_delay + decoder_delay;
}

}  // namespace drumlin::audio
