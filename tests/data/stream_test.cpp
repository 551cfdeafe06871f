// Examples: the same for the same number on any thread, of the right sizes, with labels that are true.
#include "data/stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "audio/reader.h"
#include "data/small_data_set.h"

namespace drumlin::data {
namespace {

StreamConfig short_config() {
  StreamConfig config;
  config.frames = 64;
  config.features.bands = 40;
  config.features.windows = {1024};
  return config;
}

TEST(Stream, TheSameNumberGivesTheSameExample) {
  const Stream one(short_config());
  const Stream other(short_config());
  for (const std::uint64_t number : {5U, 3U, 5U}) {
    const Recording a = one.recording(number);
    const Recording b = other.recording(number);
    EXPECT_EQ(a.samples, b.samples);
    EXPECT_EQ(a.performance, b.performance);
  }
}

TEST(Stream, AnyNumberOfThreadsGivesTheSameExamples) {
  constexpr int count = 12;
  const Stream alone(short_config());
  const Stream shared(short_config());
  std::vector<Example> expected;
  for (int i = 0; i < count; ++i) expected.push_back(alone.example(static_cast<std::uint64_t>(i)));
  std::vector<Example> found(count);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < count; i += 4)
        found[static_cast<std::size_t>(i)] = shared.example(static_cast<std::uint64_t>(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(found[i].features, expected[i].features) << i;
    EXPECT_EQ(found[i].planes, expected[i].planes) << i;
  }
}

TEST(Stream, APerformanceWithoutSoundIsItsNumbers) {
  const Stream one(short_config());
  const Stream other(short_config());
  const std::vector<float> planes = one.performance_planes(7);
  ASSERT_EQ(planes.size(), 64U * 2 * score::drum_count);
  EXPECT_EQ(other.performance_planes(7), planes);
  EXPECT_NE(one.performance_planes(8), planes);
  // Onset planes reach 1 at a stroke that stands on a frame and at least 1/3 beside one that stands between two.
  float highest = -1.0F;
  for (std::uint64_t number = 0; number < 8; ++number) {
    const std::vector<float> other_planes = one.performance_planes(number);
    highest = std::max(highest, *std::ranges::max_element(other_planes));
  }
  EXPECT_GE(highest, 1.0F / 3.0F);
  EXPECT_LE(highest, 1.0F);
}

TEST(Stream, NumbersSeedsAndSplitsDiffer) {
  StreamConfig config = short_config();
  const Stream stream(config);
  const std::vector<float> samples = stream.recording(1).samples;
  EXPECT_NE(stream.recording(2).samples, samples);
  config.seed = 2;
  EXPECT_NE(Stream(config).recording(1).samples, samples);
  config = short_config();
  config.held_out = true;
  EXPECT_NE(Stream(config).recording(1).samples, samples);
}

TEST(Stream, ExamplesHaveTheSizesPromised) {
  StreamConfig config = short_config();
  config.features.windows = {512, 1024, 2048};
  const Stream stream(config);
  const Example example = stream.example(0);
  EXPECT_EQ(example.features.size(), 3U * 64U * 40U);
  EXPECT_EQ(example.planes.size(), 64U * 2U * score::drum_count);
  EXPECT_EQ(stream.recording(0).samples.size(), 64U * audio::hop);
}

TEST(Stream, LabelsLieInsideTheExcerptAndSoundIsFinite) {
  const Stream stream(short_config());
  int labelled = 0;
  for (std::uint64_t number = 0; number < 30; ++number) {
    const Recording recording = stream.recording(number);
    EXPECT_DOUBLE_EQ(recording.performance.duration, 0.64);
    labelled += recording.performance.hits.empty() ? 0 : 1;
    for (const score::Hit& hit : recording.performance.hits) {
      EXPECT_GE(hit.time, 0.0);
      EXPECT_LT(hit.time, 0.64);
    }
    EXPECT_TRUE(
        std::all_of(recording.samples.begin(), recording.samples.end(), [](float x) { return std::isfinite(x); }));
  }
  EXPECT_GT(labelled, 15);
}

TEST(Stream, PlanesShowTheLabels) {
  const Stream stream(short_config());
  for (std::uint64_t number = 0; number < 10; ++number) {
    const std::vector<float> planes = stream.example(number).planes;
    for (const score::Hit& hit : stream.recording(number).performance.hits) {
      const auto frame = static_cast<std::size_t>(std::min(63.0, std::round(hit.time * 100.0)));
      EXPECT_GT(planes[frame * 2 * score::drum_count + static_cast<std::size_t>(hit.drum)], -1.0F);
    }
  }
}

TEST(Stream, LevelsGoFromFullScaleDownward) {
  StreamConfig config = short_config();
  const Stream stream(config);
  int full = 0;
  int lower = 0;
  for (std::uint64_t number = 0; number < 40; ++number) {
    const float level = audio::peak_level(stream.recording(number).samples);
    EXPECT_LT(level, 1.01F);
    (level > 0.99F ? full : lower) += 1;
  }
  EXPECT_GT(full, 8);
  EXPECT_GT(lower, 8);
}

TEST(Stream, SomeExamplesAreAllButSilentAndWithoutLabels) {
  StreamConfig config = short_config();
  config.frames = 16;
  config.bands = 0.0;
  const Stream stream(config);
  bool found = false;
  // 3 % have no drums, a fifth of them next to no sound: of a thousand, six.
  for (std::uint64_t number = 0; number < 1000 && !found; ++number) {
    const Recording recording = stream.recording(number);
    found = audio::peak_level(recording.samples) < 0.005F;
    EXPECT_TRUE(!found || recording.performance.hits.empty());
  }
  EXPECT_TRUE(found);
}

TEST(Stream, RecordedKitsAndPerformancesAreDrawnFrom) {
  const SmallDataSet data;
  StreamConfig config = short_config();
  config.frames = 256;
  config.root = data.root();
  config.procedural_grooves = 0.0;
  for (const bool held_out : {false, true}) {
    config.held_out = held_out;
    const Stream stream(config);
    std::size_t hits = 0;
    for (std::uint64_t number = 0; number < 10; ++number) hits += stream.recording(number).performance.hits.size();
    EXPECT_GT(hits, 20U);
  }
}

TEST(Stream, TheRealDataSetGivesExamples) {
  const std::filesystem::path root = std::filesystem::path(DRUMLIN_SOURCE_DIR).parent_path() / "shared" / "data";
  if (!std::filesystem::exists(root / "kits/index.json")) GTEST_SKIP() << "no data at " << root;
  StreamConfig config;
  config.root = root;
  config.held_out = true;  // the small half
  const Stream stream(config);
  std::size_t hits = 0;
  for (std::uint64_t number = 0; number < 5; ++number) hits += stream.recording(number).performance.hits.size();
  EXPECT_GT(hits, 20U);
}

}  // namespace
}  // namespace drumlin::data
