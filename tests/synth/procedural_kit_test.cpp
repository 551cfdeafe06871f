// Synthetic kits behave like drum kits: struck harder they are louder and brighter, and each drum keeps its place.
#include "synth/procedural_kit.h"

#include <gmock/gmock.h>

#include <thread>

#include "synth/measure.h"

namespace drumlin::synth {
namespace {

using score::Drum;

std::vector<float> struck(const Kit& kit, Drum drum, float velocity, std::uint64_t seed = 1) {
  nn::Random random(seed);
  return kit.strike(drum, velocity, random).samples;
}

/// Seconds until 99.99 % of the energy has sounded.
double ring_of(std::span<const float> sound) {
  const double whole = energy(sound);
  double so_far = 0.0;
  std::size_t n = 0;
  while (n < sound.size() && so_far < 0.9999 * whole) so_far += static_cast<double>(sound[n]) * sound[n], ++n;
  return static_cast<double>(n) / 44100.0;
}

class ProceduralKit : public testing::TestWithParam<std::uint64_t> {
 protected:
  std::shared_ptr<const Kit> kit_ = make_procedural_kit(GetParam());
};

TEST_P(ProceduralKit, TheSameSeedGivesTheSameSamples) {
  const std::shared_ptr<const Kit> again = make_procedural_kit(GetParam());
  for (const Drum drum : {Drum::kick, Drum::snare_rim, Drum::hihat_open, Drum::clap})
    EXPECT_EQ(struck(*kit_, drum, 0.7F, 5), struck(*again, drum, 0.7F, 5));
}

TEST_P(ProceduralKit, EveryDrumSoundsWithinFiveMillisecondsAndEndsQuietly) {
  for (int drum = 0; drum < score::drum_count; ++drum) {
    ASSERT_TRUE(kit_->has(static_cast<Drum>(drum)));
    nn::Random random(2);
    const Sound sound = kit_->strike(static_cast<Drum>(drum), 1.0F, random);
    EXPECT_GT(peak(sound.samples), 0.01) << drum;
    EXPECT_LE(peak(sound.samples), 1.0) << drum;
    EXPECT_LE(sound.onset, 220) << drum;
    EXPECT_LT(std::abs(sound.samples.back()), 1e-3) << drum;
  }
}

TEST_P(ProceduralKit, AHarderStrokeIsLouderAndBrighter) {
  for (int index = 0; index < score::drum_count; ++index) {
    const Drum drum = static_cast<Drum>(index);
    const std::vector<float> soft = struck(*kit_, drum, 0.1F);
    const std::vector<float> medium = struck(*kit_, drum, 0.5F);
    const std::vector<float> hard = struck(*kit_, drum, 1.0F);
    EXPECT_GT(energy(medium), 2.0 * energy(soft)) << score::name(drum);
    EXPECT_GT(energy(hard), 2.0 * energy(medium)) << score::name(drum);
    EXPECT_GT(brightness(hard), 0.99 * brightness(soft)) << score::name(drum);
  }
  EXPECT_GT(brightness(struck(*kit_, Drum::snare_head, 1.0F)), 1.1 * brightness(struck(*kit_, Drum::snare_head, 0.1F)));
}

TEST_P(ProceduralKit, TheSoftestStrokeIsFaintButThere) {
  const double range =
      decibels(peak(struck(*kit_, Drum::snare_head, 1.0F))) - decibels(peak(struck(*kit_, Drum::snare_head, 0.01F)));
  EXPECT_GT(range, 20.0);
  EXPECT_LT(range, 60.0);
}

TEST_P(ProceduralKit, TheHatsLieUnderKickAndSnare) {
  const double hat = peak(struck(*kit_, Drum::hihat_closed, 1.0F));
  EXPECT_LT(hat, 0.6 * peak(struck(*kit_, Drum::kick, 1.0F)));
  EXPECT_LT(hat, 0.6 * peak(struck(*kit_, Drum::snare_head, 1.0F)));
}

TEST_P(ProceduralKit, OpenHatsRingLongerThanClosedOnesAndCymbalsLongerThanSideSticks) {
  EXPECT_GT(ring_of(struck(*kit_, Drum::hihat_open, 1.0F)), 1.5 * ring_of(struck(*kit_, Drum::hihat_closed, 1.0F)));
  EXPECT_GT(ring_of(struck(*kit_, Drum::crash, 1.0F)), 2.0 * ring_of(struck(*kit_, Drum::side_stick, 1.0F)));
}

TEST_P(ProceduralKit, ToneFallsFromTheHighTomToTheLow) {
  const double high = brightness(struck(*kit_, Drum::tom_high, 0.01F));
  const double low = brightness(struck(*kit_, Drum::tom_low, 0.01F));
  EXPECT_GT(high, low);
}

TEST_P(ProceduralKit, NoStrokeHasAConstantPart) {
  for (int drum = 0; drum < score::drum_count; ++drum) {
    const std::vector<float> sound = struck(*kit_, static_cast<Drum>(drum), 1.0F);
    // A constant part as strong as the rest would give |sum|² = N · energy.
    EXPECT_LT(std::pow(magnitude_at(sound, 0.0), 2), 0.05 * static_cast<double>(sound.size()) * energy(sound)) << drum;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ProceduralKit, testing::Values(1, 2, 3, 4, 5, 1000));

TEST(ProceduralKits, DifferFromSeedToSeed) {
  EXPECT_NE(struck(*make_procedural_kit(1), Drum::snare_head, 1.0F),
            struck(*make_procedural_kit(2), Drum::snare_head, 1.0F));
}

TEST(ProceduralKits, NoTwoStrokesAreAlike) {
  const std::shared_ptr<const Kit> kit = make_procedural_kit(1);
  EXPECT_NE(struck(*kit, Drum::snare_head, 0.5F, 1), struck(*kit, Drum::snare_head, 0.5F, 2));
}

TEST(ProceduralKits, MayBeStruckFromManyThreads) {
  const std::shared_ptr<const Kit> shared = make_procedural_kit(7);
  std::vector<std::vector<float>> heard(4);
  std::vector<std::thread> players;
  for (std::vector<float>& sound : heard) players.emplace_back([&] { sound = struck(*shared, Drum::clap, 0.5F); });
  for (std::thread& player : players) player.join();
  const std::vector<float> alone = struck(*make_procedural_kit(7), Drum::clap, 0.5F);
  EXPECT_THAT(heard, testing::Each(alone));
}

}  // namespace
}  // namespace drumlin::synth
