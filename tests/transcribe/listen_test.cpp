// Windows, their cross-fade, and the promises of Transcriber, on a tiny network with random weights.
#include "transcribe/listen.h"

#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "audio/reader.h"
#include "score/file.h"
#include "score/roll.h"
#include "temporary_folder.h"
#include "transcribe/bursts.h"
#include "transcribe/random_weights.h"

namespace drumlin::transcribe {
namespace {

using test::bursts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ThrowsMessage;

constexpr std::size_t width = 2 * score::drum_count;

Source source_of(std::span<const float> samples) {
  return [rest = samples](std::span<float> block) mutable {
    const std::size_t count = std::min(block.size(), rest.size());
    std::ranges::copy(rest.first(count), block.begin());
    rest = rest.subspan(count);
    return count;
  };
}

/// One window of the tiny network, and what it is asked.
class OneWindow : public testing::Test {
 protected:
  static std::vector<std::uint8_t> mask(std::size_t from, std::size_t to) {
    std::vector<std::uint8_t> heard(64, 1);
    std::fill(heard.begin() + static_cast<std::ptrdiff_t>(from), heard.begin() + static_cast<std::ptrdiff_t>(to), 0);
    return heard;
  }
  std::vector<float> listen(const Request& request) { return listener.listen(request, std::array{nn::Random(5)}); }

  test::TemporaryFolder folder;
  Model model = (score::write_file(folder / "tiny.safetensors", std::span<const std::uint8_t>(test::random_weights())),
                 load_model(folder / "tiny.safetensors"));
  Listener listener{model};
  std::vector<float> samples = bursts(0.7);
};

TEST_F(OneWindow, WhereNothingIsHeardTheSoundDoesNotMatter) {
  const std::vector<std::uint8_t> nowhere(64, 0);
  const std::vector<float> nothing = listen({.steps = 3});
  EXPECT_THAT(listen({.samples = samples, .heard = nowhere, .steps = 3}),
              testing::Pointwise(testing::FloatNear(1e-4F), nothing));
  EXPECT_EQ(listen({.samples = samples, .steps = 3, .guidance = -1.0F}), nothing);
  EXPECT_NE(listen({.samples = samples, .steps = 3}), nothing);
}

TEST_F(OneWindow, HeardEverywhereIsPlainListening) {
  const std::vector<std::uint8_t> everywhere(64, 1);
  EXPECT_EQ(listen({.samples = samples, .heard = everywhere, .steps = 2}), listen({.samples = samples, .steps = 2}));
}

TEST_F(OneWindow, WhatIsNotHeardChangesTheAnswer) {
  const std::vector<std::uint8_t> late = mask(48, 64);
  const std::vector<float> masked = listen({.samples = samples, .heard = late, .steps = 1});
  EXPECT_NE(masked, listen({.samples = samples, .steps = 1}));
  EXPECT_NE(masked, listen({.steps = 1}));
}

TEST_F(OneWindow, ADraftComesBackAtStrengthZeroAndKnownCellsAlways) {
  const std::vector<score::Hit> hits = {{0.1, score::Drum::kick, 0.5F}, {0.3, score::Drum::crash, 0.9F}};
  const std::vector<float> planes = score::to_planes(hits, 0.0, 64);
  const std::vector<float> draft =
      listen({.samples = samples, .steps = 2, .task = {.draft = planes, .strength = 0.0F}});
  const std::vector<std::uint8_t> cells(planes.size(), 1);
  const std::vector<float> known = listen({.steps = 2, .task = {.known = {planes, cells}}});
  ASSERT_EQ(draft.size(), planes.size());
  for (std::size_t i = 0; i < planes.size(); ++i) EXPECT_FLOAT_EQ(draft[i], 0.5F * (planes[i] + 1.0F));
  EXPECT_EQ(known, draft);
}

TEST_F(OneWindow, GuidanceOfNothingIsPlainAndMoreOfItIsNot) {
  EXPECT_NE(listen({.samples = samples, .steps = 2, .guidance = 1.0F}), listen({.samples = samples, .steps = 2}));
  // With nothing to hear both denoisers say the same, so any guidance leaves it: (1 + w) x − w x = x.
  const std::vector<float> unguided = listen({.steps = 1});
  const std::vector<float> guided = listen({.steps = 1, .guidance = 2.0F});
  for (std::size_t i = 0; i < guided.size(); ++i) EXPECT_NEAR(guided[i], unguided[i], 1e-5);
}

class Listening : public testing::Test {
 protected:
  Listening() { score::write_file(model_path, std::span<const std::uint8_t>(test::random_weights())); }

