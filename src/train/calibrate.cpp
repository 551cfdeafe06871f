// Calibration from weight file to weight file.
#include <drumlin/error.h>

#include <algorithm>

#include "audio/reader.h"
#include "nn/safetensors.h"
#include "score/file.h"
#include "train/calibration.h"
#include "train/run.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"

namespace drumlin::train {
namespace {

/// Recordings of the stream, as the engine that is shipped hears them; silent ones are left out.
std::vector<Heard> listen(const transcribe::Model& model, const data::StreamConfig& config, int count,
                          const transcribe::Progress& progress) {
  const data::Stream stream(config);
  transcribe::Ensemble ensemble(model);
  std::vector<Heard> heard;
  for (int i = 0; i < count; ++i) {
    data::Recording recording = stream.recording(static_cast<std::uint64_t>(i));
    const float level = audio::peak_level(recording.samples);
    if (level < transcribe::silence) continue;
    const transcribe::Source source = [rest = std::span<const float>(recording.samples)](std::span<float> out) mutable {
      const std::size_t size = std::min(out.size(), rest.size());
      std::ranges::copy(rest.first(size), out.begin());
      rest = rest.subspan(size);
      return size;
    };
    Heard& added = heard.emplace_back(Heard{{}, std::move(recording.performance)});
    const transcribe::Sink sink = [&added](std::span<const float> frames) {
      added.roll.insert(added.roll.end(), frames.begin(), frames.end());
    };
    ensemble.listen(source, 1.0F / level, {}, sink, 0.0, {});
    if (progress) progress(i + 1, count);
  }
  return heard;
}

/// The same weights with other peak settings.
void write(const std::filesystem::path& weights, const transcribe::Peaks& peaks, const std::filesystem::path& output,
           bool half) {
  const nn::Weights stored(weights);
  std::vector<nn::Named> tensors;
  bool is_half = true;
  for (const auto& [name, tensor] : stored.all()) {
    tensors.push_back({name, tensor.shape, nn::to_floats(tensor)});
    is_half = is_half && tensor.type == nn::Type::f16;
  }
  std::map<std::string, std::string> metadata(stored.metadata().begin(), stored.metadata().end());
  metadata["peaks"] = transcribe::to_json(peaks);
  score::write_file(output, nn::to_safetensors(tensors, metadata, half || is_half ? nn::Type::f16 : nn::Type::f32));
}

}  // namespace

std::string calibrate(const Config& config, const std::filesystem::path& weights, const std::filesystem::path& output,
                      const CalibrationOptions& options, const transcribe::Progress& progress) {
  const transcribe::Model model = transcribe::load_model(weights);
  data::StreamConfig held_out = config.stream;
  held_out.held_out = true;
  const std::vector<Heard> heard = listen(model, held_out, options.count, progress);
  const transcribe::Peaks peaks = calibrate(heard, model.peaks, options.shrinkage);
  write(weights, peaks, output, options.half);
  return to_table(peaks, cross_validate(heard, model.peaks, options.shrinkage));
}

}  // namespace drumlin::train
