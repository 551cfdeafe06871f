// What a run of drumlin-train framewise is: network, data sets and optimisation, read from one TOML file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/framewise.h"
#include "train/config.h"

namespace drumlin::train::framewise {

/// [[dataset]], [[validation]] and [[test]]: recordings to learn from, to choose by, and to be scored on.
struct Source {
  std::string source;  ///< "NAME:DIR" as datasets::open takes it
  std::string split;   ///< train, validation, test or another list, as datasets::only takes it; empty: all of them
  double share = 0.0;  ///< of an epoch's chunks, relative to the other [[dataset]]s; 0: its number of chunks

  friend bool operator==(const Source&, const Source&) = default;
};

/// [training]: what is optimised, and how.
struct TrainingConfig {
  int epochs = 100;
  std::int64_t steps = 0;  ///< at which to stop, whatever the epoch; 0: no such limit
  int chunks = 0;          ///< of an epoch, each as long as the network's excerpts; 0: as many as there are
  int batch = 128;         ///< chunks per step
  double learning_rate = 1e-3;
  double weight_decay = 1e-4;   ///< of weights; never of biases and norms
  double clip = 2.0;            ///< largest norm of the gradient
  int plateau = 5;              ///< epochs without better validation loss, beyond which the learning rate falls
  double plateau_factor = 0.2;  ///< by which it falls
  int stop_after = 15;          ///< epochs without better validation loss
  std::uint64_t seed = 1;

  friend bool operator==(const TrainingConfig&, const TrainingConfig&) = default;
};

/// [run]: where it runs. Only device and precision change what comes out.
struct RunConfig {
  std::string device = "auto";     ///< auto, cpu or cuda
  std::string precision = "auto";  ///< auto, full or mixed (bfloat16 products); auto: mixed where that is faster
  int threads = 1;                 ///< of the network's arithmetic
  int workers = 2;                 ///< recordings that are read at once
};

struct Config {
  models::framewise::Config model;  ///< [framewise]
  std::vector<Source> datasets;
  std::vector<Source> validation;
  std::vector<Source> tests;
  TrainingConfig training;
  RunConfig run;
};

/// Reads a file; folders in it are relative to it. Throws drumlin::Error for a file that is missing or no TOML, an
/// unknown key, a value of the wrong type or out of range, or nothing to learn from or to choose by.
Config read_config(const std::filesystem::path& file);

/// The same from text; `folder` is what its paths are relative to, `name` stands in errors.
Config parse_config(const std::string& text, const std::filesystem::path& folder, const std::string& name);

/// What a run is resumed under: everything but [[test]], [run] and the number of epochs.
std::string identity(const Config& config);

}  // namespace drumlin::train::framewise
