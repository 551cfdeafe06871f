// What a search varies: choices and ranges of a key, all of their values (grid) or one by chance (random).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "nn/random.h"

namespace drumlin::study {

/// What stands at a key of a configuration.
using Value = std::variant<bool, std::int64_t, double, std::string>;

/// Numbers from low to high, both included.
struct Range {
  double low = 0.0;
  double high = 1.0;
  bool whole = false;        ///< integers only
  bool logarithmic = false;  ///< every factor is as likely; both ends are above 0
  int points = 0;            ///< of a grid, evenly spaced (in the logarithm); 0: every integer
};

/// What a key may be.
using Domain = std::variant<std::vector<Value>, Range>;

/// Every value that a grid visits, in order; points that round to the same value once.
std::vector<Value> points(const Domain& domain);

/// One of the choices, each as likely, or a number of the range. Real numbers have four significant digits, so that
/// machines whose logarithms differ in the last bit draw the same.
Value draw(const Domain& domain, nn::Random& random);

/// As it stands in a table: true, 3, 0.001, crnn.
std::string to_text(const Value& value);

}  // namespace drumlin::study
