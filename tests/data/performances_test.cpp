// Whole performances: which ones, what is written down, and what is heard.
#include "data/performances.h"

#include <drumlin/error.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "audio/reader.h"
#include "data/small_data_set.h"

namespace drumlin::data {
namespace {

/// Three performances of the test split, of 12, 12 and 70 s, and a fill of 3 s.
class Judged : public testing::Test {
 protected:
  Judged() {
    std::string table = "bpm,midi_filename,split\n120,a/one.mid,train\n120,a/two.mid,validation\n";
    for (const auto& [name, seconds] : {std::pair("x", 12.0), {"y", 12.0}, {"z", 70.0}, {"fill", 3.0}}) {
      score::Performance performance{{}, seconds};
      for (double time = 0.5; time < seconds; time += 1.0) {
        performance.hits.push_back({time, score::Drum::kick, 1.0F});
        performance.hits.push_back({time + 0.25, score::Drum::snare_head, 0.25F});
      }
      table += "120,a/" + std::string(name) + ".mid,test\n";
      score::write_file(data_.root() / "groove/a" / (std::string(name) + ".mid"), score::to_midi(performance));
    }
    data_.write(data_.root() / "groove/info.csv", table);
    config_.root = data_.root();
  }

  Performances performances(bool band = false) const { return {config_, Split::test, band}; }

  SmallDataSet data_;
  StreamConfig config_;
};

TEST_F(Judged, AreAllOfTheSplitButFills) {
  const Performances performances = this->performances();
  std::set<std::string> names;
  for (int i = 0; i < performances.count(); ++i) names.insert(performances.name(i));
  EXPECT_EQ(names, (std::set<std::string>{"a-x", "a-y", "a-z"}));
}

TEST_F(Judged, AreWrittenDownAsTheyWerePlayed) {
  const Performances performances = this->performances();
  for (int i = 0; i < performances.count(); ++i) {
    const Recording recording = performances.recording(i);
    const double seconds = performances.name(i) == "a-z" ? 60.0 : 12.0;
    EXPECT_EQ(recording.samples.size(), static_cast<std::size_t>((seconds + 1.0) * 44100));
    ASSERT_EQ(recording.performance.hits.size(), static_cast<std::size_t>(2 * seconds));
    EXPECT_NEAR(recording.performance.hits[1].time, 0.75, 1e-3);
    EXPECT_EQ(recording.performance.hits[1].drum, score::Drum::snare_head);
    EXPECT_NEAR(recording.performance.hits[1].velocity, 0.25, 0.5 / 127.0);
  }
}

TEST_F(Judged, ASofterStrokeSoundsSofterByTheKitAlone) {
  // The kits' samples are one tone; their velocity exponent is 1, so the snare is a quarter as loud as the kick.
  const Recording recording = performances().recording(0);
  const auto loudest = [&](double time) {
    const auto from = recording.samples.begin() + static_cast<std::ptrdiff_t>(time * 44100);
    return std::abs(*std::max_element(from, from + 2000, [](float a, float b) { return std::abs(a) < std::abs(b); }));
  };
  EXPECT_NEAR(loudest(0.74) / loudest(0.49), 0.25, 0.05);
  EXPECT_LT(loudest(0.1), 1e-6);
}

TEST_F(Judged, AreTheSameForTheSameSeed) {
  EXPECT_EQ(performances().recording(1).samples, performances().recording(1).samples);
  const Recording with_band = performances(true).recording(1);
  EXPECT_EQ(with_band.performance, performances().recording(1).performance);
  EXPECT_NE(with_band.samples, performances().recording(1).samples);
}

TEST_F(Judged, NeedADataSet) {
  config_.root.clear();
  EXPECT_THROW(performances(), Error);
}

}  // namespace
}  // namespace drumlin::data
