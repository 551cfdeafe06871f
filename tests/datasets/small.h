// Data sets of a few tiny files, written by the test that wants them.
#pragma once

#include <drumlin/error.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "audio/reader.h"
#include "datasets/dataset.h"
#include "score/file.h"
#include "score/midi.h"
#include "temporary_folder.h"

namespace drumlin::datasets::test {

class Small : public testing::Test {
 protected:
  const std::filesystem::path& root() const { return folder_.path(); }

  void text(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((root() / name).parent_path());
    score::write_file(root() / name, content);
  }

  void constant(const std::string& name, float value, std::size_t samples) const {
    std::filesystem::create_directories((root() / name).parent_path());
    audio::write_wav(root() / name, std::vector<float>(samples, value));
  }

  /// A tenth of a second.
  void tone(const std::string& name) const { constant(name, 0.5F, 4410); }

  /// A MIDI file of percussion: (seconds, pitch), all with velocity 64.
  void midi(const std::string& name, const std::vector<std::pair<double, int>>& notes) const {
    std::filesystem::create_directories((root() / name).parent_path());
    // Format 0, 960 ticks a quarter note at 120 a minute: 1920 ticks a second.
    std::string track;
    int tick = 0;
    for (const auto& [time, pitch] : notes) {
      const int at = static_cast<int>(time * 1920.0 + 0.5);
      const int delta = at - tick;
      tick = at;
      track += static_cast<char>(0x80 | (delta >> 7 & 0x7F));
      track += static_cast<char>(delta & 0x7F);
      track += {static_cast<char>(0x99), static_cast<char>(pitch), 64};
    }
    track += std::string("\0\xFF\x2F\0", 4);
    const auto size = static_cast<char>(track.size());
    score::write_file(root() / name, std::string("MThd\0\0\0\6\0\0\0\1\3\xC0MTrk\0\0\0", 21) + size + track);
  }

  /// What open() says of this folder taken as that layout.
  std::string refusal(const std::string& layout) const {
    try {
      open(layout + ":" + root().string());
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  Dataset opened(const std::string& layout) const { return open(layout + ":" + root().string()); }

 private:
  drumlin::test::TemporaryFolder folder_;
};

}  // namespace drumlin::datasets::test
