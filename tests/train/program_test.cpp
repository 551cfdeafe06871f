// drumlin-train itself, as it is started from a shell, on the configuration for tests.
#include <drumlin/transcribe.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <filesystem>
#include <thread>

#include "audio/reader.h"
#include "nn/safetensors.h"
#include "score/file.h"
#include "score/midi.h"
#include "train/toy.h"
#include "transcribe/model.h"
#include "transcribe/peaks.h"

namespace drumlin::train {
namespace {

using testing::HasSubstr;

const std::string tiny = DRUMLIN_SOURCE_DIR "/configs/tiny.toml";

/// Starts drumlin-train; its standard error goes to a file.
pid_t start(std::vector<std::string> arguments, const std::filesystem::path& errors) {
  const std::string program = DRUMLIN_BIN_DIR "/drumlin-train";
  arguments.insert(arguments.begin(), program);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << program << " must be built before this test runs";
  return error == 0 ? pid : -1;
}

/// Its exit status; −1 if it was killed.
int finish(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int program(const std::vector<std::string>& arguments, const std::filesystem::path& errors) {
  return finish(start(arguments, errors));
}

std::size_t lines(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return 0;
  const std::string text = score::read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Program, ARunThatWasKilledAndResumedIsTheSameRun) {
  const TemporaryFolder folder;
  ASSERT_EQ(program({"n2n", "--config", tiny, "--output", folder / "straight"}, folder / "errors"), 0)
      << score::read_file(folder / "errors");
  const pid_t killed = start({"n2n", "--config", tiny, "--output", folder / "killed"}, folder / "errors");
  while (lines(folder / "killed" / "log.csv") < 4 && waitpid(killed, nullptr, WNOHANG) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ASSERT_EQ(kill(killed, SIGKILL), 0) << "the run must still have been going on";
  ASSERT_EQ(finish(killed), -1);
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
