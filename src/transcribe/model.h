// A trained transcriber as its weight file holds it: weights, sizes of the network, how to sample, how to pick peaks.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "diffusion/edm.h"
#include "models/n2n.h"
#include "nn/eigen/eigen_engine.h"
#include "transcribe/diffroll.h"
#include "transcribe/framewise.h"
#include "transcribe/peaks.h"

namespace drumlin::transcribe {

/// How the model was calibrated to sample; stands as JSON under "sampling" in the metadata.
struct Sampling {
  diffusion::Schedule schedule = {};
  int steps = 5;
  float temperature = 1.0F;  ///< factor on the noise at the start, 0 … 4
};
std::string to_json(const Sampling& sampling);
/// Fields left out keep their defaults. Throws drumlin::Error.
Sampling sampling_from_json(std::string_view json);

/// Ready to listen with. Copies share the weights. diffroll, framewise: set if it is one of those; then only features,
/// frames and drums of `config` count, and steps of `sampling`.
struct Model {
  std::shared_ptr<nn::PackedWeights> weights;
  models::n2n::Config config;
  Sampling sampling;
  Peaks peaks;
  std::optional<DiffRoll> diffroll;
  std::optional<Framewise> framewise;
};

/// Throws drumlin::Error if the file is missing, malformed, or not a transcriber.
Model load_model(const std::filesystem::path& path);

}  // namespace drumlin::transcribe
