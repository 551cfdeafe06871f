// The published track lists of data/splits, which are part of the program.
#pragma once

#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace drumlin::datasets {

/// Puts the recording into every list of data/splits/FILE.txt that has the name: "train", "validation" and "test" say
/// its split, all others are added to its lists.
void enlist(Recording& recording, std::string_view file, std::string_view name);

}  // namespace drumlin::datasets
