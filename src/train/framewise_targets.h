// What frame-wise transcribers learn: onsets with widened neighbours, and how much rare drums weigh (Zehren et al.
// 2023; Fosse 2025).
#pragma once

#include <drumlin/score.h>

#include <cstdint>
#include <vector>

namespace drumlin::train::framewise {

/// Onset targets (frames, classes), classes as in score::vocabulary: 1 in the frame nearest to a hit, ½ in those beside
/// it unless they are onsets themselves. Hits beyond the last frame, or of drums that the vocabulary leaves out, do not
/// count. Throws drumlin::Error for no such vocabulary.
std::vector<float> onset_targets(const score::Performance& performance, int frames, int classes);

/// The infrequency weight of a class with an onset in so many frames: 1 / (−p ln p − (1 − p) ln(1 − p)) of the share
/// p = onsets / frames; 0 where p is 0 or 1, so that nothing can be learned of when.
double infrequency_weight(std::int64_t onsets, std::int64_t frames);

}  // namespace drumlin::train::framewise
