// Sets up a drum kit for one example: a base kit, parts of other kits, tuning, damping and levels.
#pragma once

#include <drumlin/score.h>

#include <vector>

#include "data/library.h"
#include "nn/random.h"
#include "synth/renderer.h"

namespace drumlin::data {

/// kits: keeps alive what the voices point to.
struct Setup {
  synth::Drumset drums;
  std::vector<KitPointer> kits;
};

/// procedural: probability of a procedural base kit (certain where there are no recordings); exchange: probability,
/// for each group of drums, that another kit lends it.
struct SetupOdds {
  double procedural = 0.2;
  double exchange = 0.3;
};

/// Every drum that occurs in `hits` gets a voice. Where the kit lacks a drum, another kit lends it, or a sibling is
/// struck instead: then the hits are renamed to what is really played.
Setup draw_setup(std::vector<score::Hit>& hits, const KitShelf& shelf, const SetupOdds& odds, nn::Random& random);

/// Removes the hits from 0 s on that no listener could write down: those more than 40 dB softer (velocity times the
/// voice's gain) than the loudest, or more than 30 dB softer than another within 20 ms.
void drop_inaudible(std::vector<score::Hit>& hits, const synth::Drumset& drums);

}  // namespace drumlin::data
