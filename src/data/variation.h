// A performance, changed as another drummer, another part of the song or another hand on the faders would change it.
// Every change is made to what is played, before a sound is rendered, so that the labels follow by themselves.
#pragma once

#include "data/excerpt.h"
#include "nn/random.h"

namespace drumlin::data {

/// Exchanges drums for others, lays drums over it, thins out and leaves out, draws another dynamic curve. Rare drums
/// become common enough to be learned, and closed hats the commonest beside kick and snare.
void vary(Excerpt& excerpt, nn::Random& random);

}  // namespace drumlin::data
