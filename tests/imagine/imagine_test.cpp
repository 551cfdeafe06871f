// The promises of Imaginer, on a tiny network with random weights: what is kept, where new hits stand, and what is
// refused. What they are worth is for trained weights to say.
#include <drumlin/error.h>
#include <drumlin/imagine.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "audio/reader.h"
#include "imagine/fill.h"
#include "nn/random.h"
#include "score/file.h"
#include "temporary_folder.h"
#include "transcribe/random_weights.h"

namespace drumlin::imagine {
namespace {

using score::Hit;
using score::Performance;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ThrowsMessage;

/// Kick and snare by turns, two a second, at velocities of their own.
Performance beat(double seconds) {
  Performance performance{{}, seconds};
  for (int i = 0; 0.5 * i < seconds; ++i) {
    const score::Drum drum = i % 2 == 0 ? score::Drum::kick : score::Drum::snare_head;
    performance.hits.push_back({0.5 * i, drum, 0.3F + 0.01F * static_cast<float>(i % 50)});
  }
  return performance;
}

std::vector<Hit> between(const Performance& performance, double start, double end) {
  std::vector<Hit> hits;
  for (const Hit& hit : performance.hits) {
    if (hit.time >= start && hit.time < end) hits.push_back(hit);
  }
  return hits;
}

std::vector<Hit> outside(const Performance& performance, std::span<const Region> regions) {
  std::vector<Hit> hits;
  for (const Hit& hit : performance.hits) {
    const auto holds = [&](const Region& r) { return hit.time >= r.start && hit.time < r.end; };
    if (std::ranges::none_of(regions, holds)) hits.push_back(hit);
  }
  return hits;
}

/// Noise bursts, five a second, each with noise of its own.
std::vector<float> bursts(double seconds) {
  nn::Random random(3);
  std::vector<float> samples(static_cast<std::size_t>(seconds * audio::sample_rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.3 * random.normal() * std::exp(-static_cast<double>(i % 8820) / 1000.0));
  }
  return samples;
}

class Imagining : public testing::Test {
 protected:
  Imagining() { audio::write_wav(song, samples); }
  static std::filesystem::path write_model(const std::filesystem::path& path) {
    score::write_file(path, std::span<const std::uint8_t>(test::random_weights()));
    return path;
  }

  /// Few steps: the network is random anyway.
  static Options quick(std::uint64_t seed = 1) { return {.steps = 2, .resamplings = 2, .seed = seed}; }

