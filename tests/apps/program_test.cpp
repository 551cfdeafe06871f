// The program as a whole: version, help, info.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/program.h"
#include "score/midi.h"

namespace drumlin {
namespace {

using test::Outcome;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Program, SaysItsVersion) {
  const Outcome outcome = test::Shell().run("drumlin --version");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, testing::MatchesRegex("drumlin [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Program, HelpShowsExamples) {
  const test::Shell shell;
  for (const char* line : {"drumlin --help", "drumlin transcribe --help"}) {
    const Outcome outcome = shell.run(line);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Examples:"));
    EXPECT_THAT(outcome.err, IsEmpty());
  }
}

TEST(Program, WithoutACommandOrWithAWrongOneItSaysHow) {
  const test::Shell shell;
  for (const char* line : {"drumlin", "drumlin dance", "drumlin transcribe"}) {
    const Outcome outcome = shell.run(line);
    EXPECT_EQ(outcome.status, 2) << line;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("drumlin: "), HasSubstr("--help"))) << line;
  }
}

TEST(Info, TellsARecordingFromMidiFromAModel) {
  const test::Shell shell;
  audio::write_wav(shell / "a.wav", test::bursts(1.0));
  score::write_file(shell / "a.mid", score::to_midi({{{0.5, score::Drum::snare_head, 0.5F}}, 1.0}));
  EXPECT_THAT(shell.run("drumlin info a.wav").out, AllOf(HasSubstr("recording"), HasSubstr("44100 Hz")));
  EXPECT_THAT(shell.run("drumlin info a.mid").out, AllOf(HasSubstr("1 drum hit\n"), HasSubstr("snare_head: 1")));
  EXPECT_THAT(shell.run("drumlin info $DRUMLIN_MODEL").out, AllOf(HasSubstr("weights"), HasSubstr("system: n2n")));
  EXPECT_EQ(shell.run("drumlin info absent").status, 2);
}

}  // namespace
}  // namespace drumlin
