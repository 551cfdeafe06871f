// Decoding by libsndfile, resampling by libsoxr (its linear-phase HQ filter), both a block at a time.
#include "audio/reader.h"

#include <drumlin/error.h>
#include <sndfile.h>
#include <soxr.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "audio/features.h"
#include "audio/mp3.h"

namespace drumlin::audio {

namespace fs = std::filesystem;

namespace {
constexpr sf_count_t block_frames = 4096;
constexpr int lowest_rate = 1000;
constexpr int highest_rate = 1'000'000;
constexpr float loudest = 1e6F;  // 120 dB above full scale; the resampler would overflow on what floats can hold

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
struct DeleteResampler {
  void operator()(soxr* resampler) const { soxr_delete(resampler); }
};

// What the file system can already tell; libsndfile's own words for it are "System error" at best.
void check_readable(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error(path.string() + " does not exist: check the name of the recording.");
  }
  if (fs::is_directory(status)) throw Error(path.string() + " is a folder: name one sound file in it.");
  if (access(path.c_str(), R_OK) != 0) {
    throw Error(path.string() + " cannot be read: check its permissions.");
  }
  if (fs::is_regular_file(status) && fs::file_size(path, error) == 0) {
    throw Error(path.string() + " is empty: record or copy it again.");
  }
}

std::unique_ptr<SNDFILE, CloseFile> open(const fs::path& path, SF_INFO& info) {
  check_readable(path);
  std::unique_ptr<SNDFILE, CloseFile> file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    throw Error(path.string() + " is not a sound file that can be decoded (" + sf_strerror(nullptr) +
                "): convert it to wav, flac, ogg or mp3.");
  }
  if (info.channels < 1) throw Error(path.string() + " has no channels: convert it to wav, flac, ogg or mp3.");
  if (info.samplerate < lowest_rate || info.samplerate > highest_rate) {
    throw Error(path.string() + " says that it has " + std::to_string(info.samplerate) +
                " samples a second, which is no rate for sound: convert it to 44100.");
  }
  return file;
}

std::unique_ptr<soxr, DeleteResampler> make_resampler(int rate, const fs::path& path) {
  if (rate == sample_rate) return nullptr;
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_error_t error = nullptr;
  soxr_t resampler = soxr_create(rate, sample_rate, 1, &error, &io, &quality, nullptr);
  if (error != nullptr) {
    throw Error(path.string() + " cannot be resampled from " + std::to_string(rate) + " Hz (" + error +
                "): convert it to 44100 Hz.");
  }
  return std::unique_ptr<soxr, DeleteResampler>(resampler);
}
}  // namespace

struct Reader::State {
  SF_INFO info{};
  std::unique_ptr<SNDFILE, CloseFile> file;
  std::unique_ptr<soxr, DeleteResampler> resampler;  // none at 44.1 kHz
  std::vector<float> interleaved;
  std::vector<float> mono;  // one decoded block at the file's rate …
  std::size_t next = 0;     // … and how much of it is used
  bool ended = false;
  int delay = 0;  // samples that the decoder put before the sound

