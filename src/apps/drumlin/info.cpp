// drumlin info: what a file is, as far as Drumlin is concerned: a model, a MIDI file or a recording.
#include <drumlin/error.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "apps/drumlin/commands.h"
#include "audio/reader.h"
#include "nn/safetensors.h"
#include "score/midi.h"

namespace drumlin::app {
namespace {

void describe_model(const std::string& path) {
  const nn::Weights weights(path);
  std::int64_t parameters = 0;
  for (const auto& [name, stored] : weights.all()) parameters += stored.shape.count();
  fmt::print("{}: weights, {} tensors, {:.2f} million parameters\n", path, weights.all().size(),
             static_cast<double>(parameters) / 1e6);
  for (const auto& [name, value] : weights.metadata()) fmt::print("  {}: {}\n", name, value);
}

void describe_midi(const std::string& path) {
  const score::MidiFile midi = score::read_midi(path);
  const score::Performance performance = score::to_performance(midi, score::PitchMap::general_midi);
  fmt::print("{}: MIDI, {:.2f} s, {} notes, {} drum {}\n", path, midi.duration, midi.notes.size(),
             performance.hits.size(), performance.hits.size() == 1 ? "hit" : "hits");
  for (int i = 0; i < score::drum_count; ++i) {
    const auto drum = static_cast<score::Drum>(i);
    const auto count = std::ranges::count(performance.hits, drum, &score::Hit::drum);
    if (count > 0) fmt::print("  {}: {}\n", score::name(drum), count);
  }
}

void describe_sound(const std::string& path) {
  const float level = audio::peak_level(path);
  const audio::Reader reader(path);
  const auto duration = reader.duration();
  fmt::print("{}: recording, {} Hz, {}, level {:.2f} of full scale\n", path, reader.file_rate(),
             duration ? fmt::format("{:.2f} s", *duration) : "unknown length", level);
}

int describe(const std::string& path) {
  std::array<char, 9> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string_view bytes(start.data(), start.size());
  if (bytes.starts_with("MThd")) {
    describe_midi(path);
  } else if (bytes[8] == '{') {  // safetensors: eight bytes of length, then JSON
    describe_model(path);
  } else {
    describe_sound(path);
  }
  return 0;
}

}  // namespace

void add_info(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("info", "Say what a recording, a MIDI file or a model holds");
  const auto path = std::make_shared<std::string>();
  command->add_option("file", *path, "The file")->required();
  command->callback([path, &status] { status = describe(*path); });
}

}  // namespace drumlin::app
