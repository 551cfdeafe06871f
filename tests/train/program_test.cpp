// drumlin-train itself, as it is started from a shell, on the configuration for tests.
#include <drumlin/transcribe.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "audio/reader.h"
#include "nn/safetensors.h"
#include "score/file.h"
#include "score/midi.h"
#include "train/program.h"
#include "train/toy.h"
#include "transcribe/model.h"
#include "transcribe/peaks.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;

const std::string tiny = DRUMLIN_SOURCE_DIR "/configs/tiny.toml";

TEST(Program, ARunThatWasKilledAndResumedIsTheSameRun) {
  const TemporaryFolder folder;
  ASSERT_EQ(program({"n2n", "--config", tiny, "--output", folder / "straight"}, folder / "errors"), 0)
      << score::read_file(folder / "errors");
  kill_when_logged({"n2n", "--config", tiny, "--output", folder / "killed"}, folder / "killed" / "log.csv", 4);
  ASSERT_EQ(program({"n2n", "--config", tiny, "--output", folder / "killed", "--resume"}, folder / "errors"), 0);
  for (const char* name : {"checkpoint.safetensors", "weights.safetensors", "log.csv", "curves.svg"}) {
    EXPECT_TRUE(score::read_file(folder / "straight" / name) == score::read_file(folder / "killed" / name)) << name;
  }
}

TEST(Program, DoesNotWriteOverARun) {
  const TemporaryFolder folder;
  score::write_file(folder / "checkpoint.safetensors", "a run");
  EXPECT_EQ(program({"n2n", "--config", tiny, "--output", folder / ""}, folder / "errors"), 2);
  EXPECT_THAT(score::read_file(folder / "errors"), HasSubstr("--resume"));
}

TEST(Program, ItsWeightsAreWhatTheTranscriberLoads) {
  const TemporaryFolder folder;
  ASSERT_EQ(program({"n2n", "--config", tiny, "--output", folder / "run"}, folder / "errors"), 0);
  ASSERT_EQ(program({"export", "--config", tiny, "--checkpoint", folder / "run" / "checkpoint.safetensors", "--output",
                     folder / "half.safetensors", "--half"},
                    folder / "errors"),
            0);
  EXPECT_LT(std::filesystem::file_size(folder / "half.safetensors"),
            std::filesystem::file_size(folder / "run" / "weights.safetensors"));
  const std::vector<float> silence(44100, 0.0F);
  for (const auto& file : {folder / "run" / "weights.safetensors", folder / "half.safetensors"}) {
    EXPECT_DOUBLE_EQ(transcribe::Transcriber(file).transcribe(silence).duration, 1.0);
  }
}

TEST(Program, CalibratedWeightsAreTheSameWeightsWithPeakSettings) {
  const TemporaryFolder folder;
  const auto weights = folder / "run" / "weights.safetensors";
  const auto calibrated = folder / "calibrated.safetensors";
  ASSERT_EQ(program({"n2n", "--config", tiny, "--output", folder / "run"}, folder / "errors"), 0);
  ASSERT_EQ(program({"calibrate", "--config", tiny, "--weights", weights, "--output", calibrated, "--examples",
                     "--count", "2", "--shrinkage", "1000", "--steps", "3", "--temperature", "0.5"},
                    folder / "errors"),
            0)
      << score::read_file(folder / "errors");
  const nn::Weights before(weights);
  const nn::Weights after(calibrated);
  EXPECT_EQ(before.metadata().count("peaks"), 0U);
  const auto sampling = transcribe::sampling_from_json(after.metadata().at("sampling"));
  EXPECT_EQ(sampling.steps, 3);
  EXPECT_EQ(sampling.temperature, 0.5F);
  EXPECT_EQ(transcribe::peaks_from_json(after.metadata().at("peaks")).thresholds, transcribe::Peaks().thresholds);
  ASSERT_EQ(after.all().size(), before.all().size());
  for (const auto& [name, tensor] : before.all()) EXPECT_EQ(to_floats(*after.find(name)), to_floats(tensor)) << name;
  EXPECT_EQ(program({"calibrate", "--config", tiny, "--weights", weights, "--output", calibrated}, folder / "errors"),
            2);
  EXPECT_THAT(score::read_file(folder / "errors"), HasSubstr("stream.root"));
  EXPECT_EQ(program({"calibrate", "--config", tiny, "--weights", folder / "none.safetensors", "--output", calibrated},
                    folder / "errors"),
            2);
}

