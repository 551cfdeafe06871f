// Effects against their definitions: the cookbook's gains, the compressor's static curve, Sabine's decay.
#include "synth/effects.h"

#include <gmock/gmock.h>

#include "synth/measure.h"

namespace drumlin::synth {
namespace {

std::vector<float> impulse(std::size_t length) {
  std::vector<float> sound(length, 0.0F);
  sound[0] = 1.0F;
  return sound;
}

std::vector<float> white_noise(std::size_t length, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> sound(length);
  for (float& sample : sound) sample = static_cast<float>(0.2 * random.normal());
  return sound;
}

double gain_at(Filter filter, float edge, float gain_db, double hz) {
  std::vector<float> response = impulse(44100);
  equalize(response, filter, edge, gain_db);
  return decibels(magnitude_at(response, hz));
}

TEST(Equalize, ABellHasItsGainAtItsCentreAndNoneFarAway) {
  for (const float gain : {6.0F, -12.0F}) {
    EXPECT_NEAR(gain_at(Filter::bell, 1000.0F, gain, 1000.0), gain, 0.05);
    EXPECT_NEAR(gain_at(Filter::bell, 1000.0F, gain, 20.0), 0.0, 0.05);
  }
}

TEST(Equalize, AShelfHasAllItsGainBeyondItsEdgeAndHalfOfItThere) {
  EXPECT_NEAR(gain_at(Filter::low_shelf, 500.0F, 8.0F, 20.0), 8.0, 0.05);
  EXPECT_NEAR(gain_at(Filter::low_shelf, 500.0F, 8.0F, 500.0), 4.0, 0.05);
  EXPECT_NEAR(gain_at(Filter::low_shelf, 500.0F, 8.0F, 15000.0), 0.0, 0.05);
  EXPECT_NEAR(gain_at(Filter::high_shelf, 3000.0F, -8.0F, 20000.0), -8.0, 0.1);
  EXPECT_NEAR(gain_at(Filter::high_shelf, 3000.0F, -8.0F, 3000.0), -4.0, 0.05);
  EXPECT_NEAR(gain_at(Filter::high_shelf, 3000.0F, -8.0F, 50.0), 0.0, 0.05);
}

TEST(Equalize, AButterworthLowPassLosesThreeDecibelsAtItsEdgeAndTwelveAnOctave) {
  EXPECT_NEAR(gain_at(Filter::low_pass, 500.0F, 0.0F, 500.0), -3.01, 0.05);
  EXPECT_NEAR(gain_at(Filter::low_pass, 500.0F, 0.0F, 4000.0) - gain_at(Filter::low_pass, 500.0F, 0.0F, 2000.0), -12.0,
              0.6);
  EXPECT_NEAR(gain_at(Filter::high_pass, 2000.0F, 0.0F, 2000.0), -3.01, 0.05);
  EXPECT_NEAR(gain_at(Filter::high_pass, 2000.0F, 0.0F, 250.0) - gain_at(Filter::high_pass, 2000.0F, 0.0F, 500.0),
              -12.0, 0.6);
}

TEST(BandLimit, LosesThreeDecibelsAtItsEdgesAndTwentyFourAnOctave) {
  std::vector<float> response = impulse(44100);
  band_limit(response, 300.0F, 3400.0F);
  EXPECT_NEAR(decibels(magnitude_at(response, 1000.0)), 0.0, 0.1);
  EXPECT_NEAR(decibels(magnitude_at(response, 300.0)), -3.01, 0.1);
  EXPECT_NEAR(decibels(magnitude_at(response, 3400.0)), -3.01, 0.1);
  EXPECT_NEAR(decibels(magnitude_at(response, 37.5)) - decibels(magnitude_at(response, 75.0)), -24.0, 0.5);
}

TEST(Compress, FollowsItsStaticCurve) {
  for (const double in_db : {-40.0, -20.0, -10.0, 0.0}) {
    std::vector<float> steady(44100, static_cast<float>(std::pow(10.0, in_db / 20.0)));
    compress(steady, -30.0F, 4.0F, 0.005F, 0.1F, 6.0F);
    const double above = std::max(0.0, in_db + 30.0);
    EXPECT_NEAR(decibels(steady.back()), in_db - above + above / 4.0 + 6.0, 0.05) << in_db;
  }
}

TEST(Compress, HasTakenAwayAllButOneEthAfterItsAttack) {
  std::vector<float> steady(44100, 1.0F);
  compress(steady, -20.0F, 2.0F, 0.01F, 0.1F);
  EXPECT_NEAR(decibels(steady[441]), -10.0 * (1.0 - std::exp(-1.0)), 0.1);
}

TEST(Limit, NothingExceedsTheCeiling) {
  std::vector<float> loud = white_noise(44100, 3);
  for (float& sample : loud) sample *= 8.0F;
  loud[0] = 5.0F;
  limit(loud, 0.5F);
  EXPECT_LE(peak(loud), 0.5);
  EXPECT_GT(peak(loud), 0.4);
}

TEST(Limit, LeavesAQuietSoundAlone) {
  std::vector<float> quiet = white_noise(4410, 4);
  const std::vector<float> before = quiet;
  limit(quiet, 2.0F);
  EXPECT_EQ(quiet, before);
}

TEST(Saturate, KeepsFullScaleAndSign) {
  std::vector<float> sound = {-1.0F, 0.0F, 0.25F, 1.0F};
  saturate(sound, 3.0F);
  EXPECT_THAT(sound,
              testing::Pointwise(testing::FloatNear(1e-6F), {-1.0F, 0.0F, std::tanh(0.75F) / std::tanh(3.0F), 1.0F}));
}

TEST(Saturate, WithoutDriveIsTheIdentity) {
  std::vector<float> sound = {-0.5F, 0.3F};
  saturate(sound, 0.0F);
  EXPECT_THAT(sound, testing::ElementsAre(-0.5F, 0.3F));
}

TEST(Clip, CutsOffWhatExceedsTheCeilingAlone) {
  std::vector<float> sound = {-1.0F, -0.2F, 0.4F, 0.6F};
  clip(sound, 0.5F);
  EXPECT_THAT(sound, testing::ElementsAre(-0.5F, -0.2F, 0.4F, 0.5F));
}

TEST(GatedRoom, SoundsAfterTheStrokeAndIsCutOff) {
  std::vector<float> sound = impulse(44100);
  nn::Random random(9);
  add_gated_room(sound, 1.0F, 0.2F, random);
  EXPECT_EQ(sound[0], 1.0F);
  const double held = energy(std::span(sound).subspan(1, 8819));
  EXPECT_GT(held, 0.05);
  EXPECT_LT(energy(std::span(sound).subspan(8820 + 2205)), 1e-6 * held) << "50 ms, ten time constants, after the hold";
}

double band_power(std::vector<float> sound, float low_hz, float high_hz) {
  band_limit(sound, low_hz, high_hz);
  return 10.0 * std::log10(energy(sound));
}

TEST(Hiss, HasItsLevelAndItsColour) {
  for (const float colour : {0.0F, 1.0F}) {
    std::vector<float> sound(4 * 44100, 0.0F);
    nn::Random random(5);
    add_hiss(sound, -40.0F, colour, random);
    EXPECT_NEAR(decibels(rms(sound)), -40.0, 0.1);
    // Two octaves higher: four times the bandwidth of white noise, the same power of pink.
    const double slope = band_power(sound, 4000.0F, 8000.0F) - band_power(sound, 1000.0F, 2000.0F);
    EXPECT_NEAR(slope, colour > 0.5F ? 0.0 : 6.0, 0.7) << colour;
  }
}

TEST(Hum, LiesOnTheMainsAndItsOvertonesAlone) {
  std::vector<float> sound(44100, 0.0F);
  nn::Random random(6);
  add_hum(sound, -30.0F, 50.0F, random);
  EXPECT_NEAR(decibels(rms(sound)), -30.0, 0.1);
  double power = 0.0;  // Parseval: each sine of magnitude m in N samples has power 2 (m / N)²
  for (int overtone = 1; overtone <= 8; ++overtone)
    power += 2.0 * std::pow(magnitude_at(sound, 50.0 * overtone) / 44100.0, 2);
  EXPECT_NEAR(power / std::pow(rms(sound), 2), 1.0, 1e-3);
}

TEST(AddDelayed, PutsACopyLater) {
  std::vector<float> sound = impulse(1000);
  add_delayed(sound, 0.01F, 0.5F);
  EXPECT_EQ(sound[0], 1.0F);
  EXPECT_EQ(sound[441], 0.5F);
  EXPECT_NEAR(energy(sound), 1.25, 1e-6);
}

/// Time to −60 dB by Schroeder's backward integration, from the fall between −5 and −25 dB.
double decay_time(std::span<const float> response) {
  std::vector<double> left(response.size() + 1, 0.0);
  for (std::size_t n = response.size(); n-- > 0;)
    left[n] = left[n + 1] + static_cast<double>(response[n]) * response[n];
  const auto below = [&](double db) {
    const auto found =
        std::find_if(left.begin(), left.end(), [&](double rest) { return rest < left[0] * std::pow(10.0, db / 10.0); });
    return static_cast<double>(found - left.begin());
  };
  return 3.0 * (below(-25.0) - below(-5.0)) / 44100.0;
}

TEST(Reverberate, TheLowsDecayInTheTimeAskedFor) {
  for (const float seconds : {0.4F, 1.0F, 2.0F}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      std::vector<float> response = impulse(static_cast<std::size_t>(44100 * 2.0F * seconds));
      nn::Random random(seed);
      reverberate(response, seconds, 1.0F, 0.0F, random);
      response[0] = 0.0F;
      equalize(response, Filter::low_pass, 400.0F, 0.0F);
      EXPECT_NEAR(decay_time(response), seconds, 0.2 * seconds) << seed;
    }
  }
}

TEST(Reverberate, TheHighsDecayFirst) {
  std::vector<float> low = impulse(88200);
  nn::Random random(7);
  reverberate(low, 1.0F, 1.0F, 0.0F, random);
  low[0] = 0.0F;
  std::vector<float> high = low;
  equalize(low, Filter::low_pass, 400.0F, 0.0F);
  equalize(high, Filter::high_pass, 8000.0F, 0.0F);
  EXPECT_LT(decay_time(high), 0.85 * decay_time(low));
}

TEST(Reverberate, KeepsTheDrySoundAndWaitsForThePreDelay) {
  std::vector<float> response = impulse(44100);
  nn::Random random(8);
  reverberate(response, 1.0F, 1.0F, 0.02F, random);
  EXPECT_EQ(response[0], 1.0F);
  EXPECT_EQ(energy(std::span(response).subspan(1, 881)), 0.0);
  EXPECT_GT(energy(std::span(response).subspan(882)), 0.0);
}

TEST(Reverberate, AFullyWetRoomHoldsAboutTheDryEnergy) {
  for (const float seconds : {0.3F, 1.5F}) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 9U}) {
      std::vector<float> response = impulse(2 * 44100);
      nn::Random random(seed);
      reverberate(response, seconds, 1.0F, 0.0F, random);
      response[0] = 0.0F;
      EXPECT_NEAR(10.0 * std::log10(energy(response)), 0.0, 4.0) << seconds << " " << seed;
    }
  }
}

