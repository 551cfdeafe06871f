// Where things stand in a plot.
#include "score/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace drumlin::score {
namespace {

using testing::HasSubstr;

std::string label(double value) {
  return "at " + std::to_string(static_cast<int>(value));
}

TEST(Plot, AxesReachAroundAllPoints) {
  const std::array<Points, 2> curves = {Points{{1, 20}, {2, 10}}, Points{{4, 15}}};
  EXPECT_EQ(across(curves, label).low, 1.0);
  EXPECT_EQ(across(curves, label).high, 4.0);
  EXPECT_EQ(up(curves, label).low, 10.0);
  EXPECT_EQ(up(curves, label).high, 20.0);
}

TEST(Plot, LowIsLeftAndBelow) {
  const Panel panel{.top = 100.0, .across = {0.0, 8.0, label}, .up = {-1.0, 1.0, label}};
  EXPECT_DOUBLE_EQ(panel.x(0.0), 56.0);
  EXPECT_DOUBLE_EQ(panel.x(8.0), 720.0 - 56.0);
  EXPECT_DOUBLE_EQ(panel.x(4.0), 360.0);
  EXPECT_DOUBLE_EQ(panel.y(1.0), 100.0);
  EXPECT_DOUBLE_EQ(panel.y(-1.0), 320.0);
}

TEST(Plot, TheGridSaysItsValues) {
  const std::string lines = grid({.top = 0.0, .across = {0.0, 8.0, label}, .up = {0.0, 40.0, label}});
  for (const char* part : {">at 0<", ">at 2<", ">at 8<", ">at 10<", ">at 40<"}) EXPECT_THAT(lines, HasSubstr(part));
}

TEST(Plot, ACurveWithoutPointsIsNothing) {
  const Panel panel{.top = 0.0, .across = {0.0, 1.0, label}, .up = {0.0, 1.0, label}};
  EXPECT_EQ(curve(panel, {}, "red", "F1", 0), "");
  EXPECT_THAT(curve(panel, {{0, 1}, {1, 0}}, "red", "F1", 0), HasSubstr("56.0,0.0 664.0,220.0"));
  EXPECT_THAT(picture(300.0, "x"), HasSubstr("viewBox=\"0 0 720 300\""));
}

}  // namespace
}  // namespace drumlin::score
