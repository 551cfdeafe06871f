// drumlin transcribe from the outside: what it writes, where, and what it says when it cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/program.h"
#include "audio/sound_files.h"
#include "score/midi.h"

namespace drumlin {
namespace {

using audio::testing::write_sound;
using test::bursts;
using test::expect_error;
using test::Outcome;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr int float_wav = SF_FORMAT_WAV | SF_FORMAT_FLOAT;

class Transcribe : public testing::Test {
 protected:
  void record(const std::string& name, double seconds = 1.0) const {
    std::filesystem::create_directories((shell / name).parent_path());
    audio::write_wav(shell / name, bursts(seconds));
  }
  void write(const std::string& name, std::string_view bytes) const { score::write_file(shell / name, bytes); }

  test::Shell shell;
};

TEST_F(Transcribe, WritesMidiBesideTheRecordingAndSaysWhere) {
  record("loop.wav");
  const Outcome outcome = shell.run("drumlin transcribe loop.wav");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(StartsWith("loop.mid: "), HasSubstr("hit"), HasSubstr("real time")));
  EXPECT_THAT(shell.files(), ElementsAre("loop.mid", "loop.wav"));
}

TEST_F(Transcribe, JsonTellsProgramsTheSame) {
  record("loop.wav");
  const Outcome outcome = shell.run("drumlin transcribe loop.wav --json --quiet");
  EXPECT_THAT(outcome.err, IsEmpty());
  const nlohmann::json line = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(line.at("input"), "loop.wav");
  EXPECT_EQ(line.at("outputs"), nlohmann::json::array({"loop.mid"}));
  EXPECT_NEAR(line.at("seconds").get<double>(), 1.0, 1e-4);
  const score::MidiFile midi = score::read_midi(shell / "loop.mid");
  EXPECT_GT(midi.notes.size(), 0U);
  EXPECT_EQ(line.at("hits"), midi.notes.size());
}

TEST_F(Transcribe, PipesGiveTheSameBytesAsFiles) {
  record("loop.wav");
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav -o file.mid").status, 0);
  ASSERT_EQ(shell.run("cat loop.wav | drumlin transcribe - | cat > pipe.mid").status, 0);
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav -o - > out.mid").status, 0);
  const std::string bytes = score::read_file(shell / "file.mid");
  EXPECT_THAT(bytes, StartsWith("MThd"));
  EXPECT_EQ(score::read_file(shell / "pipe.mid"), bytes);
  EXPECT_EQ(score::read_file(shell / "out.mid"), bytes);
}

TEST_F(Transcribe, ThreadsChangeNothingButSeedsDo) {
  record("loop.wav", 4.0);
  const auto with = [&](const std::string& options) {
    return shell.run("drumlin transcribe loop.wav -o - " + options).out;
  };
  EXPECT_EQ(with("--threads 1"), with("--threads 3"));
  EXPECT_NE(with("--seed 1"), with("--seed 2"));
  EXPECT_NE(with("--steps 1"), with("--steps 3"));
}

TEST_F(Transcribe, AFolderIsSearchedAtAnyDepthAndMirrored) {
  record("takes/a.wav");
  record("takes/night/b.WAV");
  record("takes/.hidden/c.wav");
  write("takes/notes.txt", "not sound");
  ASSERT_EQ(shell.run("drumlin transcribe takes -o midi").status, 0);
  EXPECT_THAT(shell.files(), testing::IsSupersetOf({"midi/a.mid", "midi/night/b.mid"}));
  EXPECT_EQ(shell.files().size(), 6U);
}

TEST_F(Transcribe, AFolderOfOneFileStillFillsAFolder) {
  record("takes/a.wav");
  ASSERT_EQ(shell.run("drumlin transcribe takes -o midi").status, 0);
  EXPECT_TRUE(std::filesystem::is_regular_file(shell / "midi/a.mid"));
}

TEST_F(Transcribe, OneBadFileDoesNotStopTheOthers) {
  record("a.wav");
  record("c.wav");
  write("b.wav", "this is no sound");
  const Outcome outcome = shell.run("drumlin transcribe a.wav b.wav c.wav absent.wav --json");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("b.wav"), HasSubstr("absent.wav does not exist")));
  EXPECT_THAT(outcome.out, HasSubstr("\"error\""));
  EXPECT_TRUE(std::filesystem::exists(shell / "a.mid"));
  EXPECT_TRUE(std::filesystem::exists(shell / "c.mid"));
  EXPECT_FALSE(std::filesystem::exists(shell / "b.mid"));
}

