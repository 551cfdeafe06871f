// What each layout lists; one file for each of them or for a family.
#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace drumlin::datasets {

/// Any folder with sound files, each beside notes of the same stem.
std::vector<Recording> list_pairs(const std::filesystem::path& folder);

/// The Groove MIDI Dataset, and its expansion to 43 kits.
std::vector<Recording> list_gmd(const std::filesystem::path& folder);
std::vector<Recording> list_egmd(const std::filesystem::path& folder);

/// StemGMD: GMD on ten sampled kits.
std::vector<Recording> list_stemgmd(const std::filesystem::path& folder);

/// MDB Drums: its drums alone, or its songs.
std::vector<Recording> list_mdb_drums(const std::filesystem::path& folder);
std::vector<Recording> list_mdb_mixes(const std::filesystem::path& folder);

/// ENST-Drums: everything annotated as drums alone, or the pieces with their accompaniment.
std::vector<Recording> list_enst_drums(const std::filesystem::path& folder);
std::vector<Recording> list_enst_mixes(const std::filesystem::path& folder);

/// IDMT-SMT-Drums: its mixes of kick, snare and hi-hat.
std::vector<Recording> list_idmt(const std::filesystem::path& folder);

/// RBMA-13.
std::vector<Recording> list_rbma(const std::filesystem::path& folder);

/// Slakh2100: its songs.
std::vector<Recording> list_slakh(const std::filesystem::path& folder);

/// ADTOF-RGW and ADTOF-YT as ADTOF's own cleaning leaves them.
std::vector<Recording> list_adtof(const std::filesystem::path& folder);

/// SADTP.
std::vector<Recording> list_sadtp(const std::filesystem::path& folder);

/// STAR Drums: its songs, or its drums alone.
std::vector<Recording> list_star_mixes(const std::filesystem::path& folder);
std::vector<Recording> list_star_drums(const std::filesystem::path& folder);

}  // namespace drumlin::datasets
