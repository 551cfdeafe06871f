// MIDI files written by hand, byte for byte from the Standard MIDI Files 1.0 specification (RP-001), and round trips.
#include "score/midi.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <map>

namespace drumlin::score {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using Bytes = std::vector<std::uint8_t>;

constexpr double tick = 0.0005;  // the writer promises less than this

Bytes chunk(const char* mark, const Bytes& body) {
  Bytes bytes(mark, mark + 4);
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(body.size() >> shift));
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

/// 96 ticks a quarter note unless told.
Bytes file(std::uint8_t format, const std::vector<Bytes>& tracks, Bytes division = {0, 96}) {
  Bytes bytes = chunk("MThd", {0, format, 0, static_cast<std::uint8_t>(tracks.size()), division[0], division[1]});
  for (const Bytes& track : tracks) {
    const Bytes whole = chunk("MTrk", track);
    bytes.insert(bytes.end(), whole.begin(), whole.end());
  }
  return bytes;
}

const Bytes end_of_track = {0, 0xff, 0x2f, 0};

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Performance all_drums() {
  Performance performance;
  performance.duration = 10.0;
  for (int i = 0; i < 200; ++i) {
    performance.hits.push_back(
        {i * 0.04711, static_cast<Drum>(i * 7 % drum_count), static_cast<float>(1 + i % 127) / 127.0F});
  }
  return performance;
}

TEST(Midi, WhatIsWrittenIsReadWithinATick) {
  const Performance before = all_drums();
  const Performance after = to_performance(parse_midi(to_midi(before), "x"), PitchMap::general_midi);
  ASSERT_EQ(after.hits.size(), before.hits.size());
  EXPECT_NEAR(after.duration, 10.0, tick);
  for (std::size_t i = 0; i < before.hits.size(); ++i) {
    EXPECT_NEAR(after.hits[i].time, before.hits[i].time, tick);
    EXPECT_EQ(after.hits[i].drum, before.hits[i].drum);
    EXPECT_FLOAT_EQ(after.hits[i].velocity, before.hits[i].velocity);
  }
}

TEST(Midi, NotesOfOnePitchNeverOverlap) {
  Performance fast;
  for (int i = 0; i < 50; ++i) fast.hits.push_back({i * 0.02, Drum::snare_head, 0.5F});
  fast.hits.push_back({0.98, Drum::snare_head, 0.5F});  // the very same time
  sort_hits(fast);
  const MidiFile midi = parse_midi(to_midi(fast), "x");
  ASSERT_EQ(midi.notes.size(), 51U);
  for (std::size_t i = 1; i < midi.notes.size(); ++i) {
    EXPECT_LE(midi.notes[i - 1].time + midi.notes[i - 1].duration, midi.notes[i].time + 1e-9);
  }
  EXPECT_NEAR(midi.notes.back().duration, 0.08, tick);
}

TEST(Midi, LongSilencesAndSoftHitsAreKept) {
  const Performance sparse{{{0.0, Drum::kick, 0.0001F}, {200000.0, Drum::kick, 1.0F}}, 200000.0};  // two days
  const Performance after = to_performance(parse_midi(to_midi(sparse), "x"), PitchMap::general_midi);
  ASSERT_EQ(after.hits.size(), 2U);
  EXPECT_FLOAT_EQ(after.hits[0].velocity, 1.0F / 127.0F);  // 0 would be a note-off
  EXPECT_NEAR(after.hits[1].time, 200000.0, tick);
}

TEST(Midi, TheFileIsOfFormat0OnChannel10AndNamed) {
  const Bytes bytes = to_midi(all_drums());
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 12), (Bytes{'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 0, 0, 1}));
  EXPECT_THAT(std::string(bytes.begin(), bytes.end()), HasSubstr("Drums"));
  for (const Note& note : parse_midi(bytes, "x").notes) EXPECT_EQ(note.channel, 9);
}

TEST(Midi, RunningStatusAndNoteOnWithVelocity0) {
  // Quarter note at 120: 0.5 s = 96 ticks. On 36; 96 later (running) off 36 by velocity 0, at once on 38.
  const Bytes track = Bytes{0, 0x99, 36, 100, 96, 36, 0, 0, 38, 64, 96, 38, 0} + end_of_track;
  const MidiFile midi = parse_midi(file(0, {track}), "x");
  ASSERT_EQ(midi.notes.size(), 2U);
  EXPECT_DOUBLE_EQ(midi.notes[0].time, 0.0);
  EXPECT_DOUBLE_EQ(midi.notes[0].duration, 0.5);
  EXPECT_EQ(midi.notes[1].pitch, 38);
  EXPECT_EQ(midi.notes[1].velocity, 64);
  EXPECT_DOUBLE_EQ(midi.notes[1].time, 0.5);
  EXPECT_DOUBLE_EQ(midi.duration, 1.0);
}

TEST(Midi, TempoMapOfTrack0GovernsTrack1) {
  // 120 for one quarter note, then 60 (1,000,000 µs): the note two quarter notes in stands at 0.5 + 1.0 s.
  const Bytes tempos = Bytes{0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20, 96, 0xff, 0x51, 3, 0x0f, 0x42, 0x40} + end_of_track;
  const Bytes drums = Bytes{0x81, 0x40, 0x99, 42, 80, 48, 0x89, 42, 0} + end_of_track;  // delta 192, 48
  const MidiFile midi = parse_midi(file(1, {tempos, drums}), "x");
  ASSERT_EQ(midi.notes.size(), 1U);
  EXPECT_NEAR(midi.notes[0].time, 1.5, 1e-12);
  EXPECT_NEAR(midi.notes[0].duration, 0.5, 1e-12);
  EXPECT_EQ(midi.notes[0].track, 1);
  ASSERT_EQ(midi.tempos.size(), 2U);
  EXPECT_NEAR(midi.tempos[0].second, 120.0, 1e-9);
  EXPECT_NEAR(midi.tempos[1].first, 0.5, 1e-12);
  EXPECT_NEAR(midi.tempos[1].second, 60.0, 1e-9);
}

TEST(Midi, FilmTimeDivision) {
  // −25 frames a second, 40 ticks a frame: a tick is a millisecond.
  const Bytes track = Bytes{100, 0x99, 36, 100} + end_of_track;
  EXPECT_NEAR(parse_midi(file(0, {track}, {0xe7, 40}), "x").notes.at(0).time, 0.1, 1e-12);
}

TEST(Midi, OtherEventsAndChunksArePassedOver) {
  const Bytes track = Bytes{0,    0xf0, 3,  1, 2,    0xf7, 0, 0xb9, 4,   90, 0,    0xc9, 1,  0,
                            0xe9, 0,    64, 0, 0xff, 0x01, 2, 'h',  'i', 0,  0x99, 36,   100} +
                      end_of_track;
  const Bytes bytes = file(0, {track}) + chunk("XFIH", {1, 2, 3});
  EXPECT_EQ(parse_midi(bytes, "x").notes.size(), 1U);
}

TEST(Midi, ANoteThatNeverEndsEndsWithItsTrack) {
  const Bytes track = {0, 0x99, 36, 100, 96, 0xff, 0x2f, 0};
  EXPECT_DOUBLE_EQ(parse_midi(file(0, {track}), "x").notes.at(0).duration, 0.5);
}

TEST(Midi, OtherChannelsCountOnlyWhereChannel10IsEmpty) {
  const Bytes with_piano = Bytes{0, 0x90, 38, 100, 0, 0x99, 36, 100} + end_of_track;
  const Performance drums = to_performance(parse_midi(file(0, {with_piano}), "x"), PitchMap::general_midi);
  EXPECT_THAT(drums.hits, ElementsAre(Hit{0.0, Drum::kick, 100.0F / 127.0F}));
  const Bytes on_channel_1 = Bytes{0, 0x90, 38, 127} + end_of_track;
  const Performance other = to_performance(parse_midi(file(0, {on_channel_1}), "x"), PitchMap::general_midi);
  EXPECT_THAT(other.hits, ElementsAre(Hit{0.0, Drum::snare_head, 1.0F}));
}

// General MIDI level 1 percussion key map.
/// A meter event: so many beats, each 1/2^power of a whole note.
Bytes meter(std::uint8_t beats, std::uint8_t power) {
  return {0, 0xff, 0x58, 4, beats, power, 24, 8};
}

TEST(Bars, AreOfFourQuartersAtFirst) {
  const MidiFile midi = parse_midi(file(0, {end_of_track}), "x");
  EXPECT_DOUBLE_EQ(bar_start(midi, 1), 0.0);
  EXPECT_DOUBLE_EQ(bar_start(midi, 2), 2.0);  // 120 quarter notes a minute
  EXPECT_DOUBLE_EQ(bar_start(midi, 101), 200.0);
}

TEST(Bars, FollowMeterAndTempo) {
  // Two bars of 3/4 at 120 a minute: three seconds. Then, at tick 6 · 96 = 576, 5/8 at 60: bars of 2.5 seconds.
  const Bytes change = {0x84, 0x40, 0xff, 0x51, 3, 0x0f, 0x42, 0x40};
  const MidiFile midi = parse_midi(file(0, {meter(3, 2) + change + meter(5, 3) + end_of_track}), "x");
  EXPECT_DOUBLE_EQ(bar_start(midi, 2), 1.5);
  EXPECT_DOUBLE_EQ(bar_start(midi, 3), 3.0);
  EXPECT_DOUBLE_EQ(bar_start(midi, 4), 5.5);
  EXPECT_DOUBLE_EQ(bar_start(midi, 5), 8.0);
}

TEST(Bars, AMeterInsideABarEndsIt) {
  // 3/4 from tick 5 · 96 = 480 on: the second bar of 4/4 has but one quarter note.
  Bytes later = meter(3, 2);
  later.erase(later.begin());
  const MidiFile midi = parse_midi(file(0, {Bytes{0x83, 0x60} + later + end_of_track}), "x");
  EXPECT_DOUBLE_EQ(bar_start(midi, 2), 2.0);
  EXPECT_DOUBLE_EQ(bar_start(midi, 3), 2.5);
  EXPECT_DOUBLE_EQ(bar_start(midi, 4), 4.0);
}

TEST(Bars, MetersThatAreNoneAreIgnored) {
  const Bytes short_event = {0, 0xff, 0x58, 1, 3};
  const MidiFile midi = parse_midi(file(0, {meter(0, 2) + short_event + end_of_track}), "x");
  EXPECT_TRUE(midi.meters.empty());
}

TEST(PitchMaps, GeneralMidi) {
  const std::map<int, Drum> expected = {
      {35, Drum::kick},        {36, Drum::kick},      {37, Drum::side_stick},   {38, Drum::snare_head},
      {39, Drum::clap},        {41, Drum::tom_low},   {42, Drum::hihat_closed}, {43, Drum::tom_low},
      {44, Drum::hihat_pedal}, {45, Drum::tom_mid},   {46, Drum::hihat_open},   {47, Drum::tom_mid},
      {48, Drum::tom_high},    {49, Drum::crash},     {50, Drum::tom_high},     {51, Drum::ride_bow},
      {52, Drum::china},       {53, Drum::ride_bell}, {54, Drum::tambourine},   {55, Drum::splash},
      {56, Drum::cowbell},     {57, Drum::crash},     {59, Drum::ride_bow}};
  for (const auto& [pitch, drum] : expected) EXPECT_EQ(drum_of_pitch(pitch, PitchMap::general_midi), drum) << pitch;
  for (const int pitch : {0, 34, 58, 60, 81, 127}) {
    EXPECT_EQ(drum_of_pitch(pitch, PitchMap::general_midi), std::nullopt) << pitch;
  }
}

// The pads of a TD-11 and TD-17 (Groove MIDI data set, table of pitches).
TEST(PitchMaps, RolandEdgesAndRims) {
  const std::map<int, Drum> expected = {{40, Drum::snare_rim},  {37, Drum::side_stick},   {48, Drum::tom_high},
                                        {50, Drum::tom_high},   {45, Drum::tom_mid},      {47, Drum::tom_mid},
                                        {43, Drum::tom_low},    {58, Drum::tom_low},      {46, Drum::hihat_open},
                                        {26, Drum::hihat_open}, {42, Drum::hihat_closed}, {22, Drum::hihat_closed},
                                        {49, Drum::crash},      {55, Drum::crash},        {57, Drum::crash},
                                        {52, Drum::crash},      {51, Drum::ride_bow},     {59, Drum::ride_bow},
                                        {53, Drum::ride_bell},  {54, Drum::tambourine},   {39, Drum::clap}};
  for (const auto& [pitch, drum] : expected) EXPECT_EQ(drum_of_pitch(pitch, PitchMap::roland), drum) << pitch;
  EXPECT_EQ(drum_of_pitch(27, PitchMap::roland), std::nullopt);
}

TEST(PitchMaps, EveryDrumHasItsOwnNote) {
  for (int i = 0; i < drum_count; ++i) {
    const Drum drum = static_cast<Drum>(i);
    EXPECT_EQ(drum_of_pitch(pitch_of_drum(drum), PitchMap::general_midi), drum) << name(drum);
  }
}

TEST(MidiErrors, EveryTruncationOfAFileIsAnErrorOrAWholePrefix) {
  const Bytes whole = to_midi(all_drums());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    if (length == 14) continue;  // the header alone is a file without tracks
    EXPECT_THROW(parse_midi(cut, "x"), Error) << length;
  }
}

TEST(MidiErrors, SayWhichFileAndWhy) {
  const auto parsing = [](Bytes bytes) { return [bytes = std::move(bytes)] { parse_midi(bytes, "song.mid"); }; };
  const auto says = [](const char* what) {
    return ThrowsMessage<Error>(testing::AllOf(HasSubstr("song.mid"), HasSubstr(what)));
  };
  EXPECT_THAT(parsing({}), says("header"));
  EXPECT_THAT(parsing(Bytes(100, 'x')), says("header"));
  EXPECT_THAT(parsing(file(2, {})), says("format 2"));
  EXPECT_THAT(parsing(file(0, {}, {0, 0})), says("division"));
  EXPECT_THAT(parsing(file(0, {{0, 36, 100}})), says("status"));
  EXPECT_THAT(parsing(file(0, {{0, 0xf5, 100}})), says("status"));
  EXPECT_THAT(parsing(file(0, {{0, 0x99, 36, 0x80}})), says("high bit"));
  EXPECT_THAT(parsing(file(0, {{0x80, 0x80, 0x80, 0x80, 0, 0x99, 36, 1}})), says("four bytes"));
  EXPECT_THAT(parsing(file(0, {{0, 0xff, 0x51, 3, 0, 0, 0}})), says("tempo"));
  EXPECT_THAT(parsing(file(0, {{0, 0xff, 0x51, 2, 0, 1}})), says("ends too early"));
}

}  // namespace
}  // namespace drumlin::score
