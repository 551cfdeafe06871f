// What MP3 and Vorbis do to a recording: encoded and decoded in memory by libsndfile.
#include <drumlin/error.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "synth/effects.h"

namespace drumlin::synth {
namespace {

/// A file in memory for libsndfile's virtual input and output.
struct MemoryFile {
  std::vector<unsigned char> bytes;
  sf_count_t position = 0;
};

MemoryFile& file_of(void* data) {
  return *static_cast<MemoryFile*>(data);
}

sf_count_t length_of(void* data) {
  return static_cast<sf_count_t>(file_of(data).bytes.size());
}

sf_count_t seek_in(sf_count_t offset, int whence, void* data) {
  MemoryFile& file = file_of(data);
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : length_of(data);
  return file.position = std::max<sf_count_t>(0, base + offset);
}

sf_count_t read_from(void* out, sf_count_t count, void* data) {
  MemoryFile& file = file_of(data);
  const sf_count_t left = std::clamp<sf_count_t>(length_of(data) - file.position, 0, count);
  if (left > 0) std::memcpy(out, file.bytes.data() + file.position, static_cast<std::size_t>(left));
  file.position += left;
  return left;
}

sf_count_t write_to(const void* in, sf_count_t count, void* data) {
  MemoryFile& file = file_of(data);
  const auto end = static_cast<std::size_t>(file.position + count);
  if (file.bytes.size() < end) file.bytes.resize(end);
  std::memcpy(file.bytes.data() + file.position, in, static_cast<std::size_t>(count));
  file.position += count;
  return count;
}

sf_count_t position_in(void* data) {
  return file_of(data).position;
}

SF_VIRTUAL_IO memory_io() {
  return {length_of, seek_in, read_from, write_to, position_in};
}

SNDFILE* open_memory(MemoryFile& file, int mode, SF_INFO& info) {
  SF_VIRTUAL_IO io = memory_io();
  SNDFILE* opened = sf_open_virtual(&io, mode, &info, &file);
  if (opened == nullptr)
    throw Error(std::string("libsndfile cannot code or decode in memory (") + sf_strerror(nullptr) +
                "); install a libsndfile of at least 1.1 built with Vorbis and MPEG");
  return opened;
}

MemoryFile encode(std::span<const float> sound, float quality, Codec codec) {
  MemoryFile file;
  SF_INFO info{};
  info.samplerate = 44100;
  info.channels = 1;
  info.format = codec == Codec::ogg ? SF_FORMAT_OGG | SF_FORMAT_VORBIS : SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  SNDFILE* out = open_memory(file, SFM_WRITE, info);
  double compression = std::clamp(1.0 - static_cast<double>(quality), 0.0, 1.0);
  sf_command(out, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
  sf_write_float(out, sound.data(), static_cast<sf_count_t>(sound.size()));
  sf_close(out);
  file.position = 0;
  return file;
}

std::vector<float> decode(MemoryFile file) {
  SF_INFO info{};
  SNDFILE* in = open_memory(file, SFM_READ, info);
  std::vector<float> sound(static_cast<std::size_t>(std::max<sf_count_t>(0, info.frames)));
  const sf_count_t count = sf_read_float(in, sound.data(), info.frames);
  sf_close(in);
  sound.resize(static_cast<std::size_t>(std::max<sf_count_t>(0, count)));
  return sound;
}

/// Samples by which the codec, as this machine's libraries run it, delays a sound: where it puts a click.
std::size_t measured_delay(Codec codec) {
  constexpr std::size_t at = 8192;
  std::vector<float> click(4 * at, 0.0F);
  click[at] = 0.9F;
  const std::vector<float> copy = decode(encode(click, 1.0F, codec));
  const auto highest =
      std::max_element(copy.begin(), copy.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
  const auto found = static_cast<std::size_t>(highest - copy.begin());
  return found > at ? found - at : 0;
}

std::size_t delay_of(Codec codec) {
  static const std::size_t ogg = measured_delay(Codec::ogg);
  static const std::size_t mp3 = measured_delay(Codec::mp3);
  return codec == Codec::ogg ? ogg : mp3;
}

}  // namespace

std::vector<float> lossy_copy(std::span<const float> sound, float quality, Codec codec) {
  const std::size_t delay = delay_of(codec);
  // Room behind, so that what the codec delays past the end is kept.
  std::vector<float> padded(sound.begin(), sound.end());
  padded.resize(sound.size() + delay + 2304, 0.0F);
  std::vector<float> copy = decode(encode(padded, quality, codec));
  copy.erase(copy.begin(), copy.begin() + static_cast<std::ptrdiff_t>(std::min(delay, copy.size())));
  copy.resize(sound.size(), 0.0F);
  return copy;
}

}  // namespace drumlin::synth
