// Log-mel frames: what they measure, where they stand, and that they can be computed in pieces.
#include "audio/features.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/spectrum.h"

namespace drumlin::audio {
namespace {

std::vector<float> log_mel(const LogMelConfig& config, std::span<const float> samples, std::ptrdiff_t first,
                           int frames) {
  LogMel spectra(config);
  std::vector<float> out(config.windows.size() * static_cast<std::size_t>(frames * config.bands));
  spectra.compute(samples, first, frames, out);
  return out;
}

std::vector<float> sine(double hz, int size) {
  std::vector<float> samples(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate));
  }
  return samples;
}

TEST(LogMel, IsTheLogarithmOfFilteredMagnitudesForEveryWindow) {
  const LogMelConfig config;
  const auto samples = sine(3000, 20000);
  const int frames = 40;
  const auto out = log_mel(config, samples, -100, frames);
  std::size_t at = 0;
  for (int window : config.windows) {
    Stft stft(window);
    const FilterBank mel = mel_filters({window, sample_rate, config.low_hz, config.high_hz}, config.bands);
    std::vector<float> magnitudes(static_cast<std::size_t>(stft.bins()));
    std::vector<float> bands(static_cast<std::size_t>(config.bands));
    for (int n = 0; n < frames; ++n) {
      stft.compute(samples, -100 + n * hop, hop, 1, magnitudes);
      mel.apply(magnitudes, bands);
      for (float band : bands) ASSERT_NEAR(out[at++], std::log(1 + config.gain * band), 2e-3) << window << ' ' << n;
    }
  }
}

TEST(LogMel, AFullScaleSineReadsAboutOneBeforeTheLogarithm) {
  const LogMelConfig config{.windows = {1024}};
  const auto out = log_mel(config, sine(1000, sample_rate), sample_rate / 2, 1);
  const float loudest = *std::max_element(out.begin(), out.end());
  EXPECT_NEAR((std::exp(loudest) - 1) / config.gain, 1.0, 0.5);
}

TEST(LogMel, SilenceReadsZero) {
  EXPECT_THAT(log_mel({}, std::vector<float>(10000), 0, 20), ::testing::Each(0.0F));
  EXPECT_THAT(log_mel({}, {}, 0, 3), ::testing::Each(0.0F));
}

TEST(LogMel, AClickIsLoudestInTheFrameThatItStandsOn) {
  const LogMelConfig config{.windows = {1024}};
  std::vector<float> click(sample_rate);
  click[30 * hop] = 1.0F;
  const auto out = log_mel(config, click, 0, 100);
  std::vector<float> loudness;
  for (std::size_t n = 0; n < 100; ++n) {
    loudness.push_back(*std::max_element(out.begin() + static_cast<std::ptrdiff_t>(n) * config.bands,
                                         out.begin() + static_cast<std::ptrdiff_t>(n + 1) * config.bands));
  }
  EXPECT_EQ(std::max_element(loudness.begin(), loudness.end()) - loudness.begin(), 30);
}

TEST(LogMel, PiecesEqualTheWhole) {
  const LogMelConfig config{.windows = {2048}, .bands = 40};
  const auto samples = sine(440, sample_rate);
  const auto whole = log_mel(config, samples, 0, 100);
  for (int n : {0, 3, 50, 93}) {
    const auto piece = log_mel(config, samples, n * hop, 7);
    for (std::size_t i = 0; i < piece.size(); ++i) {
      EXPECT_NEAR(piece[i], whole[static_cast<std::size_t>(n * config.bands) + i], 2e-3);
    }
  }
}

TEST(LogMel, KeepsItsConfiguration) {
  const LogMelConfig config{.windows = {512, 2048}, .bands = 30, .low_hz = 50, .high_hz = 8000, .gain = 10};
  LogMel moved = LogMel(config);
  EXPECT_EQ(moved.config(), config);
}

TEST(LogMel, AWindowThatIsNoPowerOfTwoIsAnError) {
  EXPECT_THROW(LogMel({.windows = {1000}}), Error);
}

}  // namespace
}  // namespace drumlin::audio
