// Procedural grooves: drum parts drawn by rule and chance, so that training needs no data, and so that rare drums and
// figures are common enough to be learned.
#pragma once

#include <drumlin/score.h>

#include "nn/random.h"

namespace drumlin::data {

/// beat: seconds a quarter note; downbeat: the time of one, perhaps before 0. Free strokes and rolls have some beat
/// too.
struct Piece {
  score::Performance performance;
  double beat = 0.5;
  double downbeat = 0.0;
};

/// A piece of that many seconds: style, tempo, bar, pattern, fills, ghost notes, flams, drags, rolls, hats that open
/// and close, cymbals, human timing and dynamics, all drawn.
Piece draw_piece(nn::Random& random, double seconds);

}  // namespace drumlin::data
