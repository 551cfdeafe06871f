// Files that appear whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drumlin::score {

/// Writes to a temporary file beside `path` and renames it, so that no half-written file is ever seen. Devices and
/// pipes are written directly. Throws drumlin::Error (no permission, no such folder, disk full …).
void write_file(const std::filesystem::path& path, std::string_view bytes);
void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

/// The whole file. Throws drumlin::Error for a missing file, a folder, or no permission.
std::string read_file(const std::filesystem::path& path);

}  // namespace drumlin::score
