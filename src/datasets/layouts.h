// What each layout lists; one file for each of them or for a family.
#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace drumlin::datasets {

/// Any folder with sound files, each beside notes of the same stem.
std::vector<Recording> list_pairs(const std::filesystem::path& folder);

/// MDB Drums: its drums alone, or its songs.
std::vector<Recording> list_mdb_drums(const std::filesystem::path& folder);
std::vector<Recording> list_mdb_mixes(const std::filesystem::path& folder);

}  // namespace drumlin::datasets
