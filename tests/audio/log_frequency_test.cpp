// The 84 bands of the frame-wise transcribers, against values worked out by hand.
#include "audio/log_frequency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "audio/features.h"

namespace drumlin::audio {
namespace {

using testing::Each;
using testing::FloatNear;

constexpr double bin = 44100.0 / 2048.0;

std::vector<float> compute(std::span<const float> samples, std::ptrdiff_t first, int frames) {
  LogFrequency features;
  std::vector<float> out(static_cast<std::size_t>(frames) * LogFrequency::bands);
  features.compute(samples, first, frames, out);
  return out;
}

TEST(LogFrequency, BandsStandOnTheBinsOfASemitoneScale) {
  const LogFrequency features;
  const std::span<const double> centres = features.centres();
  ASSERT_EQ(centres.size(), 84U);
  // The lowest corners are the bins 1 (20.6 Hz), 2 (from 32.7 Hz on) and 3 (from 55.0 Hz on), the highest 824 (17,740
  // Hz), 873 (18,795 Hz) and 925 (19,912 Hz).
  EXPECT_NEAR(centres.front(), 2 * bin, 1e-9);
  EXPECT_NEAR(centres.back(), 873 * bin, 1e-9);
}

TEST(LogFrequency, EveryBandHasTheAreaOne) {
  // An impulse in the middle of the window has the magnitude 1 in every bin: log10(1 + 1) in every band.
  std::vector<float> impulse(4096);
  impulse[2000] = 1.0F;
  EXPECT_THAT(compute(impulse, 2000, 1), Each(FloatNear(std::log10(2.0F), 1e-5F)));
}

TEST(LogFrequency, ASineLightsItsBand) {
  // A full-scale sine on bin 64 has the magnitudes 256, 512, 256 on bins 63, 64, 65. The band that rises from bin 61
  // (1318.5 Hz) to 65 (1396.9 Hz) and falls to 69 (1480.0 Hz) has the area 4 before it is divided by it, and the
  // weights 0.5, 0.75 and 1 there: (0.5 · 256 + 0.75 · 512 + 1 · 256) / 4 = 192.
  std::vector<float> sine(8192);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    sine[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * 64.0 * static_cast<double>(i) / 2048.0));
  }
  const std::vector<float> frame = compute(sine, 4096, 1);
  const auto loudest = std::ranges::max_element(frame);
  EXPECT_NEAR(*loudest, std::log10(193.0), 1e-3);
  const LogFrequency features;
  EXPECT_NEAR(features.centres()[static_cast<std::size_t>(loudest - frame.begin())], 65 * bin, 1e-9);
  EXPECT_NEAR(frame[10], 0.0F, 1e-2F);
}

TEST(LogFrequency, SilenceReadsZero) {
  EXPECT_THAT(compute(std::vector<float>(10000), 0, 20), Each(0.0F));
}

TEST(LogFrequency, PiecesAreTheWhole) {
  std::vector<float> samples(30000);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(std::sin(1e-6 * i * i));
  const std::vector<float> whole = compute(samples, -500, 50);
  std::vector<float> pieces = compute(samples, -500, 19);
  const std::vector<float> rest = compute(samples, -500 + 19 * hop, 31);
  pieces.insert(pieces.end(), rest.begin(), rest.end());
  EXPECT_THAT(pieces, testing::Pointwise(FloatNear(1e-5F), whole));
}

}  // namespace
}  // namespace drumlin::audio
