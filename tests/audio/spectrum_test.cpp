// The transform against the definition of the DFT; the filter banks against values worked by hand.
#include "audio/spectrum.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

namespace drumlin::audio {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::FloatNear;

std::vector<float> noise(int size) {
  std::mt19937 generator(7);
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  std::vector<float> samples(static_cast<std::size_t>(size));
  for (float& x : samples) x = uniform(generator);
  return samples;
}

// |Σ w[i] x[i] exp(−2πi·k·i / size)| · 2 / Σ w by the definition, in double precision; zero outside the samples.
double direct(std::span<const float> samples, std::ptrdiff_t centre, int size, int k) {
  std::complex<double> sum = 0.0;
  double window_sum = 0.0;
  for (int i = 0; i < size; ++i) {
    const double w = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / size);
    window_sum += w;
    const std::ptrdiff_t at = centre - size / 2 + i;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(samples.size())) continue;
    sum += w * samples[static_cast<std::size_t>(at)] *
           std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) * i / size);
  }
  return std::abs(sum) * 2 / window_sum;
}

std::vector<float> stft(int size, std::span<const float> samples, std::ptrdiff_t first, int hop, int frames) {
  Stft transform(size);
  std::vector<float> out(static_cast<std::size_t>(frames * transform.bins()));
  transform.compute(samples, first, hop, frames, out);
  return out;
}

TEST(Hann, IsPeriodic) {
  EXPECT_THAT(hann(4), ElementsAre(FloatNear(0, 1e-7F), 0.5F, 1.0F, 0.5F));
}

class StftOfSize : public ::testing::TestWithParam<int> {};

