// Clusters the hits of all draws by instrument and time, and counts.
#include "transcribe/votes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace drumlin::transcribe {
namespace {

using score::Hit;
using Thresholds = std::array<float, instrument_count>;

/// A hit and the draw that heard it.
struct Ballot {
  Hit hit;
  std::size_t draw = 0;
  bool is_vote = false;  ///< whether its activation reached the threshold
};

/// What all draws heard of one drum in one stroke.
struct Candidate {
  Hit hit;
  std::size_t votes = 0;
  bool kept = false;
};

std::size_t index(Instrument instrument) {
  return static_cast<std::size_t>(instrument);
}

/// The ballots of each instrument, by time.
std::array<std::vector<Ballot>, instrument_count> collect(std::span<const std::vector<Hit>> draws,
                                                          const Thresholds& thresholds) {
  std::array<std::vector<Ballot>, instrument_count> ballots;
  for (std::size_t draw = 0; draw < draws.size(); ++draw) {
    for (const Hit& hit : draws[draw]) {
      const std::size_t instrument = index(instrument_of(hit.drum));
      ballots[instrument].push_back({hit, draw, hit.probability.value_or(1.0F) >= thresholds[instrument]});
    }
  }
  for (std::vector<Ballot>& own : ballots) {
    std::ranges::stable_sort(own, {}, [](const Ballot& ballot) { return ballot.hit.time; });
  }
  return ballots;
}

/// Whether the ballot is of another stroke than those before it: too late, or its draw heard one already. The drums
/// that a draw hears struck together have one time.
bool begins_stroke(std::span<const Ballot> stroke, const Ballot& next) {
  if (next.hit.time - stroke.front().hit.time > same_stroke) return true;
  return std::ranges::any_of(
      stroke, [&](const Ballot& ballot) { return ballot.draw == next.draw && ballot.hit.time != next.hit.time; });
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

/// The ballots of one drum, which must be among the stroke's.
Candidate count_drum(std::span<const Ballot> stroke, score::Drum drum, std::size_t draws) {
  Candidate candidate;
  std::vector<double> times;
  double velocity = 0.0;
  for (const Ballot& ballot : stroke) {
    if (ballot.hit.drum != drum) continue;
    candidate.votes += ballot.is_vote ? 1U : 0U;
    times.push_back(ballot.hit.time);
    velocity += ballot.hit.velocity;
  }
  const auto count = static_cast<double>(times.size());
  candidate.hit = {median(std::move(times)), drum, static_cast<float>(velocity / count),
                   static_cast<float>(candidate.votes) / static_cast<float>(draws)};
  return candidate;
}

std::size_t count_votes(std::span<const Ballot> stroke, std::size_t draws) {
  std::vector<bool> voted(draws, false);
  for (const Ballot& ballot : stroke) {
    if (ballot.is_vote) voted[ballot.draw] = true;
  }
  return static_cast<std::size_t>(std::ranges::count(voted, true));
}

/// The drums of a stroke, the one with most votes first, and which of them are kept.
std::vector<Candidate> count_stroke(std::span<const Ballot> stroke, std::size_t draws) {
  std::vector<Candidate> candidates;
  for (const Ballot& ballot : stroke) {
    const auto same = [&](const Candidate& known) { return known.hit.drum == ballot.hit.drum; };
    if (std::ranges::none_of(candidates, same)) candidates.push_back(count_drum(stroke, ballot.hit.drum, draws));
  }
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    if (a.votes != b.votes) return a.votes > b.votes;
    if (a.hit.probability != b.hit.probability) return a.hit.probability > b.hit.probability;
    return a.hit.drum < b.hit.drum;
  });
  const bool several = several_drums(instrument_of(stroke.front().hit.drum));
  candidates.front().kept = 2 * count_votes(stroke, draws) >= draws;
  for (Candidate& other : std::span(candidates).subspan(1)) other.kept = several && 2 * other.votes >= draws;
  return candidates;
}

/// Every drum of every stroke, by time and then drum.
std::vector<Candidate> count(std::span<const std::vector<Hit>> draws, const Thresholds& thresholds) {
  std::vector<Candidate> all;
  for (const std::vector<Ballot>& ballots : collect(draws, thresholds)) {
    for (std::size_t first = 0; first < ballots.size();) {
      std::size_t end = first + 1;
      while (end < ballots.size() && !begins_stroke({&ballots[first], end - first}, ballots[end])) ++end;
      const std::vector<Candidate> stroke = count_stroke({&ballots[first], end - first}, draws.size());
      all.insert(all.end(), stroke.begin(), stroke.end());
      first = end;
    }
  }
  std::ranges::sort(all, [](const Candidate& a, const Candidate& b) {
    return a.hit.time != b.hit.time ? a.hit.time < b.hit.time : a.hit.drum < b.hit.drum;
  });
  return all;
}

/// 0 for even odds, ½ for certainty.
float certainty(const Hit& hit) {
  return std::abs(hit.probability.value_or(1.0F) - 0.5F);
}

/// The doubt about hits at one place, if there is any.
std::optional<Doubt> doubt_at(std::span<const Candidate> place) {
  constexpr float sure = 0.4F;  // nine to one
  const auto worst = std::ranges::min_element(place, {}, [](const Candidate& c) { return certainty(c.hit); });
  if (certainty(worst->hit) > sure) return std::nullopt;
  Doubt doubt{worst->hit, worst->kept, {}};
  for (auto other = place.begin(); other != place.end(); ++other) {
    if (other != worst) doubt.others.push_back(other->hit);
  }
  std::ranges::stable_sort(doubt.others, std::greater(), &Hit::probability);
  return doubt;
}

std::vector<Doubt> find_doubts(std::span<const Candidate> candidates) {
  std::vector<Doubt> doubts;
  for (std::size_t first = 0; first < candidates.size();) {
    std::size_t end = first + 1;
    while (end < candidates.size() && candidates[end].hit.time - candidates[first].hit.time <= same_stroke) ++end;
    if (auto doubt = doubt_at(candidates.subspan(first, end - first))) doubts.push_back(std::move(*doubt));
    first = end;
  }
  std::ranges::stable_sort(doubts, {}, [](const Doubt& doubt) { return certainty(doubt.hit); });
  return doubts;
}

}  // namespace

Transcription vote(std::span<const std::vector<Hit>> draws, const Thresholds& thresholds, double duration) {
  const std::vector<Candidate> candidates = count(draws, thresholds);
  Transcription transcription{{{}, duration}, find_doubts(candidates)};
  for (const Candidate& candidate : candidates) {
    if (candidate.kept) transcription.performance.hits.push_back(candidate.hit);
  }
  return transcription;
}

}  // namespace drumlin::transcribe
