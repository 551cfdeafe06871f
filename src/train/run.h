// A whole training run in a folder: checkpoint.safetensors, weights.safetensors, log.csv and curves.svg.
#pragma once

#include <drumlin/transcribe.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "data/performances.h"
#include "train/config.h"

namespace drumlin::train {

/// Trains to the last step. resume: goes on from the folder's checkpoint, if there is one; otherwise a folder that
/// holds a checkpoint is refused. weights: what a run without a checkpoint begins from; empty: random parameters.
/// Throws drumlin::Error.
void run(const Config& config, const std::filesystem::path& output, bool resume,
         const std::filesystem::path& weights = {});

/// Writes the averaged network of a checkpoint as drumlin loads it.
void export_weights(const Config& config, const std::filesystem::path& checkpoint, const std::filesystem::path& output,
                    bool half);

/// How to calibrate: on so many recordings at most; shrinkage as in train/calibration.h; half: 16-bit weights.
struct CalibrationOptions {
  int count = 300;
  /// Of the stream, whose drums and dynamics are exchanged and bent, instead of performances (data/performances.h) of
  /// the validation split, half of them with a band.
  bool examples = false;
  double shrinkage = 0.1;
  bool half = false;
  std::optional<int> steps = {};           ///< of sampling, from now on; none: as the weights say
  std::optional<double> temperature = {};  ///< likewise
};

/// Listens to held-out recordings, and writes the weights with those steps and that temperature, and with peak settings
/// chosen on them.
/// Returns a table of what that changes. Throws drumlin::Error.
std::string calibrate(const Config& config, const std::filesystem::path& weights, const std::filesystem::path& output,
                      const CalibrationOptions& options, const transcribe::Progress& progress);

/// Writes recordings 0 … count − 1 of the stream as example-0000.wav and, what is played in them, .mid.
void write_examples(const data::StreamConfig& config, int count, const std::filesystem::path& folder);

/// Writes procedural grooves (data/grooves.h) of that many seconds as groove-0000.mid, …
void write_grooves(std::uint64_t seed, double seconds, int count, const std::filesystem::path& folder);

/// Writes the first performances, `count` or all that there are, as .wav and .mid by their names.
void write_performances(const data::Performances& performances, int count, const std::filesystem::path& folder);

}  // namespace drumlin::train
