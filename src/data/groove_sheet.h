// A drum part as planned, in beats, and the feel that turns it into strokes as played, in seconds.
#pragma once

#include <drumlin/score.h>

#include <array>
#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::data {

/// One planned stroke. beat: from the start of the piece. velocity: in (0, 1.2], before the feel. offset: seconds that
/// it is played after the beat (grace notes: before). straight: not swung.
struct Stroke {
  double beat = 0.0;
  score::Drum drum = score::Drum::kick;
  double velocity = 0.7;
  double offset = 0.0;
  bool straight = false;
};

using Sheet = std::vector<Stroke>;

/// How a drummer, or a machine, plays what is planned.
struct Feel {
  double tempo = 120.0;      ///< beats a minute
  double swing = 0.5;        ///< where the second half of a swung pair falls: 0.5 straight, 0.67 triplets
  double swung_pair = 1.0;   ///< its length in beats: 1 swings eighths, 0.5 sixteenths
  double drift = 0.0;        ///< seconds by which the tempo wanders to and fro
  double drift_period = 10;  ///< seconds
  double level = 0.8;        ///< of every velocity
  double unevenness = 0.05;  ///< deviation of velocities
  std::array<double, score::drum_count> jitter{};   ///< deviation in seconds, by drum
  std::array<double, score::drum_count> push{};     ///< seconds behind (lay back) or ahead of the beat, by drum
  std::array<double, score::drum_count> balance{};  ///< factor of the velocity, by drum
};

/// machine: no jitter, even velocities.
Feel draw_feel(nn::Random& random, double tempo, bool machine);

/// The strokes as played: swing, drift, push, jitter and dynamics. In no order; times may be below 0.
std::vector<score::Hit> play(nn::Random& random, const Sheet& sheet, const Feel& feel);

/// One of the letters of drum tablature here: k kick; n r s snare head, rim, side stick; H P O hats closed, pedal,
/// open; h m l toms; X crash; R B ride bow, bell; Y china; Z splash; c clap; t tambourine; C cowbell.
score::Drum drum_of_letter(char letter);

/// Whether a foot plays it.
bool is_foot(score::Drum drum);

/// The drum or cymbal that the articulation belongs to: a number that head, rim and side stick share, and so on.
int instrument(score::Drum drum);

/// At most two hands on a beat of the plan: cymbals that keep time give way first.
void keep_two_hands(Sheet& sheet);

/// Sorts, cuts to [0, seconds), and leaves out what no drummer can play: an instrument struck twice within 10 ms, or a
/// third hand within 3 ms.
score::Performance finish(std::vector<score::Hit> hits, double seconds);

}  // namespace drumlin::data
