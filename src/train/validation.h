// How good the averaged network is while it learns.
#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"
#include "train/batches.h"
#include "train/learner.h"
#include "train/log.h"

namespace drumlin::train {

class Validation {
 public:
  /// Renders the held-out examples and reads the annotations once.
  explicit Validation(const Config& config);

  /// weights: the file that learner.write_weights has just written.
  Verdict judge(Learner& learner, const std::filesystem::path& weights) const;

 private:
  const Config& config_;
  std::vector<Batch> batches_;
  std::vector<datasets::Recording> drums_;
  std::vector<datasets::Recording> mixes_;
};

}  // namespace drumlin::train
