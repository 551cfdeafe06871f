// The network has the published size; conditions and configurations are what they should be.
#include "models/diffroll.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transcribe/random_weights.h"

namespace drumlin::models::diffroll {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::int64_t parameters(const Config& config) {
  test::ParameterList list;
  const std::vector<int> steps = {1};
  denoise(list, {}, config, list.input({}, {1, config.frames, config.drums}), steps,
          list.input({}, {1, config.frames, config.features.bands}));
  std::int64_t count = 0;
  for (const auto& [name, shape] : list.shapes) count += shape.count();
  return count;
}

TEST(DiffRoll, HasThePublishedNumberOfParameters) {
  // The authors' network for piano: 88 pitches, 229 bands, 512 wide, 15 blocks.
  Config piano;
  piano.features.bands = 229;
  piano.drums = 88;
  piano.width = 512;
  piano.depth = 15;
  piano.kernel = 9;
  EXPECT_EQ(parameters(piano), 86'828'632);
  piano.kernel = 3;
  EXPECT_EQ(parameters(piano), 39'642'712);
}

TEST(Condition, GoesFromZeroToOne) {
  std::vector<float> spectra = {2.0F, 6.0F, 3.0F};
  to_condition(spectra);
  EXPECT_THAT(spectra, ElementsAre(0.0F, 1.0F, 0.25F));
}

TEST(Condition, OfOneValueIsSilence) {
  std::vector<float> spectra(5, 3.0F);
  to_condition(spectra);
  EXPECT_THAT(spectra, Each(0.0F));
}

TEST(DiffRollConfig, SurvivesJson) {
  Config c;
  c.features = {.windows = {512}, .bands = 64, .low_hz = 27.5F, .high_hz = 16000.0F, .gain = 333.25F};
  c.drums = 9;
  c.frames = 300;
  c.width = 48;
  c.depth = 3;
  c.kernel = 5;
  EXPECT_EQ(from_json(to_json(c)), c);
}

TEST(DiffRollConfig, NonsenseIsRefusedByName) {
  const auto refused = [](const Config& c, const char* name) {
    EXPECT_THAT([&] { from_json(to_json(c)); }, ThrowsMessage<Error>(AllOf(HasSubstr("DiffRoll"), HasSubstr(name))));
  };
  Config c;
  c.kernel = 4;
  refused(c, "kernel");
  c = {};
  c.depth = 0;
  refused(c, "depth");
  c = {};
  c.features.windows = {1024, 4096};
  refused(c, "windows");
  EXPECT_THROW(from_json("[]"), Error);
  EXPECT_THROW(from_json("{}"), Error);
}

}  // namespace
}  // namespace drumlin::models::diffroll
