// Several processes that train one network: gradients are averaged over c10d's Gloo (torchrun's variables).
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>

#include "train/batches.h"

namespace drumlin::train {

class Group {
 public:
  virtual ~Group() = default;

  /// Replaces the vector by its mean over all processes; the same bits everywhere.
  virtual void average(torch::Tensor& vector) = 0;
  virtual Place place() const = 0;
};

/// Whether this program was built with Gloo (libgloo-dev).
bool has_gloo();

/// The group that torchrun's RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT describe; null without WORLD_SIZE or with
/// WORLD_SIZE = 1. Throws drumlin::Error if a variable is missing or wrong or the processes do not find each other.
std::unique_ptr<Group> group_from_environment();

/// A group whose members meet through a file that they all can reach.
std::unique_ptr<Group> group_from_file(const std::string& file, Place place);

}  // namespace drumlin::train
