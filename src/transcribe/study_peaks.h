// Peak picking as Fosse's study of architectures and data sets does it, to judge frame-wise transcribers by its rule.
#pragma once

#include <span>
#include <vector>

namespace drumlin::transcribe {

/// The frames of the onsets of every class. activations: (frames, classes) in [0, 1]. A frame is a candidate if it is
/// the largest of the two frames on either side and at least 0.1 above their mean, its own counted in; frames outside
/// count as 0. Of candidates that are two frames apart or less, the first wins. Those above `threshold` are onsets.
///
/// The study's program starts as if there had been a stroke one frame before the excerpt, and so drops what it hears in
/// the frames 0 and 1 of every excerpt. That is a slip and not the rule as it is written down: here, a stroke may stand
/// in the first frame.
std::vector<std::vector<int>> study_peaks(std::span<const float> activations, int classes, float threshold = 0.5F);

}  // namespace drumlin::transcribe
