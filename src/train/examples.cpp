// What the network learns from, as files to listen to.
#include <drumlin/error.h>
#include <fmt/format.h>

#include "audio/reader.h"
#include "score/file.h"
#include "score/midi.h"
#include "train/run.h"

namespace drumlin::train {

void write_examples(const data::StreamConfig& config, int count, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("{}: cannot be created ({}); choose another --output.", folder.string(), error.message()));
  const data::Stream stream(config);
  for (int i = 0; i < count; ++i) {
    const data::Recording recording = stream.recording(static_cast<std::uint64_t>(i));
    const std::string name = fmt::format("example-{:04}", i);
    audio::write_wav(folder / (name + ".wav"), recording.samples);
    score::write_file(folder / (name + ".mid"), score::to_midi(recording.performance));
  }
}

}  // namespace drumlin::train
