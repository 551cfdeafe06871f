#include "train/framewise_config.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>

namespace drumlin::train::framewise {
namespace {

using models::framewise::Architecture;
using testing::HasSubstr;

const std::string sources = "[[dataset]]\nsource = \"pairs:a\"\n[[validation]]\nsource = \"pairs:/b\"\n";

Config parse(const std::string& text) {
  return parse_config(text, "/home", "x.toml");
}

/// The one sentence that a configuration is refused with.
std::string refusal(const std::string& text) {
  try {
    parse(text);
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("x.toml"));
    return error.what();
  }
  return "";
}

TEST(FramewiseConfig, KeepsDefaultsWhereNothingIsSaid) {
  const Config config = parse(sources);
  EXPECT_EQ(config.model, models::framewise::Config());
  EXPECT_EQ(config.training, TrainingConfig());
  EXPECT_TRUE(config.tests.empty());
}

TEST(FramewiseConfig, ReadsTheNetworkByItsJsonNames) {
  const Config config = parse(sources +
                              "[framewise]\narchitecture = \"rnn\"\ncell = \"lstm\"\nlayers = 2\nwidth = 72\n"
                              "dropout = 0.25\nbidirectional = false\n");
  EXPECT_EQ(config.model.architecture, Architecture::rnn);
  EXPECT_EQ(config.model.cell, nn::Cell::lstm);
  EXPECT_EQ(config.model.layers, 2);
  EXPECT_EQ(config.model.width, 72);
  EXPECT_EQ(config.model.dropout, 0.25F);
  EXPECT_FALSE(config.model.bidirectional);
}

TEST(FramewiseConfig, FoldersOfSourcesAreRelativeToTheFile) {
  const Config config = parse(sources + "[[test]]\nsource = \"mdb:../c\"\nsplit = \"test\"\n");
  EXPECT_EQ(config.datasets, (std::vector<Source>{{"pairs:/home/a", "", 0.0}}));
  EXPECT_EQ(config.validation, (std::vector<Source>{{"pairs:/b", "", 0.0}}));
  EXPECT_EQ(config.tests, (std::vector<Source>{{"mdb:/c", "test", 0.0}}));
}

TEST(FramewiseConfig, AMixHasSharesForAllOrForNone) {
  const std::string both = "[[dataset]]\nsource = \"pairs:a\"\nshare = 2\n[[dataset]]\nsource = \"pairs:c\"\n";
  const std::string validation = "[[validation]]\nsource = \"pairs:b\"\n";
  EXPECT_THAT(refusal(both + validation), HasSubstr("share"));
  EXPECT_EQ(parse(both + "share = 1.5\n" + validation).datasets[1].share, 1.5);
}

TEST(FramewiseConfig, MistakesAreNamed) {
  EXPECT_THAT(refusal(sources + "[framewise]\nwidht = 8\n"), HasSubstr("framewise.widht"));
  EXPECT_THAT(refusal(sources + "[framewise]\narchitecture = \"gnn\"\n"), HasSubstr("gnn"));
  EXPECT_THAT(refusal(sources + "[framewise]\nwidth = \"8\"\n"), HasSubstr("width"));
  EXPECT_THAT(refusal(sources + "[framewise]\nclasses = 6\n"), HasSubstr("class"));
  EXPECT_THAT(refusal(sources + "[training]\nbatch = 0\n"), HasSubstr("training.batch"));
  EXPECT_THAT(refusal(sources + "[training]\nbatches = 1\n"), HasSubstr("training.batches"));
  EXPECT_THAT(refusal(sources + "[run]\ndevice = \"tpu\"\n"), HasSubstr("run.device"));
  EXPECT_THAT(refusal(sources + "[model]\nwidth = 8\n"), HasSubstr("unknown key model"));
  EXPECT_THAT(refusal(sources + "[[test]]\nsplit = \"test\"\n"), HasSubstr("names no folder"));
  EXPECT_THAT(refusal("[[validation]]\nsource = \"pairs:b\"\n"), HasSubstr("[[dataset]]"));
  EXPECT_THAT(refusal("[[dataset]]\nsource = \"pairs:b\"\n"), HasSubstr("[[validation]]"));
  EXPECT_THAT(refusal("[dataset]\nsource = \"pairs:b\"\n"), HasSubstr("[[dataset]]"));
}

TEST(FramewiseConfig, ARunIsTheSameWhereverItRunsAndWhateverItIsScoredOn) {
  const std::string same = identity(parse(sources));
  EXPECT_EQ(identity(parse(sources + "[run]\nthreads = 2\n")), same);
  EXPECT_EQ(identity(parse(sources + "[[test]]\nsource = \"pairs:c\"\n")), same);
  EXPECT_EQ(identity(parse(sources + "[training]\nepochs = 7\n")), same) << "a run may go on for longer";
  EXPECT_NE(identity(parse(sources + "[training]\nseed = 2\n")), same);
  EXPECT_NE(identity(parse(sources + "[framewise]\nwidth = 72\n")), same);
}

}  // namespace
}  // namespace drumlin::train::framewise
