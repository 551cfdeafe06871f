// Matches as scores do, then counts right hits by probability.
#include "evaluate/reliability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/onsets.h"
#include "score/plot.h"
#include "score/vocabulary.h"

namespace drumlin::evaluate {

namespace {
constexpr auto bin_count = static_cast<int>(std::tuple_size_v<decltype(Reliability::bins)>);

void count(const Onsets& reference, const Onsets& estimate, double window, Reliability& sums) {
  std::vector<bool> right(estimate.times.size(), false);
  for (const auto& [r, e] : match(reference.times, estimate.times, window)) right[static_cast<std::size_t>(e)] = true;
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (!estimate.probabilities[i]) continue;
    const double probability = *estimate.probabilities[i];
    const int bin = std::clamp(static_cast<int>(probability * bin_count), 0, bin_count - 1);
    ReliabilityBin& own = sums.bins[static_cast<std::size_t>(bin)];
    ++own.hits;
    ++sums.hits;
    own.right += right[i] ? 1 : 0;
    own.probability += probability;  // the sum, for now
  }
}
}  // namespace

double ReliabilityBin::share_right() const {
  return hits == 0 ? 0.0 : static_cast<double>(right) / hits;
}

Reliability measure_reliability(std::span<const Track> tracks, int classes, double window) {
  const score::Vocabulary& view = score::vocabulary(classes);
  Reliability reliability;
  for (const Track& track : tracks) {
    const std::vector<Onsets> reference = by_class(track.reference, view);
    const std::vector<Onsets> estimate = by_class(track.estimate, view);
    for (std::size_t c = 0; c < reference.size(); ++c) count(reference[c], estimate[c], window, reliability);
  }
  for (ReliabilityBin& bin : reliability.bins) {
    if (bin.hits == 0) continue;
    bin.probability /= bin.hits;
    const double share = static_cast<double>(bin.hits) / reliability.hits;
    reliability.expected_calibration_error += share * std::abs(bin.share_right() - bin.probability);
  }
  return reliability;
}

std::string to_json(const Reliability& reliability) {
  nlohmann::ordered_json document = {{"expected_calibration_error", reliability.expected_calibration_error},
                                     {"hits", reliability.hits}};
  for (int i = 0; i < bin_count; ++i) {
    const ReliabilityBin& bin = reliability.bins[static_cast<std::size_t>(i)];
    document["bins"].push_back({{"from", static_cast<double>(i) / bin_count},
                                {"to", static_cast<double>(i + 1) / bin_count},
                                {"hits", bin.hits},
                                {"right", bin.right},
                                {"probability", bin.probability}});
  }
  return document.dump();
}

std::string to_panel(const Reliability& reliability, std::string_view title, double top) {
  const auto percent = [](double value) { return fmt::format("{:.0f} %", 100.0 * value); };
  const score::Panel panel{.top = top, .across = {0.0, 1.0, percent}, .up = {0.0, 1.0, percent}};
  const std::string heading = fmt::format("{}: {} hits, expected calibration error {:.3f}", title, reliability.hits,
                                          reliability.expected_calibration_error);
  std::string bars;
  for (int i = 0; i < bin_count; ++i) {
    const ReliabilityBin& bin = reliability.bins[static_cast<std::size_t>(i)];
    if (bin.hits == 0) continue;
    const double from = panel.x(static_cast<double>(i) / bin_count);
    const double wide = panel.x(static_cast<double>(i + 1) / bin_count) - from;
    const double y = panel.y(bin.share_right());
    bars += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#1f77b4\" opacity=\"0.35\"/>\n"
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"#1f77b4\"/>\n"
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
        from + 1.0, y, wide - 2.0, panel.y(0.0) - y, panel.x(bin.probability), y, from + 0.5 * wide, panel.y(0.0) - 5.0,
        bin.hits);
  }
  return grid(panel) + bars + curve(panel, {{0.0, 0.0}, {1.0, 1.0}}, "#999999", heading, 0);
}

}  // namespace drumlin::evaluate
