// A whole training run in a folder: checkpoint.safetensors, weights.safetensors, log.csv and curves.svg.
#pragma once

#include <filesystem>

#include "train/config.h"

namespace drumlin::train {

/// Trains to the last step. resume: goes on from the folder's checkpoint, if there is one; otherwise a folder that
/// holds a checkpoint is refused. Throws drumlin::Error.
void run(const Config& config, const std::filesystem::path& output, bool resume);

/// Writes the averaged network of a checkpoint as drumlin loads it.
void export_weights(const Config& config, const std::filesystem::path& checkpoint, const std::filesystem::path& output,
                    bool half);

/// Writes recordings 0 … count − 1 of the stream as example-0000.wav and, what is played in them, .mid.
void write_examples(const data::StreamConfig& config, int count, const std::filesystem::path& folder);

}  // namespace drumlin::train
