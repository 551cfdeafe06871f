// What a training run is: network, data, loss, noise and optimisation, read from one TOML file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/stream.h"
#include "diffusion/edm.h"
#include "models/n2n.h"
#include "train/losses.h"
#include "transcribe/diffroll.h"

namespace drumlin::train {

/// [noise]: the noise levels of training, and what is hidden from the denoiser. Shares are probabilities.
struct NoiseConfig {
  diffusion::TrainingNoise level{.mean = 0.5F, .deviation = 1.6F};
  double share_at_max = 0.25;  ///< examples at exactly sigma_max, where one-step sampling starts
  double forget_all = 0.1;     ///< examples that hear nothing (condition dropout)
  double forget_span = 0.3;    ///< of the others, those whose sound is cut out for 10–50 % of the window
};

/// [training]: what is optimised, and how.
struct TrainingConfig {
  std::int64_t steps = 4800;
  int batch = 8;              ///< examples per step and process
  std::int64_t examples = 0;  ///< that there are, rendered once and kept in memory; 0: ever new ones
  int unpaired = 0;  ///< performances without sound beside them, from which the denoiser learns what drummers play
  double learning_rate = 1e-3;
  int warm_up = 200;           ///< steps of linear rise to learning_rate
  double last_share = 0.02;    ///< of learning_rate, where the cosine ends
  double weight_decay = 0.01;  ///< of weights; never of biases, norms and embeddings
  double clip = 1.0;           ///< largest norm of the gradient
  double average = 0.998;      ///< decay of the moving average of the parameters, which is what is kept
  std::uint64_t seed = 1;
};

/// [run]: where and how it runs. A resumed run is the same bit for bit if only this section changes (and neither device
/// nor precision).
struct RunConfig {
  std::string device = "auto";     ///< auto, cpu or cuda
  std::string precision = "auto";  ///< auto, full or mixed (bfloat16 products); auto: mixed where that is faster
  int threads = 1;                 ///< of the network's arithmetic
  int workers = 1;                 ///< threads that render examples; 0: rendered between steps
  int prefetch = 3;                ///< batches rendered ahead
  double checkpoint_minutes = 2.0;
  int validate_every = 400;          ///< steps
  int validation_examples = 16;      ///< of the held-out stream
  std::filesystem::path validation;  ///< folder of real recordings in MDB Drums' layout; empty: none
};

/// What is trained.
enum class System { n2n, diffroll };

/// A file with [diffroll] describes DiffRoll, any other Noise-to-Notes. Of [noise], DiffRoll takes what it forgets, and
/// it has no use for [model], [loss] and [schedule].
struct Config {
  System system = System::n2n;
  models::n2n::Config model;
  transcribe::DiffRoll diffroll;
  data::StreamConfig stream;  ///< frames and features are the model's
  LossConfig loss;
  NoiseConfig noise;
  diffusion::Schedule schedule;
  TrainingConfig training;
  RunConfig run;
};

/// Reads a file; paths in it are relative to it. Throws drumlin::Error for a file that is missing or no TOML, an
/// unknown key, or a value of the wrong type or out of range.
Config read_config(const std::filesystem::path& file);

/// The same from text; `folder` is what its paths are relative to, `name` stands in errors.
Config parse_config(const std::string& text, const std::filesystem::path& folder, const std::string& name);

/// Throws drumlin::Error unless device is auto, cpu or cuda, and precision auto, full or mixed.
void check_machine(const std::string& device, const std::string& precision, const std::string& name);

}  // namespace drumlin::train
