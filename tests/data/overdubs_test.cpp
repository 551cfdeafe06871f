// What is laid over a performance falls where it belongs.
#include "data/overdubs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/rock_beat.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

/// How far from a multiple of `step` seconds, itself in seconds.
double off(double time, double step) {
  return std::abs(time - step * std::round(time / step));
}

TEST(Overdubs, GoWithTheDrummer) {
  // The drummer is 20 ms late on every eighth; what is laid over on an eighth is late with him, within 4 deviations of
  // its own 8 ms at most.
  for (int seed = 0; seed < 100; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = rock_beat(0.020);
    std::erase_if(excerpt.hits, [](const Hit& hit) { return keeps_time(hit.drum); });
    const std::size_t played = excerpt.hits.size();
    keep_time(excerpt, random);
    EXPECT_GT(excerpt.hits.size(), played + 10);
    double mean = 0.0;
    int count = 0;
    for (const Hit& hit : excerpt.hits) {
      if (off(hit.time, 0.5) > 0.06) continue;
      mean += hit.time - 0.5 * std::round(hit.time / 0.5);
      ++count;
    }
    EXPECT_NEAR(mean / count, 0.020, 0.008) << seed;
  }
}

TEST(Overdubs, AnotherTimeKeeperTakesThePlaceOfTheFirst) {
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = rock_beat(0.0);
    for (Hit& hit : excerpt.hits) {
      if (hit.drum == Drum::hihat_closed) hit.drum = Drum::ride_bow;
    }
    const auto rides = [&] {
      return std::ranges::count_if(excerpt.hits, [](const Hit& hit) { return hit.velocity == 0.6F; });
    };
    EXPECT_EQ(rides(), 40);
    keep_time(excerpt, random);
    EXPECT_EQ(rides(), 0);
  }
}

TEST(Overdubs, CrashesFallOnEighthsAndMostOfAllOnDownbeatsAndReplaceTheHats) {
  int downbeats = 0;
  int elsewhere = 0;
  for (int seed = 0; seed < 100; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = rock_beat(0.0);
    add_crashes(excerpt, random);
    for (const Hit& hit : excerpt.hits) {
      if (hit.drum != Drum::crash) continue;
      EXPECT_LT(off(hit.time, 0.25), 0.04);  // five deviations
      (off(hit.time, 2.0) < 0.05 ? downbeats : elsewhere) += 1;
      for (const Hit& other : excerpt.hits) {
        EXPECT_FALSE(other.drum == Drum::hihat_closed && std::abs(other.time - hit.time) < 0.02);
      }
    }
  }
  EXPECT_GT(downbeats, 100);
  EXPECT_GT(downbeats, elsewhere);
}

TEST(Overdubs, FiguresLeaveWhatIsPlayed) {
  for (int seed = 0; seed < 50; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = rock_beat(0.0);
    add_figure(excerpt, random);
    for (const Hit& hit : rock_beat(0.0).hits) {
      EXPECT_TRUE(std::ranges::any_of(excerpt.hits, [&hit](const Hit& other) {
        return other.drum == hit.drum && std::abs(other.time - hit.time) < 0.04;
      }));
    }
  }
}

TEST(Overdubs, OffBeatsOfEighthsAreHalfOfThem) {
  Excerpt excerpt = rock_beat(0.0);
  open_off_beats(excerpt);
  const auto count = [&excerpt](Drum drum) { return std::ranges::count(excerpt.hits, drum, &Hit::drum); };
  EXPECT_EQ(count(Drum::hihat_open), 20);
  EXPECT_EQ(count(Drum::hihat_closed), 20);
}

}  // namespace
}  // namespace drumlin::data
