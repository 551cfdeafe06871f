// What a run of drumlin-train framewise says of itself: where it stands, log.csv and curves.svg.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/framewise_patience.h"

namespace drumlin::train::framewise {

/// A row of log.csv. epoch: counted from 1; steps: after it.
struct Row {
  int epoch = 0;
  std::int64_t steps = 0;
  double training_loss = 0.0;    ///< weighted, under dropout
  double validation_loss = 0.0;  ///< neither
  double micro_f1 = 0.0;         ///< of validation
  double learning_rate = 0.0;
  double seconds = 0.0;  ///< that the epoch took, validation and all

  friend bool operator==(const Row&, const Row&) = default;
};

/// Where a run stands between two epochs.
struct State {
  double rate = 0.0;
  Patience plateau = {};
  Patience stopping = {};
  double best_f1 = -1.0;
  int best_epoch = 0;
  std::vector<Row> rows = {};

  friend bool operator==(const State&, const State&) = default;
};

/// As it stands in a checkpoint: every number comes back as it was.
std::string to_json(const State& state);
/// Throws drumlin::Error if it is no state.
State state_from_json(const std::string& json);

/// log.csv, heading and all.
std::string to_csv(const std::vector<Row>& rows);

/// Losses and micro F1 over the epochs, as a picture.
std::string curves_svg(const std::vector<Row>& rows);

}  // namespace drumlin::train::framewise
