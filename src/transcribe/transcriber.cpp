// The line from sound to hits: level, windows, network, peaks.
#include <drumlin/error.h>
#include <drumlin/transcribe.h>

#include <algorithm>
#include <cmath>

#include "audio/reader.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"
#include "transcribe/peaks.h"

namespace drumlin::transcribe {
namespace {

void check(const Options& options) {
  if (options.steps < 0) throw Error("The number of steps must be 1 or more (0 asks for the model's own).");
  if (options.threads < 0) throw Error("The number of threads must be 1 or more (0 asks for one per core).");
  if (!(std::abs(options.sensitivity) <= 1.0)) throw Error("The sensitivity must be between -1 and 1.");
}

/// Seconds of sound, found by going through it.
double measure(const Source& source) {
  std::vector<float> block(65536);
  std::size_t samples = 0;
  while (const std::size_t got = source(block)) samples += got;
  return static_cast<double>(samples) / audio::sample_rate;
}

}  // namespace

struct Transcriber::State {
  explicit State(const Model& loaded) : model(loaded), ensemble(loaded) {}

  /// level: what the sound is divided by.
  score::Performance transcribe(const Source& source, float level, const Options& options, double total,
                                const Progress& progress) {
    if (!(level >= silence)) return {{}, measure(source)};
    PeakPicker picker(model.peaks, options.sensitivity);
    const Sink sink = [&](std::span<const float> frames) { picker.push(frames); };
    const double duration = ensemble.listen(source, 1.0F / level, options, sink, total, progress);
    score::Performance performance{picker.finish(), duration};
    for (score::Hit& hit : performance.hits) hit.time = std::min(hit.time, duration);
    return performance;
  }

  Model model;
  Ensemble ensemble;
};

Transcriber::Transcriber(const std::filesystem::path& model) : state_(std::make_unique<State>(load_model(model))) {}
Transcriber::Transcriber(Transcriber&&) noexcept = default;
Transcriber& Transcriber::operator=(Transcriber&&) noexcept = default;
Transcriber::~Transcriber() = default;

score::Performance Transcriber::transcribe(const std::filesystem::path& recording, const Options& options,
                                           const Progress& progress) {
  check(options);
  const float level = audio::peak_level(recording);
  audio::Reader reader(recording);
  const Source source = [&](std::span<float> samples) { return reader.read(samples); };
  return state_->transcribe(source, level, options, reader.duration().value_or(0.0), progress);
}

score::Performance Transcriber::transcribe(std::span<const float> samples, const Options& options,
                                           const Progress& progress) {
  check(options);
  const double total = static_cast<double>(samples.size()) / audio::sample_rate;
  const float level = audio::peak_level(samples);
  const Source source = [rest = samples](std::span<float> block) mutable {
    const std::size_t count = std::min(block.size(), rest.size());
    std::ranges::transform(rest.first(count), block.begin(), [](float x) { return std::isfinite(x) ? x : 0.0F; });
    rest = rest.subspan(count);
    return count;
  };
  return state_->transcribe(source, level, options, total, progress);
}

}  // namespace drumlin::transcribe
