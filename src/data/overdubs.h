// Drums laid over a performance, in its beat: what drummers on electronic kits seldom play, and songs are full of.
#pragma once

#include "data/excerpt.h"
#include "nn/random.h"

namespace drumlin::data {

/// Another way to keep time: the strokes on hats and ride make room for eighths, quarters or sixteenths on a drum
/// drawn.
void keep_time(Excerpt& excerpt, nn::Random& random);

/// Crashes, and now and then chinas or splashes, on downbeats, in the place of what kept time there.
void add_crashes(Excerpt& excerpt, nn::Random& random);

/// A figure that comes back every bar: claps on the backbeat, tambourine on eighths, a cowbell on quarters, …
void add_figure(Excerpt& excerpt, nn::Random& random);

/// Closed hats on the off-beats are opened.
void open_off_beats(Excerpt& excerpt);

/// The drums that keep time: hats and ride.
bool keeps_time(score::Drum drum);

}  // namespace drumlin::data