  std::vector<float> roll(std::span<const float> samples, const Options& options = {}) const {
    std::vector<float> frames;
    Ensemble(load_model(model_path))
        .listen(source_of(samples), 1.0F, options,
                [&](std::span<const float> piece) { frames.insert(frames.end(), piece.begin(), piece.end()); }, 0.0,
                {});
    return frames;
  }

  test::TemporaryFolder folder;
  std::filesystem::path model_path = folder / "tiny.safetensors";
};

TEST(CrossFade, OverlapsFadeLinearly) {
  CrossFade fade(4, 2, 1);
  EXPECT_THAT(fade.join(std::vector<float>{1, 1, 1, 1}), ElementsAre(1, 1));
  // Weights of the second window at the middles of the two frames of overlap: 1/4 and 3/4.
  EXPECT_THAT(fade.join(std::vector<float>{5, 5, 5, 5}), ElementsAre(2, 4));
  EXPECT_THAT(fade.finish(), ElementsAre(5, 5));
}

TEST(CrossFade, WindowsThatAgreeStayAsTheyAre) {
  CrossFade fade(16, 2, 3);
  const std::vector<float> window(16 * 3, 0.25F);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(fade.join(window), testing::Each(0.25F));
}

TEST_F(Listening, EveryHopBegunHasAFrame) {
  // The tiny network hears 64 frames at a time, 56 apart: these lengths end inside, at, and just past window borders.
  for (const std::size_t frames : {1, 63, 64, 65, 120, 121, 500}) {
    const std::vector<float> samples(frames * audio::hop - 1, 0.1F);
    EXPECT_EQ(roll(samples).size(), frames * width) << frames;
  }
  EXPECT_THAT(roll({}), IsEmpty());
}

TEST_F(Listening, ALongRecordingIsItsWindowsCrossFaded) {
  const std::vector<float> samples = bursts(1.5);
  const Model model = load_model(model_path);
  Listener listener(model);
  CrossFade fade(64, 8, width);
  std::vector<float> expected;
  for (std::uint64_t k = 0; k < 3; ++k) {
    const auto first = static_cast<std::ptrdiff_t>(k * 56 * audio::hop);
    const Request request{.samples = samples, .first = first, .steps = model.sampling.steps};
    const std::vector<float> settled = fade.join(listener.listen(request, std::array{nn::Random(1, k)}));
    expected.insert(expected.end(), settled.begin(), settled.end());
  }
  const std::vector<float> tail = fade.finish();
  expected.insert(expected.end(), tail.begin(), tail.end());
  const std::vector<float> got = roll(samples);
  ASSERT_EQ(got.size(), 151 * width);
  expected.resize(got.size());
  EXPECT_EQ(got, expected);
}

TEST_F(Listening, RollsLieBetweenZeroAndOneAndVary) {
  const std::vector<float> frames = roll(bursts(2.0));
  const auto [least, most] = std::ranges::minmax(frames);
  EXPECT_GE(least, 0.0F);
  EXPECT_LE(most, 1.0F);
  EXPECT_LT(least, most);
}

TEST_F(Listening, TheNumberOfThreadsChangesNothing) {
  const std::vector<float> samples = bursts(6.0);
  Transcriber transcriber(model_path);
  const auto with = [&](int threads) { return transcriber.transcribe(samples, {.threads = threads}); };
  const score::Performance alone = with(1);
  EXPECT_THAT(alone.hits, Not(IsEmpty()));
  EXPECT_EQ(with(2), alone);
  EXPECT_EQ(with(5), alone);
}

TEST_F(Listening, AStreamedFileEqualsItsSamples) {
  const std::filesystem::path wav = folder / "bursts.wav";
  audio::write_wav(wav, bursts(5.0));
  Transcriber transcriber(model_path);
  const score::Performance streamed = transcriber.transcribe(wav);
  EXPECT_THAT(streamed.hits, Not(IsEmpty()));
  EXPECT_EQ(streamed, transcriber.transcribe(audio::read_file(wav)));
  EXPECT_NEAR(streamed.duration, 5.0, 1e-4);
}

TEST_F(Listening, WithoutNoiseTheSeedDoesNotMatter) {
  const std::vector<float> samples = bursts(2.0);
  const auto settled = [&](std::uint64_t seed) {
    return roll(samples, {.steps = 3, .seed = seed, .temperature = 0.0});
  };
  EXPECT_EQ(settled(1), settled(2));
  EXPECT_NE(settled(1), roll(samples, {.steps = 3, .seed = 1, .temperature = 1.0}));
}

TEST(Velocities, AreExpectedAsFarAsThereIsAStroke) {
  std::vector<float> planes(2 * width, 0.4F);
  const std::array<float, 4> onsets = {1.0F, -1.0F, -0.5F, 0.2F};
  std::ranges::copy(onsets, planes.begin() + width);
  expect_velocities(planes);
  const auto velocities = std::span(planes).subspan(width + score::drum_count, 4);
  // A stroke; none; as likely as not, so half way to −1; beyond what one triangle's side reaches, so a stroke.
  EXPECT_FLOAT_EQ(velocities[0], 0.4F);
  EXPECT_FLOAT_EQ(velocities[1], -1.0F);
  EXPECT_FLOAT_EQ(velocities[2], -0.3F);
  EXPECT_FLOAT_EQ(velocities[3], 0.4F);
  EXPECT_EQ(planes[width + 3], 0.2F);
}

TEST(Temperature, StandsWithTheModelAndIsChecked) {
  Sampling sampling{.steps = 3, .temperature = 0.25F};
  EXPECT_EQ(sampling_from_json(to_json(sampling)).temperature, 0.25F);
  EXPECT_EQ(sampling_from_json(R"({"steps": 3})").temperature, 1.0F);
  for (const char* wrong : {R"({"temperature": -0.1})", R"({"temperature": 5})", R"({"temperature": "warm"})"})
    EXPECT_THROW(sampling_from_json(wrong), Error) << wrong;
}

TEST_F(Listening, SeedsAndStepsMatterAndRepeat) {
  const std::vector<float> samples = bursts(2.0);
  const std::vector<float> one = roll(samples, {.steps = 2, .seed = 1});
  EXPECT_EQ(roll(samples, {.steps = 2, .seed = 1}), one);
  EXPECT_NE(roll(samples, {.steps = 2, .seed = 2}), one);
  EXPECT_NE(roll(samples, {.steps = 3, .seed = 1}), one);
  EXPECT_EQ(roll(samples, {.steps = 0, .seed = 1}), one) << "the model was calibrated with two steps";
}

TEST_F(Listening, SamplesAreDrawnAsSeedsOneAfterTheOther) {
  const std::vector<float> samples = bursts(1.5);
  const std::vector<float> drawn = roll(samples, {.seed = 5, .samples = 3});
  for (std::uint64_t draw = 0; draw < 3; ++draw) {
    const std::vector<float> alone = roll(samples, {.seed = 5 + draw});
    ASSERT_EQ(drawn.size(), 3 * alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      ASSERT_EQ(drawn[(i / width * 3 + draw) * width + i % width], alone[i]) << draw << ", " << i;
    }
  }
}

TEST_F(Listening, SamplesAreMergedAlikeByAnyNumberOfThreads) {
  const std::filesystem::path wav = folder / "bursts.wav";
  audio::write_wav(wav, bursts(6.0));
  Transcriber transcriber(model_path);
  const auto with = [&](int threads) {
    return transcriber.transcribe_with_doubts(wav, {.threads = threads, .samples = 4});
  };
  const Transcription alone = with(1);
  EXPECT_THAT(alone.performance.hits, Not(IsEmpty()));
  EXPECT_TRUE(
      std::ranges::all_of(alone.performance.hits, [](const score::Hit& hit) { return hit.probability.has_value(); }));
  EXPECT_THAT(alone.doubts, Not(IsEmpty()));
  const Transcription together = with(5);
  EXPECT_EQ(together.performance, alone.performance);
  ASSERT_EQ(together.doubts.size(), alone.doubts.size());
  for (std::size_t i = 0; i < alone.doubts.size(); ++i) {
    EXPECT_EQ(together.doubts[i].hit, alone.doubts[i].hit);
    EXPECT_EQ(together.doubts[i].others, alone.doubts[i].others);
  }
}

TEST_F(Listening, ADraftOfLittleStrengthComesThrough) {
  // At the lowest level, sigma_min = 0.02, noise hides nothing: hits stay where the denoiser's skip connection is
  // near 1.
  const std::vector<float> samples = bursts(1.0);
  const std::vector<score::Hit> hits = {{0.25, score::Drum::kick, 0.5F}, {0.9, score::Drum::ride_bell, 0.9F}};
  std::vector<float> frames;
  const Draft draft{hits, 1e-6};
  Ensemble(load_model(model_path))
      .listen(
          source_of(samples), 1.0F, {},
          [&](std::span<const float> piece) { frames.insert(frames.end(), piece.begin(), piece.end()); }, 0.0, {},
          &draft);
  const std::vector<float> expected = score::to_planes(hits, 0.0, 101);
  ASSERT_EQ(frames.size(), expected.size());
  for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_NEAR(frames[i], 0.5F * (expected[i] + 1.0F), 0.15F);
}

TEST_F(Listening, LoudnessDoesNotMatter) {
  std::vector<float> samples = bursts(3.0);
  Transcriber transcriber(model_path);
  const score::Performance loud = transcriber.transcribe(samples);
  for (float& sample : samples) sample *= 0.0625F;  // a power of two, so that scaling back is exact
  EXPECT_EQ(transcriber.transcribe(samples), loud);
}

TEST_F(Listening, SilenceHasItsDurationAndNoHits) {
  Transcriber transcriber(model_path);
  const score::Performance nothing = transcriber.transcribe(std::vector<float>(44100, 0.0F));
  EXPECT_THAT(nothing.hits, IsEmpty());
  EXPECT_DOUBLE_EQ(nothing.duration, 1.0);
  EXPECT_EQ(transcriber.transcribe(std::span<const float>()), score::Performance());
}

TEST_F(Listening, SamplesThatAreNoNumbersAreSilence) {
  std::vector<float> samples = bursts(1.0);
  samples[20000] = 0.0F;
  Transcriber transcriber(model_path);
  const score::Performance clean = transcriber.transcribe(samples);
  samples[20000] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(transcriber.transcribe(samples), clean);
}

TEST_F(Listening, HitsAreInOrderAndInsideTheRecording) {
  const score::Performance performance = Transcriber(model_path).transcribe(bursts(3.0));
  EXPECT_TRUE(std::ranges::is_sorted(performance.hits, {}, &score::Hit::time));
  for (const score::Hit& hit : performance.hits) {
    EXPECT_GE(hit.time, 0.0);
    EXPECT_LE(hit.time, performance.duration);
  }
}

TEST_F(Listening, ProgressRisesToTheWhole) {
  std::vector<double> done;
  Transcriber(model_path).transcribe(bursts(6.0), {.threads = 1}, [&](double now, double total) {
    done.push_back(now);
    EXPECT_DOUBLE_EQ(total, 6.0);
  });
  EXPECT_GT(done.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_DOUBLE_EQ(done.back(), 6.0);
}

TEST_F(Listening, WhatProgressThrowsEndsIt) {
  Transcriber transcriber(model_path);
  const auto stop = [](double, double) { throw std::runtime_error("enough"); };
  EXPECT_THROW(transcriber.transcribe(bursts(6.0), {}, stop), std::runtime_error);
  EXPECT_NO_THROW(transcriber.transcribe(bursts(1.0)));
}

TEST_F(Listening, OptionsOutOfRangeAreRefused) {
  Transcriber transcriber(model_path);
  const std::vector<float> samples = bursts(0.5);
  EXPECT_THROW(transcriber.transcribe(samples, {.steps = -1}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.guidance = -1.5}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.guidance = std::nan("")}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.threads = -1}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.sensitivity = 1.5}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.sensitivity = std::nan("")}), Error);
  EXPECT_THROW(transcriber.transcribe(samples, {.samples = 0}), Error);
}

