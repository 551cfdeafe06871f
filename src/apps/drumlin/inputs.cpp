// Finds the recordings that a command line names.
#include "apps/drumlin/inputs.h"

#include <drumlin/error.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "apps/drumlin/interrupt.h"

namespace drumlin::app {
namespace {

namespace fs = std::filesystem;

bool is_sound_file(const fs::path& path) {
  constexpr std::array<std::string_view, 14> endings = {".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3",
                                                        ".aif", ".aiff", ".aifc", ".au",  ".caf", ".w64",  ".rf64"};
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(endings, ending) != endings.end();
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::vector<Input> search(const fs::path& folder) {
  std::vector<Input> found;
  std::error_code fault;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, fault);
  for (; !fault && entry != fs::end(entry); entry.increment(fault)) {
    std::error_code unreadable;
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (is_sound_file(entry->path()) && !entry->is_directory(unreadable)) {
      found.push_back({entry->path(), entry->path().string(), entry->path().lexically_relative(folder).parent_path()});
    }
  }
  if (fault) throw Error(folder.string() + " cannot be searched: " + fault.message() + "; check its permissions.");
  if (found.empty()) throw Error(folder.string() + " holds no sound files; name another folder.");
  std::ranges::sort(found, {}, &Input::path);
  return found;
}

[[noreturn]] void fail_to_keep() {
  throw Error("Standard input cannot be kept in " + fs::temp_directory_path().string() + ": " +
              std::generic_category().message(errno) + "; make room, or set $TMPDIR to a folder with more.");
}

/// A temporary file that is already unlinked, so that nothing is left however the program ends.
int open_nameless_file() {
  std::string name = (fs::temp_directory_path() / "drumlin-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) fail_to_keep();
  unlink(name.c_str());
  return file;
}

/// Recordings are gone through twice (for their level, then to listen), which a pipe does not allow.
Input keep_standard_input() {
  if (isatty(STDIN_FILENO) == 1) throw Error("Standard input is a terminal; pipe a sound file into drumlin.");
  const int file = open_nameless_file();
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t got = read(STDIN_FILENO, block.data(), block.size());
    stop_if_interrupted();
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error("Standard input cannot be read: " + std::generic_category().message(errno) + ".");
    if (got == 0) break;
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(file, block.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR) fail_to_keep();
      done += std::max<ssize_t>(put, 0);
    }
  }
  return {"/proc/self/fd/" + std::to_string(file), "standard input", {}, true};
}

}  // namespace

std::vector<Input> find_inputs(const std::vector<std::string>& named) {
  if (std::ranges::count(named, "-") > 1) throw Error("Standard input (-) can be read only once; name it once.");
  std::vector<Input> inputs;
  for (const std::string& name : named) {
    std::error_code unreadable;
    if (name == "-") {
      inputs.push_back(keep_standard_input());
    } else if (fs::is_directory(name, unreadable)) {
      std::ranges::move(search(name), std::back_inserter(inputs));
    } else {
      inputs.push_back({name, name, {}});
    }
  }
  return inputs;
}

}  // namespace drumlin::app
