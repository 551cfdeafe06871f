// The engine that learns: the same operations in LibTorch, with gradients; parameters are created on first touch.
#pragma once

#include <torch/torch.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/engine.h"

namespace drumlin::nn {

/// What products (linear, convolutions, attention) are computed in. Parameters, sums and everything between products
/// are float in both.
enum class Precision {
  full,   ///< float
  mixed,  ///< bfloat16, but for products with few outputs: what the network reads off stays exact
};

/// mixed where the machine multiplies bfloat16 faster: GPUs, and CPUs with AVX512-BF16.
Precision fastest_precision(torch::Device device);

/// Whether a parameter of that name is counted and not learned: a batch norm's mean or variance.
bool is_running_statistic(std::string_view name);

class TorchEngine : public Engine {
 public:
  explicit TorchEngine(torch::Device device = torch::kCPU, std::uint64_t seed = 1,
                       Precision precision = Precision::full);

  /// Parameters by name, in the layout of the weight file; each requires a gradient. The running means and variances of
  /// batch norms (is_running_statistic) stand among them; their gradients are always 0.
  std::map<std::string, torch::Tensor>& parameters();

  /// From now on dropout drops, and batch norms normalise by the batch and move their running statistics; a new engine
  /// does not learn. seed: of what is dropped until the next call; another one for every step.
  void learn(std::uint64_t seed);
  void stop_learning();

  /// Wraps a torch tensor (no copy), and back.
  Tensor wrap(torch::Tensor x);
  const torch::Tensor& unwrap(const Tensor& x) const;

  Tensor input(std::span<const float> values, const Shape& shape) override;
  std::span<const float> values(const Tensor& x) override;
  void reset() override;
  Tensor parameter(const Path& name, const Shape& shape, Init init) override;
  Tensor linear(const Tensor& x, const Path& name, int out, Init init) override;
  Tensor conv2d(const Tensor& x, const Path& name, int out, int kernel_frames, int kernel_bands,
                bool has_bias) override;
  Tensor conv1d(const Tensor& x, const Path& name, int out, int kernel) override;
  Tensor depthwise_conv1d(const Tensor& x, const Path& name, int kernel) override;
  Tensor max_pool_bands(const Tensor& x, int size, Rest rest) override;
  Tensor layer_norm(const Tensor& x, const Path& name) override;
  Tensor normalize(const Tensor& x) override;
  Tensor batch_norm(const Tensor& x, const Path& name, float epsilon) override;
  Tensor recurrent(const Tensor& x, const Path& name, Cell cell, int width, bool bidirectional) override;
  Tensor dropout(const Tensor& x, float share) override;
  Tensor dropout_channels(const Tensor& x, float share) override;
  Tensor relu(const Tensor& x) override;
  Tensor gelu(const Tensor& x) override;
  Tensor silu(const Tensor& x) override;
  Tensor sigmoid(const Tensor& x) override;
  Tensor tanh(const Tensor& x) override;
  Tensor softmax(const Tensor& x) override;
  Tensor attention(const Tensor& qkv, int heads, int window, Positions positions) override;
  Tensor add(const Tensor& a, const Tensor& b) override;
  Tensor multiply(const Tensor& a, const Tensor& b) override;
  Tensor affine(const Tensor& x, float a, float b) override;
  Tensor concat(std::span<const Tensor> parts) override;
  Tensor slice(const Tensor& x, int first, int count) override;
  Tensor reshape(const Tensor& x, const Shape& shape) override;

 private:
  /// The parameter, created on first touch from the seed and its name; inputs: what Init::usual scales by.
  const torch::Tensor& touch(const Path& name, const Shape& shape, Init init, std::int64_t inputs);
  /// x with a share of the cells of `shape`, which is broadcast over it, set to 0.
  Tensor drop(const Tensor& x, float share, const Shape& shape);

  torch::Device device_;
  std::uint64_t seed_;
  Precision precision_;
  std::map<std::string, torch::Tensor> parameters_;
  std::optional<at::Generator> chance_;  ///< while it learns
  std::vector<torch::Tensor> tape_;
};

}  // namespace drumlin::nn
