// Lags are judged by the strokes near both edges of the gap: what share of them, and of those a lag away, have a stroke
// of the same instrument on the other side, to within what hands drift.
#include "imagine/recall.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "score/roll.h"
#include "transcribe/peaks.h"

namespace drumlin::imagine {
namespace {

using score::Hit;
using transcribe::instrument_count;
using transcribe::instrument_of;

constexpr double frame_seconds = 1.0 / score::frames_per_second;
constexpr double drift = 0.04;  // seconds by which repeated strokes stand apart at most
constexpr double reach = 40.0;  // seconds to either side of the gap that are remembered
constexpr double shortest_lag = 0.2;
constexpr double context = 8.0;  // seconds beside the gap that are compared
constexpr double fading = 2.0;   // seconds in which what is compared counts e times less
constexpr double doubt = 2.0;    // strokes by which an agreement is discounted, so that few strokes prove little
constexpr double least_agreement = 0.2;
constexpr double sharpness = 12.0;  // an agreement that is less by 1 / sharpness has e times less of a vote
constexpr std::size_t most_lags = 24;
constexpr double majority = 0.45;  // of the votes

/// A known hit, as long after (or before) its time as a lag says.
struct Stroke {
  double time;
  double votes;
  const Hit* hit;
  double support = 0.0;  ///< votes on this time by all
};

/// seconds: from where the piece is known to the gap; below 0: from later.
struct Lag {
  double seconds;
  double agreement;
  double votes = 0.0;
};

class Memory {
 public:
  Memory(std::span<const Hit> known, std::span<const Region> unknown, const Region& gap, double duration)
      : unknown_(unknown),
        gap_(gap),
        start_(std::max(0.0, gap.start - reach)),
        end_(std::min(duration, gap.end + reach)) {
    const auto frames = static_cast<std::size_t>(std::ceil((end_ - start_) / frame_seconds)) + 2;
    for (std::vector<float>& plane : nearness_) plane.assign(frames, 0.0F);
    for (const Hit& hit : known) {
      if (hit.time < start_ || hit.time >= end_) continue;
      hits_.push_back(&hit);
      draw(hit);
    }
  }

  std::optional<std::vector<Hit>> recall() const {
    if (is_silent()) return std::vector<Hit>();
    std::vector<Lag> lags = best_lags();
    if (lags.empty()) return std::nullopt;
    const double best = lags.front().agreement;
    for (Lag& lag : lags) lag.votes = std::exp(sharpness * (lag.agreement - best));
    score::Performance recalled;
    for (int instrument = 0; instrument < instrument_count; ++instrument) {
      std::vector<Stroke> strokes = proposals(static_cast<transcribe::Instrument>(instrument), lags);
      elect(strokes, lags, recalled.hits);
    }
    score::sort_hits(recalled);
    return std::move(recalled.hits);
  }

 private:
  /// Whether there is something to remember, but not beside the gap.
  bool is_silent() const {
    return !hits_.empty() && std::ranges::all_of(hits_, [&](const Hit* hit) { return weight(hit->time) == 0.0; });
  }

  /// A triangle around the hit.
  void draw(const Hit& hit) {
    std::vector<float>& cells = nearness_[static_cast<std::size_t>(instrument_of(hit.drum))];
    const auto frame = static_cast<std::int64_t>((hit.time - start_) / frame_seconds);
    constexpr auto width = static_cast<std::int64_t>(drift / frame_seconds) + 1;
    const std::int64_t last = std::min(frame + width, static_cast<std::int64_t>(cells.size()) - 1);
    for (std::int64_t i = std::max<std::int64_t>(0, frame - width); i <= last; ++i) {
      const double apart = std::abs(start_ + static_cast<double>(i) * frame_seconds - hit.time);
      float& cell = cells[static_cast<std::size_t>(i)];
      cell = std::max(cell, static_cast<float>(1.0 - apart / drift));
    }
  }

  bool knows(double time) const {
    if (time < start_ || time >= end_) return false;
    return std::ranges::none_of(unknown_, [&](const Region& r) { return time >= r.start && time < r.end; });
  }

  /// How near the next stroke of that instrument is: 1 there, 0 `drift` away.
  double nearness(transcribe::Instrument instrument, double time) const {
    const double position = (time - start_) / frame_seconds;
    const std::vector<float>& cells = nearness_[static_cast<std::size_t>(instrument)];
    if (!(position >= 0.0 && position < static_cast<double>(cells.size() - 1))) return 0.0;
    const auto frame = static_cast<std::size_t>(position);
    const auto beyond = static_cast<float>(position - std::floor(position));
    return (1.0F - beyond) * cells[frame] + beyond * cells[frame + 1];
  }

  /// What a moment beside the gap counts.
  double weight(double time) const {
    const double away = time < gap_.start ? gap_.start - time : time - gap_.end;
    return away < 0.0 || away > context ? 0.0 : std::exp(-away / fading);
  }

