#include "train/batches.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>

#include "train/toy.h"

namespace drumlin::train {
namespace {

using testing::AllOf;
using testing::Each;
using testing::SizeIs;

std::vector<Batch> draw(Config config, int workers, int count, std::int64_t first = 0, Place place = {}) {
  config.run.workers = workers;
  Batches batches(config, toy_source(config), toy_performances(config), first, place);
  std::vector<Batch> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(batches.next());
  return drawn;
}

void expect_same(const Batch& a, const Batch& b) {
  EXPECT_EQ(a.features, b.features);
  EXPECT_EQ(a.planes, b.planes);
  EXPECT_EQ(a.noise, b.noise);
  EXPECT_EQ(a.heard, b.heard);
  EXPECT_EQ(a.audible, b.audible);
  EXPECT_EQ(a.sigma, b.sigma);
}

TEST(Batches, DoNotDependOnTheNumberOfWorkers) {
  const Config config = toy_config();
  const std::vector<Batch> inline_drawn = draw(config, 0, 6);
  const std::vector<Batch> drawn = draw(config, 3, 6);
  for (std::size_t i = 0; i < drawn.size(); ++i) expect_same(drawn[i], inline_drawn[i]);
}

TEST(Batches, GoOnWhereARunStopped) {
  const Config config = toy_config();
  expect_same(draw(config, 2, 5).back(), draw(config, 2, 2, 3).back());
}

TEST(Batches, OfTwoProcessesAreTheHalvesOfOne) {
  const Config half = toy_config("[training]\nbatch = 2");
  const Config whole = toy_config("[training]\nbatch = 4");
  const Batch first = draw(half, 0, 2, 0, {.rank = 0, .world = 2}).back();
  const Batch second = draw(half, 0, 2, 0, {.rank = 1, .world = 2}).back();
  std::vector<float> both = first.noise;
  both.insert(both.end(), second.noise.begin(), second.noise.end());
  EXPECT_EQ(both, draw(whole, 0, 2).back().noise);
}

TEST(Batches, HaveTheirPerformancesLastAndUnheard) {
  const Config config = toy_config("[training]\nbatch = 2\nunpaired = 3");
  const Batch batch = draw(config, 2, 2).back();
  EXPECT_EQ(batch.paired, 2);
  EXPECT_EQ(batch.size, 5);
  const std::size_t frames = 16;
  EXPECT_EQ(batch.audible.size(), 2 * frames);
  EXPECT_THAT(std::vector(batch.heard.begin() + 2 * frames, batch.heard.end()), AllOf(SizeIs(3 * frames), Each(0.0F)));
  const std::vector<float> last = toy_example(config, 5).planes;
  EXPECT_TRUE(std::equal(last.rbegin(), last.rend(), batch.planes.rbegin()));
}

TEST(Batches, MayBePerformancesAlone) {
  const Config config = toy_config("[training]\nbatch = 2\nunpaired = 3");
  Config alone = config;
  alone.training.batch = 0;
  const Batch batch = draw(alone, 2, 2).back();
  EXPECT_EQ(batch.paired, 0);
  EXPECT_EQ(batch.size, 3);
  EXPECT_TRUE(std::equal(batch.noise.rbegin(), batch.noise.rend(), draw(config, 0, 2).back().noise.rbegin()));
}

TEST(Batches, KeepFewExamplesInMemory) {
  const Config config = toy_config();
  std::vector<std::uint64_t> made;
  const Batches::Source source = [&](std::uint64_t number) {
    made.push_back(number);
    return toy_example(config, number);
  };
  const Batches::Source kept = keep(source, 3);
  for (std::uint64_t number = 0; number < 9; ++number) {
    EXPECT_EQ(kept(number).planes, toy_example(config, number % 3).planes) << number;
  }
  EXPECT_EQ(made, (std::vector<std::uint64_t>{0, 1, 2}));
}

TEST(Batches, RethrowWhatTheSourceThrew) {
  Config config = toy_config();
  config.run.workers = 2;
  const auto source = [&](std::uint64_t number) {
    if (number == 9) throw Error("broken");
    return toy_example(config, number);
  };
  Batches batches(config, source, nullptr, 0);
  EXPECT_THROW(
      {
        batches.next();
        batches.next();
      },
      Error);
}

TEST(Corruption, SharesAreKept) {
  const Config config = toy_config("[noise]\nshare_at_max = 0.25\nforget_all = 0.1\nforget_span = 0.5");
  const int count = 2000;
  int at_max = 0;
  int deaf = 0;
  int span = 0;
  for (int i = 0; i < count; ++i) {
    const Corruption corruption = draw_corruption(config, static_cast<std::uint64_t>(i));
    const auto heard = std::count(corruption.heard.begin(), corruption.heard.end(), 1.0F);
    at_max += corruption.sigma == config.schedule.sigma_max ? 1 : 0;
    deaf += heard == 0 ? 1 : 0;
    span += heard > 0 && heard < config.model.frames ? 1 : 0;
  }
  // Five standard deviations of a share of 2000 are below 0.06. 6 % of the drawn levels lie above sigma_max too.
  EXPECT_NEAR(at_max / double(count), 0.25 + 0.75 * 0.06, 0.06);
  EXPECT_NEAR(deaf / double(count), 0.1, 0.04);
  EXPECT_NEAR(span / double(count), 0.9 * 0.5, 0.06);
}

TEST(Corruption, SoundIsCutOutOnlyForASpan) {
  const Config config = toy_config("[noise]\nforget_all = 0.5\nforget_span = 1");
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Corruption corruption = draw_corruption(config, i);
    const bool deaf = std::ranges::count(corruption.heard, 1.0F) == 0;
    EXPECT_EQ(corruption.audible, deaf ? std::vector<float>(16, 1.0F) : corruption.heard);
  }
}

TEST(Corruption, NothingIsForgottenUnlessAskedFor) {
  const Config config = toy_config("[noise]\nforget_all = 0\nforget_span = 0");
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_THAT(draw_corruption(config, i).heard, Each(1.0F));
}

}  // namespace
}  // namespace drumlin::train
