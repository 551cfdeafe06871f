// Checks what is asked, keeps what is to stay, and has the rest imagined.
#include <drumlin/error.h>
#include <drumlin/imagine.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "audio/reader.h"
#include "imagine/fill.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"
#include "transcribe/peaks.h"

namespace drumlin::imagine {
namespace {

namespace fs = std::filesystem;

constexpr double shortest = 0.02;  // seconds of a region: two frames
constexpr double rounding = 0.01;  // seconds that a region may leave the piece by

void check(const Options& options) {
  if (options.steps < 1) throw Error("The number of steps must be 1 or more.");
  if (options.resamplings < 1 || options.resamplings > 100) throw Error("The resamplings must be 1 to 100.");
  if (!(std::abs(options.sensitivity) <= 1.0)) throw Error("The sensitivity must be between -1 and 1.");
  if (!(options.guidance >= -1.0 && options.guidance <= 20.0)) throw Error("The guidance must be between -1 and 20.");
  if (!(options.strength >= 0.0 && options.strength <= 1.0)) throw Error("The strength must be between 0 and 1.");
  if (!(options.temperature > 0.0 && options.temperature <= 4.0)) {
    throw Error("The temperature must be above 0 and at most 4.");
  }
}

void check(std::span<const Region> regions, double duration, const std::string& piece) {
  if (regions.empty()) throw Error("There is no region to imagine; name one.");
  for (const Region& region : regions) {
    const std::string name = fmt::format("{:g}:{:g}", region.start, region.end);
    if (!std::isfinite(region.start) || !std::isfinite(region.end)) {
      throw Error("The region " + name + " is no pair of numbers; give seconds, its start before its end.");
    }
    if (region.end < region.start) throw Error("The region " + name + " ends before it starts; swap its ends.");
    if (region.end - region.start < shortest) {
      throw Error("The region " + name + " is too short to hold a hit; give it 0.02 seconds at least.");
    }
    if (region.start < 0.0 || region.end > duration + rounding) {
      throw Error(fmt::format("The region {} is not within {}, which lasts {:.2f} seconds.", name, piece, duration));
    }
  }
}

/// Seconds, found by going through it.
double measure(const fs::path& recording) {
  audio::Reader reader(recording);
  std::vector<float> block(65536);
  std::size_t samples = 0;
  while (const std::size_t got = reader.read(block)) samples += got;
  return static_cast<double>(samples) / audio::sample_rate;
}

bool outside(const score::Hit& hit, std::span<const Region> regions) {
  return std::ranges::none_of(regions, [&](const Region& r) { return hit.time >= r.start && hit.time < r.end; });
}

}  // namespace

struct Imaginer::State {
  explicit State(const fs::path& path) : model(transcribe::load_model(path)), ensemble(model) {}

  /// The notes with the regions filled.
  score::Performance fill(const Sound& sound, const score::Performance& notes, std::span<const Region> regions,
                          const Options& options, const Progress& progress) const {
    const std::vector<Region> joined = join(regions);
    std::vector<Region> gaps;
    std::ranges::copy_if(regions, std::back_inserter(gaps), [](const Region& region) { return !region.sound_counts; });
    score::Performance whole{{}, notes.duration};
    std::ranges::copy_if(notes.hits, std::back_inserter(whole.hits),
                         [&](const score::Hit& hit) { return outside(hit, joined); });
    const std::vector<score::Hit> imagined =
        imagine::fill(model, {joined, whole.hits, notes.duration}, gaps, sound, options, progress);
    whole.hits.insert(whole.hits.end(), imagined.begin(), imagined.end());
    score::sort_hits(whole);
    return whole;
  }

  transcribe::Model model;
  transcribe::Ensemble ensemble;
};

Imaginer::Imaginer(const fs::path& model) : state_(std::make_unique<State>(model)) {}
Imaginer::Imaginer(Imaginer&&) noexcept = default;
Imaginer& Imaginer::operator=(Imaginer&&) noexcept = default;
Imaginer::~Imaginer() = default;

score::Performance Imaginer::inpaint(const std::optional<fs::path>& recording, const score::Performance& notes,
                                     std::span<const Region> regions, const Options& options,
                                     const Progress& progress) {
  check(options);
  if (!recording) {
    check(regions, notes.duration, "the notes");
    return state_->fill({}, notes, regions, options, progress);
  }
  const double duration = measure(*recording);
  check(regions, duration, recording->string());
  const float level = audio::peak_level(*recording);
  audio::Reader reader(*recording);
  const Sound sound{[&](std::span<float> samples) { return reader.read(samples); },
                    level >= transcribe::silence ? 1.0F / level : 0.0F};
  score::Performance piece = notes;
  piece.duration = std::max(piece.duration, duration);
  return state_->fill(sound, piece, regions, options, progress);
}

score::Performance Imaginer::refine(const fs::path& recording, const score::Performance& draft, double strength,
                                    const transcribe::Options& options, const Progress& progress) {
  transcribe::check(options);
  if (!(strength >= 0.0 && strength <= 1.0)) throw Error("The strength must be between 0 and 1.");
  if (draft.hits.empty()) throw Error("The draft has no drum hits; give another, or transcribe from scratch.");
  const float level = audio::peak_level(recording);
  if (strength == 0.0) return draft;
  if (level < transcribe::silence) return {{}, measure(recording)};
  audio::Reader reader(recording);
  transcribe::PeakPicker picker(state_->model.peaks, options.sensitivity);
  transcribe::Options one = options;
  one.samples = 1;
  const transcribe::Draft start{draft.hits, strength};
  const double duration = state_->ensemble.listen(
      [&](std::span<float> samples) { return reader.read(samples); }, 1.0F / level, one,
      [&](std::span<const float> frames) { picker.push(frames); }, reader.duration().value_or(0.0), progress, &start);
  score::Performance refined{picker.finish(), duration};
  for (score::Hit& hit : refined.hits) hit.time = std::min(hit.time, duration);
  return refined;
}

score::Performance Imaginer::generate(double seconds, const score::Performance& beginning, const Options& options,
                                      const Progress& progress) {
  check(options);
  if (!(seconds >= shortest)) throw Error("The seconds to generate must be above 0.");
  if (!(seconds <= longest)) {
    throw Error(
        fmt::format("{:g} seconds are too many; generate {:g} at most, and go on from there.", seconds, longest));
  }
  score::Performance piece = beginning;
  piece.duration += seconds;
  const Region rest{beginning.duration, piece.duration};
  return state_->fill({}, piece, {&rest, 1}, options, progress);
}

}  // namespace drumlin::imagine
