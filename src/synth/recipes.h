// How each synthetic drum is built: what a kit's character and chance make of a membrane, a stick and a cymbal.
#pragma once

#include <cstdint>
#include <vector>

#include "synth/sound.h"

namespace drumlin::synth {

/// What the drums of one kit have in common; each in [0, 1] but size (1: a usual drum, larger is lower).
struct Character {
  double electronic = 0.0;
  double ring = 0.5;
  double bright = 0.5;
  double size = 1.0;
};
Character draw_character(nn::Random& random);

/// One ingredient of a stroke at full velocity. extra: how much faster it fades with velocity than the whole stroke,
/// as an exponent: what is bright is lost first when the stroke is soft.
struct Ingredient {
  std::vector<float> samples;
  float extra = 0.0F;
};

/// The stroke that kit `seed` makes on that drum. Drums of one family (snare, hats, toms, ride) share their draws;
/// takes differ only in their noise.
std::vector<Ingredient> make_stroke(score::Drum drum, const Character& character, std::uint64_t seed, int take);

/// Peak level of the loudest stroke against the kit's loudest, dB: as drums are mixed, before a kit's own balance.
float usual_level(score::Drum drum);

}  // namespace drumlin::synth
