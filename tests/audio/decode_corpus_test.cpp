// Every file that the fuzzer of the reader was given or once found, in an ordinary test run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "../fuzz/audio_decode.cpp"

namespace {

TEST(DecodeCorpus, EveryFileIsSoundOrAnError) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DRUMLIN_SOURCE_DIR "/fuzz/corpus/audio")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0) << entry;
    ++files;
  }
  EXPECT_GE(files, 5);
}

}  // namespace