TEST_F(Listening, AModelOfAnotherKindIsRefusedByName) {
  const auto refuses = [&](const std::map<std::string, std::string>& metadata, const char* reason) {
    const std::vector<std::uint8_t> bytes = nn::to_safetensors({{"a", {1}, {0.0F}}}, metadata, nn::Type::f32);
    const std::filesystem::path path = folder / "other.safetensors";
    score::write_file(path, std::span<const std::uint8_t>(bytes));
    EXPECT_THAT([&] { Transcriber{path}; },
                ThrowsMessage<Error>(testing::AllOf(HasSubstr("other"), HasSubstr(reason))));
  };
  const std::string config = models::n2n::to_json(test::tiny_config());
  refuses({}, "no transcriber");
  refuses({{"system", "striker"}, {"config", config}}, "no transcriber");
  refuses({{"system", "n2n"}, {"config", config}, {"sampling", "{\"steps\": 0}"}}, "sampling");
  refuses({{"system", "n2n"}, {"config", config}, {"peaks", "{\"neighbours\": 0}"}}, "neighbours");
  models::n2n::Config seven = test::tiny_config();
  seven.drums = 7;
  refuses({{"system", "n2n"}, {"config", models::n2n::to_json(seven)}}, "");
  EXPECT_THROW(Transcriber{folder / "absent.safetensors"}, Error);
}

TEST_F(Listening, TheEnvironmentNamesTheDefaultModel) {
  ASSERT_EQ(setenv("DRUMLIN_MODEL", model_path.c_str(), 1), 0);
  EXPECT_EQ(default_model(), model_path);
  ASSERT_EQ(setenv("DRUMLIN_MODEL", (folder / "absent").c_str(), 1), 0);
  EXPECT_THAT(default_model, ThrowsMessage<Error>(HasSubstr("absent")));
  unsetenv("DRUMLIN_MODEL");
}

}  // namespace
}  // namespace drumlin::transcribe
