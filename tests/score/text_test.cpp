// Text formats: what is written is read; what others write is read; what cannot be read says where.
#include "score/text.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>

#include "score/file.h"

namespace drumlin::score {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

Performance all_drums() {
  Performance performance;
  performance.duration = 12.5;
  for (int i = 0; i < 100; ++i) {
    performance.hits.push_back(
        {i * 0.0987654321, static_cast<Drum>(i % drum_count), static_cast<float>(1 + i) / 127.0F});
  }
  return performance;
}

void expect_same(const Performance& before, const Annotation& after) {
  EXPECT_TRUE(after.has_velocity);
  ASSERT_EQ(after.performance.hits.size(), before.hits.size());
  for (std::size_t i = 0; i < before.hits.size(); ++i) {
    EXPECT_NEAR(after.performance.hits[i].time, before.hits[i].time, 1e-6);
    EXPECT_EQ(after.performance.hits[i].drum, before.hits[i].drum);
    EXPECT_NEAR(after.performance.hits[i].velocity, before.hits[i].velocity, 1e-4);
  }
}

Annotation parsed(std::string_view text) {
  return parse_annotation(text, "take.txt");
}

TEST(Text, WhatIsWrittenIsRead) {
  const Performance performance = all_drums();
  expect_same(performance, parsed(to_csv(performance)));
  expect_same(performance, parsed(to_tsv(performance)));
  expect_same(performance, parsed(to_json(performance)));
  EXPECT_DOUBLE_EQ(parsed(to_json(performance)).performance.duration, 12.5);
}

TEST(Text, NothingHeardIsAFileToo) {
  for (const std::string& text : {to_csv({}), to_tsv({}), to_json({})}) {
    EXPECT_TRUE(parsed(text).performance.hits.empty()) << text;
  }
  EXPECT_EQ(parsed(to_json({{}, 3.0})).performance.duration, 3.0);
  EXPECT_TRUE(parsed("").performance.hits.empty());
}

TEST(Text, CsvHasTheColumnsThatTheManualPromises) {
  EXPECT_EQ(to_csv({{{0.5, Drum::kick, 0.8F}}, 1.0}), "time,drum,velocity,midi_note\n0.500000,kick,0.8000,36\n");
  EXPECT_EQ(to_tsv({{{0.5, Drum::kick, 0.8F}}, 1.0}), "time\tdrum\tvelocity\tmidi_note\n0.500000\tkick\t0.8000\t36\n");
}

TEST(Text, ProbabilitiesAreWrittenWhereThereAreAnyAndRead) {
  const Performance performance{{{0.5, Drum::kick, 0.8F, 0.75F}, {0.75, Drum::crash, 0.5F}}, 1.0};
  EXPECT_EQ(to_csv(performance),
            "time,drum,velocity,midi_note,probability\n0.500000,kick,0.8000,36,0.7500\n0.750000,crash,0.5000,49,\n");
  for (const std::string& text : {to_csv(performance), to_tsv(performance), to_json(performance)}) {
    const std::vector<Hit> hits = parsed(text).performance.hits;
    ASSERT_EQ(hits.size(), 2U) << text;
    EXPECT_EQ(hits[0].probability, 0.75F);
    EXPECT_FALSE(hits[1].probability);
  }
  EXPECT_FALSE(parsed(to_json({{{0.5, Drum::kick, 0.8F}}, 1.0})).performance.hits.at(0).probability);
}

TEST(Text, JsonIsWhatAnyJsonReaderExpects) {
  const auto json = nlohmann::json::parse(to_json({{{0.5, Drum::kick, 0.8F}, {0.75, Drum::ride_bell, 1.0F}}, 1.0}));
  EXPECT_EQ(json["duration"], 1.0);
  ASSERT_EQ(json["hits"].size(), 2U);
  EXPECT_EQ(json["hits"][1]["time"], 0.75);
  EXPECT_EQ(json["hits"][1]["drum"], "ride_bell");
  EXPECT_EQ(json["hits"][1]["velocity"], 1.0);
  EXPECT_EQ(json["hits"][1]["note"], 53);
}

TEST(Text, TheSoftestHitIsNeverWrittenAsSilence) {
  for (const std::string& text :
       {to_csv({{{0.0, Drum::kick, 1e-6F}}, 1.0}), to_json({{{0.0, Drum::kick, 1e-6F}}, 1.0})}) {
    EXPECT_GT(parsed(text).performance.hits.at(0).velocity, 0.0F);
  }
}

TEST(Annotations, MdbDrumsClassesAndSubclasses) {
  const Annotation read = parsed("0.1 \tKD\n0.2\tSDG\n0.3\tHH\n0.4\tTT\n0.5\tCY\n0.6\tRDB\n0.7\tSST\n");
  EXPECT_FALSE(read.has_velocity);
  const std::vector<Drum> expected = {Drum::kick,  Drum::snare_head, Drum::hihat_closed, Drum::tom_mid,
                                      Drum::crash, Drum::ride_bell,  Drum::side_stick};
  ASSERT_EQ(read.performance.hits.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(read.performance.hits[i].drum, expected[i]);
    EXPECT_EQ(read.performance.hits[i].velocity, 1.0F);
  }
  EXPECT_DOUBLE_EQ(read.performance.duration, 0.7);
}

TEST(Annotations, NotesNamesVelocitiesSpacesCommentsAndWindowsLines) {
  const Annotation read = parsed("\xef\xbb\xbf# by hand\r\n\r\n1.5   36  0.5\r\n0.5 snare_rim 0.25\r\n");
  ASSERT_EQ(read.performance.hits.size(), 2U);
  EXPECT_EQ(read.performance.hits[0], (Hit{0.5, Drum::snare_rim, 0.25F}));
  EXPECT_EQ(read.performance.hits[1], (Hit{1.5, Drum::kick, 0.5F}));
  EXPECT_TRUE(read.has_velocity);
}

TEST(Annotations, HeadersMayNameColumnsInAnyOrder) {
  const Annotation read = parsed("time,velocity,comment,midi_note\n0.25,0.5,\"x\",49\n");
  EXPECT_EQ(read.performance.hits.at(0), (Hit{0.25, Drum::crash, 0.5F}));
  EXPECT_FALSE(parsed("time,drum\n0.25,kick\n").has_velocity);
}

TEST(Annotations, JsonWithNotesAloneAndWithoutDuration) {
  const Annotation read =
      parsed(R"({"hits": [{"time": 2, "note": 38}, {"time": 1.0, "drum": "china", "velocity": 0.5}]})");
  EXPECT_FALSE(read.has_velocity);
  EXPECT_EQ(read.performance.hits.at(0).drum, Drum::china);
  EXPECT_EQ(read.performance.hits.at(1).drum, Drum::snare_head);
  EXPECT_EQ(read.performance.duration, 2.0);
}

TEST(Annotations, AnErrorNamesTheFileAndTheLine) {
  const auto reading = [](std::string_view text) { return [text] { parsed(text); }; };
  const auto says = [](const char* where, const char* what) {
    return ThrowsMessage<Error>(AllOf(HasSubstr("take.txt"), HasSubstr(where), HasSubstr(what)));
  };
  EXPECT_THAT(reading("0.1 KD\n\nx KD\n"), says("line 3", "time"));
  EXPECT_THAT(reading("-1 KD\n"), says("line 1", "time"));
  EXPECT_THAT(reading("nan KD\n"), says("line 1", "time"));
  EXPECT_THAT(reading("1e9 KD\n"), says("line 1", "time"));
  EXPECT_THAT(reading("0.1 gong\n"), says("line 1", "drum"));
  EXPECT_THAT(reading("0.1\n"), says("line 1", "drum"));
  EXPECT_THAT(reading("0.1 3\n"), says("line 1", "drum"));
  EXPECT_THAT(reading("0.1 KD 0\n"), says("line 1", "velocity"));
  EXPECT_THAT(reading("0.1 KD 100\n"), says("line 1", "velocity"));
  EXPECT_THAT(reading("0.1 KD loud\n"), says("line 1", "velocity"));
  EXPECT_THAT(reading("time,loudness\n0.1,0.2\n"), says("line 1", "column"));
  EXPECT_THAT(reading("time,drum,probability\n0.1,kick,1.5\n"), says("line 2", "probability"));
  EXPECT_THAT(reading("time,drum,probability\n0.1,kick,likely\n"), says("line 2", "probability"));
  EXPECT_THAT(reading("{\n\"hits\": [,]}"), says("line 2", "JSON"));
  EXPECT_THAT(reading(R"({"hits": [], "duration": 1e999})"), says("", "too large"));
  EXPECT_THAT(reading("{}"), says("", "hits"));
  EXPECT_THAT(reading(R"({"hits": [{"time": 1, "drum": "kick"}, {"drum": "kick"}]})"), says("hit 2", "time"));
  EXPECT_THAT(reading(R"({"hits": [7]})"), says("hit 1", "object"));
}

TEST(Annotations, OfADataSetHaveItsLabelsAndItsVelocities) {
  const std::vector<Label> labels = {{"bd", Drum::kick}, {"rc", Drum::ride_bow}, {"sweep", std::nullopt}};
  const auto read = [&](std::string_view text, bool numbered) {
    return parse_annotation(text, "take.txt", {.labels = labels, .loudest = 127.0, .numbered = numbered});
  };
  EXPECT_THAT(read("0.1 bd 127\n0.2 sweep\n0.3 rc 63.5\n", false).performance.hits,
              ElementsAre(Hit{0.1, Drum::kick, 1.0F}, Hit{0.3, Drum::ride_bow, 0.5F}));
  EXPECT_THAT(read("0.1 rc3\n", true).performance.hits, ElementsAre(Hit{0.1, Drum::ride_bow, 1.0F}));
  const auto refusal = ThrowsMessage<Error>(AllOf(HasSubstr("take.txt"), HasSubstr("line 2"), HasSubstr("drum")));
  EXPECT_THAT([&] { read("0.1 bd\n0.2 rc3\n", false); }, refusal);
  EXPECT_THAT([&] { read("0.1 bd\n0.2 kick\n", true); }, refusal) << "our own names are none of its labels";
  EXPECT_THAT([&] { read("0.1 bd\n0.2 3\n", true); }, refusal);
}

TEST(Annotations, AFileMayBeMidi) {
  std::string path = "/tmp/drumlin-text-XXXXXX";
  ASSERT_GE(::mkstemp(path.data()), 0);
  write_file(path, to_midi(all_drums()));
  EXPECT_EQ(read_annotation(path).performance.hits.size(), 100U);
  write_file(path, to_csv(all_drums()));
  EXPECT_EQ(read_annotation(path).performance.hits.size(), 100U);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace drumlin::score
