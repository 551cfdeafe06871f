// Seconds of drumming, cut from a groove.
#pragma once

#include <drumlin/score.h>

#include <span>
#include <vector>

#include "data/library.h"
#include "nn/random.h"

namespace drumlin::data {

/// hits: by time, from −pre_roll up to the excerpt's end. beat: seconds a quarter note; phase: the first
/// downbeat from 0 on, as far as it is known.
struct Excerpt {
  std::vector<score::Hit> hits;
  double beat = 0.5;
  double phase = 0.0;
};

/// A random place of a random groove (long ones more often), 25 % faster to 25 % slower. Short ones are repeated in
/// whole bars.
Excerpt cut_groove(std::span<const Groove> grooves, double pre_roll, double seconds, nn::Random& random);

/// A procedural piece.
Excerpt draw_procedural(double pre_roll, double seconds, nn::Random& random);

/// Sorts, and keeps the loudest of strokes of one drum closer than 12 ms, which no one can play or hear apart.
void tidy(std::vector<score::Hit>& hits);

/// The time of the stroke nearest to `time`, if one is within 35 ms, else `time`: who plays along with a drummer is
/// early or late with him.
double with_the_drummer(std::span<const score::Hit> hits, double time);

}  // namespace drumlin::data
