#include "train/framewise_recordings.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "audio/features.h"
#include "audio/log_frequency.h"
#include "audio/reader.h"
#include "datasets/dataset.h"
#include "nn/half.h"
#include "train/framewise_targets.h"
#include "transcribe/listen.h"

namespace drumlin::train::framewise {
namespace {

std::vector<std::uint16_t> to_halves(const std::vector<float>& values) {
  std::vector<std::uint16_t> halves(values.size());
  std::ranges::transform(values, halves.begin(), nn::float_to_half);
  return halves;
}

Recording read(const datasets::Recording& described, const models::framewise::Config& model) {
  std::vector<float> sound = datasets::sound(described);
  const float level = audio::peak_level(sound);
  if (level >= transcribe::silence) {
    for (float& sample : sound) sample /= level;
  }
  const auto frames = static_cast<int>((sound.size() + audio::hop - 1) / audio::hop);
  std::vector<float> spectra(static_cast<std::size_t>(frames) * audio::LogFrequency::bands);
  audio::LogFrequency().compute(sound, 0, frames, spectra);
  score::Performance played = datasets::notes(described, model.classes);
  return {described.name, frames, to_halves(spectra), onset_targets(played, frames, model.classes), std::move(played)};
}

/// Calls work(0) … work(count − 1) from several threads; the first failure ends it and is thrown on.
template <class Work>
void in_parallel(std::size_t count, int workers, const Work& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto labour = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (failure == nullptr) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < workers; ++i) threads.emplace_back(labour);
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

}  // namespace

std::vector<Recording> read_recordings(const Source& source, const models::framewise::Config& model, int workers) {
  const std::vector<datasets::Recording> described = datasets::only(datasets::open(source.source), source.split);
  std::vector<Recording> recordings(described.size());
  in_parallel(described.size(), workers, [&](std::size_t i) { recordings[i] = read(described[i], model); });
  return recordings;
}

Standard measure_standard(const std::vector<Part>& parts) {
  double count = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (const Part& part : parts) {
    for (const Recording& recording : part.recordings) {
      count += static_cast<double>(recording.spectra.size());
      for (const std::uint16_t half : recording.spectra) {
        const double value = nn::half_to_float(half);
        sum += value;
        squares += value * value;
      }
    }
  }
  const double mean = sum / std::max(1.0, count);
  const double variance = squares / std::max(1.0, count) - mean * mean;
  return {mean, variance > 1e-12 ? std::sqrt(variance) : 1.0};
}

std::vector<float> measure_weights(const std::vector<Part>& parts, int classes) {
  std::vector<std::int64_t> onsets(static_cast<std::size_t>(classes), 0);
  std::int64_t frames = 0;
  for (const Part& part : parts) {
    for (const Recording& recording : part.recordings) {
      frames += recording.frames;
      for (std::size_t i = 0; i < recording.targets.size(); ++i) {
        onsets[i % onsets.size()] += recording.targets[i] == 1.0F ? 1 : 0;
      }
    }
  }
  std::vector<float> weights;
  for (const std::int64_t count : onsets) weights.push_back(static_cast<float>(infrequency_weight(count, frames)));
  return weights;
}

}  // namespace drumlin::train::framewise
