// The recordings that a command line names: files, folders searched through, and standard input.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace drumlin::app {

/// A recording to open as `path` and to speak of as `name`. below: its folder, relative to the one that was searched.
/// stem: what its outputs are called; nothing: as the recording.
struct Input {
  std::filesystem::path path;
  std::string name;
  std::optional<std::filesystem::path> below;
  bool is_standard_input = false;
  std::optional<std::string> stem = std::nullopt;
};

/// Files as they are named; of folders every sound file at any depth, by name, hidden ones left out; "-" is standard
/// input, read to its end. Throws drumlin::Error for a folder without sound files and if standard input cannot be read.
std::vector<Input> find_inputs(const std::vector<std::string>& named);

}  // namespace drumlin::app
