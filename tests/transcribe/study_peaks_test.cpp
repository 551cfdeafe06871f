// The study's rule on activations made by hand.
#include "transcribe/study_peaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drumlin::transcribe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<int> pick(const std::vector<float>& activation, float threshold = 0.5F) {
  return study_peaks(activation, 1, threshold).front();
}

TEST(StudyPeaks, AreTheLargestOfTheirNeighbours) {
  EXPECT_THAT(pick({0, 0, 0, 0.2F, 0.9F, 0.3F, 0, 0}), ElementsAre(4));
  EXPECT_THAT(pick({0, 0, 0, 0.8F, 0, 0.9F, 0, 0}), ElementsAre(5));
  EXPECT_THAT(pick({0, 0, 0, 0.8F, 0, 0, 0.9F, 0}), ElementsAre(3, 6));
}

TEST(StudyPeaks, StandInTheFirstAndTheLastFrame) {
  EXPECT_THAT(pick({0.9F, 0, 0, 0, 0, 0, 0}), ElementsAre(0));
  EXPECT_THAT(pick({0, 0.9F, 0, 0, 0, 0, 0}), ElementsAre(1));
  EXPECT_THAT(pick({0, 0, 0.9F, 0, 0, 0, 0}), ElementsAre(2));
  EXPECT_THAT(pick({0, 0, 0, 0, 0, 0, 0.9F}), ElementsAre(6));
  EXPECT_THAT(pick({0.9F}), ElementsAre(0));
}

TEST(StudyPeaks, AreATenthAboveTheMeanOfFiveFrames) {
  // The mean of the five frames around the middle one: (4 · 0.7 + 0.8) / 5 = 0.72, and (4 · 0.6 + 0.8) / 5 = 0.64.
  EXPECT_THAT(pick({0, 0.7F, 0.7F, 0.8F, 0.7F, 0.7F, 0}), IsEmpty());
  EXPECT_THAT(pick({0, 0.6F, 0.6F, 0.8F, 0.6F, 0.6F, 0}), ElementsAre(3));
  // Frames outside count as zeros: (0.8 + 2 · 0.8) / 5 = 0.48 at the edge, 0.8 in the middle of a plateau.
  EXPECT_THAT(pick({0.8F, 0.8F, 0.8F, 0.8F, 0.8F, 0.8F, 0.8F}), ElementsAre(0, 5));
}

TEST(StudyPeaks, AreAboveTheThresholdAndNotAtIt) {
  EXPECT_THAT(pick({0, 0, 0.5F, 0, 0}), IsEmpty());
  EXPECT_THAT(pick({0, 0, 0.51F, 0, 0}), ElementsAre(2));
  EXPECT_THAT(pick({0, 0, 0.3F, 0, 0}, 0.25F), ElementsAre(2));
}

TEST(StudyPeaks, OfEqualsTwoFramesApartTheFirstWins) {
  EXPECT_THAT(pick({0, 0, 0.9F, 0, 0.9F, 0, 0}), ElementsAre(2));
  EXPECT_THAT(pick({0, 0, 0.9F, 0, 0, 0.9F, 0}), ElementsAre(2, 5));
}

TEST(StudyPeaks, KeepClassesApart) {
  const std::vector<float> activations = {0, 0, 0, 0.9F, 0, 0, 0.8F, 0, 0, 0, 0, 0};
  EXPECT_THAT(study_peaks(activations, 2, 0.5F), ElementsAre(ElementsAre(3), ElementsAre(1)));
  EXPECT_THAT(study_peaks({}, 3), ElementsAre(IsEmpty(), IsEmpty(), IsEmpty()));
}

}  // namespace
}  // namespace drumlin::transcribe
