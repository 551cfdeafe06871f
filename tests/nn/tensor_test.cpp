// Shapes and the names of parameters.
#include "nn/tensor.h"

#include <gtest/gtest.h>

namespace drumlin::nn {
namespace {

TEST(Shape, NegativeAxesCountFromTheLast) {
  Shape shape = {2, 3, 5};
  EXPECT_EQ(shape[-1], 5);
  EXPECT_EQ(shape[-3], shape[0]);
  shape[-1] = 7;
  EXPECT_EQ(shape, (Shape{2, 3, 7}));
  EXPECT_EQ(shape.count(), 42);
}

TEST(Shape, AScalarHoldsOneNumber) {
  EXPECT_EQ(Shape{}.count(), 1);
  EXPECT_EQ((Shape{4, 0}).count(), 0);
}

TEST(Shape, RankTellsShapesApart) {
  EXPECT_NE((Shape{2}), (Shape{2, 0}));
  EXPECT_NE((Shape{1, 2}), (Shape{2, 1}));
}

TEST(Path, JoinsNamesAndNumbersWithDots) {
  EXPECT_EQ((Path("encoder") / "block" / 3 / "attention").text(), "encoder.block.3.attention");
  EXPECT_EQ((Path() / "in").text(), "in");
  EXPECT_EQ((Path("a") / 10).text(), "a.10");
}

TEST(Path, AChildLeavesItsParentAsItIs) {
  const Path parent = "parent";
  const Path child = parent / "child";
  EXPECT_EQ(parent.text(), "parent");
  EXPECT_EQ(child.text(), "parent.child");
}

}  // namespace
}  // namespace drumlin::nn
