// Drum tablature of many styles.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "data/groove_sheet.h"
#include "nn/random.h"

namespace drumlin::data {

/// One line of a tab: who plays (a letter of drum_of_letter, T for the hand that keeps time, S for the backbeat) and
/// one mark a step: . rest; X accent, x stroke, o soft, g ghost; ? stroke and , ghost now and then; O open (hats only);
/// r two and R three strokes in the step.
struct Lane {
  char voice;
  std::string_view marks;
};

/// One bar. time, back: letters that T and S are drawn from.
struct Style {
  double slowest, fastest;  ///< beats a minute
  int steps_per_beat;
  double most_swing;  ///< 0.5: straight
  bool machine;
  std::string_view time;
  std::string_view back;
  std::vector<Lane> lanes;
};

std::span<const Style> styles();

/// Which drums T and S are, and how the hats are played, for a section.
struct Voices {
  score::Drum time = score::Drum::hihat_closed;
  score::Drum back = score::Drum::snare_head;
  double opening = 0.0;      ///< probability that a closed hat is open
  double bells = 0.0;        ///< probability that an accent on the ride is a bell
  double flams = 0.0;        ///< probability that a backbeat is a flam or a drag
  bool pedal_beats = false;  ///< the foot keeps the hats on 2 and 4
};

Voices draw_voices(nn::Random& random, const Style& style);

double beats_of(const Style& style);

/// One bar of the style from beat 0, its chances drawn.
Sheet draw_bar(nn::Random& random, const Style& style, const Voices& voices);

}  // namespace drumlin::data
