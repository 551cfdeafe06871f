// How right a transcription is: onset matching and counts as mir_eval defines them (Raffel et al. 2014).
#pragma once

#include <drumlin/score.h>

#include <span>
#include <utility>
#include <vector>

namespace drumlin::evaluate {

struct Counts {
  int matched = 0;
  int reference = 0;
  int estimate = 0;

  friend bool operator==(const Counts&, const Counts&) = default;
};
/// matched / estimate; 0 if nothing was heard.
double precision(const Counts& counts);
/// matched / reference; 0 if nothing was there.
double recall(const Counts& counts);
/// 2·matched / (reference + estimate); 0 if nothing was there and nothing was heard. That counts as no evidence: means
/// over classes and tracks leave it out.
double f1(const Counts& counts);
/// Whether anything was there or heard.
bool has_evidence(const Counts& counts);
Counts operator+(const Counts& a, const Counts& b);

/// Pairs (reference index, estimate index) of a largest matching of onsets at most `window` seconds apart (inclusive),
/// and among the largest one of least total distance. Both spans sorted.
std::vector<std::pair<int, int>> match(std::span<const double> reference, std::span<const double> estimate,
                                       double window);

/// y ≈ slope · x + intercept by least squares, and how well. x, y: of one size, at least 1.
struct Line {
  double slope;
  double intercept;
};
/// Where x does not vary, the slope is 0 and the intercept the mean of y.
Line fit_line(std::span<const double> x, std::span<const double> y);
/// Pearson's r; NaN where x or y does not vary.
double correlation(std::span<const double> x, std::span<const double> y);

/// The value below which that fraction of the values lies, interpolated between neighbours (numpy's default). At least
/// one value.
double quantile(std::vector<double> values, double fraction);

}  // namespace drumlin::evaluate
