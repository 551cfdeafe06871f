// The sizes of a network, read from the JSON that its weight file carries: every field is checked and named in errors.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "audio/features.h"

namespace drumlin::models {

nlohmann::json to_json(const audio::LogMelConfig& features);

/// Fields of one JSON object. Each call throws drumlin::Error if the field is missing, of another type or out of range.
class ConfigFields {
 public:
  /// system: the network's name, for errors. Throws drumlin::Error if the text is no JSON object.
  ConfigFields(std::string_view text, std::string system);

  bool has(const char* name) const { return object_.contains(name); }
  /// A whole number in [low, high].
  int whole(const char* name, int low, int high) const;
  /// The same, odd and at most 63: a kernel has a middle.
  int kernel(const char* name) const;
  float number(const char* name, float low, float high) const;
  bool truth(const char* name) const;
  std::string word(const char* name) const;
  /// 1 to 8 whole numbers in [low, high].
  std::vector<int> list(const char* name, int low, int high) const;
  /// What stands under "features".
  audio::LogMelConfig features() const;

  [[noreturn]] void refuse(std::string_view problem) const;

 private:
  ConfigFields(nlohmann::json object, std::string system);

  nlohmann::json object_;
  std::string system_;
};

}  // namespace drumlin::models
