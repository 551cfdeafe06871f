// Sound files of any kind for the tests of the reader, written by libsndfile into a folder of their own.
#pragma once

#include <sndfile.h>
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace drumlin::audio::testing {

/// A folder that lives as long as the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "drumlin-audio-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Whether this libsndfile can encode the format at the rate.
inline bool can_write(int format, int rate, int channels = 1) {
  SF_INFO info{};
  info.format = format;
  info.samplerate = rate;
  info.channels = channels;
  return sf_format_check(&info) != 0;
}

/// Writes interleaved samples; returns whether all were written.
inline bool write_sound(const std::filesystem::path& path, int format, int rate, int channels,
                        const std::vector<float>& samples) {
  SF_INFO info{};
  info.format = format;
  info.samplerate = rate;
  info.channels = channels;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) return false;
  const auto frames = static_cast<sf_count_t>(samples.size()) / channels;
  const bool all = sf_writef_float(file, samples.data(), frames) == frames;
  return sf_close(file) == 0 && all;
}

}  // namespace drumlin::audio::testing
