// Arbitrary bytes as a recording: whatever they are, the reader gives sound or an Error. A limited amount is read, for
// a file of a few bytes can claim hours.
#include <drumlin/error.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "audio/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = memfd_create("drumlin-fuzz", MFD_CLOEXEC);
  if (file < 0) return 0;
  if (write(file, data, size) == static_cast<ssize_t>(size)) {
    try {
      drumlin::audio::Reader reader("/proc/self/fd/" + std::to_string(file));
      std::vector<float> block(4410);
      for (int i = 0; i < 50; ++i) {
        const std::size_t n = reader.read(block);
        if (n > block.size()) std::abort();
        for (std::size_t k = 0; k < n; ++k) {
          if (std::isnan(block[k])) std::abort();
        }
        if (n == 0) break;
      }
    } catch (const drumlin::Error&) {  // what a bad file deserves
    }
  }
  close(file);
  return 0;
}