TEST(Program, TrainsDiffRollWhoseWeightsTheTranscriberLoads) {
  const TemporaryFolder folder;
  const auto config = folder / "diffroll.toml";
  score::write_file(config,
                    "[diffroll]\nwindows = [1024]\nbands = 16\nframes = 32\nwidth = 16\ndepth = 1\nkernel = 3\n"
                    "steps = 2\n[training]\nbatch = 1\nunpaired = 1\nsteps = 3\nexamples = 2\n"
                    "[run]\ndevice = \"cpu\"\nprecision = \"full\"\nvalidate_every = 3\nvalidation_examples = 1\n");
  ASSERT_EQ(program({"diffroll", "--config", config, "--output", folder / "run"}, folder / "errors"), 0)
      << score::read_file(folder / "errors");
  EXPECT_EQ(lines(folder / "run" / "log.csv"), 4U);
  const auto weights = folder / "run" / "weights.safetensors";
  EXPECT_DOUBLE_EQ(transcribe::Transcriber(weights).transcribe(std::vector<float>(44100, 0.0F)).duration, 1.0);
  EXPECT_EQ(
      program({"diffroll", "--config", config, "--output", folder / "next", "--from", weights}, folder / "errors"), 0);
  EXPECT_EQ(program({"n2n", "--config", config, "--output", folder / "other"}, folder / "errors"), 2);
  EXPECT_THAT(score::read_file(folder / "errors"), HasSubstr("drumlin-train diffroll"));
}

TEST(Program, RendersExamplesToListenTo) {
  const TemporaryFolder folder;
  ASSERT_EQ(program({"examples", "--config", tiny, "--count", "2", "--output", folder / "out"}, folder / "errors"), 0);
  const auto wav = folder / "out" / "example-0001.wav";
  // 64 frames of 441 samples, 16 bits each, behind the 44 bytes of a wav header.
  EXPECT_EQ(std::filesystem::file_size(wav), 44U + 2U * 64U * 441U);
  EXPECT_NO_THROW(score::read_midi(folder / "out" / "example-0001.mid"));
}

TEST(Program, WritesGroovesThatTheirSeedAndNumberDraw) {
  const TemporaryFolder folder;
  const auto write = [&](const char* seed, const char* count, const char* name) {
    return program({"grooves", "--seconds", "5", "--seed", seed, "--count", count, "--output", folder / name},
                   folder / "errors");
  };
  ASSERT_EQ(write("7", "1", "one"), 0);
  ASSERT_EQ(write("7", "2", "two"), 0);
  ASSERT_EQ(write("8", "1", "other"), 0);
  const auto groove = [&](const char* path) { return score::read_file(folder / path); };
  EXPECT_EQ(groove("one/groove-0000.mid"), groove("two/groove-0000.mid"));
  EXPECT_NE(groove("two/groove-0001.mid"), groove("two/groove-0000.mid"));
  EXPECT_NE(groove("other/groove-0000.mid"), groove("one/groove-0000.mid"));
}

TEST(Program, AMistakeIsOneSentenceAndExitTwo) {
  const TemporaryFolder folder;
  EXPECT_EQ(program({"n2n", "--config", folder / "none.toml", "--output", folder / "run"}, folder / "errors"), 2);
  EXPECT_EQ(lines(folder / "errors"), 1U);
  EXPECT_THAT(score::read_file(folder / "errors"), HasSubstr("none.toml"));
  EXPECT_EQ(program({"n2n"}, folder / "errors"), 2);
  EXPECT_EQ(program({"performances", "--config", tiny, "--output", folder / "out"}, folder / "errors"), 2);
  EXPECT_THAT(score::read_file(folder / "errors"), HasSubstr("stream.root"));
}

}  // namespace
}  // namespace drumlin::train
