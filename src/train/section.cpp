// TOML from text.
#include "train/section.h"

namespace drumlin::train {

toml::table parse_toml(const std::string& text, const std::string& name) {
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(
        fmt::format("{}: line {}: {}; correct the TOML.", name, error.source().begin.line, error.description()));
  }
}

}  // namespace drumlin::train
