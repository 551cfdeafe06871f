// Where bars stand and how high.
#include "score/bars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace drumlin::score {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Bars, AreAsHighAsTheirValue) {
  const std::array panels = {BarPanel{"F1", {"kick"}, {"rnn"}, {{{1.0, false}}}}};
  const std::string picture = bars_svg(panels);
  // One group is 720 − 2 · 56 = 608 pixels wide, 84 % of it bar; a value of 1 is a panel's 220 pixels.
  EXPECT_THAT(picture, HasSubstr("width=\"510.7\" height=\"220.0\" fill=\"#1f77b4\" opacity=\"1\""));
  for (const char* word : {">F1<", ">kick<", "rnn<", ">1.00<"}) EXPECT_THAT(picture, HasSubstr(word));
}

TEST(Bars, OfAGroupStandSideBySide) {
  const std::array panels = {
      BarPanel{"F1", {"kick", "snare"}, {"rnn", "cnn"}, {{{0.5}, {0.5}}, {{0.25, true}, {0.0}}}}};
  const std::string picture = bars_svg(panels);
  // Groups of 304 pixels: the first bar begins at 56 + 0.08 · 304 = 80.3, each is 0.42 · 304 = 127.7 wide.
  EXPECT_THAT(picture, HasSubstr("x=\"80.3\""));
  EXPECT_THAT(picture, HasSubstr("x=\"208.0\""));
  EXPECT_THAT(picture, HasSubstr("width=\"127.7\" height=\"55.0\" fill=\"#d62728\" opacity=\"0.45\""));
}

TEST(Bars, APictureGrowsWithItsPanels) {
  EXPECT_THAT(bars_svg({}), HasSubstr("viewBox=\"0 0 720 10\""));
  const BarPanel panel{"F1", {"kick"}, {"rnn"}, {{{0.5}}}};
  // A heading of 10 + 20 + 16, a panel of 220 and 30 below it: 296, twice, and the picture's lower margin of 10.
  EXPECT_THAT(bars_svg(std::array{panel, panel}), HasSubstr("viewBox=\"0 0 720 602\""));
}

TEST(Bars, NarrowOnesDoNotSayTheirValue) {
  BarPanel panel{"F1", {}, {"rnn"}, {{}}};
  for (int g = 0; g < 60; ++g) {
    panel.groups.emplace_back("g");
    panel.bars[0].push_back({0.375});
  }
  EXPECT_THAT(bars_svg(std::array{panel}), Not(HasSubstr("font-size=\"8\"")));
}

}  // namespace
}  // namespace drumlin::score
