// A file is lines: [list], and below it the names that stand in the list. The build puts the files into the program, so
// that nothing has to be found at run time.
#include "datasets/splits.h"

#include <algorithm>
#include <array>

namespace drumlin::datasets {
namespace {

struct File {
  std::string_view name;
  std::string_view text;
};

constexpr auto files = std::to_array<File>({
#include "split_lists.inc"
});

constexpr std::array<std::string_view, 3> splits = {"train", "validation", "test"};

void enlist_in(Recording& recording, std::string_view list) {
  if (std::ranges::find(splits, list) != splits.end()) {
    recording.split = list;
  } else {
    recording.lists.emplace_back(list);
  }
}

}  // namespace

void enlist(Recording& recording, std::string_view file, std::string_view name) {
  const auto found = std::ranges::find(files, file, &File::name);
  if (found == files.end()) return;
  std::string_view list;
  for (std::string_view rest = found->text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with('[')) list = line.substr(1, line.size() - 2);
    if (line == name) enlist_in(recording, list);
  }
}

}  // namespace drumlin::datasets
