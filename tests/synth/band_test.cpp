// Notes at their time, at their pitch, and nothing where there is nothing to play.
#include "synth/band.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "synth/effects.h"
#include "synth/instruments.h"

namespace drumlin::synth {
namespace {

constexpr int second = 44100;

/// The magnitude of the sound's spectrum at one frequency, from its middle half.
double strength(std::span<const float> sound, double hz) {
  const std::size_t size = sound.size() / 2;
  std::complex<double> sum = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double window = 0.5 - 0.5 * std::cos(6.283185307 * static_cast<double>(i) / static_cast<double>(size));
    const double angle = -6.283185307 * hz * static_cast<double>(i) / second;
    sum += window * static_cast<double>(sound[size / 2 + i]) * std::complex<double>(std::cos(angle), std::sin(angle));
  }
  return std::abs(sum);
}

/// The strongest frequency within a semitone of `hz`, by steps of a hundredth of one.
double pitch_near(std::span<const float> sound, double hz) {
  double best = 0.0;
  double found = 0.0;
  for (int cent = -100; cent <= 100; cent += 4) {
    const double candidate = hz * std::exp2(cent / 1200.0);
    const double here = strength(sound, candidate);
    if (here > best) {
      best = here;
      found = candidate;
    }
  }
  return found;
}

double cents(double a, double b) {
  return 1200.0 * std::log2(a / b);
}

TEST(Instruments, StringsSoundAtTheirPitch) {
  for (const double hz : {55.0, 123.4, 440.0, 987.7}) {
    std::vector<float> track(second, 0.0F);
    nn::Random random(1);
    pluck({track, 0, second, hz, 0.8F}, {.ring = 5.0F, .position = 0.4F}, random);
    EXPECT_NEAR(cents(pitch_near(track, hz), hz), 0.0, 10.0) << hz;
  }
}

TEST(Instruments, PartialsSoundAtTheirPitch) {
  for (const double hz : {55.0, 440.0, 2000.0}) {
    std::vector<float> track(second, 0.0F);
    nn::Random random(1);
    strike({track, 0, second, hz, 0.8F}, {.partials = {{1.0F, 0.5F, 4.0F}, {2.0F, 0.3F, 2.0F}}}, random);
    EXPECT_NEAR(cents(pitch_near(track, hz), hz), 0.0, 5.0) << hz;
  }
}

TEST(Instruments, WavesSoundAtTheirPitch) {
  for (const double hz : {55.0, 440.0, 2000.0}) {
    std::vector<float> track(second, 0.0F);
    nn::Random random(1);
    WaveVoice({}).play({track, 0, second, hz, 0.8F}, random);
    EXPECT_NEAR(cents(pitch_near(track, hz), hz), 0.0, 5.0) << hz;
  }
}

TEST(Instruments, PartialsRingAsLongAsTheySay) {
  // 60 dB in one second: 30 dB between 0.25 s and 0.75 s.
  std::vector<float> track(second, 0.0F);
  nn::Random random(1);
  strike({track, 0, second, 441.0, 1.0F}, {.partials = {{1.0F, 0.5F, 1.0F}}}, random);
  const std::span<const float> all(track);
  const double fall = 20.0 * std::log10(rms(all.subspan(11025, 400)) / rms(all.subspan(33075, 400)));
  EXPECT_NEAR(fall, 30.0, 0.1);
}

TEST(Instruments, NotesFromBeforeTheTrackRingOnAsIfTheyHadBeenHeard) {
  // Struck half a second early, the sound is the later part of the sound struck in time.
  const PartialSound bell{.partials = {{1.0F, 0.5F, 2.0F}, {2.7F, 0.2F, 1.0F}}};
  std::vector<float> whole(second, 0.0F);
  std::vector<float> rest(second / 2, 0.0F);
  nn::Random random(1);
  nn::Random same(1);
  strike({whole, 0, second, 440.0, 1.0F}, bell, random);
  strike({rest, -second / 2, second, 440.0, 1.0F}, bell, same);
  EXPECT_NEAR(rms(rest) / rms(std::span<const float>(whole).subspan(second / 2)), 1.0, 0.02);
}

TEST(Instruments, DampedStringsStop) {
  std::vector<float> track(second, 0.0F);
  nn::Random random(1);
  pluck({track, 0, second / 4, 110.0, 0.8F}, {.ring = 8.0F, .damping = 0.05F}, random);
  EXPECT_GT(rms(std::span<const float>(track).subspan(0, second / 4)), 0.01F);
  EXPECT_EQ(rms(std::span<const float>(track).subspan(second / 2)), 0.0F);
}

TEST(Instruments, HissLiesAboveItsEdgeAndBurstsAroundTheirCentre) {
  std::vector<float> hiss(second, 0.0F);
  std::vector<float> thud(second, 0.0F);
  nn::Random random(1);
  add_hiss_burst(hiss, 100, 0.5F, 0.01F, 0.5F, 5000.0F, random);
  add_burst(thud, 100, 0.5F, 0.01F, 0.5F, 500.0F, 2.0F, random);
  const auto above_three_kilohertz = [](std::vector<float> sound) {
    const float all = rms(sound);
    equalize(sound, Filter::high_pass, 3000.0F, 0.0F);
    return rms(sound) / all;
  };
  EXPECT_GT(above_three_kilohertz(hiss), 0.9F);
  EXPECT_LT(above_three_kilohertz(thud), 0.3F);
}

TEST(Instruments, SweepsGrowAndClimb) {
  std::vector<float> track(second, 0.0F);
  nn::Random random(1);
  sweep({track, 0, second, 440.0, 1.0F}, {.from_hz = 300.0F, .to_hz = 6000.0F, .growth_db = 20.0F, .quality = 4.0F},
        random);
  const auto low_share = [&track](std::size_t from) {
    std::vector<float> part(track.begin() + static_cast<std::ptrdiff_t>(from),
                            track.begin() + static_cast<std::ptrdiff_t>(from) + 4410);
    const float all = rms(part);
    equalize(part, Filter::low_pass, 1000.0F, 0.0F);
    return rms(part) / all;
  };
  EXPECT_GT(low_share(0), 0.8F);
  EXPECT_LT(low_share(39690), 0.3F);
  const std::span<const float> all(track);
  EXPECT_GT(rms(all.subspan(39690)), 2.0F * rms(all.subspan(0, 4410)));
}

/// A filter that damps this much is unstable where a narrower one is not.
TEST(Instruments, TheWidestSweepStaysBounded) {
  std::vector<float> track(second, 0.0F);
  nn::Random random(1);
  sweep({track, 0, second, 440.0, 1.0F}, {.from_hz = 7000.0F, .to_hz = 7000.0F, .growth_db = 10.0F, .quality = 0.4F},
        random);
  for (const float sample : track) ASSERT_LE(std::abs(sample), 10.0F);
}

std::vector<Note> one_note(Part part) {
  return {{0.5, 0.3, 57, 0.9F, part}};
}

TEST(Band, EveryPartSoundsFromItsNoteOn) {
  for (int part = 0; part < part_count; ++part) {
    for (int seed = 0; seed < 12; ++seed) {
      nn::Random random(static_cast<std::uint64_t>(seed));
      const std::vector<float> sound = play_band(one_note(static_cast<Part>(part)), second, random);
      ASSERT_EQ(sound.size(), static_cast<std::size_t>(second));
      const std::span<const float> all(sound);
      // Consonants come up to 0.1 s before their vowel; loud amplifiers hiss all the time.
      const float hiss = static_cast<Part>(part) == Part::power_chords ? 0.2F * rms(all.subspan(22050, 10000)) : 0.0F;
      EXPECT_LE(rms(all.subspan(0, 17600)), hiss) << part;
      EXPECT_GT(rms(all.subspan(22050, 10000)), 0.001F) << part << " seed " << seed;
      EXPECT_TRUE(std::all_of(sound.begin(), sound.end(), [](float x) { return std::isfinite(x); }));
    }
  }
}

TEST(Band, DampedGuitarsAreGoneWhenOpenOnesRing) {
  for (const Part part : {Part::guitar, Part::power_chords}) {
    for (int seed = 0; seed < 10; ++seed) {
      nn::Random random(static_cast<std::uint64_t>(seed));
      nn::Random same(static_cast<std::uint64_t>(seed));
      const std::vector<float> open = play_band({{{0.0, 0.9, 52, 0.9F, part}}}, second, random);
      const std::vector<float> damped = play_band({{{0.0, 0.04, 52, 0.9F, part}}}, second, same);
      // Both are brought to one level as a whole, so that the damped one is louder while it lasts.
      const auto late_share = [](std::span<const float> sound) { return rms(sound.subspan(26460, 8820)) / rms(sound); };
      EXPECT_LT(late_share(damped), 0.5F * late_share(open) + 0.2F) << seed;
    }
  }
}

TEST(Band, LoudGuitarsKeepTheirLevelAndReachTheHats) {
  // High gain: half a second later less than 8 dB are lost. From 5 kHz on there is something to hide hats in.
  int bright = 0;
  for (int seed = 0; seed < 20; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    std::vector<Note> chord;
    for (const int pitch : {40, 47, 52}) chord.push_back({0.0, 1.0, pitch, 0.9F, Part::power_chords});
    std::vector<float> sound = play_band(chord, second, random);
    const std::span<const float> all(sound);
    EXPECT_GT(rms(all.subspan(30870, 8820)), 0.4F * rms(all.subspan(8820, 8820))) << seed;
    const float whole = rms(sound);
    equalize(sound, Filter::high_pass, 5000.0F, 0.0F);
    bright += rms(sound) > 0.056F * whole ? 1 : 0;  // −25 dB
  }
  EXPECT_GT(bright, 10);
}

TEST(Band, SingersHissBeforeSomeSyllables) {
  int hissing = 0;
  for (int seed = 0; seed < 60; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    std::vector<float> sound = play_band(one_note(Part::voice), second, random);
    equalize(sound, Filter::high_pass, 5000.0F, 0.0F);
    hissing += rms(std::span<const float>(sound).subspan(17640, 4410)) > 0.003F ? 1 : 0;
  }
  EXPECT_GT(hissing, 10);
  EXPECT_LT(hissing, 50);
}

TEST(Band, TheSameStateGivesTheSameSamples) {
  nn::Random random(7);
  nn::Random same(7);
  nn::Random other(8);
  const std::vector<Note> notes = {{0.0, 0.5, 40, 0.8F, Part::bass}, {0.1, 0.5, 60, 0.8F, Part::voice}};
  const std::vector<float> sound = play_band(notes, second, random);
  EXPECT_EQ(play_band(notes, second, same), sound);
  EXPECT_NE(play_band(notes, second, other), sound);
}

TEST(Band, NoNotesAreSilence) {
  nn::Random random(7);
  EXPECT_EQ(rms(play_band({}, second, random)), 0.0F);
}

TEST(Band, NotesOutsideTheTrackDoNoHarm) {
  for (int part = 0; part < part_count; ++part) {
    nn::Random random(3);
    const auto p = static_cast<Part>(part);
    const std::vector<Note> notes = {
        {-5.0, 1.0, 24, 1.0F, p}, {-0.01, 10.0, 96, 1.0F, p}, {0.099, 1.0, 60, 1.0F, p}, {7.0, 1.0, 60, 1.0F, p}};
    const std::vector<float> sound = play_band(notes, 4410, random);
    EXPECT_TRUE(std::all_of(sound.begin(), sound.end(), [](float x) { return std::isfinite(x); })) << part;
  }
}

}  // namespace
}  // namespace drumlin::synth
