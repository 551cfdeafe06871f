// Files that are broken, foreign or hostile are read or refused with an Error, never with a crash.
#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/idmt.h"
#include "datasets/slakh.h"
#include "datasets/small.h"
#include "datasets/table.h"
#include "nn/random.h"
#include "score/file.h"

#define LLVMFuzzerTestOneInput replay_dataset_files
#include "../fuzz/dataset_files.cpp"
#undef LLVMFuzzerTestOneInput

namespace drumlin::datasets {
namespace {

using score::Drum;

const std::string xml =
    "<?xml version=\"1.0\"?><instrumentRecording><transcription>"
    "<event><onsetSec>0.5</onsetSec><instrument>KD</instrument></event>"
    "<event><onsetSec>1.5</onsetSec><instrument>SD</instrument></event>"
    "</transcription></instrumentRecording>";
const std::string yaml = "stems:\n  S00:\n    is_drum: true\n    plugin_name: pop_kit.nkm\n";

/// Whether it is refused; any other exception ends the test.
template <class Action>
bool is_refused(const Action& action) {
  try {
    action();
    return false;
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "");
    return true;
  }
}

std::string noise(std::size_t bytes, std::uint64_t seed) {
  nn::Random random(seed);
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(random.below(256));
  return text;
}

TEST(IdmtAnnotations, ThatAreCutAnywhereAreRefused) {
  EXPECT_EQ(parse_idmt(xml, "whole").performance.hits.size(), 2U);
  for (std::size_t length = 0; length + 1 < xml.size(); ++length) {
    EXPECT_TRUE(is_refused([&] { parse_idmt(xml.substr(0, length), "cut"); })) << length;
  }
}

TEST(IdmtAnnotations, ThatMeanSomethingElseAreRefused) {
  const auto with = [](const std::string& event) {
    return "<instrumentRecording><transcription>" + event + "</transcription></instrumentRecording>";
  };
  for (const std::string& wrong :
       {std::string("<html><body/></html>"), with("<event><instrument>KD</instrument></event>"),
        with("<event><onsetSec>1</onsetSec></event>"),
        with("<event><onsetSec>1</onsetSec><instrument>36</instrument></event>"),
        with("<event><onsetSec>1</onsetSec><instrument>XX</instrument></event>"),
        with("<event><onsetSec>-5</onsetSec><instrument>KD</instrument></event>"),
        with("<event><onsetSec>1e300</onsetSec><instrument>KD</instrument></event>"),
        with("<event><onsetSec>nan</onsetSec><instrument>KD</instrument></event>")}) {
    EXPECT_TRUE(is_refused([&] { parse_idmt(wrong, "wrong"); })) << wrong;
  }
  EXPECT_TRUE(parse_idmt(with(""), "silent").performance.hits.empty()) << "a take without strokes is one";
}

TEST(IdmtAnnotations, AreReadWithoutRecursion) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_TRUE(is_refused([&] { parse_idmt(deep, "deep"); }));
  for (int i = 0; i < 200'000; ++i) deep += "</a>";
  EXPECT_TRUE(is_refused([&] { parse_idmt(deep, "deep"); }));
}

TEST(IdmtAnnotations, OfNoiseAreRefused) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_TRUE(is_refused([&] { parse_idmt(noise(4000, seed), "noise"); })) << seed;
  }
}