TEST_F(Transcribe, TwoRecordingsNeverShareAnOutput) {
  record("loop.wav");
  record("loop.aif");
  expect_error(shell.run("drumlin transcribe loop.wav loop.aif"), "would both be written to loop.mid");
  expect_error(shell.run("drumlin transcribe loop.wav ./loop.wav"), "would both be written");
  EXPECT_THAT(shell.files(), ElementsAre("loop.aif", "loop.wav"));
}

TEST_F(Transcribe, ARecordingIsNeverOverwritten) {
  record("loop.wav");
  const std::string before = score::read_file(shell / "loop.wav");
  for (const char* command :
       {"drumlin transcribe loop.wav -o loop.wav", "drumlin transcribe loop.wav -o ./loop.wav --overwrite",
        "ln -s loop.wav link.mid && drumlin transcribe loop.wav -o link.mid"}) {
    expect_error(shell.run(command), "would be overwritten");
  }
  EXPECT_EQ(score::read_file(shell / "loop.wav"), before);
}

TEST_F(Transcribe, AFileThatExistsStaysUnlessItIsNamed) {
  record("loop.wav");
  write("loop.mid", "precious");
  expect_error(shell.run("drumlin transcribe loop.wav"), "loop.mid exists; add --overwrite");
  EXPECT_EQ(score::read_file(shell / "loop.mid"), "precious");
  EXPECT_EQ(shell.run("drumlin transcribe loop.wav --overwrite").status, 0);
  EXPECT_THAT(score::read_file(shell / "loop.mid"), StartsWith("MThd"));
  EXPECT_EQ(shell.run("drumlin transcribe loop.wav -o loop.mid").status, 0);
}

TEST_F(Transcribe, SilenceHasNoHitsAndANote) {
  audio::write_wav(shell / "silence.wav", std::vector<float>(44100, 0.0F));
  const Outcome outcome = shell.run("drumlin transcribe silence.wav");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("0 hits"), HasSubstr("nothing was heard")));
  EXPECT_THAT(score::read_midi(shell / "silence.mid").notes, IsEmpty());
}

TEST_F(Transcribe, AnyRateAndAnyNumberOfChannelsWillDo) {
  for (const int rate : {8000, 44100, 96000, 192000}) {
    for (const int channels : {1, 2, 6}) {
      const std::string name = std::to_string(rate) + "x" + std::to_string(channels) + ".wav";
      std::vector<float> samples(static_cast<std::size_t>(rate) / 2 * static_cast<std::size_t>(channels));
      for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 0.3F * std::sin(0.01F * static_cast<float>(i));
      ASSERT_TRUE(write_sound(shell / name, float_wav, rate, channels, samples));
    }
  }
  const Outcome outcome = shell.run("drumlin transcribe . --json -q");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  std::istringstream lines(outcome.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_NEAR(nlohmann::json::parse(line).at("seconds").get<double>(), 0.5, 1e-3) << line;
  }
  EXPECT_EQ(count, 12);
}

TEST_F(Transcribe, SamplesThatAreNoNumbersDoNoHarm) {
  std::vector<float> samples = bursts(1.0);
  for (std::size_t i = 1000; i < 2000; ++i) samples[i] = std::numeric_limits<float>::quiet_NaN();
  samples[3000] = std::numeric_limits<float>::infinity();
  ASSERT_TRUE(write_sound(shell / "nan.wav", float_wav, 44100, 1, samples));
  EXPECT_EQ(shell.run("drumlin transcribe nan.wav").status, 0);
}

