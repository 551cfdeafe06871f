// drumlin inpaint, refine and generate from the outside: what they write and keep, and what they say when they cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/program.h"
#include "score/midi.h"
#include "score/text.h"

namespace drumlin {
namespace {

using score::Hit;
using test::expect_error;
using test::Outcome;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Imagine : public testing::Test {
 protected:
  Imagine() { audio::write_wav(shell / "song.wav", test::bursts(4.0)); }

  /// Kick and snare by turns, two a second, as a file of that name.
  void write_beat(const std::string& name, double seconds = 4.0) const {
    score::Performance beat{{}, seconds};
    for (int i = 0; 0.5 * i < seconds; ++i) {
      beat.hits.push_back({0.5 * i, i % 2 == 0 ? score::Drum::kick : score::Drum::snare_head, 0.5F});
    }
    if (name.ends_with(".csv")) return score::write_file(shell / name, score::to_csv(beat));
    const std::vector<std::uint8_t> bytes = score::to_midi(beat);
    score::write_file(shell / name, std::span<const std::uint8_t>(bytes));
  }
  std::vector<Hit> hits(const std::string& name, double start = 0.0, double end = 1e6) const {
    std::vector<Hit> found;
    for (const Hit& hit : score::read_annotation(shell / name).performance.hits) {
      if (hit.time >= start && hit.time < end) found.push_back(hit);
    }
    return found;
  }

  test::Shell shell;
};

TEST_F(Imagine, OutsideAGapTheHitsAreThoseOfATranscription) {
  ASSERT_EQ(shell.run("drumlin transcribe song.wav -o plain.mid").status, 0);
  const Outcome outcome = shell.run("drumlin inpaint song.wav --gap 1.0:2.0 --gap 2.6:3.1 --steps 2");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, StartsWith("song-inpainted.mid: "));
  for (const auto& [start, end] : {std::pair{0.0, 0.999}, {2.0, 2.599}, {3.1, 4.1}}) {
    EXPECT_EQ(hits("song-inpainted.mid", start, end), hits("plain.mid", start, end));
  }
  EXPECT_THAT(hits("song-inpainted.mid", 1.0, 2.0), Not(IsEmpty()));
}

TEST_F(Imagine, OutsideARegionTheNotesStayAsTheyWereWritten) {
  write_beat("notes.mid");
  const Outcome outcome =
      shell.run("drumlin inpaint song.wav notes.mid --region 1:2.25 --keep-outside --steps 2 -o new.mid");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(hits("new.mid", 0.0, 0.999), hits("notes.mid", 0.0, 0.999));
  EXPECT_EQ(hits("new.mid", 2.25), hits("notes.mid", 2.25));
  EXPECT_NE(hits("new.mid"), hits("notes.mid"));
}

TEST_F(Imagine, BarsAreCountedFromOne) {
  write_beat("notes.mid");  // at 120 a minute a bar of 4/4 lasts two seconds
  ASSERT_EQ(shell.run("drumlin inpaint notes.mid --region bar2:bar3 --steps 2 -o bars.csv").status, 0);
  ASSERT_EQ(shell.run("drumlin inpaint notes.mid --region 2:4 --steps 2 -o seconds.csv").status, 0);
  EXPECT_EQ(score::read_file(shell / "bars.csv"), score::read_file(shell / "seconds.csv"));
}

TEST_F(Imagine, NotesAloneWillDoAndMayBeText) {
  write_beat("notes.csv");
  const Outcome outcome = shell.run("drumlin inpaint notes.csv --region 1:2 --steps 2 --format csv");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(hits("notes-inpainted.csv", 2.0), hits("notes.csv", 2.0));
}

TEST_F(Imagine, RegionsThatCannotBeReadAreExplained) {
  write_beat("notes.mid");
  write_beat("notes.csv");
  expect_error(shell.run("drumlin inpaint song.wav"), "needs a --gap or a --region");
  expect_error(shell.run("drumlin inpaint song.wav --gap 2:1"), "ends before it starts");
  expect_error(shell.run("drumlin inpaint song.wav --gap 3:9"), "song.wav, which lasts 4.00 seconds");
  expect_error(shell.run("drumlin inpaint song.wav --gap -1:2"), "not within");
  for (const char* gap : {"a:b", "1", "1:", ":2", "1:2:3", "nan:2", "1:inf", "bar0:bar2", "bar:bar2"}) {
    expect_error(shell.run(std::string("drumlin inpaint song.wav notes.mid --region ") + gap), "cannot be read");
  }
  expect_error(shell.run("drumlin inpaint notes.csv --region bar1:bar2"), "counts bars");
  expect_error(shell.run("drumlin inpaint notes.mid --gap 1:2"), "--gap is one of a recording");
  expect_error(shell.run("drumlin inpaint notes.mid notes.csv --region 1:2"), "one file of notes");
  expect_error(shell.run("drumlin inpaint song.wav song.wav --gap 1:2"), "one recording");
  expect_error(shell.run("drumlin inpaint absent.wav --gap 1:2"), "absent.wav does not exist");
  expect_error(shell.run("drumlin inpaint absent.mid --region 1:2"), "absent.mid");
  EXPECT_THAT(shell.files(), ElementsAre("notes.csv", "notes.mid", "song.wav"));
}

TEST_F(Imagine, ARefinementOfStrengthZeroIsTheDraft) {
  write_beat("draft.mid");
  ASSERT_EQ(shell.run("drumlin refine song.wav draft.mid --strength 0").status, 0);
  EXPECT_EQ(hits("song-refined.mid"), hits("draft.mid"));
  const Outcome outcome = shell.run("drumlin refine song.wav draft.mid --strength 0.7 --json -q --overwrite");
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(nlohmann::json::parse(outcome.out).at("outputs"), nlohmann::json::array({"song-refined.mid"}));
  EXPECT_NE(hits("song-refined.mid"), hits("draft.mid"));
}

TEST_F(Imagine, DraftsThatCannotBeRefinedAreNamed) {
  write_beat("draft.mid");
  score::write_file(shell / "empty.csv", "time,drum,velocity\n");
  score::write_file(shell / "text.mid", "no notes");
  expect_error(shell.run("drumlin refine song.wav empty.csv"), "empty.csv has no drum hits");
  expect_error(shell.run("drumlin refine song.wav text.mid"), "text.mid");
  expect_error(shell.run("drumlin refine song.wav absent.mid"), "absent.mid");
  expect_error(shell.run("drumlin refine absent.wav draft.mid"), "absent.wav does not exist");
  expect_error(shell.run("drumlin refine song.wav draft.mid --strength 1.5"), "--strength");
  expect_error(shell.run("drumlin refine song.wav draft.mid --strength much"), "--strength");
}

TEST_F(Imagine, GroovesAreCalledAfterTheirSeeds) {
  const Outcome outcome = shell.run("drumlin generate --seconds 2 --steps 12 --seed 7 --count 2 --format midi,csv");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(shell.files(), ElementsAre("groove-7.csv", "groove-7.mid", "groove-8.csv", "groove-8.mid", "song.wav"));
  ASSERT_EQ(shell.run("drumlin generate --seconds 2 --steps 12 --seed 8 -o again.csv").status, 0);
  EXPECT_EQ(score::read_file(shell / "again.csv"), score::read_file(shell / "groove-8.csv"));
  EXPECT_NE(hits("groove-7.csv"), hits("groove-8.csv"));
  expect_error(shell.run("drumlin generate --seconds 2 --steps 12 --seed 7"), "groove-7.mid exists; add --overwrite");
}

TEST_F(Imagine, TheTempoThatWasAskedForStandsInTheFile) {
  ASSERT_EQ(shell.run("drumlin generate --seconds 4 --steps 12 --bpm 90 -o slow.mid").status, 0);
  const score::MidiFile midi = score::read_midi(shell / "slow.mid");
  ASSERT_EQ(midi.tempos.size(), 1U);
  EXPECT_NEAR(midi.tempos.front().second, 90.0, 1e-3);
  EXPECT_THAT(midi.notes, Not(IsEmpty()));
  expect_error(shell.run("drumlin generate --bpm 10"), "--bpm");
  write_beat("notes.mid", 2.0);
  expect_error(shell.run("drumlin generate --bpm 90 --continue notes.mid"), "leave out --bpm");
}

TEST_F(Imagine, ABeginningIsPlayedOn) {
  write_beat("notes.mid", 2.0);
  ASSERT_EQ(shell.run("drumlin generate --continue notes.mid --seconds 1 --steps 2").status, 0);
  const double end = score::read_midi(shell / "notes.mid").duration;
  EXPECT_EQ(hits("notes-continued-1.mid", 0.0, end), hits("notes.mid"));
  EXPECT_THAT(hits("notes-continued-1.mid", end), Not(IsEmpty()));
  EXPECT_THAT(hits("notes-continued-1.mid", end + 1.0), IsEmpty());
}

TEST_F(Imagine, LengthsThatMakeNoSenseAreRefused) {
  expect_error(shell.run("drumlin generate --seconds 0"), "above 0");
  expect_error(shell.run("drumlin generate --seconds -5"), "above 0");
  expect_error(shell.run("drumlin generate --seconds 36000"), "too many");
  expect_error(shell.run("drumlin generate --seconds many"), "--seconds");
  expect_error(shell.run("drumlin generate --count 0"), "--count");
  expect_error(shell.run("drumlin generate --continue absent.mid"), "absent.mid");
  expect_error(shell.run("drumlin generate --temperature 0"), "--temperature");
  EXPECT_THAT(shell.files(), ElementsAre("song.wav"));
}

TEST_F(Imagine, EveryCommandShowsExamples) {
  for (const char* command : {"inpaint", "refine", "generate"}) {
    const Outcome outcome = shell.run(std::string("drumlin ") + command + " --help");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("Examples:"), HasSubstr("--seed"), HasSubstr("--overwrite")));
  }
}

}  // namespace
}  // namespace drumlin
