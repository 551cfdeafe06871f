// What a data set holds, counted, and one of its recordings to look at.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace drumlin::datasets {

/// hits: by class of a vocabulary.
struct Count {
  int recordings = 0;
  double seconds = 0.0;
  std::vector<int> hits;
};

/// lists: by split and by every other published list. faults: of recordings whose sound or notes cannot be read, which
/// are counted nowhere.
struct Census {
  Count all;
  std::map<std::string, Count> lists;
  std::vector<std::string> faults;
};

/// Reads every annotation and the header of every sound. classes: of the vocabulary to count in; hits of drums that it
/// leaves out are not counted. progress: called with the recordings done and in all.
Census take_census(const Dataset& dataset, int classes, const std::function<void(double done, double total)>& progress);

/// The recording's first ten seconds as an SVG: its roll, and below it the spectrum, 84 bands from 20 Hz to 20 kHz,
/// twelve an octave. Throws drumlin::Error.
std::string draw(const Recording& recording);

}  // namespace drumlin::datasets
