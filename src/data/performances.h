// Whole performances to judge transcribers by: human playing on drum kits that no training example has. As near to
// E-GMD (Callender, Hawthorne and Engel 2020) as free sounds come.
#pragma once

#include <memory>
#include <string>

#include "data/library.h"
#include "data/stream.h"

namespace drumlin::data {

/// Performances of a split of GMD that last 10 s or more, in an order drawn by the config's seed; the first minute of
/// each, unchanged, on one held-out kit as it was recorded, in a mild room. Recordings depend on seed, split, band and
/// number alone.
class Performances {
 public:
  /// band: with accompaniment as loud as the drums. Throws drumlin::Error if the config has no root or the data set is
  /// not whole.
  Performances(const StreamConfig& config, Split split, bool band);
  Performances(Performances&&) noexcept;
  ~Performances();

  int count() const;
  /// Such as "drummer1-session1-100_neworleans-secondline_94_beat_4-4".
  std::string name(int number) const;
  /// The sound goes on for one second after the end. Drums that the kit lacks come from another kit, or a sibling is
  /// struck, which is what is written down then.
  Recording recording(int number) const;

 private:
  struct Stock;
  std::unique_ptr<const Stock> stock_;
};

}  // namespace drumlin::data
