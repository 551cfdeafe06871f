#include "train/config.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>

#include <filesystem>

namespace drumlin::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Config parse(const std::string& text) {
  return parse_config(text, "/folder", "test.toml");
}

TEST(Config, AnEmptyFileIsTheDefaults) {
  const Config config = parse("");
  EXPECT_EQ(config.model, models::n2n::Config());
  EXPECT_EQ(config.schedule, diffusion::Schedule());
  EXPECT_EQ(config.training.steps, TrainingConfig().steps);
}

TEST(Config, TheShippedFilesAreRead) {
  const std::filesystem::path configs = std::filesystem::path(DRUMLIN_SOURCE_DIR) / "configs";
  EXPECT_EQ(read_config(configs / "n2n.toml").training.batch, 8);
  EXPECT_TRUE(read_config(configs / "tiny.toml").stream.root.empty());
  EXPECT_EQ(read_config(configs / "diffroll.toml").system, System::diffroll);
  EXPECT_EQ(read_config(configs / "diffroll" / "performances.toml").training.batch, 0);
  EXPECT_EQ(read_config(configs / "diffroll" / "few.toml").noise.forget_all, 0.1);
  EXPECT_EQ(read_config(configs / "diffroll" / "few-and-performances.toml").noise.forget_all, 0.0);
}

TEST(Config, AnUnknownKeyIsNamed) {
  EXPECT_THAT([] { parse("[training]\nlearning_rat = 1"); },
              ThrowsMessage<Error>(HasSubstr("unknown key training.learning_rat")));
  EXPECT_THAT([] { parse("[trainig]\nsteps = 1"); }, ThrowsMessage<Error>(HasSubstr("unknown key trainig")));
  EXPECT_THAT([] { parse("steps = 1"); }, ThrowsMessage<Error>(HasSubstr("unknown key steps")));
}

TEST(Config, AWrongTypeOrRangeIsNamed) {
  EXPECT_THAT([] { parse("[training]\nsteps = \"many\""); }, ThrowsMessage<Error>(HasSubstr("training.steps")));
  EXPECT_THAT([] { parse("[training]\nbatch = 0"); }, ThrowsMessage<Error>(HasSubstr("training.batch")));
  EXPECT_THAT([] { parse("[noise]\nforget_all = 1.5"); }, ThrowsMessage<Error>(HasSubstr("noise.forget_all")));
  EXPECT_THAT([] { parse("[run]\ndevice = \"tpu\""); }, ThrowsMessage<Error>(HasSubstr("run.device")));
  EXPECT_THAT([] { parse("[model]\nstem = 3"); }, ThrowsMessage<Error>(HasSubstr("model.stem")));
  EXPECT_THAT([] { parse("model = 3"); }, ThrowsMessage<Error>(HasSubstr("model is not a table")));
}

TEST(Config, BrokenTomlNamesItsLine) {
  EXPECT_THAT([] { parse("[model]\nwidth = = 3"); }, ThrowsMessage<Error>(HasSubstr("test.toml: line 2")));
}

TEST(Config, SizesThatDoNotFitTogetherAreRefused) {
  EXPECT_THROW(parse("[model]\nwidth = 100\nheads = 3"), Error);
  EXPECT_THROW(parse("[schedule]\nsigma_min = 3\nsigma_max = 2"), Error);
}

TEST(Config, PathsAreRelativeToTheFile) {
  const Config config = parse("[stream]\nroot = \"../data\"\n[run]\nvalidation = \"/elsewhere\"");
  EXPECT_EQ(config.stream.root, "/data");
  EXPECT_EQ(config.run.validation, "/elsewhere");
}

TEST(Config, AFileWithDiffrollDescribesDiffRoll) {
  const Config config = parse("[diffroll]\nframes = 64\nbands = 40\nsteps = 20\n[training]\nunpaired = 4");
  EXPECT_EQ(config.system, System::diffroll);
  EXPECT_EQ(config.stream.frames, 64);
  EXPECT_EQ(config.stream.features, config.diffroll.config.features);
  EXPECT_EQ(config.diffroll.sampling.steps, 20);
  EXPECT_EQ(parse("").system, System::n2n);
  EXPECT_THROW(parse("[diffroll]\nsteps = 201"), Error);
  EXPECT_THROW(parse("[diffroll]\nkernel = 4"), Error);
  EXPECT_THROW(parse("[diffroll]\n[training]\nbatch = 0"), Error);
}

TEST(Config, TheStreamMakesWhatTheModelReads) {
  const Config config = parse("[model]\nframes = 64\nbands = 40");
  EXPECT_EQ(config.stream.frames, 64);
  EXPECT_EQ(config.stream.features, config.model.features);
}

}  // namespace
}  // namespace drumlin::train