TEST_F(Transcribe, AFileOfOneSampleIsARecordingToo) {
  ASSERT_TRUE(write_sound(shell / "click.wav", float_wav, 44100, 1, {1.0F}));
  const Outcome outcome = shell.run("drumlin transcribe click.wav");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(Transcribe, BadRecordingsGetOneSentence) {
  record("loop.wav");
  const std::string whole = score::read_file(shell / "loop.wav");
  write("empty.wav", "");
  write("text.wav", "this is no sound");
  write("header.wav", std::string_view(whole).substr(0, 44));
  std::filesystem::create_directory(shell / "nothing");
  expect_error(shell.run("drumlin transcribe empty.wav"), "empty.wav is empty");
  expect_error(shell.run("drumlin transcribe text.wav"), "text.wav is not a sound file");
  expect_error(shell.run("drumlin transcribe header.wav"), "header.wav");
  expect_error(shell.run("drumlin transcribe absent.wav"), "absent.wav does not exist");
  expect_error(shell.run("drumlin transcribe nothing"), "nothing holds no sound files");
  expect_error(shell.run("drumlin transcribe - < /dev/null"), "standard input");
  expect_error(shell.run("echo no sound | drumlin transcribe -"), "standard input is not a sound file");
  expect_error(shell.run("drumlin transcribe - - < loop.wav"), "only once");
  EXPECT_THAT(shell.files(), ElementsAre("empty.wav", "header.wav", "loop.wav", "text.wav"));
}

TEST_F(Transcribe, OfATruncatedRecordingWhatIsThereIsHeard) {
  record("loop.wav", 2.0);
  const std::string whole = score::read_file(shell / "loop.wav");
  write("half.wav", std::string_view(whole).substr(0, whole.size() / 2));
  const Outcome outcome = shell.run("drumlin transcribe half.wav --json -q");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NEAR(nlohmann::json::parse(outcome.out).at("seconds").get<double>(), 1.0, 0.01);
}

TEST_F(Transcribe, WhereNothingCanBeWrittenNothingIsLeft) {
  record("loop.wav");
  write("file", "in the way");
  expect_error(shell.run("drumlin transcribe loop.wav -o absent/loop.mid"), "absent is no folder");
  expect_error(shell.run("drumlin transcribe loop.wav -o /dev/full"), "/dev/full");
  expect_error(shell.run("drumlin transcribe loop.wav -o - > /dev/full"), "cannot write");
  expect_error(shell.run("drumlin transcribe loop.wav -q --json > /dev/full"), "standard output");
  expect_error(shell.run("drumlin transcribe loop.wav -o file/"), "file");
  std::filesystem::remove(shell / "loop.mid");
  EXPECT_THAT(shell.files(), ElementsAre("file", "loop.wav"));
}

TEST_F(Transcribe, StandardOutputTakesOneTranscriptionAndNothingElse) {
  record("a.wav");
  record("b.wav");
  expect_error(shell.run("drumlin transcribe a.wav b.wav -o -"), "one recording");
  expect_error(shell.run("drumlin transcribe a.wav -o - --format midi,csv"), "one format");
  expect_error(shell.run("drumlin transcribe a.wav -o - --json"), "--json");
}

TEST_F(Transcribe, AnInterruptLeavesNothingBehind) {
  record("loop.wav");
  const Outcome outcome =
      shell.run("{ cat loop.wav; sleep 1; } | timeout --preserve-status -s INT 0.2 drumlin transcribe - -o loop.mid");
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(shell.files(), ElementsAre("loop.wav"));
}

TEST_F(Transcribe, NamesMayBeStrange) {
  record("- two words.wav");
  EXPECT_EQ(shell.run("drumlin transcribe './- two words.wav'").status, 0);
  EXPECT_TRUE(std::filesystem::exists(shell / "- two words.mid"));
  record("latin\xE9.wav");
  const Outcome outcome = shell.run("drumlin transcribe latin*.wav --json -q");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(nlohmann::json::accept(outcome.out));
}

TEST_F(Transcribe, FormatsAreChosenByNameOrByEnding) {
  record("loop.wav");
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav --format midi,csv,tsv,json,svg").status, 0);
  EXPECT_THAT(shell.files(), ElementsAre("loop.csv", "loop.json", "loop.mid", "loop.svg", "loop.tsv", "loop.wav"));
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav -o named.csv").status, 0);
  EXPECT_EQ(score::read_file(shell / "named.csv"), score::read_file(shell / "loop.csv"));
  EXPECT_TRUE(nlohmann::json::accept(score::read_file(shell / "loop.json")));
  EXPECT_THAT(score::read_file(shell / "loop.svg"), HasSubstr("<svg"));
  expect_error(shell.run("drumlin transcribe loop.wav --format wav"), "There is no format wav; choose among midi");
}

TEST_F(Transcribe, SamplesGiveProbabilities) {
  record("loop.wav", 2.0);
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav --samples 4 --format csv,midi").status, 0);
  EXPECT_THAT(score::read_file(shell / "loop.csv"), StartsWith("time,drum,velocity,midi_note,probability\n"));
  ASSERT_EQ(shell.run("drumlin transcribe loop.wav -o one.csv").status, 0);
  EXPECT_THAT(score::read_file(shell / "one.csv"), StartsWith("time,drum,velocity,midi_note\n"));
}

TEST_F(Transcribe, DoubtsAreListed) {
  record("loop.wav", 2.0);
  const Outcome lines = shell.run("drumlin transcribe loop.wav --doubts -q");
  EXPECT_EQ(lines.status, 0) << lines.err;
  EXPECT_THAT(lines.out, HasSubstr("0:0"));
  const Outcome json = shell.run("drumlin transcribe loop.wav --overwrite --doubts --json -q");
  const nlohmann::json doubts = nlohmann::json::parse(json.out).at("doubts");
  ASSERT_FALSE(doubts.empty());
  EXPECT_LE(doubts.size(), 10U);
  double last = 0.0;
  for (const nlohmann::json& doubt : doubts) {
    const double certainty = std::abs(doubt.at("probability").get<double>() - 0.5);
    EXPECT_GE(certainty, last);
    last = certainty;
    EXPECT_TRUE(doubt.at("others").is_array());
  }
  expect_error(shell.run("drumlin transcribe loop.wav -o - --doubts"), "--doubts");
}

TEST_F(Transcribe, ModelsThatCannotBeUsedAreNamed) {
  record("loop.wav");
  write("text.safetensors", "no weights");
  expect_error(shell.run("drumlin transcribe loop.wav --model absent.safetensors"), "absent.safetensors");
  expect_error(shell.run("drumlin transcribe loop.wav --model text.safetensors"), "text.safetensors");
  expect_error(shell.run("DRUMLIN_MODEL=absent drumlin transcribe loop.wav"), "$DRUMLIN_MODEL");
}

TEST_F(Transcribe, WrongOptionsAreExplained) {
  record("loop.wav");
  for (const char* options : {"--steps 0", "--steps many", "--samples 0", "--threads 0", "--sensitivity 2",
                              "--temperature 5", "--nonsense"}) {
    const Outcome outcome = shell.run(std::string("drumlin transcribe loop.wav ") + options);
    EXPECT_EQ(outcome.status, 2) << options;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("drumlin: "), HasSubstr("--help"))) << options;
  }
}

TEST_F(Transcribe, MoreSensitivityHearsMore) {
  record("loop.wav", 2.0);
  const auto hits = [&](const std::string& sensitivity) {
    const Outcome outcome = shell.run("drumlin transcribe loop.wav --overwrite --json -q --sensitivity " + sensitivity);
    return nlohmann::json::parse(outcome.out).at("hits").get<int>();
  };
  EXPECT_GT(hits("1"), hits("-1"));
}

TEST_F(Transcribe, FrameWiseModelsListenButDrawFromNoNoise) {
  record("loop.wav");
  const std::vector<std::uint8_t> weights = test::random_framewise_weights();
  write("framewise.safetensors", {reinterpret_cast<const char*>(weights.data()), weights.size()});
  const std::string listen = "drumlin transcribe loop.wav --model framewise.safetensors ";
  EXPECT_EQ(shell.run(listen).status, 0);
  EXPECT_GT(score::read_midi(shell / "loop.mid").notes.size(), 0U);
  for (const char* option : {"--steps 4", "--guidance 1", "--temperature 0.5", "--samples 4", "--doubts"}) {
    expect_error(shell.run(listen + "--overwrite " + option), "does not start from noise: leave out --");
  }
}

}  // namespace
}  // namespace drumlin
