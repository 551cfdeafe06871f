// A network of a few thousand parameters and examples that need no rendering.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "nn/random.h"
#include "train/batches.h"
#include "train/config.h"

namespace drumlin::train {

inline Config toy_config(const std::string& more = "") {
  return parse_config(
      "[model]\nwindows = [1024]\nbands = 8\nframes = 16\nstem = [2]\nwidth = 8\nheads = 2\ndepth = 1\nkernel = 3\n"
      "heard = 8\ndenoiser_width = 8\ndenoiser_depth = 1\ndenoiser_kernel = 3\n"
      "[run]\ndevice = \"cpu\"\nprecision = \"full\"\nworkers = 0\nvalidation_examples = 2\n" +
          more,
      ".", "toy");
}

/// Bursts in the spectrum, a hit of the same drum wherever there is one.
inline data::Example toy_example(const Config& config, std::uint64_t number) {
  nn::Random random(17, number);
  const auto frames = static_cast<std::size_t>(config.stream.frames);
  const auto bands = static_cast<std::size_t>(config.stream.features.bands);
  const auto planes = static_cast<std::size_t>(models::n2n::planes(config.model));
  data::Example example{std::vector<float>(frames * bands, 0.0F), std::vector<float>(frames * planes, -1.0F)};
  for (std::size_t frame = 0; frame < frames; ++frame) {
    if (!random.chance(0.25)) continue;
    std::fill_n(example.features.begin() + static_cast<std::ptrdiff_t>(frame * bands), bands, 5.0F);
    example.planes[frame * planes] = 1.0F;
    example.planes[frame * planes + planes / 2] = 0.5F;
  }
  return example;
}

inline Batches::Source toy_source(const Config& config) {
  return [&config](std::uint64_t number) { return toy_example(config, number); };
}

inline Batches::Performances toy_performances(const Config& config) {
  return [&config](std::uint64_t number) { return toy_example(config, number).planes; };
}

/// A folder of this process's own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "drumlin_train_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace drumlin::train