/// The lag, in samples, at which the copy best matches the sound.
int lag_of(std::span<const float> sound, std::span<const float> copy) {
  int best = 0;
  double highest = -1.0;
  for (int lag = -2000; lag <= 2000; ++lag) {
    double match = 0.0;
    for (int n = 2000; n + 2000 < static_cast<int>(sound.size()); ++n)
      match += static_cast<double>(sound[static_cast<std::size_t>(n)]) * copy[static_cast<std::size_t>(n + lag)];
    if (match > highest) {
      highest = match;
      best = lag;
    }
  }
  return best;
}

TEST(LossyCopy, KeepsTimeWithinAMillisecondAndLengthExactly) {
  const std::vector<float> sound = white_noise(15000, 10);
  for (const Codec codec : {Codec::ogg, Codec::mp3})
    for (const float quality : {0.1F, 0.9F}) {
      const std::vector<float> copy = lossy_copy(sound, quality, codec);
      ASSERT_EQ(copy.size(), sound.size());
      EXPECT_LE(std::abs(lag_of(sound, copy)), 44) << static_cast<int>(codec) << " " << quality;
    }
}

TEST(LossyCopy, LosesMoreAtALowerQuality) {
  const std::vector<float> sound = white_noise(30000, 11);
  const auto loss = [&](float quality, Codec codec) {
    std::vector<float> difference = lossy_copy(sound, quality, codec);
    for (std::size_t n = 0; n < sound.size(); ++n) difference[n] -= sound[n];
    return energy(difference);
  };
  for (const Codec codec : {Codec::ogg, Codec::mp3}) {
    EXPECT_GT(loss(0.9F, codec), 0.0);
    EXPECT_GT(loss(0.0F, codec), loss(0.9F, codec));
  }
}

}  // namespace
}  // namespace drumlin::synth
