// Rolls and planes against values worked by hand from the definitions in score/roll.h.
#include "score/roll.h"

#include <gtest/gtest.h>

#include <cmath>

namespace drumlin::score {
namespace {

Performance quarter_notes() {
  Performance performance;
  performance.duration = 4.0;
  for (int i = 0; i < 36; ++i) {
    performance.hits.push_back({i * 0.1034, static_cast<Drum>(i % drum_count), static_cast<float>(i + 1) / 36.0F});
  }
  return performance;
}

float onset(const std::vector<float>& planes, int frame, Drum drum) {
  return planes[static_cast<std::size_t>(frame * 2 * drum_count + static_cast<int>(drum))];
}

float velocity(const std::vector<float>& planes, int frame, Drum drum) {
  return planes[static_cast<std::size_t>(frame * 2 * drum_count + drum_count + static_cast<int>(drum))];
}

TEST(Roll, KeepsEveryHitWithinHalfAFrame) {
  const Performance before = quarter_notes();
  const Performance after = to_performance(to_roll(before, 400));
  ASSERT_EQ(after.hits.size(), before.hits.size());
  EXPECT_EQ(after.duration, 4.0);
  for (std::size_t i = 0; i < before.hits.size(); ++i) {
    EXPECT_NEAR(after.hits[i].time, before.hits[i].time, 0.005 + 1e-9);
    EXPECT_EQ(after.hits[i].drum, before.hits[i].drum);
    EXPECT_EQ(after.hits[i].velocity, before.hits[i].velocity);
  }
}

TEST(Roll, ASecondHitOfTheDrumGoesToTheNearestFreeFrame) {
  const Performance flam{{{0.100, Drum::snare_head, 0.3F}, {0.102, Drum::snare_head, 0.9F}}, 1.0};
  const Performance after = to_performance(to_roll(flam, 100));
  ASSERT_EQ(after.hits.size(), 2U);
  EXPECT_DOUBLE_EQ(after.hits[0].time, 0.10);
  EXPECT_DOUBLE_EQ(after.hits[1].time, 0.11);
  EXPECT_EQ(after.hits[1].velocity, 0.9F);
}

TEST(Roll, TheNearestFreeFrameMayBeEarlier) {
  const Performance twice{{{0.098, Drum::kick, 0.3F}, {0.099, Drum::kick, 0.9F}}, 1.0};
  const Performance after = to_performance(to_roll(twice, 100));
  ASSERT_EQ(after.hits.size(), 2U);
  EXPECT_DOUBLE_EQ(after.hits[0].time, 0.09);
  EXPECT_DOUBLE_EQ(after.hits[1].time, 0.10);
}

TEST(Roll, HitsBeyondTheLastFrameAreLeftOut) {
  const Performance late{{{0.094, Drum::kick, 1.0F}, {0.096, Drum::crash, 1.0F}, {5.0, Drum::kick, 1.0F}}, 6.0};
  const Performance after = to_performance(to_roll(late, 10));
  ASSERT_EQ(after.hits.size(), 1U);
  EXPECT_EQ(after.hits[0].drum, Drum::kick);
}

TEST(Roll, AnOnsetCountsFromAHalf) {
  Roll roll = to_roll({}, 2);
  roll.onset[0] = 0.49F;
  roll.onset[drum_count] = 0.5F;
  roll.velocity[drum_count] = 0.25F;
  const Performance heard = to_performance(roll);
  ASSERT_EQ(heard.hits.size(), 1U);
  EXPECT_EQ(heard.hits[0], (Hit{0.01, Drum::kick, 0.25F}));
}

// A hit on frame 5: height 1 there and, 1 frame of 1.5 away, 1 − 2·(1/1.5) = −1/3 beside it.
TEST(Planes, AHitOnAFrameIsATriangleOfThreeFrames) {
  const std::vector<Hit> hits = {{0.05, Drum::crash, 0.75F}};
  const std::vector<float> planes = to_planes(hits, 0.0, 10);
  ASSERT_EQ(planes.size(), 10U * 36U);
  EXPECT_NEAR(onset(planes, 5, Drum::crash), 1.0F, 1e-6F);
  for (const int beside : {4, 6}) {
    EXPECT_NEAR(onset(planes, beside, Drum::crash), -1.0F / 3.0F, 1e-6F);
    EXPECT_FLOAT_EQ(velocity(planes, beside, Drum::crash), 0.5F);
  }
  for (const int away : {3, 7}) {
    EXPECT_EQ(onset(planes, away, Drum::crash), -1.0F);
    EXPECT_EQ(velocity(planes, away, Drum::crash), -1.0F);
  }
  EXPECT_EQ(onset(planes, 5, Drum::kick), -1.0F);
}

// A hit 0.4 of the way from frame 5 to 6: distances 1.4, 0.4, 0.6; heights 1 − 2d/1.5.
TEST(Planes, TheTriangleTellsTheTimeBetweenFrames) {
  const std::vector<Hit> hits = {{2.054, Drum::kick, 1.0F}};
  const std::vector<float> planes = to_planes(hits, 2.0, 10);
  EXPECT_NEAR(onset(planes, 4, Drum::kick), 1.0 - 2.0 * 1.4 / 1.5, 1e-5);
  EXPECT_NEAR(onset(planes, 5, Drum::kick), 1.0 - 2.0 * 0.4 / 1.5, 1e-5);
  EXPECT_NEAR(onset(planes, 6, Drum::kick), 1.0 - 2.0 * 0.6 / 1.5, 1e-5);
  EXPECT_EQ(onset(planes, 7, Drum::kick), -1.0F);
}

// Hits on frames 3 and 5: frame 4 is equally near, the rest belongs to its nearer hit.
TEST(Planes, WhereTrianglesMeetTheNearerHitStands) {
  const std::vector<Hit> hits = {{0.03, Drum::kick, 0.2F}, {0.045, Drum::kick, 1.0F}};
  const std::vector<float> planes = to_planes(hits, 0.0, 10);
  EXPECT_NEAR(onset(planes, 3, Drum::kick), 1.0, 1e-5);
  EXPECT_NEAR(velocity(planes, 3, Drum::kick), -0.6, 1e-5);
  EXPECT_NEAR(onset(planes, 4, Drum::kick), 1.0 - 2.0 * 0.5 / 1.5, 1e-5);
  EXPECT_NEAR(velocity(planes, 4, Drum::kick), 1.0, 1e-5);
}

TEST(Planes, HitsJustOutsideLeanIn) {
  const std::vector<Hit> hits = {{0.99, Drum::kick, 1.0F}, {1.10, Drum::crash, 1.0F}, {1.12, Drum::splash, 1.0F}};
  const std::vector<float> planes = to_planes(hits, 1.0, 10);
  EXPECT_NEAR(onset(planes, 0, Drum::kick), -1.0 / 3.0, 1e-5);
  EXPECT_NEAR(onset(planes, 9, Drum::crash), -1.0 / 3.0, 1e-5);
  for (int frame = 0; frame < 10; ++frame) EXPECT_EQ(onset(planes, frame, Drum::splash), -1.0F);
}

}  // namespace
}  // namespace drumlin::score
