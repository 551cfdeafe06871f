// Matching per track and class, then sums, means and a bootstrap over tracks (Efron 1979).
#include "evaluate/scores.h"

#include <algorithm>
#include <cmath>

#include "evaluate/onsets.h"
#include "nn/random.h"
#include "score/vocabulary.h"

namespace drumlin::evaluate {

namespace {
// A matched stroke: times in seconds, velocities in (0, 1].
struct Pair {
  double reference_time;
  double estimate_time;
  double reference_velocity;
  double estimate_velocity;
};

struct Matched {
  Counts counts;
  std::vector<Pair> pairs;
  bool velocities = true;
};

Matched match_class(const Onsets& reference, const Onsets& estimate, double window) {
  Matched result;
  for (const auto& [r, e] : match(reference.times, estimate.times, window)) {
    const auto i = static_cast<std::size_t>(r);
    const auto j = static_cast<std::size_t>(e);
    result.pairs.push_back({reference.times[i], estimate.times[j], reference.velocities[i], estimate.velocities[j]});
  }
  result.counts = {static_cast<int>(result.pairs.size()), static_cast<int>(reference.times.size()),
                   static_cast<int>(estimate.times.size())};
  return result;
}

void add(Matched& sum, const Matched& more) {
  sum.counts = sum.counts + more.counts;
  sum.pairs.insert(sum.pairs.end(), more.pairs.begin(), more.pairs.end());
}

std::vector<double> column(std::span<const Pair> pairs, double Pair::*member) {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(pair.*member);
  return values;
}

VelocityScores score_velocities(std::span<const Pair> pairs) {
  VelocityScores scores{static_cast<int>(pairs.size()), std::nullopt, 0.0};
  for (const Pair& p : pairs) scores.mean_error += std::abs(p.estimate_velocity - p.reference_velocity);
  scores.mean_error /= static_cast<double>(pairs.size());
  const double r = correlation(column(pairs, &Pair::reference_velocity), column(pairs, &Pair::estimate_velocity));
  if (!std::isnan(r)) scores.correlation = r;
  return scores;
}

double mean_lateness_ms(std::span<const Pair> pairs) {
  double sum = 0.0;
  for (const Pair& p : pairs) sum += p.estimate_time - p.reference_time;
  return 1000.0 * sum / static_cast<double>(pairs.size());
}

// mir_eval counts velocities from 0 to 127 and takes a range below 1 as 1; range: of the reference's velocities in
// (0, 1].
struct Range {
  double lowest = 1.0;
  double highest = 0.0;

  double scaled(double velocity) const { return (velocity - lowest) / std::max(highest - lowest, 1.0 / 127.0); }
};

Range velocity_range(std::span<const Onsets> classes) {
  Range range;
  for (const Onsets& onsets : classes) {
    for (double v : onsets.velocities) range = {std::min(range.lowest, v), std::max(range.highest, v)};
  }
  return range;
}

// From a track's estimated velocities to its reference's, scaled to their range.
Line velocity_line(std::span<const Pair> pairs, const Range& range) {
  if (pairs.empty()) return {};
  std::vector<double> reference = column(pairs, &Pair::reference_velocity);
  for (double& v : reference) v = range.scaled(v);
  return fit_line(column(pairs, &Pair::estimate_velocity), reference);
}

int count_right_velocities(std::span<const Pair> pairs, const Range& range, const Line& line) {
  constexpr double tolerance = 0.1;
  return static_cast<int>(std::count_if(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    const double heard = line.slope * pair.estimate_velocity + line.intercept;
    return std::abs(heard - range.scaled(pair.reference_velocity)) < tolerance;
  }));
}

// Everything that the tracks have in common, collected one track at a time.
struct Tally {
  std::vector<Matched> classes;
  std::vector<Matched> classes_with_velocities;  // of the tracks that have them
  std::vector<Counts> right_velocities;          // of the same
};

void tally_velocities(std::span<const Matched> classes, std::span<const Pair> pairs, const Range& range, Tally& sums) {
  const Line line = velocity_line(pairs, range);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    add(sums.classes_with_velocities[c], classes[c]);
    Counts counts = classes[c].counts;
    counts.matched = count_right_velocities(classes[c].pairs, range, line);
    sums.right_velocities[c] = sums.right_velocities[c] + counts;
  }
}

