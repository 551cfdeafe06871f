// Where windows of 8 frames stand, worked out by hand.
#include "imagine/windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drumlin::imagine {
namespace {

using testing::ElementsAre;

std::vector<Window> plan(const std::vector<Frames>& regions, std::int64_t end) {
  return plan_windows(regions, 8, end);
}

TEST(Windows, AShortRegionStandsInTheMiddle) {
  EXPECT_THAT(plan({{50, 54}}, 100), ElementsAre(Window{48, {50, 54}}));
  EXPECT_THAT(plan({{50, 52}}, 100), ElementsAre(Window{47, {50, 52}}));
}

TEST(Windows, OfALongRegionEachKnowsHalfAWindowBeforeWhatIsNew) {
  EXPECT_THAT(plan({{50, 61}}, 100), ElementsAre(Window{46, {50, 54}}, Window{50, {54, 58}}, Window{55, {58, 61}}));
}

TEST(Windows, StayWithinThePiece) {
  EXPECT_THAT(plan({{0, 2}}, 100), ElementsAre(Window{0, {0, 2}}));
  EXPECT_THAT(plan({{98, 100}}, 100), ElementsAre(Window{92, {98, 100}}));
}

TEST(Windows, FromTheStartOfAPieceTheFirstIsFilledWhole) {
  EXPECT_THAT(plan({{0, 14}}, 14), ElementsAre(Window{0, {0, 8}}, Window{4, {8, 12}}, Window{6, {12, 14}}));
}

TEST(Windows, MayBeLongerThanThePiece) {
  EXPECT_THAT(plan({{1, 5}}, 5), ElementsAre(Window{0, {1, 5}}));
}

TEST(Windows, ComeInOrderAndEveryFrameOfTheRegionsOnce) {
  const std::vector<Frames> regions = {{3, 9}, {11, 12}, {40, 90}};
  std::vector<std::int64_t> imagined;
  std::int64_t first = 0;
  for (const Window& window : plan(regions, 95)) {
    EXPECT_GE(window.first, first);
    first = window.first;
    EXPECT_GE(window.imagined.from, window.first);
    EXPECT_LE(window.imagined.to, window.first + 8);
    for (std::int64_t frame = window.imagined.from; frame < window.imagined.to; ++frame) imagined.push_back(frame);
  }
  std::vector<std::int64_t> wanted;
  for (const Frames& region : regions) {
    for (std::int64_t frame = region.from; frame < region.to; ++frame) wanted.push_back(frame);
  }
  EXPECT_EQ(imagined, wanted);
}

}  // namespace
}  // namespace drumlin::imagine
