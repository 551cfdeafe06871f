// Published drum data sets, and folders like them, behind one interface: what recordings there are, where their sound
// and their notes lie, and in which published split they stand. docs/datasets.md lists the layouts.
#pragma once

#include <drumlin/score.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/text.h"

namespace drumlin::datasets {

/// A file that sounds in a recording. gain: a factor.
struct Sound {
  std::filesystem::path file;
  float gain = 1.0F;
};

/// A recording whose drums are known.
struct Recording {
  std::string name;                     ///< unique in its data set
  std::string split = {};               ///< "train", "validation", "test", or "" where none is published
  std::vector<std::string> lists = {};  ///< other published lists that it stands in: "fold0", "mirex-test", …
  std::vector<Sound> sounds = {};       ///< their sum is the recording
  std::filesystem::path notes = {};     ///< what was played
  /// Reads `notes` for a vocabulary of so many classes; set by the layout.
  score::Annotation (*read)(const Recording&, int classes) = nullptr;
};

/// A data set as it lies on this machine. missing: the files that recordings lack, relative to its folder; those
/// recordings are left out.
struct Dataset {
  std::string layout;
  std::vector<Recording> recordings;
  std::vector<std::string> missing;
};

/// How a data set lies on the disk.
struct Layout {
  std::string_view name;     ///< what stands before the colon
  std::string_view title;    ///< of the data set
  std::string_view expects;  ///< what its folder holds
  std::string_view origin;   ///< where it is obtained
  /// Every recording that the data set should have, whether its files are there or not.
  std::vector<Recording> (*list)(const std::filesystem::path& folder);
};

/// Every layout that open() knows.
std::span<const Layout> layouts();

/// The data set that "NAME:DIR" names, NAME being a layout's. Throws drumlin::Error, saying what is missing and where
/// it is obtained, if not one recording is whole.
Dataset open(std::string_view source);

/// The recordings of a split or another published list; all of them for "". Throws drumlin::Error, naming the lists
/// that there are, if it is empty.
std::vector<Recording> only(const Dataset& dataset, std::string_view list);

/// Mono samples at 44.1 kHz: the sum of the recording's files. Throws drumlin::Error.
std::vector<float> sound(const Recording& recording);

/// The file that is the recording by itself; nothing if the recording is a sum.
std::optional<std::filesystem::path> whole_file(const Recording& recording);

/// Seconds, by the longest of its files' headers; the file is read where its header does not say. Throws
/// drumlin::Error.
double seconds(const Recording& recording);

/// What was played, for a vocabulary of so many classes: where a data set has labels of several finenesses, the ones
/// that its literature scores that vocabulary with (MDB Drums: class labels up to 5, subclasses beyond). Throws
/// drumlin::Error.
score::Annotation annotation(const Recording& recording, int classes);

/// The same, and nothing but the hits.
score::Performance notes(const Recording& recording, int classes);

}  // namespace drumlin::datasets
