#include "train/framewise_patience.h"

#include <gtest/gtest.h>

#include <vector>

namespace drumlin::train::framewise {
namespace {

/// After how many of the losses a plateau of that many epochs ended.
std::vector<int> ends(const std::vector<double>& losses, int epochs) {
  Patience patience;
  std::vector<int> ends;
  for (int i = 0; i < static_cast<int>(losses.size()); ++i) {
    if (ends_plateau(patience, losses[static_cast<std::size_t>(i)], epochs)) ends.push_back(i + 1);
  }
  return ends;
}

TEST(Patience, CountsEpochsThatAreNoBetterThanTheBest) {
  Patience patience;
  std::vector<int> failures;
  for (const double loss : {5.0, 4.0, 4.5, 4.0, 4.2, 3.9, 3.95}) {
    add(patience, loss);
    failures.push_back(patience.failures);
  }
  EXPECT_EQ(failures, (std::vector<int>{0, 0, 1, 2, 3, 0, 1})) << "as good as the best is no better";
  EXPECT_EQ(patience.best, 3.9);
}

TEST(Plateau, EndsWithTheFailureAfterThePatience) {
  // ReduceLROnPlateau(patience=2): epochs 2, 3, 4 are bad, the third of them ends it; then three more.
  EXPECT_EQ(ends({1, 1, 1, 1, 1, 1, 1, 1}, 2), (std::vector<int>{4, 7}));
  EXPECT_EQ(ends({1, 1, 1, 0.9, 1, 1, 0.8, 1}, 2), (std::vector<int>{}));
}

TEST(Plateau, AHairsBreadthIsNoProgress) {
  // Each loss is lower than the one before by less than 1e-4 of the best.
  EXPECT_EQ(ends({1, 0.99995, 0.99992}, 1), (std::vector<int>{3}));
  EXPECT_EQ(ends({1, 0.9998, 0.9996}, 1), (std::vector<int>{}));
}

}  // namespace
}  // namespace drumlin::train::framewise
