#include "train/framewise_chunks.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "nn/half.h"

namespace drumlin::train::framewise {
namespace {

using testing::ElementsAre;

/// Recordings of so many frames with two bands, in which band b of frame n is n + b / 4, and one class.
std::vector<Recording> recordings(const std::vector<int>& lengths) {
  std::vector<Recording> all;
  for (const int frames : lengths) {
    Recording& r = all.emplace_back();
    r.frames = frames;
    for (int n = 0; n < frames; ++n) {
      for (int b = 0; b < 2; ++b)
        r.spectra.push_back(nn::float_to_half(static_cast<float>(n) + 0.25F * static_cast<float>(b)));
      r.targets.push_back(n == 3 ? 1.0F : 0.0F);
    }
  }
  return all;
}

std::vector<Part> one_part(const std::vector<int>& lengths) {
  std::vector<Part> parts(1);
  parts[0].recordings = recordings(lengths);
  return parts;
}

TEST(Chunks, StandSideBySideInEachRecording) {
  const std::vector<Recording> all = recordings({8, 3, 5});
  const std::vector<Chunk> chunks = cut(all, 4);
  ASSERT_EQ(chunks.size(), 5U);
  EXPECT_EQ(chunks[1], (Chunk{&all[0], 4}));
  EXPECT_EQ(chunks[2], (Chunk{&all[1], 0}));
  EXPECT_EQ(chunks[4], (Chunk{&all[2], 4}));
}

TEST(Chunks, AreStandardisedAndEndInSilence) {
  const std::vector<Recording> all = recordings({5});
  const Batch batch = to_batch(cut(all, 4), 4, {.mean = 1.0, .deviation = 2.0});
  EXPECT_EQ(batch.spectra.sizes(), (std::vector<std::int64_t>{2, 4, 2}));
  EXPECT_EQ(batch.spectra[0][3][1].item<float>(), (3.25F - 1.0F) / 2.0F);
  EXPECT_EQ(batch.spectra[1][0][0].item<float>(), (4.0F - 1.0F) / 2.0F);
  EXPECT_EQ(batch.spectra[1][3][0].item<float>(), (0.0F - 1.0F) / 2.0F) << "silence has the magnitude 0";
  EXPECT_EQ(batch.targets[0][3][0].item<float>(), 1.0F);
  EXPECT_EQ(batch.targets.sum().item<float>(), 1.0F);
}

TEST(Standard, IsTheMeanAndDeviationOfAllCells) {
  std::vector<Part> parts = one_part({2});
  parts.push_back({0.0, recordings({1})});
  // 0, 0.25, 1, 1.25 and 0, 0.25: mean 2.75 / 6, mean square 2.6875 / 6.
  const Standard standard = measure_standard(parts);
  EXPECT_NEAR(standard.mean, 2.75 / 6, 1e-12);
  EXPECT_NEAR(standard.deviation, std::sqrt(2.6875 / 6 - 2.75 / 6 * 2.75 / 6), 1e-12);
}

TEST(Weights, CountOnsetsOverAllParts) {
  std::vector<Part> parts = one_part({4, 2});
  parts.push_back({0.0, recordings({4})});
  // Two onsets in ten frames.
  const double entropy = -0.2 * std::log(0.2) - 0.8 * std::log(0.8);
  EXPECT_THAT(measure_weights(parts, 1), ElementsAre(testing::FloatNear(static_cast<float>(1.0 / entropy), 1e-5F)));
}

TEST(Epochs, WithoutSharesHearEveryChunkOnce) {
  const std::vector<Part> parts = one_part({40, 12});
  const Epochs epochs(parts, 4, 0, 1);
  for (const std::int64_t number : {0, 1, 7}) {
    std::map<std::pair<const Recording*, int>, int> heard;
    for (const Chunk& chunk : epochs.epoch(number)) ++heard[{chunk.recording, chunk.first}];
    EXPECT_EQ(heard.size(), 13U);
    for (const auto& [chunk, count] : heard) EXPECT_EQ(count, 1);
  }
}

TEST(Epochs, DependOnSeedAndNumberAlone) {
  const std::vector<Part> parts = one_part({80});
  const Epochs epochs(parts, 4, 7, 1);
  const std::vector<Chunk> third = epochs.epoch(2);
  EXPECT_EQ(Epochs(parts, 4, 7, 1).epoch(2), third);
  EXPECT_NE(Epochs(parts, 4, 7, 2).epoch(2), third);
  EXPECT_NE(epochs.epoch(3), third);
}

TEST(Epochs, ShortOnesTogetherHearEveryChunkAsOften) {
  const std::vector<Part> parts = one_part({40});
  const Epochs epochs(parts, 4, 4, 1);
  std::map<int, int> heard;
  for (std::int64_t number = 0; number < 5; ++number) {
    for (const Chunk& chunk : epochs.epoch(number)) ++heard[chunk.first];
  }
  EXPECT_EQ(heard.size(), 10U);
  for (const auto& [first, count] : heard) EXPECT_EQ(count, 2) << "5 epochs of 4 chunks out of 10";
}

TEST(Epochs, AMixHasItsShares) {
  std::vector<Part> parts(2);
  parts[0] = {1.0, recordings({8})};
  parts[1] = {3.0, recordings({400})};
  const std::vector<Chunk> chunks = Epochs(parts, 4, 20, 1).epoch(0);
  ASSERT_EQ(chunks.size(), 20U);
  const Recording* small = parts[0].recordings.data();
  EXPECT_EQ(std::ranges::count(chunks, small, &Chunk::recording), 5) << "though it has but two chunks";
}

}  // namespace
}  // namespace drumlin::train::framewise
