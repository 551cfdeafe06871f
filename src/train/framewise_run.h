// A whole run of drumlin-train framewise in a folder.
#pragma once

#include <filesystem>

#include "train/framewise_config.h"

namespace drumlin::train::framewise {

/// Learns until an end of config.training, then scores the best network on every [[test]]: weights.safetensors,
/// checkpoint.safetensors, log.csv, curves.svg and, last, result.json. resume: goes on from the folder's checkpoint, if
/// there is one; otherwise a folder that holds one is refused. Throws drumlin::Error.
void run(const Config& config, const std::filesystem::path& output, bool resume);

}  // namespace drumlin::train::framewise