  explicit State(const fs::path& path)
      : file(open(path, info)),
        resampler(make_resampler(info.samplerate, path)),
        interleaved(static_cast<std::size_t>(block_frames * info.channels)) {
    // Decode at once, so that a file without sound fails where it is opened.
    decode();
    if ((info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_MPEG_LAYER_III) delay = mp3_delay(path);
    next = std::min(static_cast<std::size_t>(delay), mono.size());
    if (mono.empty()) {
      const bool damaged = sf_error(file.get()) != SF_ERR_NO_ERROR;
      throw Error(path.string() + (damaged ? " is damaged, nothing of it can be decoded: copy or export it again."
                                           : " holds no sound: record or export it again."));
    }
  }

  // The next block, its channels averaged. A decoder that meets damage stops, so what came before is kept.
  void decode() {
    const sf_count_t frames = std::max<sf_count_t>(sf_readf_float(file.get(), interleaved.data(), block_frames), 0);
    mono.resize(static_cast<std::size_t>(frames));
    next = 0;
    ended = frames == 0;
    const auto channels = static_cast<std::size_t>(info.channels);
    for (std::size_t i = 0; i < mono.size(); ++i) {
      double sum = 0.0;
      for (std::size_t c = 0; c < channels; ++c) {
        const float x = interleaved[i * channels + c];
        if (std::abs(x) <= loudest) sum += x;  // false for NaN
      }
      mono[i] = static_cast<float>(sum / static_cast<double>(channels));
    }
  }

  std::span<const float> unused() const { return std::span(mono).subspan(next); }

  std::size_t copy(std::span<float> out) {
    const auto from = unused().first(std::min(out.size(), unused().size()));
    std::copy(from.begin(), from.end(), out.begin());
    next += from.size();
    return from.size();
  }

  // soxr holds back its own delay, so that sample 0 of the output stands at sample 0 of the input.
  std::size_t resample(std::span<float> out) {
    std::size_t used = 0;
    std::size_t made = 0;
    soxr_process(resampler.get(), ended ? nullptr : unused().data(), unused().size(), &used, out.data(), out.size(),
                 &made);
    next += used;
    return made;
  }
};

Reader::Reader(const fs::path& path) : state_(std::make_unique<State>(path)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

std::size_t Reader::read(std::span<float> out) {
  State& s = *state_;
  std::size_t done = 0;
  while (done < out.size()) {
    if (s.unused().empty() && !s.ended) s.decode();
    const std::size_t made = s.resampler ? s.resample(out.subspan(done)) : s.copy(out.subspan(done));
    if (made == 0 && s.ended) break;
    done += made;
  }
  return done;
}

std::optional<double> Reader::duration() const {
  const SF_INFO& info = state_->info;
  if (info.frames <= state_->delay || info.frames == SF_COUNT_MAX) return std::nullopt;
  return static_cast<double>(info.frames - state_->delay) / info.samplerate;
}

int Reader::file_rate() const {
  return state_->info.samplerate;
}

std::vector<float> read_file(const fs::path& path) {
  Reader reader(path);
  std::vector<float> samples;
  std::vector<float> block(1 << 16);
  while (const std::size_t n = reader.read(block)) samples.insert(samples.end(), block.begin(), block.begin() + n);
  return samples;
}

namespace {
// The peak of every 10 ms, and the level that half a percent of them exceed.
class PeakMeter {
 public:
  // Every block but the last must be a multiple of 10 ms long.
  void add(std::span<const float> samples) {
    for (std::size_t i = 0; i < samples.size(); i += hop) {
      float peak = 0.0F;
      for (float x : samples.subspan(i, std::min<std::size_t>(hop, samples.size() - i))) {
        peak = std::max(peak, std::abs(x));
      }
      peaks_.push_back(peak);
    }
  }

  float level() {
    if (peaks_.empty()) return 0.0F;
    const auto at = peaks_.begin() + static_cast<std::ptrdiff_t>(peaks_.size() / 200);
    std::nth_element(peaks_.begin(), at, peaks_.end(), std::greater<>());
    return *at;
  }

 private:
  std::vector<float> peaks_;
};
}  // namespace

float peak_level(const fs::path& path) {
  Reader reader(path);
  PeakMeter meter;
  std::vector<float> block(hop * 100);
  while (const std::size_t n = reader.read(block)) meter.add(std::span(block).first(n));
  return meter.level();
}

float peak_level(std::span<const float> samples) {
  PeakMeter meter;
  meter.add(samples);
  return meter.level();
}

namespace {
void append(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xFF));
}

// RIFF WAVE, one channel of 16-bit integers, little-endian.
std::string to_wav(std::span<const float> samples) {
  const auto data = static_cast<std::uint32_t>(2 * samples.size());
  std::string bytes = "RIFF";
  bytes.reserve(44 + data);
  append(bytes, 36 + data, 4);
  bytes += "WAVEfmt ";
  append(bytes, 16, 4);
  append(bytes, 1, 2);  // integers
  append(bytes, 1, 2);  // one channel
  append(bytes, sample_rate, 4);
  append(bytes, 2 * sample_rate, 4);
  append(bytes, 2, 2);
  append(bytes, 16, 2);
  bytes += "data";
  append(bytes, data, 4);
  for (float x : samples) {
    const float scaled = std::isfinite(x) ? std::clamp(x * 32768.0F, -32768.0F, 32767.0F) : 0.0F;
    append(bytes, static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(scaled))), 2);
  }
  return bytes;
}

void write_bytes(const fs::path& path, const std::string& bytes, const fs::path& asked) {
  std::ofstream file(path, std::ios::binary);
  if (file) file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
  if (!file) {
    throw Error(asked.string() + " cannot be written: check that its folder exists, is yours and has room.");
  }
}
}  // namespace

void write_wav(const fs::path& path, std::span<const float> samples) {
  constexpr std::size_t longest = (0xFFFFFFFFU - 36) / 2;
  if (samples.size() > longest)
    throw Error(path.string() + " would be longer than a wav file can be: write it in parts.");
  const std::string bytes = to_wav(samples);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) throw Error(path.string() + " is a folder: name a file to write.");
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_bytes(path, bytes, path);  // a device or a pipe
  fs::path partial = path;
  partial += ".part";
  partial += std::to_string(getpid());
  try {
    write_bytes(partial, bytes, path);
    fs::rename(partial, path);
  } catch (const std::exception&) {
    fs::remove(partial, error);
    throw Error(path.string() + " cannot be written: check that its folder exists, is yours and has room.");
  }
}

}  // namespace drumlin::audio
