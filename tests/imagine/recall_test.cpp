// What is recalled from hand-made grooves, whose gaps have one right answer.
#include "imagine/recall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace drumlin::imagine {
namespace {

using score::Drum;
using score::Hit;
using testing::IsEmpty;
using testing::Optional;

/// A bar of two seconds from `start` on: hats on every eighth; the drum besides kick and snare tells grooves apart.
void add_bar(std::vector<Hit>& hits, double start, Drum other, double beat = 0.5) {
  for (int eighth = 0; eighth < 8; ++eighth) {
    hits.push_back({start + eighth * beat / 2, Drum::hihat_closed, eighth % 2 == 0 ? 0.6F : 0.4F});
  }
  hits.push_back({start, Drum::kick, 0.8F});
  hits.push_back({start + beat, Drum::snare_head, 0.7F});
  hits.push_back({start + 2.5 * beat, Drum::kick, 0.75F});
  hits.push_back({start + 3 * beat, Drum::snare_head, 0.9F});
  hits.push_back({start + 3.5 * beat, other, 0.5F});
}

struct Torn {
  std::vector<Hit> known;
  std::vector<Hit> missing;
};

Torn tear(std::vector<Hit> hits, const Region& gap) {
  score::Performance sorted{std::move(hits), 0.0};
  score::sort_hits(sorted);
  Torn torn;
  for (const Hit& hit : sorted.hits) {
    (hit.time >= gap.start && hit.time < gap.end ? torn.missing : torn.known).push_back(hit);
  }
  return torn;
}

void expect_near(const std::optional<std::vector<Hit>>& draft, const std::vector<Hit>& played, double seconds) {
  ASSERT_TRUE(draft.has_value());
  const std::vector<Hit>& recalled = *draft;
  EXPECT_EQ(recalled.size(), played.size());
  for (const Hit& hit : played) {
    const auto is_it = [&](const Hit& other) {
      return other.drum == hit.drum && std::abs(other.time - hit.time) <= seconds &&
             std::abs(other.velocity - hit.velocity) <= 1e-6;
    };
    EXPECT_TRUE(std::ranges::any_of(recalled, is_it)) << score::name(hit.drum) << " at " << hit.time;
  }
}

TEST(Recall, AGrooveThatRepeatsIsRestoredExactly) {
  std::vector<Hit> hits;
  for (int bar = 0; bar < 8; ++bar) add_bar(hits, 0.1 + 2.0 * bar, Drum::tom_low);
  for (const Region gap : {Region{6.3, 6.8}, {7.0, 8.0}, {5.55, 9.55}, {12.0, 16.1}, {0.0, 2.0}}) {
    const Torn torn = tear(hits, gap);
    const auto recalled = recall(torn.known, {&gap, 1}, gap, 16.1);
    expect_near(recalled, torn.missing, 1e-9);
  }
}

TEST(Recall, NoTempoIsNeeded) {
  for (const double beat : {0.29, 0.43, 0.77}) {
    std::vector<Hit> hits;
    for (int bar = 0; bar < 8; ++bar) add_bar(hits, 4 * beat * bar, Drum::crash, beat);
    const Region gap{14.2 * beat, 18.4 * beat};
    const Torn torn = tear(hits, gap);
    expect_near(recall(torn.known, {&gap, 1}, gap, 32 * beat), torn.missing, 0.005);
  }
}

TEST(Recall, HandsMayDrift) {
  std::vector<Hit> hits;
  for (int bar = 0; bar < 8; ++bar) add_bar(hits, 2.0 * bar, Drum::tom_low);
  for (std::size_t i = 0; i < hits.size(); ++i) hits[i].time += 0.01 * std::sin(static_cast<double>(i * i));
  const Region gap{6.1, 7.9};
  const Torn torn = tear(hits, gap);
  expect_near(recall(torn.known, {&gap, 1}, gap, 16.0), torn.missing, 0.03);
}

TEST(Recall, WhereTheGrooveChangesBeforeTheGapItIsTheLaterOne) {
  std::vector<Hit> hits;
  for (int bar = 0; bar < 4; ++bar) add_bar(hits, 2.0 * bar, Drum::tom_low);
  for (int bar = 4; bar < 8; ++bar) {
    for (int eighth = 0; eighth < 8; ++eighth) hits.push_back({2.0 * bar + eighth / 4.0, Drum::ride_bow, 0.5F});
    hits.push_back({2.0 * bar + 0.5, Drum::kick, 0.8F});
    hits.push_back({2.0 * bar + 1.0, Drum::side_stick, 0.8F});
  }
  const Region gap{8.4, 9.9};  // the first bar of the new groove: it is known from later alone
  const Torn torn = tear(hits, gap);
  expect_near(recall(torn.known, {&gap, 1}, gap, 16.0), torn.missing, 1e-9);
}

TEST(Recall, SilentSurroundingsStaySilent) {
  std::vector<Hit> hits;
  for (int bar = 0; bar < 4; ++bar) add_bar(hits, 2.0 * bar, Drum::tom_low);
  const Region gap{25.0, 27.0};
  EXPECT_THAT(recall(hits, {&gap, 1}, gap, 40.0), Optional(IsEmpty()));
}

TEST(Recall, WhatNeverRecursIsNotRecalled) {
  const Region gap{4.0, 5.0};
  const std::vector<Hit> once = {{2.0, Drum::kick, 0.5F}, {3.1, Drum::crash, 0.5F}, {5.7, Drum::tom_low, 0.5F}};
  EXPECT_EQ(recall(once, {&gap, 1}, gap, 8.0), std::nullopt);
  EXPECT_EQ(recall({}, {&gap, 1}, gap, 40.0), std::nullopt);
}

TEST(Recall, NothingIsRecalledFromWhatIsUnknown) {
  // The bars on both sides are torn out too; what stands there is none of our business.
  std::vector<Hit> hits;
  for (int bar = 0; bar < 8; ++bar) add_bar(hits, 2.0 * bar, Drum::tom_low);
  const std::vector<Region> unknown = {{4.0, 6.0}, {6.5, 7.5}, {8.0, 10.0}};
  std::vector<Hit> known;
  for (const Hit& hit : hits) {
    const auto hides = [&](const Region& r) { return hit.time >= r.start && hit.time < r.end; };
    if (std::ranges::none_of(unknown, hides)) known.push_back(hit);
  }
  const Torn torn = tear(hits, unknown[1]);
  expect_near(recall(known, unknown, unknown[1], 16.0), torn.missing, 1e-9);
}

TEST(Recall, OfSeveralAnswersTheMajorityWins) {
  // One bar in six has a crash where the others have a tom.
  std::vector<Hit> hits;
  for (int bar = 0; bar < 7; ++bar) add_bar(hits, 2.0 * bar, bar == 1 ? Drum::crash : Drum::tom_low);
  const Region gap{7.0, 8.0};
  const Torn torn = tear(hits, gap);
  expect_near(recall(torn.known, {&gap, 1}, gap, 14.0), torn.missing, 1e-9);
}

}  // namespace
}  // namespace drumlin::imagine
