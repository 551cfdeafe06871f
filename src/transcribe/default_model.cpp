// Where the weights lie: beside the installed program, in the tree that the program was built in, or where the user
// says.
#include "transcribe/default_model.h"

#include <drumlin/error.h>
#include <drumlin/transcribe.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace drumlin::transcribe {
namespace {

namespace fs = std::filesystem;

/// 3 for "n2n-v4.safetensors" if `name` is n2n; nothing for other names.
std::optional<int> version_of(const std::string& file_name, std::string_view name) {
  const std::string before = std::string(name) + "-v";
  constexpr std::string_view after = ".safetensors";
  if (!file_name.starts_with(before) || !file_name.ends_with(after)) return std::nullopt;
  const char* end = file_name.data() + file_name.size() - after.size();
  int version = 0;
  const auto parsed = std::from_chars(file_name.data() + before.size(), end, version);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return version;
}

/// The newest weights of a folder, which need not exist.
std::optional<fs::path> newest_in(const fs::path& folder, std::string_view name) {
  std::optional<fs::path> newest;
  int highest = -1;
  std::error_code fault;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, fault)) {
    const std::optional<int> version = version_of(entry.path().filename().string(), name);
    if (!version || *version <= highest) continue;
    highest = *version;
    newest = entry.path();
  }
  return newest;
}

std::vector<fs::path> folders() {
  std::vector<fs::path> found;
  std::error_code fault;
  const fs::path program = fs::read_symlink("/proc/self/exe", fault);
  if (!fault) {
    found.push_back(program.parent_path().parent_path() / "share" / "drumlin" / "models");
    for (fs::path above = program.parent_path(); above.has_relative_path(); above = above.parent_path()) {
      found.push_back(above / "models");
    }
  }
  found.emplace_back(DRUMLIN_MODELS_DIR);
  return found;
}

}  // namespace

std::optional<fs::path> newest_weights(std::string_view name) {
  for (const fs::path& folder : folders()) {
    if (const auto model = newest_in(folder, name)) return model;
  }
  return std::nullopt;
}

fs::path default_model() {
  if (const char* asked = std::getenv("DRUMLIN_MODEL"); asked != nullptr && *asked != '\0') {
    if (!fs::exists(asked))
      throw Error(std::string(asked) + ": $DRUMLIN_MODEL names this model, but it does not exist.");
    return asked;
  }
  if (const auto model = newest_weights("n2n")) return *model;
  throw Error(
      "No model found; give one with --model, or set $DRUMLIN_MODEL to the path of an n2n-v*.safetensors file.");
}

}  // namespace drumlin::transcribe