  test::TemporaryFolder folder;
  std::filesystem::path song = folder / "song.wav";
  std::vector<float> samples = bursts(4.0);
  Imaginer imaginer{write_model(folder / "tiny.safetensors")};
};

TEST_F(Imagining, KeepsEveryHitOutsideExactlyAndImaginesOnlyInside) {
  const Performance notes = beat(4.0);
  const std::vector<Region> regions = {{1.0, 2.5}, {3.1, 3.3}};
  for (const bool with_sound : {false, true}) {
    const Performance filled = with_sound ? imaginer.inpaint(song, notes, regions, quick())
                                          : imaginer.inpaint(std::nullopt, notes, regions, quick());
    EXPECT_EQ(outside(filled, regions), outside(notes, regions));
    EXPECT_THAT(between(filled, 1.0, 2.5), Not(IsEmpty()));
    EXPECT_TRUE(std::ranges::is_sorted(filled.hits, {}, &Hit::time));
    EXPECT_DOUBLE_EQ(filled.duration, 4.0);
  }
}

TEST_F(Imagining, WhatStoodInARegionDoesNotMatter) {
  const Performance notes = beat(4.0);
  const std::vector<Region> regions = {{1.0, 2.5}};
  const Performance without{outside(notes, regions), notes.duration};
  EXPECT_EQ(imaginer.inpaint(song, without, regions, quick()), imaginer.inpaint(song, notes, regions, quick()));
}

TEST_F(Imagining, TheSoundWithinAGapDoesNotMatterAndThatWithinARegionDoes) {
  for (float& sample : std::span(samples).first(44100)) sample *= 2.0F;  // the level is that of the first second
  audio::write_wav(song, samples);
  const Performance notes = beat(4.0);
  const auto fill = [&](bool sound_counts) {
    const std::vector<Region> regions = {{1.5, 2.5, sound_counts}};
    return imaginer.inpaint(song, notes, regions, quick());
  };
  const Performance gap = fill(false);
  const Performance region = fill(true);
  for (std::size_t i = 67000; i < 110000; ++i) samples[i] = 0.2F * std::sin(0.05F * static_cast<float>(i));
  audio::write_wav(song, samples);
  EXPECT_EQ(fill(false), gap);
  EXPECT_NE(fill(true), region);
}

TEST_F(Imagining, WhatThePieceRepeatsIsPlayedAgainWhereNoSoundIs) {
  Performance notes = beat(8.0);
  for (Hit& hit : notes.hits) hit.velocity = 0.5F;
  const std::vector<Region> gap = {{3.205, 5.107, false}};
  samples = bursts(8.0);
  audio::write_wav(song, samples);
  for (const Performance& filled :
       {imaginer.inpaint(song, notes, gap, quick()), imaginer.inpaint(std::nullopt, notes, gap, quick(2))}) {
    ASSERT_EQ(filled.hits.size(), notes.hits.size());
    for (std::size_t i = 0; i < notes.hits.size(); ++i) {
      EXPECT_NEAR(filled.hits[i].time, notes.hits[i].time, 1e-9);
      EXPECT_EQ(filled.hits[i].drum, notes.hits[i].drum);
      EXPECT_EQ(filled.hits[i].velocity, notes.hits[i].velocity);
    }
  }
  Options freely = quick();
  freely.strength = 0.5;
  EXPECT_NE(imaginer.inpaint(song, notes, gap, freely), notes);
  freely.strength = 1.0;
  EXPECT_NE(imaginer.inpaint(song, notes, gap, freely), notes);
  EXPECT_NE(imaginer.inpaint(song, notes, std::vector<Region>{{3.205, 5.107, true}}, quick()), notes);
}

TEST_F(Imagining, SeedsRepeatAndDiffer) {
  const Performance one = imaginer.generate(3.0, {}, quick(1));
  EXPECT_EQ(imaginer.generate(3.0, {}, quick(1)), one);
  EXPECT_NE(imaginer.generate(3.0, {}, quick(2)), one);
}

TEST_F(Imagining, GeneratesAsLongAsIsAskedAndThroughout) {
  // The tiny window is 0.64 s, so this takes many; each part of the piece has hits.
  const Performance piece = imaginer.generate(5.0, {}, quick());
  EXPECT_DOUBLE_EQ(piece.duration, 5.0);
  for (double start = 0.0; start < 5.0; start += 1.0) EXPECT_THAT(between(piece, start, start + 1.0), Not(IsEmpty()));
  EXPECT_THAT(between(piece, 5.0, 100.0), IsEmpty());
}

TEST_F(Imagining, ContinuesAfterABeginningThatItKeeps) {
  const Performance beginning = beat(2.0);
  const Performance piece = imaginer.generate(1.5, beginning, quick());
  EXPECT_DOUBLE_EQ(piece.duration, 3.5);
  EXPECT_EQ(between(piece, 0.0, 2.0), beginning.hits);
  EXPECT_THAT(between(piece, 2.0, 3.5), Not(IsEmpty()));
  Performance other = beginning;
  for (Hit& hit : other.hits) hit.time += 0.45;  // into the half window that is known
  EXPECT_NE(between(imaginer.generate(1.5, other, quick()), 2.0, 3.5), between(piece, 2.0, 3.5));
}

TEST_F(Imagining, ADraftComesBackAtStrengthZeroAndMattersBelowOne) {
  const Performance draft = beat(4.0);
  EXPECT_EQ(imaginer.refine(song, draft, 0.0), draft);
  const Performance listened = transcribe::Transcriber(folder / "tiny.safetensors").transcribe(song);
  EXPECT_NE(imaginer.refine(song, draft, 0.3), listened);
  EXPECT_NE(imaginer.refine(song, draft, 0.3), draft);
}

TEST_F(Imagining, OfALittleNoiseADraftComesBackWithItsTimes) {
  Performance draft = beat(4.0);
  const Performance refined = imaginer.refine(song, draft, 1e-6);
  for (const Hit& hit : draft.hits) {
    const auto is_near = [&](const Hit& other) {
      return other.drum == hit.drum && std::abs(other.time - hit.time) < 0.01;
    };
    EXPECT_TRUE(std::ranges::any_of(refined.hits, is_near)) << hit.time;
  }
}

TEST_F(Imagining, ThreadsChangeNothingOfARefinement) {
  const Performance draft = beat(4.0);
  EXPECT_EQ(imaginer.refine(song, draft, 0.5, {.threads = 1}), imaginer.refine(song, draft, 0.5, {.threads = 3}));
}

TEST_F(Imagining, ProgressRisesToTheWholeAndEndsItIfItThrows) {
  std::vector<double> done;
  imaginer.generate(3.0, {}, quick(), [&](double now, double total) {
    done.push_back(now);
    EXPECT_NEAR(total, 3.0, 1e-9);
  });
  EXPECT_GT(done.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_NEAR(done.back(), 3.0, 1e-9);
  const auto stop = [](double, double) { throw std::runtime_error("enough"); };
  EXPECT_THROW(imaginer.generate(3.0, {}, quick(), stop), std::runtime_error);
}

TEST_F(Imagining, RegionsThatMakeNoSenseAreRefused) {
  const Performance notes = beat(4.0);
  const auto refuses = [&](const Region& region, const char* words) {
    const auto inpaint = [&] { imaginer.inpaint(song, notes, {&region, 1}, quick()); };
    EXPECT_THAT(inpaint, ThrowsMessage<Error>(HasSubstr(words)));
  };
  refuses({2.0, 1.0}, "ends before it starts");
  refuses({2.0, 2.0}, "too short");
  refuses({-1.0, 2.0}, "not within");
  refuses({3.0, 9.0}, "lasts 4.00 seconds");
  refuses({std::nan(""), 2.0}, "no pair of numbers");
  EXPECT_THROW(imaginer.inpaint(song, notes, {}, quick()), Error);
  const Region region{1.0, 2.0};
  EXPECT_THROW(imaginer.inpaint(folder / "absent.wav", notes, {&region, 1}, quick()), Error);
}

TEST_F(Imagining, OptionsOutOfRangeAreRefused) {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  for (const Options& wrong :
       {Options{.steps = 0}, Options{.resamplings = 0}, Options{.temperature = 0.0},
        Options{.temperature = not_a_number}, Options{.guidance = -2.0}, Options{.sensitivity = 2.0},
        Options{.strength = -0.1}, Options{.strength = 1.1}, Options{.strength = not_a_number}}) {
    EXPECT_THROW(imaginer.generate(1.0, {}, wrong), Error);
  }
  for (const double seconds : {0.0, -3.0, 7200.0, not_a_number}) {
    EXPECT_THROW(imaginer.generate(seconds, {}, quick()), Error);
  }
  for (const double strength : {-0.1, 1.1, not_a_number}) {
    EXPECT_THROW(imaginer.refine(song, beat(4.0), strength), Error);
  }
  EXPECT_THROW(imaginer.refine(song, {}, 0.5), Error);
  EXPECT_THROW(imaginer.refine(song, beat(4.0), 0.5, {.steps = -1}), Error);
}

TEST(Join, RegionsThatTouchOrOverlapAreOne) {
  const std::vector<Region> regions = {{5.0, 6.0}, {1.0, 2.0}, {2.0, 3.0}, {5.5, 5.8}};
  EXPECT_THAT(join(regions), testing::ElementsAre(Region{1.0, 3.0}, Region{5.0, 6.0}));
}

}  // namespace
}  // namespace drumlin::imagine
