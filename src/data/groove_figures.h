// Figures that stand out of a groove: flams, drags, rolls, swells, fills.
#pragma once

#include "data/groove_sheet.h"
#include "nn/random.h"

namespace drumlin::data {

/// The stroke with a soft one 15–40 ms before it.
void add_flam(nn::Random& random, Sheet& sheet, const Stroke& stroke);

/// The stroke with two soft ones before it.
void add_drag(nn::Random& random, Sheet& sheet, const Stroke& stroke);

/// Strokes on one drum, 12 to 28 a second, or up to 45 where the sticks are pressed, that grow or fade, for that many
/// beats.
void add_roll(nn::Random& random, Sheet& sheet, double beat, double beats, score::Drum drum, double tempo);

/// A fill from `beat` on for that many beats: sixteenths, triplets, thirty-seconds, down or up the toms, with kicks.
void add_fill(nn::Random& random, Sheet& sheet, double beat, double beats, double tempo);

}  // namespace drumlin::data
