// Runs the built program in a folder of its own, as a user would from a shell.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "audio/reader.h"
#include "nn/random.h"
#include "score/file.h"
#include "temporary_folder.h"
#include "transcribe/random_weights.h"

namespace drumlin::test {

/// What a command left behind.
struct Outcome {
  int status;
  std::string out;
  std::string err;
};

/// It failed with exit code 2 and one sentence that holds the words.
inline void expect_error(const Outcome& outcome, const std::string& words) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_THAT(outcome.err, testing::AllOf(testing::StartsWith("drumlin: "), testing::HasSubstr(words)));
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
}

/// A folder with a tiny model, which $DRUMLIN_MODEL names, kept apart from what the tests look at.
class Shell {
 public:
  Shell() {
    std::filesystem::create_directory(place_ / "here");
    std::filesystem::create_directory(place_ / "tmp");
    const std::vector<std::uint8_t> weights = random_weights();
    score::write_file(place_ / "tiny.safetensors", std::span<const std::uint8_t>(weights));
  }

  /// A line of shell, in which `drumlin` is the program and the folder is the working folder.
  Outcome run(const std::string& line) const {
    const std::string place = place_.path().string();
    const std::string script = "cd " + place + "/here && export TMPDIR=" + place + "/tmp DRUMLIN_MODEL=" + place +
                               "/tiny.safetensors PATH=" DRUMLIN_BIN_DIR ":$PATH && (" + line + ") > " + place +
                               "/out 2> " + place + "/err < /dev/null";
    const int status = std::system(script.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), score::read_file(place_ / "out"),
            score::read_file(place_ / "err")};
  }

  std::filesystem::path operator/(std::string_view name) const { return place_ / "here" / name; }

  /// Every file of the working folder and of the folder for temporary files.
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (const char* root : {"here", "tmp"}) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(place_ / root)) {
        if (!entry.is_directory()) found.insert(entry.path().lexically_relative(place_ / root).string());
      }
    }
    return found;
  }

 private:
  TemporaryFolder place_;
};

/// Noise bursts, five a second.
inline std::vector<float> bursts(double seconds) {
  nn::Random random(3);
  std::vector<float> samples(static_cast<std::size_t>(seconds * audio::sample_rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.3 * random.normal() * std::exp(-static_cast<double>(i % 8820) / 1000.0));
  }
  return samples;
}

}  // namespace drumlin::test
