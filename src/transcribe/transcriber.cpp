// The line from sound to hits: level, windows, network, peaks.
#include <drumlin/error.h>
#include <drumlin/transcribe.h>

#include <algorithm>
#include <cmath>

#include "audio/reader.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"
#include "transcribe/peaks.h"
#include "transcribe/votes.h"

namespace drumlin::transcribe {
namespace {

/// Seconds of sound, found by going through it.
double measure(const Source& source) {
  std::vector<float> block(65536);
  std::size_t samples = 0;
  while (const std::size_t got = source(block)) samples += got;
  return static_cast<double>(samples) / audio::sample_rate;
}

/// The rolls of all draws on their way to one transcription.
class Draws {
 public:
  Draws(const Peaks& peaks, const Options& options)
      : thresholds_(thresholds_at(peaks, options.sensitivity)), alone_(options.samples == 1) {
    // Where draws may disagree, what was almost heard counts.
    const double candidates = options.sensitivity + (alone_ ? 0.0 : 1.0);
    pickers_.assign(static_cast<std::size_t>(options.samples), PeakPicker(peaks, candidates));
  }

  /// (any number of frames, draws, 2 · drum_count)
  void push(std::span<const float> frames) {
    constexpr std::size_t width = 2 * score::drum_count;
    for (std::size_t draw = 0; draw < pickers_.size(); ++draw) {
      own_.clear();
      for (std::size_t at = draw * width; at < frames.size(); at += pickers_.size() * width) {
        const auto frame = frames.subspan(at, width);
        own_.insert(own_.end(), frame.begin(), frame.end());
      }
      pickers_[draw].push(own_);
    }
  }

  Transcription finish(double duration) {
    std::vector<std::vector<score::Hit>> hits;
    for (PeakPicker& picker : pickers_) hits.push_back(picker.finish_with_activations());
    Transcription transcription = vote(hits, thresholds_, duration);
    for (score::Hit& hit : transcription.performance.hits) {
      hit.time = std::min(hit.time, duration);
      if (alone_) hit.probability.reset();
    }
    if (alone_) transcription.doubts.clear();
    return transcription;
  }

 private:
  std::array<float, instrument_count> thresholds_;
  bool alone_;
  std::vector<PeakPicker> pickers_;
  std::vector<float> own_;
};

}  // namespace

void check(const Options& options) {
  if (options.steps < 0) throw Error("The number of steps must be 1 or more (0 asks for the model's own).");
  if (options.threads < 0) throw Error("The number of threads must be 1 or more (0 asks for one per core).");
  if (!(std::abs(options.sensitivity) <= 1.0)) throw Error("The sensitivity must be between -1 and 1.");
  if (const double t = options.temperature.value_or(1.0); !(t >= 0.0 && t <= 4.0)) {
    throw Error("The temperature must be between 0 and 4.");
  }
  if (!(options.guidance >= -1.0 && options.guidance <= 20.0)) throw Error("The guidance must be between -1 and 20.");
  if (options.samples < 1 || options.samples > 1000) throw Error("The number of samples must be from 1 to 1000.");
}

namespace {

/// A frame-wise transcriber draws from no noise, so what steers that is refused.
void check_frame_by_frame(const Options& options) {
  const auto refuse = [](const char* option) {
    throw Error(std::string("A frame-wise transcriber does not start from noise: leave out ") + option +
                ", or give another --model.");
  };
  if (options.steps != 0) refuse("--steps");
  if (options.guidance != 0.0) refuse("--guidance");
  if (options.temperature) refuse("--temperature");
  if (options.samples != 1) refuse("--samples and --doubts");
}

}  // namespace

struct Transcriber::State {
  explicit State(const Model& loaded) : model(loaded), ensemble(loaded) {}

  /// level: what the sound is divided by.
  Transcription transcribe(const Source& source, float level, const Options& options, double total,
                           const Progress& progress) {
    if (model.framewise) check_frame_by_frame(options);
    if (!(level >= silence)) return {{{}, measure(source)}, {}};
    Draws draws(model.peaks, options);
    const Sink sink = [&](std::span<const float> frames) { draws.push(frames); };
    const double duration = ensemble.listen(source, 1.0F / level, options, sink, total, progress);
    return draws.finish(duration);
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
  return transcribe_with_doubts(recording, options, progress).performance;
}

Transcription Transcriber::transcribe_with_doubts(const std::filesystem::path& recording, const Options& options,
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
  return state_->transcribe(source, level, options, total, progress).performance;
}

}  // namespace drumlin::transcribe
