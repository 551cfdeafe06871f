// The sampler: every hit where and as loud as it was asked for.
#include "synth/renderer.h"

#include <gmock/gmock.h>

#include "synth/measure.h"
#include "synth/procedural_kit.h"

namespace drumlin::synth {
namespace {

using score::Drum;
using score::Hit;

/// Plays the same sound for every drum, as loud as it is struck.
class OneSound : public Kit {
 public:
  explicit OneSound(Sound sound) : sound_(std::move(sound)) {}
  bool has(Drum drum) const override { return drum != Drum::china; }

 private:
  Sound play(Drum, float velocity, nn::Random&, int) const override {
    Sound sound = sound_;
    for (float& sample : sound.samples) sample *= velocity;
    return sound;
  }

  Sound sound_;
};

Drumset all_from(const Kit& kit, float gain = 1.0F, float pitch = 1.0F, float decay = 1.0F) {
  Drumset drums;
  drums.fill({&kit, gain, pitch, decay});
  return drums;
}

Tracks play(const std::vector<Hit>& hits, const Drumset& drums, int length) {
  nn::Random random(1);
  return render(hits, drums, length, random);
}

const std::vector<float>& track(const Tracks& tracks, Drum drum) {
  return tracks[static_cast<std::size_t>(drum)];
}

/// A click ten samples after the sound begins.
Sound late_click() {
  Sound sound{std::vector<float>(20, 0.0F), 10};
  sound.samples[10] = 1.0F;
  return sound;
}

Sound tone(double hz, double ring_seconds, int length) {
  Sound sound;
  for (int n = 0; n < length; ++n)
    sound.samples.push_back(static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * n / 44100.0) *
                                               std::exp(-n / 44100.0 / ring_seconds)));
  sound.ring = decay_of(sound.samples, 0).ring();
  return sound;
}

TEST(Render, PutsTheOnsetOnTheHitsTime) {
  const OneSound kit(late_click());
  const Tracks tracks = play({{0.0, Drum::kick, 1.0F}, {0.5, Drum::kick, 0.5F}}, all_from(kit, 0.8F), 44100);
  const std::vector<float>& kick = track(tracks, Drum::kick);
  EXPECT_FLOAT_EQ(kick[0], 0.8F);
  EXPECT_FLOAT_EQ(kick[22050], 0.4F);
  EXPECT_NEAR(energy(kick), 0.64 + 0.16, 1e-6);
}

TEST(Render, EveryDrumHasItsOwnTrack) {
  const OneSound kit(late_click());
  for (int drum = 0; drum < score::drum_count; ++drum) {
    const Hit hit{0.1, static_cast<Drum>(drum), 1.0F};
    if (!kit.has(hit.drum)) continue;
    const Tracks tracks = play({hit}, all_from(kit), 44100);
    for (int other = 0; other < score::drum_count; ++other)
      EXPECT_EQ(energy(track(tracks, static_cast<Drum>(other))) > 0.0, other == drum);
  }
}

TEST(Render, HitsOutsideTheTrackRingInOrStayOut) {
  const OneSound kit(tone(200.0, 10.0, 44100));
  const Tracks tracks =
      play({{-0.5, Drum::crash, 1.0F}, {0.2, Drum::kick, 1.0F}, {7.0, Drum::snare_head, 1.0F}}, all_from(kit), 22050);
  EXPECT_GT(energy(std::span(track(tracks, Drum::crash)).first(1000)), 0.0);
  EXPECT_EQ(track(tracks, Drum::kick).size(), 22050U);
  EXPECT_EQ(energy(track(tracks, Drum::snare_head)), 0.0);
}

TEST(Render, DrumsWithoutAKitOrASoundStaySilent) {
  const OneSound kit(late_click());
  EXPECT_EQ(energy(track(play({{0.1, Drum::china, 1.0F}}, all_from(kit), 44100), Drum::china)), 0.0);
  EXPECT_EQ(energy(track(play({{0.1, Drum::kick, 1.0F}}, {}, 44100), Drum::kick)), 0.0);
}

TEST(Render, PitchMovesTheTone) {
  const OneSound kit(tone(500.0, 10.0, 44100));
  const Tracks tracks = play({{0.0, Drum::tom_low, 1.0F}}, all_from(kit, 1.0F, 1.5F), 22050);
  const std::vector<float>& toms = track(tracks, Drum::tom_low);
  EXPECT_GT(magnitude_at(toms, 750.0), 30.0 * magnitude_at(toms, 500.0));
}

TEST(Render, DecayKeepsThatFractionOfTheRing) {
  const OneSound kit(tone(500.0, 0.2, 3 * 44100));
  for (const float kept : {0.25F, 0.5F}) {
    const Tracks tracks = play({{0.0, Drum::tom_low, 1.0F}}, all_from(kit, 1.0F, 1.0F, kept), 44100);
    const std::vector<float>& toms = track(tracks, Drum::tom_low);
    const double fall = peak(std::span(toms).subspan(4410, 441)) / peak(std::span(toms).first(441));
    EXPECT_NEAR(-0.1 / std::log(fall), 0.2 * kept, 0.1 * 0.2 * kept);
  }
}

TEST(Render, TheHatsChokeTheOpenOneWithinThirtyMilliseconds) {
  const OneSound kit(tone(3000.0, 10.0, 44100));
  Drumset drums = all_from(kit);
  for (const Drum closing : {Drum::hihat_closed, Drum::hihat_pedal, Drum::hihat_open}) {
    for (const Drum other : {Drum::hihat_closed, Drum::hihat_pedal}) drums[static_cast<std::size_t>(other)].gain = 0.0F;
    std::vector<Hit> hits = {{0.1, Drum::hihat_open, 1.0F}, {0.3, closing, 0.0F}};
    const std::vector<float> hats = track(play(hits, drums, 44100), Drum::hihat_open);
    EXPECT_GT(peak(std::span(hats).subspan(12789, 441)), 0.9);
    EXPECT_LT(peak(std::span(hats).subspan(14553)), 0.1);
  }
}

TEST(Render, WhatIsNotAHatLetsTheOpenOneRing) {
  const OneSound kit(tone(3000.0, 10.0, 44100));
  const std::vector<Hit> hits = {{0.1, Drum::hihat_open, 1.0F}, {0.3, Drum::snare_head, 1.0F}};
  EXPECT_GT(peak(std::span(track(play(hits, all_from(kit), 44100), Drum::hihat_open)).subspan(14553)), 0.9);
}

TEST(Render, TheSameSeedGivesTheSameSamples) {
  const std::shared_ptr<const Kit> kit = make_procedural_kit(3);
  const std::vector<Hit> hits = {
      {0.0, Drum::kick, 0.8F}, {0.1, Drum::hihat_open, 0.5F}, {0.3, Drum::hihat_closed, 0.7F}};
  EXPECT_EQ(play(hits, all_from(*kit), 22050), play(hits, all_from(*kit), 22050));
}

}  // namespace
}  // namespace drumlin::synth
