// Counts, matching of sorted onsets by dynamic programming, and the little statistics that the scores need.
#include "evaluate/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace drumlin::evaluate {

double precision(const Counts& counts) {
  return counts.estimate == 0 ? 0.0 : static_cast<double>(counts.matched) / counts.estimate;
}

double recall(const Counts& counts) {
  return counts.reference == 0 ? 0.0 : static_cast<double>(counts.matched) / counts.reference;
}

double f1(const Counts& counts) {
  return has_evidence(counts) ? 2.0 * counts.matched / (counts.reference + counts.estimate) : 0.0;
}

bool has_evidence(const Counts& counts) {
  return counts.reference + counts.estimate > 0;
}

Counts operator+(const Counts& a, const Counts& b) {
  return {a.matched + b.matched, a.reference + b.reference, a.estimate + b.estimate};
}

namespace {
// The best that can be done with the first references and estimates: more pairs first, then less distance.
struct Best {
  int pairs = 0;
  double distance = 0.0;

  bool operator<(const Best& other) const {
    return pairs != other.pairs ? pairs < other.pairs : distance > other.distance;
  }
};

// After reference i, the best with the first j estimates, for j = low … low + best.size() − 1. Fewer estimates cannot
// be reached by reference i, and more of them are no better than the last entry.
struct Row {
  int low = 0;
  std::vector<Best> best;

  const Best& at(int j) const {
    return best[static_cast<std::size_t>(std::min(j - low, static_cast<int>(best.size()) - 1))];
  }
  int high() const { return low + static_cast<int>(best.size()) - 1; }
};

Row next_row(const Row& above, double time, std::span<const double> estimate, double window) {
  // The same two comparisons as mir_eval's, to the last bit.
  const auto first = std::lower_bound(estimate.begin(), estimate.end(), time - window);
  const auto last = std::upper_bound(first, estimate.end(), time + window);
  Row row{static_cast<int>(first - estimate.begin()), {}};
  row.best.push_back(above.at(row.low));
  for (auto e = first; e != last; ++e) {
    const int j = static_cast<int>(e - estimate.begin());
    const Best& before = above.at(j);
    const Best paired{before.pairs + 1, before.distance + std::abs(*e - time)};
    row.best.push_back(std::max({above.at(j + 1), row.best.back(), paired}));
  }
  return row;
}

bool same(const Best& a, const Best& b) {
  return !(a < b) && !(b < a);
}
}  // namespace

// On a line a best matching exists in which no two pairs cross (uncrossing two pairs lengthens neither the longer of
// them nor their sum), so a walk over both lists in order finds one.
std::vector<std::pair<int, int>> match(std::span<const double> reference, std::span<const double> estimate,
                                       double window) {
  std::vector<Row> rows = {{0, {Best{}}}};
  for (double time : reference) rows.push_back(next_row(rows.back(), time, estimate, window));
  std::vector<std::pair<int, int>> pairs;
  int j = rows.back().high();
  for (int i = static_cast<int>(reference.size()); i > 0; --i) {
    const Row& row = rows[static_cast<std::size_t>(i)];
    const Row& above = rows[static_cast<std::size_t>(i) - 1];
    j = std::min(j, row.high());
    while (j > row.low && !same(row.at(j), above.at(j)) && same(row.at(j), row.at(j - 1))) --j;
    if (same(row.at(j), above.at(j))) continue;
    --j;
    pairs.emplace_back(i - 1, j);
  }
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

namespace {
double mean(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

// Σ (x − mean x)(y − mean y)
double covariation(std::span<const double> x, std::span<const double> y) {
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum;
}

// Rounding leaves the mean of equal values a little beside them.
bool varies(std::span<const double> x) {
  return std::any_of(x.begin(), x.end(), [&](double value) { return value != x.front(); });
}
}  // namespace

Line fit_line(std::span<const double> x, std::span<const double> y) {
  const double slope = varies(x) ? covariation(x, y) / covariation(x, x) : 0.0;
  return {slope, mean(y) - slope * mean(x)};
}

double correlation(std::span<const double> x, std::span<const double> y) {
  if (!varies(x) || !varies(y)) return std::numeric_limits<double>::quiet_NaN();
  return covariation(x, y) / std::sqrt(covariation(x, x) * covariation(y, y));
}

double quantile(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  const double at = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

}  // namespace drumlin::evaluate
