// A beat that every drummer knows, to lay things over and to vary.
#pragma once

#include "data/excerpt.h"

namespace drumlin::data {

/// Two seconds before the excerpt and eight in it, 120 beats a minute: kicks on 1 and 3, snares on 2 and 4, closed hats
/// on eighths, all of them `late` seconds after the beat.
inline Excerpt rock_beat(double late) {
  Excerpt excerpt;
  for (int eighth = -8; eighth < 32; ++eighth) {
    const double time = 0.25 * eighth + late;
    if (eighth % 4 == 0) excerpt.hits.push_back({time, score::Drum::kick, 0.9F});
    if ((eighth + 8) % 4 == 2) excerpt.hits.push_back({time, score::Drum::snare_head, 0.9F});
    excerpt.hits.push_back({time, score::Drum::hihat_closed, 0.6F});
  }
  return excerpt;
}

}  // namespace drumlin::data
