// Several transcriptions of one recording, drawn from different noise, become one by vote.
#pragma once

#include <drumlin/transcribe.h>

#include <array>
#include <span>
#include <vector>

#include "transcribe/peaks.h"

namespace drumlin::transcribe {

/// Hits of one instrument that different draws heard at most this many seconds apart are one stroke.
inline constexpr double same_stroke = 0.025;

/// Merges draws. draws: the hits of each, by time, with activations as their probabilities; some may lie below the
/// thresholds, so that what was almost heard counts among the doubts. thresholds: the least activation of every
/// instrument at which a draw votes for a stroke, in (0, 1).
///
/// A stroke is kept if at least half of the draws vote for it. Its time is the median of theirs, its velocity their
/// mean, its articulation the one with most votes; of toms and of cymbals, where two can be struck at once, any other
/// with half of the votes is kept too. A hit's probability is the share of the draws that vote for it. One draw gives
/// back its own hits. duration: of the recording, in seconds.
///
/// Hits of all drums within same_stroke make one place. Places at which some hit is neither nearly certain nor nearly
/// impossible are the doubts.
Transcription vote(std::span<const std::vector<score::Hit>> draws,
                   const std::array<float, instrument_count>& thresholds, double duration);

}  // namespace drumlin::transcribe
