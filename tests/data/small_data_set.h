// A data set of the shape of ../shared/data, small enough to be written by every test that wants one.
#pragma once

#include <drumlin/score.h>

#include <cmath>
#include <string>
#include <vector>

#include "audio/reader.h"
#include "score/file.h"
#include "score/midi.h"
#include "temporary_folder.h"

namespace drumlin::data {

/// Two beats of kick and snare, one hat.
inline score::Performance small_groove() {
  return {{{0.0, score::Drum::kick, 0.9F},
           {0.25, score::Drum::hihat_closed, 0.5F},
           {0.5, score::Drum::snare_head, 0.8F},
           {1.0, score::Drum::ride_bell, 0.7F}},
          1.0};
}

class SmallDataSet {
 public:
  SmallDataSet() {
    write_grooves();
    write_songs();
    write_kits();
  }

  const std::filesystem::path& root() const { return folder_.path(); }

  /// A kit folder of decaying tones.
  void write_kit(const std::string& name, const std::vector<std::string>& drums) const {
    const std::filesystem::path folder = root() / "kits" / name;
    std::filesystem::create_directories(folder);
    std::vector<float> tone(4410);
    for (std::size_t i = 0; i < tone.size(); ++i) {
      const auto time = static_cast<float>(i) / 44100.0F;
      tone[i] = 0.8F * std::exp(-40.0F * time) * std::cos(1500.0F * time);
    }
    audio::write_wav(folder / "tone.wav", tone);
    std::string samples;
    for (const std::string& drum : drums) {
      samples += (samples.empty() ? "" : ",") + std::string(R"({"file": "tone.wav", "articulation": ")") + drum +
                 R"(", "velocity_low": 1, "velocity_high": 127, "velocity_ref": 127})";
    }
    write(folder / "kit.json",
          R"({"name": ")" + name + R"(", "velocity_exponent": 1.0, "samples": [)" + samples + "]}");
  }

  void write(const std::filesystem::path& path, const std::string& text) const {
    std::filesystem::create_directories(path.parent_path());
    score::write_file(path, text);
  }

 private:
  void write_grooves() const {
    const std::string head = "bpm,midi_filename,split\n";
    write(root() / "groove/info.csv", head + "120,a/one.mid,train\n90,a/two.mid,validation\n100,a/three.mid,test\n");
    std::filesystem::create_directories(root() / "groove/a");
    for (const char* name : {"one", "two", "three"}) {
      score::write_file(root() / "groove/a" / (std::string(name) + ".mid"), score::to_midi(small_groove()));
    }
  }

  void write_songs() const {
    std::string index = "file,seconds,notes_per_track\n";
    std::filesystem::create_directories(root() / "accompaniment");
    for (int i = 0; i < 25; ++i) {
      const std::string name = std::to_string(i) + ".mid";
      index += name + ",1,PIANO:4\n";
      score::write_file(root() / "accompaniment" / name, score::to_midi(small_groove()));
    }
    write(root() / "accompaniment/index.csv", index);
  }

  void write_kits() const {
    const std::vector<std::string> all = {"kick",     "snare_head", "hihat_closed", "hihat_open",
                                          "tom_high", "crash",      "ride_bow"};
    write_kit("acoustic", all);
    write_kit("closed", all);
    write_kit("snare", {"snare_head"});
    write_kit("judge", all);
    write_kit("cousin", all);
    const auto entry = [](const char* name, const char* split, const char* family, const char* complete,
                          const char* open) {
      return std::string(R"({"name": ")") + name + R"(", "split": ")" + split + R"(", "family": ")" + family +
             R"(", "complete": )" + complete + R"(, "open": )" + open + "}";
    };
    write(root() / "kits/index.json", R"({"kits": [)" + entry("acoustic", "train", "acoustic", "true", "true") + "," +
                                          entry("closed", "train", "closed", "true", "false") + "," +
                                          entry("snare", "train", "snare", "false", "true") + "," +
                                          entry("judge", "validation", "judge", "true", "false") + "," +
                                          entry("cousin", "validation", "acoustic", "true", "false") + "]}");
  }

  test::TemporaryFolder folder_;
};

}  // namespace drumlin::data
