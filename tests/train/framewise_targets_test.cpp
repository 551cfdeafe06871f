#include "train/framewise_targets.h"

#include <gmock/gmock.h>

#include <cmath>

namespace drumlin::train::framewise {
namespace {

using score::Drum;
using testing::ElementsAre;

/// Of 5 classes: KD SD HH TT CY.
constexpr int classes = 5;

/// One class of targets over the frames.
std::vector<float> column(const std::vector<float>& targets, std::size_t index) {
  std::vector<float> values;
  for (std::size_t i = index; i < targets.size(); i += classes) values.push_back(targets[i]);
  return values;
}

TEST(OnsetTargets, AreOneAtTheNearestFrameAndAHalfBesideIt) {
  const score::Performance played{{{0.024, Drum::kick}, {0.046, Drum::snare_head}}, 0.08};
  const std::vector<float> targets = onset_targets(played, 8, classes);
  EXPECT_THAT(column(targets, 0), ElementsAre(0, 0.5, 1, 0.5, 0, 0, 0, 0));
  EXPECT_THAT(column(targets, 1), ElementsAre(0, 0, 0, 0, 0.5, 1, 0.5, 0));
  EXPECT_THAT(column(targets, 2), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0));
}

TEST(OnsetTargets, NeighboursThatAreOnsetsThemselvesStayOne) {
  const score::Performance played{{{0.02, Drum::tom_high}, {0.03, Drum::tom_low}, {0.03, Drum::tom_low}}, 0.06};
  EXPECT_THAT(column(onset_targets(played, 6, classes), 3), ElementsAre(0, 0.5, 1, 1, 0.5, 0));
}

TEST(OnsetTargets, StayWithinTheRecordingAndTheVocabulary) {
  const score::Performance played{{{0.0, Drum::kick}, {0.0, Drum::clap}, {0.03, Drum::crash}, {0.04, Drum::kick}}, 1.0};
  const std::vector<float> targets = onset_targets(played, 4, classes);
  EXPECT_THAT(column(targets, 0), ElementsAre(1, 0.5, 0, 0)) << "the kick at frame 4 is beyond the last one";
  EXPECT_THAT(column(targets, 4), ElementsAre(0, 0, 0.5, 1));
}

TEST(InfrequencyWeight, IsOneOverTheEntropyOfTheShare) {
  EXPECT_NEAR(infrequency_weight(50, 100), 1.0 / std::log(2.0), 1e-12);
  // −0.1 ln 0.1 − 0.9 ln 0.9 = 0.230259 + 0.094824
  EXPECT_NEAR(infrequency_weight(10, 100), 1.0 / 0.325083, 1e-4);
  EXPECT_NEAR(infrequency_weight(90, 100), infrequency_weight(10, 100), 1e-12);
  EXPECT_GT(infrequency_weight(1, 1000), infrequency_weight(10, 1000)) << "the rarer, the heavier";
}

TEST(InfrequencyWeight, OfWhatIsNeverOrAlwaysThereIsNothing) {
  EXPECT_EQ(infrequency_weight(0, 100), 0.0);
  EXPECT_EQ(infrequency_weight(100, 100), 0.0);
}

}  // namespace
}  // namespace drumlin::train::framewise
