// A network's sizes survive their trip through JSON, and nonsense is refused by name.
#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/n2n.h"

namespace drumlin::models::n2n {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// Every field another than by default.
Config unusual() {
  Config c;
  c.features = {.windows = {512, 2048, 8192}, .bands = 64, .low_hz = 27.5F, .high_hz = 16000.0F, .gain = 333.25F};
  c.drums = 9;
  c.frames = 300;
  c.frames_per_token = 3;
  c.stem = {8, 12};
  c.width = 120;
  c.heads = 4;
  c.depth = 2;
  c.kernel = 5;
  c.heard = 64;
  c.foundation = 768;
  c.denoiser_width = 48;
  c.denoiser_depth = 1;
  c.denoiser_kernel = 3;
  c.far_depth = 2;
  c.far_width = 64;
  c.far_heads = 2;
  c.far_frames = 5;
  c.sigma_data = 0.41F;
  return c;
}

std::string with(std::string_view old_text, std::string_view new_text) {
  std::string json = to_json(Config{});
  const std::size_t place = json.find(old_text);
  EXPECT_NE(place, std::string::npos) << old_text;
  return json.replace(place, old_text.size(), new_text);
}

void expect_refused(const std::string& json, std::string_view word) {
  EXPECT_THAT([&] { from_json(json); }, ThrowsMessage<Error>(HasSubstr(std::string(word)))) << json;
}

TEST(Config, ComesBackFromJson) {
  const Config usual;
  EXPECT_EQ(from_json(to_json(usual)), usual);
  EXPECT_EQ(from_json(to_json(unusual())), unusual());
}

TEST(Config, OfOlderWeightsHasNoFarBlocks) {
  const Config c = from_json(with(R"("far_depth":0,"far_frames":4,"far_heads":4,"far_width":128,)", ""));
  EXPECT_EQ(c.far_depth, 0);
}

TEST(Config, RefusesWhatIsNotAnObject) {
  for (const char* text : {"", "{", "[]", "3", "null", "{\"a\":}"}) expect_refused(text, "JSON object");
  expect_refused("{}", "features");
}

TEST(Config, RefusesAMissingField) {
  expect_refused(with(",\"heads\":6", ""), "heads");
  expect_refused(with("\"far_width\":128,", ""), "far_width");
  expect_refused(with("\"gain\":1000.0,", ""), "gain");
  expect_refused(with("\"stem\":[16,24,32],", ""), "stem");
}

TEST(Config, RefusesAFieldOfAnotherKind) {
  expect_refused(with("\"depth\":5", "\"depth\":5.5"), "depth");
  expect_refused(with("\"depth\":5", "\"depth\":\"5\""), "depth");
  expect_refused(with("[16,24,32]", "[16,null,32]"), "stem");
  expect_refused(with("[16,24,32]", "[]"), "stem");
  expect_refused(with("\"sigma_data\":0.5", "\"sigma_data\":null"), "sigma_data");
}

TEST(Config, RefusesSizesOutOfRange) {
  expect_refused(with("\"drums\":18", "\"drums\":0"), "drums");
  expect_refused(with("\"drums\":18", "\"drums\":-1"), "drums");
  expect_refused(with("\"width\":192", "\"width\":4294967488"), "width");
  expect_refused(with("\"width\":192", "\"width\":18446744073709551615"), "width");
  expect_refused(with("\"sigma_data\":0.5", "\"sigma_data\":0"), "sigma_data");
  expect_refused(with("[1024,4096]", "[1024,4095]"), "windows");
  expect_refused(with("\"kernel\":9", "\"kernel\":8"), "kernel");
}

TEST(Config, RefusesSizesThatDoNotFitTogether) {
  expect_refused(with("\"frames\":512", "\"frames\":511"), "frames_per_token");
  expect_refused(with(",\"heads\":6", ",\"heads\":5"), "heads");
  expect_refused(
      with("\"far_depth\":0,\"far_frames\":4,\"far_heads\":4", "\"far_depth\":1,\"far_frames\":4,\"far_heads\":3"),
      "far_heads");
  expect_refused(with("\"far_depth\":0,\"far_frames\":4", "\"far_depth\":1,\"far_frames\":3"), "far_frames");
  expect_refused(with("\"bands\":80", "\"bands\":7"), "stem");
}

}  // namespace
}  // namespace drumlin::models::n2n
