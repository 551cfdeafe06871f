// Imagines the hits of regions from the hits around them and, where there is one, the sound.
#pragma once

#include <drumlin/imagine.h>

#include <functional>
#include <span>
#include <vector>

#include "imagine/windows.h"
#include "transcribe/listen.h"
#include "transcribe/model.h"

namespace drumlin::imagine {

/// The sound of a piece: samples · gain are listened to. Without a source there is none.
struct Sound {
  transcribe::Source source;
  float gain = 1.0F;
};

/// What is to be imagined. regions: in order, apart. known: hits outside them. duration: seconds of the piece; what
/// lies beyond it is neither known nor asked for.
struct Blank {
  std::span<const Region> regions;
  std::span<const score::Hit> known;
  double duration = 0.0;
};

/// Regions by their start; those that touch or overlap are one. A joined region counts as heard where one of its parts
/// was; ask the parts for that.
std::vector<Region> join(std::span<const Region> regions);

/// The hits of the blank's regions, by time and then drum. gaps: where the sound does not count. Windows come one after
/// the other, and the sound is streamed: memory does not grow with the piece.
std::vector<score::Hit> fill(const transcribe::Model& model, const Blank& blank, std::span<const Region> gaps,
                             const Sound& sound, const Options& options, const Progress& progress);

}  // namespace drumlin::imagine
