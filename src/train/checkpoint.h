// What runs of all systems keep in checkpoint.safetensors: parameters, the optimiser, and how far it is. A resumed run
// is the same run bit by bit.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "nn/safetensors.h"
#include "train/optimizer.h"
#include "train/parameters.h"

namespace drumlin::train {

/// Makes the folder of a run. Returns whether there is a checkpoint to go on from. Throws drumlin::Error if the folder
/// cannot be made, or holds a run that nobody asked to resume.
bool prepare_folder(const std::filesystem::path& output, bool resume);

/// Throws drumlin::Error if it cannot be written. metadata: what the system adds.
void save_checkpoint(const std::filesystem::path& file, const Parameters& parameters, const Optimizer& optimizer,
                     std::map<std::string, std::string> metadata);

/// What stands in a checkpoint under that key. Throws drumlin::Error if there is nothing.
std::string checkpoint_entry(const nn::Weights& checkpoint, const std::string& key);

/// Throws drumlin::Error if the file is no checkpoint or of a network of other sizes.
void restore_checkpoint(const nn::Weights& checkpoint, Parameters& parameters, Optimizer& optimizer);

}  // namespace drumlin::train
