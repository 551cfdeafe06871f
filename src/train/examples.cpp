// What networks learn from and are judged by, as files to listen to.
#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>

#include "audio/reader.h"
#include "data/grooves.h"
#include "score/file.h"
#include "score/midi.h"
#include "train/run.h"

namespace drumlin::train {

namespace {

void prepare(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("{}: cannot be created ({}); choose another --output.", folder.string(), error.message()));
}

void write(const data::Recording& recording, const std::filesystem::path& folder, const std::string& name) {
  audio::write_wav(folder / (name + ".wav"), recording.samples);
  score::write_file(folder / (name + ".mid"), score::to_midi(recording.performance));
}

}  // namespace

void write_examples(const data::StreamConfig& config, int count, const std::filesystem::path& folder) {
  prepare(folder);
  const data::Stream stream(config);
  for (int i = 0; i < count; ++i)
    write(stream.recording(static_cast<std::uint64_t>(i)), folder, fmt::format("example-{:04}", i));
}

void write_grooves(std::uint64_t seed, double seconds, int count, const std::filesystem::path& folder) {
  prepare(folder);
  for (int i = 0; i < count; ++i) {
    nn::Random random(seed, static_cast<std::uint64_t>(i));
    score::write_file(folder / fmt::format("groove-{:04}.mid", i),
                      score::to_midi(data::draw_piece(random, seconds).performance));
  }
}

void write_performances(const data::Performances& performances, int count, const std::filesystem::path& folder) {
  prepare(folder);
  for (int i = 0; i < std::min(count, performances.count()); ++i)
    write(performances.recording(i), folder, performances.name(i));
}

}  // namespace drumlin::train
