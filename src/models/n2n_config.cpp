// The sizes of a Noise-to-Notes network as JSON, as its weight file carries them.
#include <drumlin/error.h>
#include <fmt/format.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "models/n2n.h"

namespace drumlin::models::n2n {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(std::string_view problem) {
  throw Error(fmt::format("Noise-to-Notes configuration: {}; use weights that this version can read", problem));
}

/// The field, a whole number in [low, high].
int whole(const json& object, const char* name, int low, int high) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_number_integer()) refuse(fmt::format("\"{}\" is not a whole number", name));
  // Unsigned and signed alike fit a double exactly enough to compare with an int's range.
  const double value = field->get<double>();
  if (value < low || value > high) refuse(fmt::format("\"{}\" must be {} to {}", name, low, high));
  return static_cast<int>(value);
}

/// The same, odd: a kernel has a middle.
int kernel(const json& object, const char* name) {
  const int value = whole(object, name, 1, 63);
  if (value % 2 == 0) refuse(fmt::format("\"{}\" must be odd", name));
  return value;
}

float number(const json& object, const char* name, float low, float high) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_number()) refuse(fmt::format("\"{}\" is not a number", name));
  const float value = field->get<float>();
  if (!(value >= low && value <= high)) refuse(fmt::format("\"{}\" must be {} to {}", name, low, high));
  return value;
}

std::vector<int> list(const json& object, const char* name, int low, int high) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_array() || field->empty() || field->size() > 8) {
    refuse(fmt::format("\"{}\" is not a list of 1 to 8 numbers", name));
  }
  std::vector<int> values;
  for (const json& item : *field) values.push_back(whole(json{{name, item}}, name, low, high));
  return values;
}

audio::LogMelConfig features(const json& object) {
  if (!object.is_object()) refuse("\"features\" is missing");
  audio::LogMelConfig c;
  c.windows = list(object, "windows", 64, 65536);
  for (const int window : c.windows) {
    if (!std::has_single_bit(static_cast<unsigned>(window))) refuse("\"windows\" must be powers of two");
  }
  c.bands = whole(object, "bands", 1, 512);
  c.low_hz = number(object, "low_hz", 1.0F, 20000.0F);
  c.high_hz = number(object, "high_hz", c.low_hz, 22050.0F);
  c.gain = number(object, "gain", 1e-3F, 1e9F);
  return c;
}

/// What one field alone cannot say.
void check_together(const Config& c) {
  if (c.frames % c.frames_per_token != 0) refuse("\"frames\" must be a multiple of \"frames_per_token\"");
  if (c.width % (2 * c.heads) != 0) refuse("\"width\" must be a multiple of twice \"heads\"");
  if (c.features.bands >> c.stem.size() == 0) refuse("\"stem\" halves the bands more often than there are bands");
}

}  // namespace

std::string to_json(const Config& c) {
  const json features = {{"windows", c.features.windows},
                         {"bands", c.features.bands},
                         {"low_hz", c.features.low_hz},
                         {"high_hz", c.features.high_hz},
                         {"gain", c.features.gain}};
  const json object = {{"features", features},
                       {"drums", c.drums},
                       {"frames", c.frames},
                       {"frames_per_token", c.frames_per_token},
                       {"stem", c.stem},
                       {"width", c.width},
                       {"heads", c.heads},
                       {"depth", c.depth},
                       {"kernel", c.kernel},
                       {"heard", c.heard},
                       {"foundation", c.foundation},
                       {"denoiser_width", c.denoiser_width},
                       {"denoiser_depth", c.denoiser_depth},
                       {"denoiser_kernel", c.denoiser_kernel},
                       {"sigma_data", c.sigma_data}};
  return object.dump();
}

Config from_json(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) refuse("it is not a JSON object");
  Config c;
  c.features = features(object.value("features", json()));
  c.drums = whole(object, "drums", 1, 128);
  c.frames = whole(object, "frames", 1, 65536);
  c.frames_per_token = whole(object, "frames_per_token", 1, 64);
  c.stem = list(object, "stem", 1, 1024);
  c.width = whole(object, "width", 1, 8192);
  c.heads = whole(object, "heads", 1, 128);
  c.depth = whole(object, "depth", 0, 128);
  c.kernel = kernel(object, "kernel");
  c.heard = whole(object, "heard", 1, 8192);
  c.foundation = whole(object, "foundation", 0, 16384);
  c.denoiser_width = whole(object, "denoiser_width", 1, 8192);
  c.denoiser_depth = whole(object, "denoiser_depth", 0, 128);
  c.denoiser_kernel = kernel(object, "denoiser_kernel");
  c.sigma_data = number(object, "sigma_data", 1e-3F, 100.0F);
  check_together(c);
  return c;
}

}  // namespace drumlin::models::n2n
