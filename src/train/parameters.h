// All parameters of an engine in one vector, so that the optimiser, the moving average, the sum over processes and the
// checkpoint are each a few operations on vectors.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/safetensors.h"
#include "nn/torch/torch_engine.h"

namespace drumlin::train {

class Parameters {
 public:
  /// Moves every parameter that the engine has into `values`, in name order, and its gradient into `gradient`; the
  /// engine's tensors become views of both. All parameters must have been touched before.
  explicit Parameters(nn::TorchEngine& engine);

  torch::Tensor values;    ///< (count)
  torch::Tensor gradient;  ///< (count)
  torch::Tensor decays;    ///< (count): 1 where weight decay applies, else 0

  /// Gives another engine views of `vector`, which is laid out like `values`.
  void lend(const torch::Tensor& vector, nn::TorchEngine& engine) const;

  /// Fills `values` from a weight file; parameters that it may lack, and does, stay as they are. Throws drumlin::Error
  /// if another tensor is missing or one is of another shape.
  void take(const nn::Weights& file, const std::function<bool(std::string_view)>& may_lack);

  /// The tensors of `vector` by name, for a weight file.
  std::vector<nn::Named> named(const torch::Tensor& vector) const;

 private:
  struct Entry {
    std::string name;
    std::vector<std::int64_t> shape;
    std::int64_t first;
    std::int64_t count;
  };
  std::vector<Entry> entries_;
};

/// Whether weight decay applies to a parameter: to weights, never to biases, norms and embeddings.
bool takes_decay(const std::string& name, std::int64_t rank);

}  // namespace drumlin::train