  /// The share of strokes beside the gap that have another a lag away, and the other way round.
  double agreement(double lag) const {
    double matched = 0.0;
    double all = doubt;
    for (const Hit* hit : hits_) {
      for (const double side : {0.0, lag}) {
        const double counts = weight(hit->time + side);
        const double other = side == 0.0 ? hit->time - lag : hit->time + lag;
        if (counts == 0.0 || !knows(other)) continue;
        all += counts;
        matched += counts * nearness(instrument_of(hit->drum), other);
      }
    }
    return matched / all;
  }

  bool leads_to_the_gap(double lag) const { return gap_.end - lag > start_ && gap_.start - lag < end_; }

  /// Peaks of agreement over all lags, best first.
  std::vector<Lag> best_lags() const {
    std::vector<Lag> lags;
    const auto furthest = static_cast<int>((reach + gap_.end - gap_.start) / frame_seconds);
    std::array<double, 3> last{};
    for (int step = -furthest; step <= furthest; ++step) {
      const double lag = step * frame_seconds;
      const bool possible = std::abs(lag) >= shortest_lag && leads_to_the_gap(lag);
      last = {last[1], last[2], possible ? agreement(lag) : 0.0};
      const bool peak = last[1] > last[0] && last[1] >= last[2];
      if (peak && last[1] >= least_agreement) lags.push_back({lag - frame_seconds, last[1]});
    }
    std::ranges::sort(lags, std::greater(), &Lag::agreement);
    if (lags.size() > most_lags) lags.resize(most_lags);
    return lags;
  }

  /// The strokes of an instrument that every lag brings to the gap.
  std::vector<Stroke> proposals(transcribe::Instrument instrument, std::span<const Lag> lags) const {
    std::vector<Stroke> strokes;
    for (const Lag& lag : lags) {
      for (const Hit* hit : hits_) {
        const double time = hit->time + lag.seconds;
        const bool near_gap = time >= gap_.start - drift && time < gap_.end + drift;
        if (near_gap && instrument_of(hit->drum) == instrument) strokes.push_back({time, lag.votes, hit});
      }
    }
    return strokes;
  }

  /// Strokes of one instrument that a majority has. Those with most votes come first and take their neighbours along.
  void elect(std::vector<Stroke>& strokes, std::span<const Lag> lags, std::vector<Hit>& elected) const {
    for (Stroke& stroke : strokes) stroke.support = votes(strokes, stroke.time);
    while (!strokes.empty()) {
      const double time = std::ranges::max_element(strokes, {}, &Stroke::support)->time;
      const auto apart = [&](const Stroke& stroke) { return std::abs(stroke.time - time) >= drift; };
      const auto others = std::stable_partition(strokes.begin(), strokes.end(), apart);
      const std::vector<Stroke> voters(others, strokes.end());
      strokes.erase(others, strokes.end());
      if (votes(voters, time) < majority * electorate(time, lags)) continue;
      const Hit hit = median(voters);
      if (hit.time >= gap_.start && hit.time < gap_.end) elected.push_back(hit);
    }
  }

  static double votes(std::span<const Stroke> strokes, double time) {
    double sum = 0.0;
    for (const Stroke& stroke : strokes) sum += std::abs(stroke.time - time) < drift ? stroke.votes : 0.0;
    return sum;
  }

  /// All votes on what was played at a time.
  double electorate(double time, std::span<const Lag> lags) const {
    double sum = 0.0;
    for (const Lag& lag : lags) sum += knows(time - lag.seconds) ? lag.votes : 0.0;
    return sum;
  }

  /// The stroke as the median voter has it, so that what all agree on is exact; of the drums the one with most votes.
  static Hit median(const std::vector<Stroke>& voters) {
    std::array<double, score::drum_count> drums{};
    for (const Stroke& voter : voters) drums[static_cast<std::size_t>(voter.hit->drum)] += voter.votes;
    const auto drum = static_cast<score::Drum>(std::ranges::max_element(drums) - drums.begin());
    const auto velocity = [](const Stroke& stroke) { return stroke.hit->velocity; };
    return {median(voters, &Stroke::time).time, drum, median(voters, velocity).hit->velocity};
  }

  /// The stroke that half of the votes are at most as late (or as loud) as.
  template <class Quality>
  static Stroke median(std::vector<Stroke> voters, const Quality& quality) {
    std::ranges::sort(voters, {}, quality);
    double left = 0.0;
    for (const Stroke& voter : voters) left += voter.votes / 2;
    for (const Stroke& voter : voters) {
      left -= voter.votes;
      if (left <= 0.0) return voter;
    }
    return voters.back();
  }

  std::span<const Region> unknown_;
  Region gap_;
  double start_;
  double end_;
  std::vector<const Hit*> hits_;
  std::array<std::vector<float>, instrument_count> nearness_;
};

}  // namespace

std::optional<std::vector<Hit>> recall(std::span<const Hit> known, std::span<const Region> unknown, const Region& gap,
                                       double duration) {
  return Memory(known, unknown, gap, duration).recall();
}

}  // namespace drumlin::imagine
