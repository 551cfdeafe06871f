// What once was a seed or a crash of the fuzzers is tried in every build, through the fuzzers' own entry functions.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>

#include "score/file.h"

#define LLVMFuzzerTestOneInput replay_midi
#include "../fuzz/midi.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_hits_text
#include "../fuzz/hits_text.cpp"
#undef LLVMFuzzerTestOneInput

namespace drumlin::score {
namespace {

int replay(const char* corpus, int (*entry)(const std::uint8_t*, std::size_t)) {
  int files = 0;
  const auto folder = std::filesystem::path(DRUMLIN_SOURCE_DIR) / "fuzz" / "corpus" / corpus;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(file.path());
    const std::string bytes = read_file(file.path());
    EXPECT_EQ(entry(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
    ++files;
  }
  return files;
}

TEST(FuzzCorpus, MidiFilesAreReadOrRefused) {
  EXPECT_GT(replay("midi", replay_midi), 0);
}

TEST(FuzzCorpus, AnnotationsAreReadOrRefused) {
  EXPECT_GT(replay("text", replay_hits_text), 0);
}

}  // namespace
}  // namespace drumlin::score
