// Sorts hits into classes.
#include "evaluate/onsets.h"

namespace drumlin::evaluate {

std::vector<Onsets> by_class(score::Performance performance, const score::Vocabulary& view) {
  score::sort_hits(performance);
  std::vector<Onsets> classes(view.classes.size());
  for (const score::Hit& hit : performance.hits) {
    const int c = view.class_of[static_cast<std::size_t>(hit.drum)];
    if (c < 0) continue;
    Onsets& own = classes[static_cast<std::size_t>(c)];
    own.times.push_back(hit.time);
    own.velocities.push_back(hit.velocity);
    own.probabilities.push_back(hit.probability);
  }
  return classes;
}

}  // namespace drumlin::evaluate
