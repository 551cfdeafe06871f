// Listening with a frame-wise transcriber (models/framewise.h): once over each window, with no noise to draw from.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "audio/log_frequency.h"
#include "models/framewise.h"
#include "nn/engine.h"
#include "transcribe/peaks.h"

namespace drumlin::transcribe {

/// What a frame-wise weight file says of itself.
struct Framewise {
  models::framewise::Config config;
  float mean = 0.0F;       ///< of audio::LogFrequency over the training set, whose sound was divided by its
  float deviation = 1.0F;  ///< audio::peak_level; above 0
};

/// The study's rule (study_peaks.h) as our picker's settings: the best guess before a model is calibrated.
Peaks peaks_of_the_study();

/// {"system": "framewise", "config": …, "standard": {"mean": 0.4, "deviation": 0.5}, "peaks": …}: the metadata of a
/// weight file that `drumlin` listens with. Thresholds are those of the instruments that the classes stand for.
std::map<std::string, std::string> to_metadata(const Framewise& model, const Peaks& peaks = peaks_of_the_study());
/// Throws drumlin::Error if something is missing or out of range.
Framewise framewise_from_metadata(const std::map<std::string, std::string, std::less<>>& metadata);

/// Listens to one window at a time.
class FramewiseListener {
 public:
  /// The engine must hold the model's weights and outlive this.
  FramewiseListener(const Framewise& model, nn::Engine& engine);

  /// Frame n is centred on samples[first + n · hop]; zero beyond the span. → (frames, 2 · drum_count) in [0, 1]: the
  /// activation of every class at the articulation that stands for it (score::representative), and as these networks
  /// know no velocity, the same velocity everywhere: MIDI's 100.
  std::vector<float> listen(std::span<const float> samples, std::ptrdiff_t first);

 private:
  Framewise model_;
  nn::Engine& engine_;
  audio::LogFrequency features_;
  std::vector<float> spectrum_;
};

}  // namespace drumlin::transcribe
