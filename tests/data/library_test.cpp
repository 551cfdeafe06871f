// What is loaded, for training and for judging, and what is said about broken data sets.
#include "data/library.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/small_data_set.h"
#include "synth/two_microphones.h"

namespace drumlin::data {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<std::string> names(const std::vector<ShelvedKit>& kits) {
  std::vector<std::string> result;
  for (const ShelvedKit& kit : kits) result.push_back(kit.kit.name());
  return result;
}

TEST(Library, TrainingTakesOpenKitsOfTheTrainingSplit) {
  const SmallDataSet data;
  EXPECT_THAT(names(load_kits(data.root() / "kits", false)), testing::UnorderedElementsAre("acoustic", "snare"));
}

TEST(Library, HeldOutKitsLeaveOutFamiliesHeardInTraining) {
  const SmallDataSet data;
  EXPECT_THAT(names(load_kits(data.root() / "kits", true)), testing::ElementsAre("judge"));
}

TEST(Library, GroovesFollowTheSplitsOfTheirTable) {
  const SmallDataSet data;
  const std::vector<Groove> train = load_grooves(data.root() / "groove", Split::train);
  const std::vector<Groove> held_out = load_grooves(data.root() / "groove", Split::validation);
  ASSERT_EQ(train.size(), 1U);
  ASSERT_EQ(held_out.size(), 1U);
  EXPECT_EQ(train[0].name, "a/one.mid");
  EXPECT_EQ(load_grooves(data.root() / "groove", Split::test).front().name, "a/three.mid");
  EXPECT_EQ(train[0].bpm, 120.0);
  EXPECT_EQ(held_out[0].name, "a/two.mid");
  EXPECT_EQ(train[0].performance.hits.size(), small_groove().hits.size());
}

TEST(Library, TheLastTwentySongsAreHeldOut) {
  const SmallDataSet data;
  EXPECT_EQ(load_songs(data.root() / "accompaniment", false).size(), 5U);
  EXPECT_EQ(load_songs(data.root() / "accompaniment", true).size(), 20U);
}

TEST(Library, SongsCountInQuarterNotes) {
  const SmallDataSet data;
  const Song song = load_songs(data.root() / "accompaniment", false).front();  // 120 quarter notes a minute
  ASSERT_EQ(song.notes.size(), small_groove().hits.size());
  EXPECT_NEAR(song.notes[1].beat, 2.0 * 0.25, 0.01);
  EXPECT_NEAR(song.notes[3].beat, 2.0 * 1.0, 0.01);
  EXPECT_NEAR(song.bpm, 120.0, 0.1);
}

TEST(Library, FamiliesAreDrawnAlikeHoweverManyKitsTheyHave) {
  const SmallDataSet data;
  std::vector<ShelvedKit> kits;
  for (int i = 0; i < 9; ++i) kits.push_back({"large", true, synth::SampledKit(data.root() / "kits/acoustic")});
  kits.push_back({"small", true, synth::SampledKit(data.root() / "kits/judge")});
  const KitShelf shelf(kits, 1);
  nn::Random random(3);
  int small = 0;
  for (int i = 0; i < 1000; ++i) {
    small += dynamic_cast<const synth::SampledKit&>(*shelf.draw_complete(random)).name() == "judge" ? 1 : 0;
  }
  EXPECT_NEAR(small, 500, 80);  // five deviations of a fair coin
}

TEST(Library, AFamilyOfWeightFourIsDrawnFourTimesAsOften) {
  const SmallDataSet data;
  const KitShelf shelf({{"heavy", true, synth::SampledKit(data.root() / "kits/acoustic"), 4},
                        {"light", true, synth::SampledKit(data.root() / "kits/judge"), 1}},
                       1);
  nn::Random random(3);
  int light = 0;
  for (int i = 0; i < 1000; ++i) {
    light += dynamic_cast<const synth::SampledKit&>(*shelf.draw_complete(random)).name() == "judge" ? 1 : 0;
  }
  EXPECT_NEAR(light, 200, 63);  // five deviations
}

TEST(Library, AKitThatIsAskedForADrumHasIt) {
  const SmallDataSet data;
  const KitShelf shelf(load_kits(data.root() / "kits", false), 1);
  nn::Random random(4);
  for (int drum = 0; drum < score::drum_count; ++drum) {
    EXPECT_TRUE(shelf.draw_with(static_cast<score::Drum>(drum), random)->has(static_cast<score::Drum>(drum)));
  }
}

TEST(Library, KitsOfOneSessionAreSometimesHeardThroughTwoMicrophones) {
  const SmallDataSet data;
  const auto two_of_100 = [&](const std::string& name) {
    data.write_kit("session-close", {"kick", "snare_head"});
    data.write_kit(name, {"kick", "snare_head"});
    const KitShelf shelf({{"family", true, synth::SampledKit(data.root() / "kits/session-close")},
                          {"family", true, synth::SampledKit(data.root() / "kits" / name)}},
                         1);
    nn::Random random(5);
    int two = 0;
    for (int i = 0; i < 100; ++i)
      two += dynamic_cast<const synth::TwoMicrophones*>(shelf.draw_complete(random).get()) != nullptr ? 1 : 0;
    return two;
  };
  EXPECT_NEAR(two_of_100("session-overhead"), 50, 25);
  EXPECT_EQ(two_of_100("other-overhead"), 0);
}

TEST(Library, BrokenIndexesOfKitsAreNamed) {
  const SmallDataSet data;
  const std::filesystem::path kits = data.root() / "kits";
  const auto load = [&] { load_kits(kits, false); };
  for (const char* text : {"", "{", "[]", R"({"kits": [{}]})", R"({"kits": [{"split": "train", "family": 3}]})",
                           R"({"kits": []})", R"({"kits": 7})"}) {
    data.write(kits / "index.json", text);
    EXPECT_THAT(load, ThrowsMessage<Error>(HasSubstr("index.json"))) << text;
  }
  std::filesystem::remove(kits / "index.json");
  EXPECT_THAT(load, ThrowsMessage<Error>(HasSubstr("index.json")));
}

TEST(Library, BrokenTablesOfGroovesAreNamed) {
  const SmallDataSet data;
  const std::filesystem::path folder = data.root() / "groove";
  const auto load = [&] { load_grooves(folder, Split::train); };
  data.write(folder / "info.csv", "");
  EXPECT_THAT(load, ThrowsMessage<Error>(HasSubstr("info.csv")));
  data.write(folder / "info.csv", "bpm,midi_filename\n120,a/one.mid\n");
  EXPECT_THAT(load, ThrowsMessage<Error>(AllOf(HasSubstr("info.csv"), HasSubstr("split"))));
  data.write(folder / "info.csv", "split,midi_filename,bpm\ntrain,a/one.mid,fast\n");
  EXPECT_THAT(load, ThrowsMessage<Error>(AllOf(HasSubstr("info.csv"), HasSubstr("fast"))));
  data.write(folder / "info.csv", "split,midi_filename,bpm\ntrain,a/one.mid,0\n");
  EXPECT_THAT(load, ThrowsMessage<Error>(HasSubstr("info.csv")));
  data.write(folder / "info.csv", "split,midi_filename,bpm\ntrain\n");
  EXPECT_THAT(load, ThrowsMessage<Error>(AllOf(HasSubstr("info.csv"), HasSubstr("line 2"))));
  data.write(folder / "info.csv", "split,midi_filename,bpm\ntrain,a/none.mid,120\n");
  EXPECT_THAT(load, ThrowsMessage<Error>(HasSubstr("none.mid")));
}

}  // namespace
}  // namespace drumlin::data
