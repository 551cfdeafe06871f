#include "train/framewise_log.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>

namespace drumlin::train::framewise {
namespace {

using testing::HasSubstr;

State some_state() {
  State state{
      .rate = 0.1 + 0.2, .plateau = {1.0 / 3.0, 2}, .stopping = {}, .best_f1 = 0.7, .best_epoch = 1, .rows = {}};
  state.rows.push_back({1, 12, 1.0 / 7.0, 0.5, 0.7, 1e-3, 12.34});
  state.rows.push_back({2, 24, 0.1, 0.4, 0.6, 1e-3, 11.0});
  return state;
}

TEST(State, ComesBackFromItsJsonAsItWas) {
  EXPECT_EQ(state_from_json(to_json(some_state())), some_state());
  EXPECT_EQ(state_from_json(to_json(State())), State());
}

TEST(State, RefusesWhatIsNone) {
  EXPECT_THROW(state_from_json("{}"), Error);
  EXPECT_THROW(state_from_json("no"), Error);
}

TEST(Log, HasARowForEachEpoch) {
  EXPECT_EQ(to_csv(some_state().rows),
            "epoch,steps,training_loss,validation_loss,micro_f1,learning_rate,seconds\n"
            "1,12,0.14285714285714285,0.5,0.7,0.001,12.3\n"
            "2,24,0.1,0.4,0.6,0.001,11.0\n");
}

TEST(Curves, NameWhatTheyShow) {
  const std::string picture = curves_svg(some_state().rows);
  for (const char* name : {"training loss", "validation loss", "micro F1"}) EXPECT_THAT(picture, HasSubstr(name));
  EXPECT_THAT(curves_svg({}), HasSubstr("<svg"));
}

}  // namespace
}  // namespace drumlin::train::framewise