TrackScores tally(const Track& track, const score::Vocabulary& view, double window, Tally& sums) {
  const std::vector<Onsets> reference = by_class(track.reference, view);
  const std::vector<Onsets> estimate = by_class(track.estimate, view);
  std::vector<Matched> classes;
  Matched whole;
  for (std::size_t c = 0; c < reference.size(); ++c) {
    classes.push_back(match_class(reference[c], estimate[c], window));
    add(whole, classes.back());
    add(sums.classes[c], classes.back());
  }
  if (track.velocities) tally_velocities(classes, whole.pairs, velocity_range(reference), sums);
  return {track.name, whole.counts};
}

ClassScores score_class(std::string name, const Matched& matched, const Matched& with_velocities) {
  ClassScores scores{std::move(name), matched.counts, std::nullopt, std::nullopt, std::nullopt};
  if (!matched.pairs.empty()) scores.timing_ms = mean_lateness_ms(matched.pairs);
  if (!with_velocities.pairs.empty()) scores.velocity = score_velocities(with_velocities.pairs);
  return scores;
}

Interval bootstrap(std::span<const TrackScores> tracks) {
  constexpr int draws = 1000;
  if (tracks.empty()) return {};
  nn::Random random(1);
  std::vector<double> scores;
  for (int d = 0; d < draws; ++d) {
    Counts sum;
    for (std::size_t i = 0; i < tracks.size(); ++i) sum = sum + random.pick(tracks).counts;
    scores.push_back(f1(sum));
  }
  return {quantile(scores, 0.025), quantile(scores, 0.975)};
}

template <class T>
double mean_f1(const std::vector<T>& parts) {
  double sum = 0.0;
  int count = 0;
  for (const T& part : parts) {
    if (!has_evidence(part.counts)) continue;
    sum += f1(part.counts);
    ++count;
  }
  return count == 0 ? 0.0 : sum / count;
}

void add_right_velocities(std::span<const Counts> classes, Scores& scores) {
  scores.all.with_velocity = Counts{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    scores.classes[c].with_velocity = classes[c];
    scores.all.with_velocity = *scores.all.with_velocity + classes[c];
  }
}
}  // namespace

Scores evaluate(std::span<const Track> tracks, int classes, double window) {
  const score::Vocabulary& view = score::vocabulary(classes);
  const std::size_t count = view.classes.size();
  Tally sums{std::vector<Matched>(count), std::vector<Matched>(count), std::vector<Counts>(count)};
  Scores scores;
  scores.window = window;
  for (const Track& track : tracks) scores.tracks.push_back(tally(track, view, window, sums));

  Matched all;
  Matched all_with_velocities;
  for (std::size_t c = 0; c < count; ++c) {
    scores.classes.push_back(
        score_class(std::string(view.classes[c]), sums.classes[c], sums.classes_with_velocities[c]));
    add(all, sums.classes[c]);
    add(all_with_velocities, sums.classes_with_velocities[c]);
  }
  scores.all = score_class("all", all, all_with_velocities);
  scores.macro_f1 = mean_f1(scores.classes);
  scores.mean_track_f1 = mean_f1(scores.tracks);
  scores.micro_f1_95 = bootstrap(scores.tracks);
  const auto has_velocities = [](const Track& track) { return track.velocities; };
  if (std::any_of(tracks.begin(), tracks.end(), has_velocities)) add_right_velocities(sums.right_velocities, scores);
  return scores;
}

}  // namespace drumlin::evaluate
