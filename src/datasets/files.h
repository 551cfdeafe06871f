// Finding files by what they are called.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drumlin::datasets {

/// Endings of what can be listened to, and of what says which drums were played; the first is preferred.
inline constexpr std::array<std::string_view, 6> sound_endings = {".flac", ".wav", ".aiff", ".aif", ".ogg", ".mp3"};
inline constexpr std::array<std::string_view, 6> note_endings = {".mid", ".midi", ".csv", ".tsv", ".txt", ".json"};

/// The files of a folder with one of the endings (small or capital letters), by stem. Of two with one stem the ending
/// that stands first wins. Throws drumlin::Error if the folder cannot be read.
std::map<std::string, std::filesystem::path> files_by_stem(const std::filesystem::path& folder,
                                                           std::span<const std::string_view> endings);

/// Every file below the folder, at any depth, with one of the endings, in the order of their paths; none if there is
/// no such folder.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::span<const std::string_view> endings);

/// The names of the folders in a folder, in order; none if there is no such folder.
std::vector<std::string> folders_in(const std::filesystem::path& folder);

/// The file of that stem, whichever of the endings it has; with the last ending if there is none.
std::filesystem::path any_of(const std::filesystem::path& stem, std::span<const std::string_view> endings);

/// The first of the folders that exists, else the first of them.
std::filesystem::path first_folder(std::span<const std::filesystem::path> folders);

/// The text without its ending, if it ends so.
std::string_view without(std::string_view text, std::string_view ending);

}  // namespace drumlin::datasets
