// Levels that are asked for, and strokes that stay where they are.
#include "data/desk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "audio/reader.h"
#include "data/drumset.h"
#include "synth/effects.h"

namespace drumlin::data {
namespace {

std::vector<float> tone(double hz, float level) {
  std::vector<float> samples(44100);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = level * static_cast<float>(std::sin(6.283185307 * hz * static_cast<double>(i) / 44100.0));
  }
  return samples;
}

TEST(Desk, TheBandStandsAsFarBelowTheDrumsAsAsked) {
  const std::vector<float> drums = tone(100.0, 0.5F);
  const std::vector<float> band = tone(1000.0, 0.01F);
  for (const double db : {20.0, 0.0, -10.0}) {
    std::vector<float> heard = balance(drums, band, db);
    for (std::size_t i = 0; i < heard.size(); ++i) heard[i] -= drums[i];
    EXPECT_NEAR(20.0 * std::log10(synth::rms(drums) / synth::rms(heard)), db, 0.01);
  }
}

TEST(Desk, BesideSilenceTheOtherStaysAsItIs) {
  const std::vector<float> sound = tone(100.0, 0.5F);
  const std::vector<float> silence(sound.size(), 0.0F);
  EXPECT_EQ(balance(sound, silence, 3.0), sound);
  EXPECT_EQ(balance(silence, sound, 3.0), sound);
}

TEST(Desk, TheLevelIsTheOneAskedFor) {
  for (const double db : {0.0, -12.0, -24.0}) {
    std::vector<float> mix = tone(440.0, 0.03F);
    set_level(mix, db);
    EXPECT_NEAR(20.0 * std::log10(audio::peak_level(mix)), db, 0.01);
  }
}

TEST(Desk, SilenceStaysSilent) {
  std::vector<float> mix(4410, 0.0F);
  set_level(mix, 0.0);
  EXPECT_EQ(synth::rms(mix), 0.0F);
  nn::Random random(1);
  synth::Tracks tracks;
  EXPECT_EQ(mix_drums(tracks, 4410, random), mix);
  tracks.fill(mix);
  EXPECT_EQ(mix_drums(tracks, 4410, random), mix);
}

TEST(Desk, TheBandsHighsAreShapedAndItsLowsAreNot) {
  int changed = 0;
  for (int seed = 0; seed < 40; ++seed) {
    const auto level_db = [&](double hz) {
      nn::Random random(static_cast<std::uint64_t>(seed));
      std::vector<float> band = tone(hz, 0.1F);
      const float before = synth::rms(band);
      shape_band(band, random);
      return 20.0 * std::log10(synth::rms(band) / before);
    };
    EXPECT_NEAR(level_db(60.0), 0.0, 0.2) << seed;  // five octaves below the lowest shelf
    changed += std::abs(level_db(18000.0)) > 0.5 ? 1 : 0;
  }
  // Half of them get a shelf, of 5 dB of deviation; five deviations of the share are 0.4.
  EXPECT_GT(changed, 4);
  EXPECT_LT(changed, 36);
}

TEST(Desk, MasteringGivesFiniteSoundOfTheSameLength) {
  for (int seed = 0; seed < 60; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    std::vector<float> mix = seed % 10 == 0 ? std::vector<float>(44100, 0.0F) : tone(300.0, 0.2F);
    master(mix, random);
    ASSERT_EQ(mix.size(), 44100U);
    EXPECT_TRUE(std::all_of(mix.begin(), mix.end(), [](float sample) { return std::isfinite(sample); })) << seed;
  }
}

/// The first sample within 20 dB of the peak of the 50 ms around `at` (both in samples): where a listener puts it.
long rise_near(std::span<const float> sound, long at) {
  const std::span<const float> near = sound.subspan(static_cast<std::size_t>(at - 1000), 3205);
  float peak = 0.0F;
  for (const float sample : near) peak = std::max(peak, std::abs(sample));
  const auto rise =
      std::find_if(near.begin(), near.end(), [peak](float sample) { return std::abs(sample) >= 0.1F * peak; });
  return at - 1000 + (rise - near.begin());
}

TEST(Desk, AKickIsHeardWithinFiveMillisecondsOfItsLabel) {
  const KitShelf shelf({}, 11);
  for (int seed = 0; seed < 40; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    std::vector<score::Hit> hits = {{0.5, score::Drum::kick, 0.9F}};
    const auto setup = draw_setup(hits, shelf, {}, random);
    std::vector<float> mix = mix_drums(synth::render(hits, setup.drums, 44100, random), 44100, random);
    EXPECT_NEAR(static_cast<double>(rise_near(mix, 22050)), 22050.0, 0.005 * 44100.0) << seed;
  }
}

}  // namespace
}  // namespace drumlin::data
