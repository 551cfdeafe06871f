// Calibration from weight file to weight file.
#include <drumlin/error.h>

#include <algorithm>
#include <functional>

#include "audio/reader.h"
#include "data/performances.h"
#include "nn/safetensors.h"
#include "score/file.h"
#include "train/calibration.h"
#include "train/run.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"

namespace drumlin::train {
namespace {

/// The recording of that number.
using Source = std::function<data::Recording(int number)>;

/// Recordings as the engine that is shipped hears them; silent ones are left out.
std::vector<Heard> listen(const transcribe::Model& model, const Source& recordings, int count,
                          const transcribe::Progress& progress) {
  transcribe::Ensemble ensemble(model);
  std::vector<Heard> heard;
  for (int i = 0; i < count; ++i) {
    data::Recording recording = recordings(i);
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

std::vector<Heard> listen_to_stream(const transcribe::Model& model, data::StreamConfig config, int count,
                                    const transcribe::Progress& progress) {
  config.held_out = true;
  const data::Stream stream(config);
  return listen(
      model, [&](int number) { return stream.recording(static_cast<std::uint64_t>(number)); }, count, progress);
}

/// Every other pair with a band, so that both halves of a cross-validation have both.
std::vector<Heard> listen_to_performances(const transcribe::Model& model, const data::StreamConfig& config, int count,
                                          const transcribe::Progress& progress) {
  const data::Performances alone(config, data::Split::validation, false);
  const data::Performances with_band(config, data::Split::validation, true);
  return listen(
      model, [&](int number) { return (number % 4 < 2 ? alone : with_band).recording(number); },
      std::min(count, alone.count()), progress);
}

/// The same weights with other settings.
void write(const std::filesystem::path& weights, const transcribe::Sampling& sampling, const transcribe::Peaks& peaks,
           const std::filesystem::path& output, bool half) {
  const nn::Weights stored(weights);
  std::vector<nn::Named> tensors;
  bool is_half = true;
  for (const auto& [name, tensor] : stored.all()) {
    tensors.push_back({name, tensor.shape, nn::to_floats(tensor)});
    is_half = is_half && tensor.type == nn::Type::f16;
  }
  std::map<std::string, std::string> metadata(stored.metadata().begin(), stored.metadata().end());
  metadata["sampling"] = transcribe::to_json(sampling);
  metadata["peaks"] = transcribe::to_json(peaks);
  score::write_file(output, nn::to_safetensors(tensors, metadata, half || is_half ? nn::Type::f16 : nn::Type::f32));
}

}  // namespace

std::string calibrate(const Config& config, const std::filesystem::path& weights, const std::filesystem::path& output,
                      const CalibrationOptions& options, const transcribe::Progress& progress) {
  transcribe::Model model = transcribe::load_model(weights);
  model.sampling.steps = options.steps.value_or(model.sampling.steps);
  model.sampling.temperature = static_cast<float>(options.temperature.value_or(model.sampling.temperature));
  const std::vector<Heard> heard = options.examples
                                       ? listen_to_stream(model, config.stream, options.count, progress)
                                       : listen_to_performances(model, config.stream, options.count, progress);
  const transcribe::Peaks peaks = calibrate(heard, model.peaks, options.shrinkage);
  write(weights, model.sampling, peaks, output, options.half);
  return to_table(peaks, cross_validate(heard, model.peaks, options.shrinkage));
}

}  // namespace drumlin::train
