// Counting, and a picture to see by whether notes and sound belong together.
#include "datasets/census.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "audio/features.h"
#include "audio/spectrum.h"
#include "score/picture.h"
#include "score/png.h"
#include "score/vocabulary.h"

namespace drumlin::datasets {
namespace {

constexpr double longest_picture = 10.0;  // seconds
constexpr double strip_height = 252.0;    // pixels: three a band
constexpr float contrast = 1000.0F;       // of the logarithm: how loud a faint sound looks

void add(Count& count, double seconds, const std::vector<int>& hits) {
  ++count.recordings;
  count.seconds += seconds;
  count.hits.resize(hits.size());
  std::ranges::transform(count.hits, hits, count.hits.begin(), std::plus<>());
}

std::vector<int> count_hits(const score::Performance& performance, int classes) {
  const score::Vocabulary& vocabulary = score::vocabulary(classes);
  std::vector<int> counts(vocabulary.classes.size());
  for (const score::Hit& hit : performance.hits) {
    const int place = vocabulary.class_of[static_cast<std::size_t>(hit.drum)];
    if (place >= 0) ++counts[static_cast<std::size_t>(place)];
  }
  return counts;
}

void add_recording(Census& census, const Recording& recording, int classes) {
  const std::vector<int> hits = count_hits(notes(recording, classes), classes);
  const double length = seconds(recording);
  add(census.all, length, hits);
  if (!recording.split.empty()) add(census.lists[recording.split], length, hits);
  for (const std::string& list : recording.lists) add(census.lists[list], length, hits);
}

/// Grey, black where it is loud: (bands, frames), the highest band first.
std::vector<std::uint8_t> grey_spectrum(std::span<const float> samples, const audio::FilterBank& bank, int frames) {
  audio::Stft stft(2048);
  std::vector<float> magnitudes(static_cast<std::size_t>(frames * stft.bins()));
  stft.compute(samples, 0, audio::hop, frames, magnitudes);
  const auto bands = static_cast<std::size_t>(bank.bands());
  std::vector<float> spectrum(static_cast<std::size_t>(frames) * bands);
  for (std::size_t n = 0; n < static_cast<std::size_t>(frames); ++n) {
    bank.apply(std::span(magnitudes).subspan(n * static_cast<std::size_t>(stft.bins()), stft.bins()),
               std::span(spectrum).subspan(n * bands, bands));
  }
  for (float& value : spectrum) value = std::log1p(contrast * value);
  const float loudest = std::max(1e-6F, *std::ranges::max_element(spectrum));
  std::vector<std::uint8_t> grey(spectrum.size());
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const std::size_t frame = i % static_cast<std::size_t>(frames);
    const std::size_t band = bands - 1 - i / static_cast<std::size_t>(frames);
    grey[i] = static_cast<std::uint8_t>(255.0F * (1.0F - spectrum[frame * bands + band] / loudest));
  }
  return grey;
}

}  // namespace

Census take_census(const Dataset& dataset, int classes,
                   const std::function<void(double done, double total)>& progress) {
  Census census;
  census.all.hits.resize(score::vocabulary(classes).classes.size());
  double done = 0.0;
  for (const Recording& recording : dataset.recordings) {
    try {
      add_recording(census, recording, classes);
    } catch (const Error& fault) {
      census.faults.emplace_back(fault.what());
    }
    progress(++done, static_cast<double>(dataset.recordings.size()));
  }
  return census;
}

std::string draw(const Recording& recording) {
  std::vector<float> samples = sound(recording);
  const auto most = static_cast<std::size_t>(longest_picture * audio::sample_rate);
  samples.resize(std::clamp<std::size_t>(samples.size(), audio::hop, most));
  const int frames = static_cast<int>(samples.size() / audio::hop);
  score::Performance performance = notes(recording, score::drum_count);
  performance.duration = static_cast<double>(frames * audio::hop) / audio::sample_rate;
  std::erase_if(performance.hits, [&](const score::Hit& hit) { return hit.time >= performance.duration; });
  const audio::FilterBank bank = audio::log_filters({2048, audio::sample_rate, 20.0, 20000.0}, 12);
  const std::string png = score::to_png(grey_spectrum(samples, bank, frames), frames, bank.bands());
  return score::to_svg(performance, recording.name, {score::to_data_address(png), strip_height});
}

}  // namespace drumlin::datasets