TEST(SlakhMetadata, WithoutStemsIsRefused) {
  for (const std::string& wrong : {std::string(), std::string("a: b\n"), std::string("\xff\xfe\0\0", 4),
                                   std::string("  stems:\n"), std::string(100'000, ':')}) {
    EXPECT_TRUE(is_refused([&] { parse_slakh_metadata(wrong, "wrong"); })) << wrong.substr(0, 20);
  }
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_TRUE(is_refused([&] { parse_slakh_metadata(noise(4000, seed), "noise"); })) << seed;
  }
}

TEST(SlakhMetadata, ThatIsCutAnywhereIsReadOrRefused) {
  for (std::size_t length = 0; length < yaml.size(); ++length) {
    is_refused([&] { EXPECT_LE(parse_slakh_metadata(yaml.substr(0, length), "cut").size(), 1U); });
  }
  EXPECT_TRUE(parse_slakh_metadata("stems: {}\n", "songs without stems").empty());
  const std::vector<DrumStem> quoted =
      parse_slakh_metadata("stems:\r\n  'S07':\r\n    is_drum: true\r\n    plugin_name: \"a: b.nkm\"\r\n", "quoted");
  ASSERT_EQ(quoted.size(), 1U);
  EXPECT_EQ(quoted[0].name, "S07");
  EXPECT_EQ(quoted[0].plugin, "a: b.nkm");
}

TEST(SlakhKits, PlayWhatTheirMakersSay) {
  EXPECT_EQ(slakh_drum("pop_kit.nkm", 35), Drum::kick);
  EXPECT_EQ(slakh_drum("funk_kit.nkm", 35), Drum::clap);
  EXPECT_EQ(slakh_drum("funk_kit.nkm", 54), Drum::ride_bell);
  EXPECT_EQ(slakh_drum("street_knowledge_kit.nkm", 47), Drum::kick);
  EXPECT_EQ(slakh_drum("street_knowledge_kit.nkm", 54), std::nullopt) << "a shaker";
  EXPECT_EQ(slakh_drum("stadium_kit_full.nkm", 29), Drum::cowbell);
  EXPECT_EQ(slakh_drum("session_kit_full.nkm", 29), std::nullopt) << "a wood block";
  EXPECT_EQ(slakh_drum("ar_modern_sparkle_kit_full.nkm", 29), Drum::splash) << "a chopper";
  EXPECT_EQ(slakh_drum("ar_modern_white_kit_full.nkm", 82), Drum::kick);
  EXPECT_EQ(slakh_drum("garage_kit_lite.nkm", 82), std::nullopt);
  EXPECT_EQ(slakh_drum("anything_else.nkm", 52), Drum::china) << "General MIDI";
  for (int pitch = -1; pitch <= 128; ++pitch) slakh_drum("garage_kit_lite.nkm", pitch);
}

TEST(FuzzCorpus, OfDataSetsIsReadOrRefused) {
  int files = 0;
  const auto corpus = std::filesystem::path(DRUMLIN_SOURCE_DIR) / "fuzz/corpus/dataset_files";
  for (const auto& file : std::filesystem::directory_iterator(corpus)) {
    SCOPED_TRACE(file.path());
    const std::string bytes = score::read_file(file.path());
    EXPECT_EQ(replay_dataset_files(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
    ++files;
  }
  EXPECT_GT(files, 1);
}

using Tables = test::Small;

TEST_F(Tables, KeepCommasInQuotes) {
  text("t.csv", "a,b,c\r\n\"x, y\",\"say \"\"so\"\"\",2.5\r\n");
  const Table table(root() / "t.csv");
  ASSERT_EQ(table.size(), 1U);
  EXPECT_EQ(table.at(0, "a"), "x, y");
  EXPECT_EQ(table.at(0, "b"), "say \"so\"");
  EXPECT_EQ(table.number(0, "c"), 2.5);
  EXPECT_FALSE(table.has("d"));
  EXPECT_THROW(table.at(0, "d"), Error);
  EXPECT_THROW(table.number(0, "a"), Error);
}

TEST_F(Tables, OfNoiseAreReadOrRefused) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    text("t.csv", noise(4000, seed));
    is_refused([&] { Table(root() / "t.csv").at(0, "split"); });
  }
  text("t.csv", "a,b\n\"never closed\n");
  EXPECT_THROW(Table(root() / "t.csv").at(0, "b"), Error);
  text("t.csv", "a,b\n");
  EXPECT_THROW(Table(root() / "t.csv"), Error) << "nothing below the header";
}

}  // namespace
}  // namespace drumlin::datasets
