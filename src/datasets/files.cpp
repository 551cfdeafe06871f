// Folders are read in the order of their names, so that a data set is the same on every machine.
#include "datasets/files.h"

#include <drumlin/error.h>

#include <algorithm>
#include <cctype>
#include <system_error>

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

std::string small_letters(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Where the path's ending stands among the endings; their number if it does not.
std::ptrdiff_t rank(const fs::path& path, std::span<const std::string_view> endings) {
  return std::ranges::find(endings, small_letters(path.extension().string())) - endings.begin();
}

bool is_among(const fs::path& path, std::span<const std::string_view> endings) {
  return rank(path, endings) < std::ssize(endings);
}

}  // namespace

std::map<std::string, fs::path> files_by_stem(const fs::path& folder, std::span<const std::string_view> endings) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) throw Error(folder.string() + " cannot be read as a folder: check its name and permissions.");
  std::map<std::string, fs::path> files;
  for (const auto& entry : entries) {
    if (!is_among(entry.path(), endings)) continue;
    const auto [at, is_new] = files.emplace(entry.path().stem().string(), entry.path());
    if (!is_new && rank(entry.path(), endings) < rank(at->second, endings)) at->second = entry.path();
  }
  return files;
}

std::vector<fs::path> files_below(const fs::path& folder, std::span<const std::string_view> endings) {
  std::error_code error;
  std::vector<fs::path> files;
  const auto options = fs::directory_options::follow_directory_symlink | fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(folder, options, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_among(entry->path(), endings) && !entry->is_directory(error)) files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> folders_in(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

fs::path any_of(const fs::path& stem, std::span<const std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (const fs::path path = stem.string() + std::string(ending); fs::exists(path)) return path;
  }
  return stem.string() + std::string(endings.back());
}

fs::path first_folder(std::span<const fs::path> folders) {
  const auto found = std::ranges::find_if(folders, [](const fs::path& folder) { return fs::is_directory(folder); });
  return found != folders.end() ? *found : folders.front();
}

std::string_view without(std::string_view text, std::string_view ending) {
  return text.ends_with(ending) ? text.substr(0, text.size() - ending.size()) : text;
}

}  // namespace drumlin::datasets
