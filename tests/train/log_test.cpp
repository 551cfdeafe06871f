#include "train/log.h"

#include <gmock/gmock.h>

#include "score/file.h"
#include "train/toy.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Log, ARowSurvivesItsFile) {
  const Row row{7, 0.125, 0.1, 1e-3, Verdict{0.3, Score{0.9, 0.8}, std::nullopt}};
  const std::string line = to_csv(row);
  const std::optional<Row> back = from_csv(line.substr(0, line.size() - 1));
  ASSERT_TRUE(back && back->verdict);
  EXPECT_EQ(back->step, 7);
  EXPECT_EQ(back->denoised, 0.1);
  ASSERT_TRUE(back->verdict->drums);
  EXPECT_EQ(back->verdict->drums->five, 0.8);
  EXPECT_FALSE(back->verdict->mixes);
}

TEST(Log, AHeadingOrATornLineIsNoRow) {
  EXPECT_FALSE(from_csv(
      "step,plain_loss,denoised_loss,learning_rate,held_out_loss,drums_f1_3,drums_f1_5,mixes_f1_3,mixes_f1_5"));
  EXPECT_FALSE(from_csv("12,0.5,0."));
}

TEST(Log, DropsWhatCameAfterTheCheckpoint) {
  const TemporaryFolder folder;
  {
    Log log(folder / "log.csv", 0);
    for (int step = 1; step <= 5; ++step) log.add({step, 1.0, 1.0, 1e-3, std::nullopt});
  }
  Log log(folder / "log.csv", 3);
  log.add({4, 2.0, 2.0, 1e-3, std::nullopt});
  EXPECT_EQ(log.rows().size(), 4U);
  EXPECT_THAT(score::read_file(folder / "log.csv"), HasSubstr("\n3,1,1,0.001,,,,,\n4,2,2,0.001,,,,,\n"));
}

TEST(Curves, DrawWhatThereIs) {
  EXPECT_THAT(curves_svg({}), StartsWith("<svg"));
  const std::string svg = curves_svg(
      {{1, 0.5, 0.4, 1e-3, std::nullopt}, {2, 0.3, 0.2, 1e-3, Verdict{0.2, Score{0.8, 0.7}, Score{0.6, 0.5}}}});
  EXPECT_THAT(svg, HasSubstr("held-out loss"));
  EXPECT_THAT(svg, HasSubstr("songs F1, 5 classes"));
}

}  // namespace
}  // namespace drumlin::train
