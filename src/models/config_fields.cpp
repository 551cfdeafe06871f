// Fields of a JSON object, read one by one and checked.
#include "models/config_fields.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <bit>

namespace drumlin::models {

using nlohmann::json;

json to_json(const audio::LogMelConfig& features) {
  return {{"windows", features.windows},
          {"bands", features.bands},
          {"low_hz", features.low_hz},
          {"high_hz", features.high_hz},
          {"gain", features.gain}};
}

ConfigFields::ConfigFields(std::string_view text, std::string system)
    : ConfigFields(json::parse(text, nullptr, false), std::move(system)) {}

ConfigFields::ConfigFields(json object, std::string system) : object_(std::move(object)), system_(std::move(system)) {
  if (!object_.is_object()) refuse("it is not a JSON object");
}

void ConfigFields::refuse(std::string_view problem) const {
  throw Error(fmt::format("{} configuration: {}; use weights that this version can read", system_, problem));
}

int ConfigFields::whole(const char* name, int low, int high) const {
  const auto field = object_.find(name);
  if (field == object_.end() || !field->is_number_integer()) refuse(fmt::format("\"{}\" is not a whole number", name));
  // Unsigned and signed alike fit a double exactly enough to compare with an int's range.
  const double value = field->get<double>();
  if (value < low || value > high) refuse(fmt::format("\"{}\" must be {} to {}", name, low, high));
  return static_cast<int>(value);
}

int ConfigFields::kernel(const char* name) const {
  const int value = whole(name, 1, 63);
  if (value % 2 == 0) refuse(fmt::format("\"{}\" must be odd", name));
  return value;
}

float ConfigFields::number(const char* name, float low, float high) const {
  const auto field = object_.find(name);
  if (field == object_.end() || !field->is_number()) refuse(fmt::format("\"{}\" is not a number", name));
  const float value = field->get<float>();
  if (!(value >= low && value <= high)) refuse(fmt::format("\"{}\" must be {} to {}", name, low, high));
  return value;
}

bool ConfigFields::truth(const char* name) const {
  const auto field = object_.find(name);
  if (field == object_.end() || !field->is_boolean()) refuse(fmt::format("\"{}\" is not true or false", name));
  return field->get<bool>();
}

std::string ConfigFields::word(const char* name) const {
  const auto field = object_.find(name);
  if (field == object_.end() || !field->is_string()) refuse(fmt::format("\"{}\" is not a word", name));
  return field->get<std::string>();
}

std::vector<int> ConfigFields::list(const char* name, int low, int high) const {
  const auto field = object_.find(name);
  if (field == object_.end() || !field->is_array() || field->empty() || field->size() > 8) {
    refuse(fmt::format("\"{}\" is not a list of 1 to 8 numbers", name));
  }
  std::vector<int> values;
  for (const json& item : *field) values.push_back(ConfigFields({{name, item}}, system_).whole(name, low, high));
  return values;
}

audio::LogMelConfig ConfigFields::features() const {
  const auto field = object_.find("features");
  if (field == object_.end() || !field->is_object()) refuse("\"features\" is missing");
  const ConfigFields inner(*field, system_);
  audio::LogMelConfig c;
  c.windows = inner.list("windows", 64, 65536);
  for (const int window : c.windows) {
    if (!std::has_single_bit(static_cast<unsigned>(window))) refuse("\"windows\" must be powers of two");
  }
  c.bands = inner.whole("bands", 1, 512);
  c.low_hz = inner.number("low_hz", 1.0F, 20000.0F);
  c.high_hz = inner.number("high_hz", c.low_hz, 22050.0F);
  c.gain = inner.number("gain", 1e-3F, 1e9F);
  return c;
}

}  // namespace drumlin::models
