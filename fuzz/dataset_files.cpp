// Any text as the annotation or metadata of a data set: it is refused with an Error, or what was read is within bounds.
#include <drumlin/error.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "datasets/idmt.h"
#include "datasets/slakh.h"

namespace dataset_files {

inline void check_idmt(std::string_view text) {
  double last = 0.0;
  for (const auto& hit : drumlin::datasets::parse_idmt(text, "fuzz").performance.hits) {
    if (!(hit.time >= last && std::isfinite(hit.time))) std::abort();
    last = hit.time;
  }
}

inline void check_slakh(std::string_view text) {
  for (const auto& stem : drumlin::datasets::parse_slakh_metadata(text, "fuzz")) {
    for (int pitch = 0; pitch < 128; ++pitch) drumlin::datasets::slakh_drum(stem.plugin, pitch);
  }
}

template <class Check>
void try_to(const Check& check, std::string_view text) {
  try {
    check(text);
  } catch (const drumlin::Error&) {
    // The one way to refuse a file.
  }
}

}  // namespace dataset_files

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dataset_files::try_to(dataset_files::check_idmt, text);
  dataset_files::try_to(dataset_files::check_slakh, text);
  return 0;
}
