// Grids and draws.
#include "study/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <type_traits>

namespace drumlin::study {
namespace {

Value number(const Range& range, double value) {
  value = std::clamp(value, range.low, range.high);
  if (range.whole) return static_cast<std::int64_t>(std::llround(value));
  return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr);
}

/// share: 0 at low, 1 at high.
double between(double low, double high, bool logarithmic, double share) {
  return logarithmic ? low * std::pow(high / low, share) : low + (high - low) * share;
}

std::vector<Value> points(const Range& range) {
  const int count = range.points > 0 ? range.points : static_cast<int>(range.high - range.low) + 1;
  std::vector<Value> values;
  for (int i = 0; i < count; ++i) {
    const double share = count == 1 ? 0.0 : static_cast<double>(i) / (count - 1);
    Value value = number(range, between(range.low, range.high, range.logarithmic, share));
    if (values.empty() || values.back() != value) values.push_back(std::move(value));
  }
  return values;
}

Value draw(const Range& range, nn::Random& random) {
  const double share = random.uniform();
  if (!range.whole) return number(range, between(range.low, range.high, range.logarithmic, share));
  // An integer n stands for [n, n + 1), so that both ends are as likely as what is between them.
  return number(range, std::floor(between(range.low, range.high + 1.0, range.logarithmic, share)));
}

}  // namespace

std::vector<Value> points(const Domain& domain) {
  if (const auto* choices = std::get_if<std::vector<Value>>(&domain)) return *choices;
  return points(std::get<Range>(domain));
}

Value draw(const Domain& domain, nn::Random& random) {
  if (const auto* choices = std::get_if<std::vector<Value>>(&domain)) {
    return random.pick(std::span<const Value>(*choices));
  }
  return draw(std::get<Range>(domain), random);
}

std::string to_text(const Value& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

}  // namespace drumlin::study
