// Accompaniment through FluidSynth: sounds when and only when it should, the same every time.
#include "synth/soundfont.h"

#include <drumlin/error.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace drumlin::synth {
namespace {

const std::filesystem::path font = "/usr/share/sounds/sf2/FluidR3_GM.sf2";

float loudest(std::span<const float> sound) {
  float peak = 0.0F;
  for (const float x : sound) peak = std::max(peak, std::abs(x));
  return peak;
}

TEST(Soundfont, NamesAFileThatIsNone) {
  EXPECT_THROW(Soundfont("/nowhere/none.sf2"), Error);
}

TEST(Soundfont, PlaysANoteAtItsTimeAndTheSameEveryTime) {
  if (!std::filesystem::exists(font)) GTEST_SKIP() << "the FluidR3 soundfont is not installed";
  Soundfont piano(font);
  const std::vector<InstrumentNote> notes = {{0.5, 0.3, 60, 100, 0}, {0.7, 0.2, 40, 100, 33}};
  const std::vector<float> sound = piano.play(notes, 44100);
  ASSERT_EQ(sound.size(), 44100U);
  EXPECT_EQ(loudest(std::span(sound).first(21900)), 0.0F);
  EXPECT_GT(loudest(std::span(sound).subspan(22050, 2205)), 0.01F);
  EXPECT_EQ(piano.play(notes, 44100), sound);
}

TEST(Soundfont, LeavesOutNotesBeforeTheStart) {
  if (!std::filesystem::exists(font)) GTEST_SKIP() << "the FluidR3 soundfont is not installed";
  Soundfont piano(font);
  EXPECT_EQ(loudest(piano.play(std::vector<InstrumentNote>{{-0.5, 2.0, 60, 100, 0}}, 4410)), 0.0F);
}

}  // namespace
}  // namespace drumlin::synth
