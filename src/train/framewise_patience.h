// When to learn more slowly, and when to stop: the validation loss has not become better for some epochs.
#pragma once

#include <limits>

namespace drumlin::train::framewise {

/// How many epochs in a row were no better than the best one before them.
struct Patience {
  double best = std::numeric_limits<double>::max();
  int failures = 0;

  friend bool operator==(const Patience&, const Patience&) = default;
};

/// Takes the loss of the next epoch; better: below the best one by more than `margin` of it.
inline void add(Patience& patience, double loss, double margin = 0.0) {
  const bool better = loss < patience.best * (1.0 - margin);
  if (better) patience.best = loss;
  patience.failures = better ? 0 : patience.failures + 1;
}

/// Takes the loss of the next epoch and says whether it ends a plateau: more than `epochs` failures in a row, which
/// then count anew. The rule of PyTorch's ReduceLROnPlateau with its margin of 1e-4.
inline bool ends_plateau(Patience& patience, double loss, int epochs) {
  add(patience, loss, 1e-4);
  if (patience.failures <= epochs) return false;
  patience.failures = 0;
  return true;
}

}  // namespace drumlin::train::framewise
