// The seeds of the fuzz target, and whatever once crashed it, stay answered.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "../../fuzz/safetensors.cpp"  // NOLINT(bugprone-suspicious-include): the target itself

namespace drumlin::nn {
namespace {

TEST(SafetensorsFuzz, EverySeedIsAnswered) {
  int seeds = 0;
  for (const auto& seed :
       std::filesystem::directory_iterator(std::filesystem::path(DRUMLIN_SOURCE_DIR) / "fuzz/corpus/safetensors")) {
    std::ifstream file(seed.path(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0)
        << seed.path();
    ++seeds;
  }
  EXPECT_GE(seeds, 5);
}

}  // namespace
}  // namespace drumlin::nn
