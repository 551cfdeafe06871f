// Procedural grooves: drum parts drawn by rule and chance, so that training needs no data, and so that rare drums and
// figures are common enough to be learned.
#pragma once

#include <drumlin/score.h>

#include "nn/random.h"

namespace drumlin::data {

/// A performance of that many seconds: style, tempo, bar, pattern, fills, ghost notes, flams, drags, rolls, hats that
/// open and close, cymbals, human timing and dynamics, all drawn.
score::Performance draw_groove(nn::Random& random, double seconds);

}  // namespace drumlin::data
