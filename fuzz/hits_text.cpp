// Any text as an annotation: it is refused with an Error, or read, and every format that it is written in reads back
// with the same drums.
#include <drumlin/error.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "score/picture.h"
#include "score/text.h"

namespace hits_text {

using drumlin::score::Performance;

inline void same_drums(const Performance& before, const std::string& text) {
  const Performance after = drumlin::score::parse_annotation(text, "written").performance;
  const auto counted = [](const Performance& performance) {
    std::array<int, drumlin::score::drum_count> counts{};
    for (const auto& hit : performance.hits) ++counts[static_cast<std::size_t>(hit.drum)];
    return counts;
  };
  if (counted(before) != counted(after)) std::abort();
}

inline void check(const std::string& text) {
  const Performance heard = drumlin::score::parse_annotation(text, "fuzz").performance;
  try {
    same_drums(heard, drumlin::score::to_csv(heard));
    same_drums(heard, drumlin::score::to_tsv(heard));
    same_drums(heard, drumlin::score::to_json(heard));
  } catch (const drumlin::Error&) {
    std::abort();  // what we write we must be able to read
  }
  drumlin::score::to_svg(heard, text);
}

}  // namespace hits_text

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    hits_text::check(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const drumlin::Error&) {
    // The one way to refuse a file.
  }
  return 0;
}