TEST_P(StftOfSize, EqualsTheDefinitionOfTheDft) {
  const int size = GetParam();
  const auto samples = noise(3 * size + 5);
  // More frames than one batch holds, from before the first sample to behind the last.
  const int hop = size / 5 + 1;
  const int frames = 19;
  const std::ptrdiff_t first = -hop;
  const auto out = stft(size, samples, first, hop, frames);
  for (int n : {0, 1, 7, 15, 16, 18}) {
    for (int k = 0; k <= size / 2; k += std::max(1, size / 32)) {
      EXPECT_NEAR(out[static_cast<std::size_t>(n * (size / 2 + 1) + k)], direct(samples, first + n * hop, size, k),
                  2e-6)
          << "frame " << n << ", bin " << k;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(PowersOfTwo, StftOfSize, ::testing::Values(16, 32, 64, 128, 512, 1024, 2048, 4096));

TEST(Stft, AFullScaleSineOnABinReadsOneAndHalfBesideIt) {
  std::vector<float> sine(1024);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    sine[i] = static_cast<float>(std::sin(2 * std::numbers::pi * 32 * static_cast<double>(i) / 256));
  }
  const auto out = stft(256, sine, 512, 1, 1);
  EXPECT_NEAR(out[32], 1.0F, 1e-5F);
  EXPECT_NEAR(out[31], 0.5F, 1e-5F);
  EXPECT_NEAR(out[33], 0.5F, 1e-5F);
  EXPECT_NEAR(out[35], 0.0F, 1e-5F);
}

TEST(Stft, AClickInTheCentreHasAFlatSpectrum) {
  std::vector<float> click(64);
  click[40] = 1.0F;
  EXPECT_THAT(stft(32, click, 40, 1, 1), Each(FloatNear(2.0F / 16.0F, 1e-6F)));  // 2 / sum(window), size / 2 = 16
}

TEST(Stft, FramesDoNotDisturbOneAnother) {
  std::vector<float> samples(4096);
  for (std::size_t i = 2048; i < samples.size(); ++i) samples[i] = 1.0F;
  const auto out = stft(64, samples, 0, 64, 60);
  for (int n = 0; n < 32; ++n) {
    for (int k = 0; k <= 32; ++k) EXPECT_LT(out[static_cast<std::size_t>(n * 33 + k)], 1e-6F) << n;
  }
}

TEST(Stft, ANeedlesslyOddSizeIsAnError) {
  EXPECT_THROW(Stft(1000), Error);
  EXPECT_THROW(Stft(8), Error);
  EXPECT_THROW(Stft(-1024), Error);
}

// Slaney's scale: 200/3 Hz a mel below 1 kHz (15 mel); above, 27 mel to a factor of 6.4.
TEST(Mel, IsSlaneys) {
  EXPECT_DOUBLE_EQ(hz_to_mel(0), 0);
  EXPECT_DOUBLE_EQ(hz_to_mel(200), 3);
  EXPECT_DOUBLE_EQ(hz_to_mel(1000), 15);
  EXPECT_DOUBLE_EQ(hz_to_mel(6400), 42);
  EXPECT_NEAR(hz_to_mel(1000 * std::pow(6.4, 1.0 / 3)), 24, 1e-12);
  for (double hz : {30.0, 999.0, 1001.0, 17000.0}) EXPECT_NEAR(mel_to_hz(hz_to_mel(hz)), hz, 1e-9 * hz);
}

TEST(MelFilters, AreTrianglesOfUnitPeakBetweenTheirNeighbours) {
  // Bins 100 Hz apart, five steps of 200 Hz (3 mel) from 0 to 1 kHz.
  const FilterBank bank = mel_filters({.size = 80, .rate = 8000, .low_hz = 0, .high_hz = 1000}, 4);
  ASSERT_EQ(bank.bands(), 4);
  for (int b = 0; b < 4; ++b) {
    const auto& filter = bank.filters[static_cast<std::size_t>(b)];
    EXPECT_NEAR(bank.centres[static_cast<std::size_t>(b)], 200 * (b + 1), 1e-9);
    float weights[41] = {};
    for (std::size_t i = 0; i < filter.weights.size(); ++i)
      weights[filter.first_bin + static_cast<int>(i)] = filter.weights[i];
    for (int k = 0; k <= 40; ++k) {
      EXPECT_NEAR(weights[k], std::max(0.0, 1 - std::abs(k * 100 - 200 * (b + 1)) / 200.0), 1e-6) << b << ' ' << k;
    }
  }
}

TEST(MelFilters, ATriangleBetweenTwoBinsTakesTheNearest) {
  // Bins 1 kHz apart, centres at 200, 400, 600, 800 Hz.
  const FilterBank bank = mel_filters({.size = 8, .rate = 8000, .low_hz = 0, .high_hz = 1000}, 4);
  for (const auto& filter : bank.filters) EXPECT_THAT(filter.weights, ElementsAre(1.0F));
  EXPECT_EQ(bank.filters[0].first_bin, 0);
  EXPECT_EQ(bank.filters[1].first_bin, 0);
  EXPECT_EQ(bank.filters[2].first_bin, 1);
  EXPECT_EQ(bank.filters[3].first_bin, 1);
}

TEST(MelFilters, NoneIsEmptyHoweverManyThereAre) {
  for (int bands : {40, 80, 128, 512}) {
    const FilterBank bank = mel_filters({.size = 1024, .rate = 44100, .low_hz = 30, .high_hz = 22050}, bands);
    for (const auto& filter : bank.filters) {
      float sum = 0;
      for (float w : filter.weights) sum += w;
      EXPECT_GT(sum, 0);
      EXPECT_LE(filter.first_bin + static_cast<int>(filter.weights.size()), 513);
    }
  }
}

TEST(FilterBank, SumsWeightedBins) {
  FilterBank bank;
  bank.filters = {{1, {0.5F, 1.0F}}, {0, {2.0F}}};
  const std::vector<float> magnitudes = {3, 4, 5};
  std::vector<float> out(2);
  bank.apply(magnitudes, out);
  EXPECT_THAT(out, ElementsAre(7.0F, 6.0F));
}

TEST(LogFilters, Are84AsMadmomsAre) {
  // Vogl, ADTOF and Fosse all name 84 bands for this bank.
  EXPECT_EQ(log_filters({.size = 2048, .rate = 44100, .low_hz = 20, .high_hz = 20000}, 12).bands(), 84);
}

TEST(LogFilters, RiseAndFallOverSuccessiveSemitones) {
  // Bins 1 Hz apart: G#4 415.3, A4 440, A#4 466.2, B4 493.9 Hz.
  const FilterBank bank = log_filters({.size = 8192, .rate = 8192, .low_hz = 400, .high_hz = 500}, 12);
  ASSERT_EQ(bank.bands(), 2);
  EXPECT_EQ(bank.filters[0].first_bin, 415);
  ASSERT_EQ(bank.filters[0].weights.size(), 51U);  // the last corner, 466, is left out
  // 0/25 + … + 24/25 = 12 and 26/26 + … + 1/26 = 13.5, so that the sum is 25.5.
  EXPECT_FLOAT_EQ(bank.filters[0].weights[0], 0.0F);
  EXPECT_NEAR(bank.filters[0].weights[10], 10.0 / 25 / 25.5, 1e-7);
  EXPECT_NEAR(bank.filters[0].weights[25], 1 / 25.5, 1e-7);
  EXPECT_NEAR(bank.filters[0].weights[50], 1.0 / 26 / 25.5, 1e-7);
  EXPECT_EQ(bank.filters[1].first_bin, 440);
}

class LogFiltersPerOctave : public ::testing::TestWithParam<int> {};

TEST_P(LogFiltersPerOctave, AreTunedToA440) {
  const int per_octave = GetParam();
  // Fine enough that every note has its own bin: from 60 Hz on, 24 to the octave are 1.8 Hz apart, bins 0.67 Hz.
  const double bin_hz = 44100.0 / 65536;
  const FilterBank bank = log_filters({.size = 65536, .rate = 44100, .low_hz = 60, .high_hz = 8000}, per_octave);
  const int first = static_cast<int>(std::ceil(per_octave * std::log2(60 / 440.0))) + 1;
  for (int b = 0; b < bank.bands(); ++b) {
    const double hz = 440 * std::pow(2.0, static_cast<double>(first + b) / per_octave);
    EXPECT_NEAR(bank.centres[static_cast<std::size_t>(b)], hz, bin_hz / 2 + 1e-9);
    float sum = 0;
    for (float w : bank.filters[static_cast<std::size_t>(b)].weights) sum += w;
    EXPECT_THAT(sum, FloatNear(1.0F, 1e-5F));
  }
  EXPECT_EQ(first + bank.bands(), static_cast<int>(std::floor(per_octave * std::log2(8000 / 440.0))));
}

INSTANTIATE_TEST_SUITE_P(SemitonesAndQuarterTones, LogFiltersPerOctave, ::testing::Values(12, 24));

TEST(FilterBanks, AnImpossibleRangeIsAnError) {
  EXPECT_THROW(mel_filters({1024, 44100, 30, 30000}, 80), Error);
  EXPECT_THROW(mel_filters({1024, 44100, 400, 300}, 80), Error);
  EXPECT_THROW(mel_filters({1024, 44100, 30, 17000}, 0), Error);
  EXPECT_THROW(log_filters({2048, 44100, -1, 17000}, 12), Error);
}

TEST(LogFilters, MayBeginAtZero) {
  const FilterBank bank = log_filters({2048, 44100, 0, 20000}, 12);
  EXPECT_GT(bank.bands(), 0);
  EXPECT_THAT(bank.filters[0].weights, Each(::testing::Ge(0.0F)));
}

}  // namespace
}  // namespace drumlin::audio
