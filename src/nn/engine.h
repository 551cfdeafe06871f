// The few operations that the networks are written in. A network is a function over an Engine; EigenEngine runs it,
// TorchEngine also learns it. Every tensor is row-major with channels last.
#pragma once

#include <cstdint>
#include <span>

#include "nn/tensor.h"

namespace drumlin::nn {

/// How a learning engine fills a parameter on first touch.
enum class Init {
  usual,  ///< weights uniform in ±1/√(inputs), biases 0
  zero,   ///< weights and biases 0: the layer starts silent
  one,    ///< scales
  small,  ///< normal with deviation 0.02: embeddings
};

/// Which gated recurrent layer.
enum class Cell : std::uint8_t { gru, lstm };

/// How attention knows where its tokens stand: by rotary positions, or only by what was added to them.
enum class Positions : std::uint8_t { rotary, none };

/// What max-pooling does with cells left over.
enum class Rest : std::uint8_t { dropped, pooled };

/// Operations on tensors. Shapes are in the order (batch, frames, …, channels). Programmer errors (shapes that do not
/// fit) assert; a missing or misshapen parameter in a weight file throws drumlin::Error.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Copies values in.
  virtual Tensor input(std::span<const float> values, const Shape& shape) = 0;
  /// The values of a tensor; valid until the engine's next reset().
  virtual std::span<const float> values(const Tensor& x) = 0;
  /// Forgets every tensor (parameters stay). Call it between windows or training steps.
  virtual void reset() = 0;

  /// The parameter itself, of that shape.
  virtual Tensor parameter(const Path& name, const Shape& shape, Init init) = 0;

  /// (…, in) → (…, out): x·Wᵀ + b; W is name.weight (out, in), b is name.bias (out).
  virtual Tensor linear(const Tensor& x, const Path& name, int out, Init init = Init::usual) = 0;
  /// (batch, frames, bands, in) → (batch, frames, bands, out): zero-padded to the same size, odd kernels, stride 1;
  /// name.weight (out, kernel_frames, kernel_bands, in), name.bias (out) if it has one.
  virtual Tensor conv2d(const Tensor& x, const Path& name, int out, int kernel_frames, int kernel_bands,
                        bool has_bias = true) = 0;
  /// (batch, frames, in) → (batch, frames, out): zero-padded, odd kernel; name.weight (out, kernel, in), name.bias.
  virtual Tensor conv1d(const Tensor& x, const Path& name, int out, int kernel) = 0;
  /// Every channel by itself: (batch, frames, channels) → same; name.weight (kernel, channels), name.bias (channels).
  virtual Tensor depthwise_conv1d(const Tensor& x, const Path& name, int kernel) = 0;
  /// (batch, frames, bands, channels) → (batch, frames, bands / size, channels): the largest of `size` neighbours.
  /// Bands left over are dropped, or pooled as Keras' "same" does: bands / size is rounded up, and what is missing for
  /// that stands at both ends (if odd, one more at the upper one) and never wins.
  virtual Tensor max_pool_bands(const Tensor& x, int size, Rest rest = Rest::dropped) = 0;
  /// Over the last axis, ε = 1e-5, with name.weight and name.bias (Ba et al. 2016).
  virtual Tensor layer_norm(const Tensor& x, const Path& name) = 0;
  /// The same without parameters.
  virtual Tensor normalize(const Tensor& x) = 0;
  /// Every channel of the last axis by its running mean and variance (Ioffe and Szegedy 2015), name.running_mean
  /// and name.running_variance, then name.weight and name.bias. Who learns normalises by the mean and variance of the
  /// batch instead, and moves the running ones a tenth of the way there.
  virtual Tensor batch_norm(const Tensor& x, const Path& name, float epsilon = 1e-5F) = 0;

  /// One recurrent layer, started from zeros: (batch, frames, in) → (batch, frames, width), or twice the width, forward
  /// and then backward, if bidirectional. For each direction d (forward, backward): name.d.input.weight (gates · width,
  /// in) and .bias, name.d.recurrent.weight (gates · width, width) and .bias. Gates as torch has them. GRU (Cho et al.
  /// 2014): reset r, update z, new n = tanh(input + r · recurrent); h ← n + z · (h − n). LSTM (Hochreiter and
  /// Schmidhuber 1997): input i, forget f, cell g, output o; c ← f · c + i · tanh g, h ← o · tanh c.
  virtual Tensor recurrent(const Tensor& x, const Path& name, Cell cell, int width, bool bidirectional = true) = 0;

  /// Who learns sets that share of the cells to 0 and scales the others so that the mean stays (Srivastava et al.
  /// 2014); others pass x on. dropout_channels: whole channels (the last axis) of an item of the batch at once.
  virtual Tensor dropout(const Tensor& x, float share) = 0;
  virtual Tensor dropout_channels(const Tensor& x, float share) = 0;

  virtual Tensor relu(const Tensor& x) = 0;
  virtual Tensor gelu(const Tensor& x) = 0;  ///< tanh form (Hendrycks and Gimpel 2016)
  virtual Tensor silu(const Tensor& x) = 0;
  virtual Tensor sigmoid(const Tensor& x) = 0;
  virtual Tensor tanh(const Tensor& x) = 0;
  virtual Tensor softmax(const Tensor& x) = 0;  ///< over the last axis

  /// Multi-head self-attention. qkv: (batch, tokens, 3 · width), queries, keys, values side by side, each split into
  /// `heads` equal parts. Queries and keys are turned by rotary positions (Su et al. 2021: pairs are (i, i + half),
  /// base 10000) if asked for. window > 0: a token sees only tokens at most `window` away. → (batch, tokens, width).
  virtual Tensor attention(const Tensor& qkv, int heads, int window = 0, Positions positions = Positions::rotary) = 0;

  /// Elementwise, after broadcasting axes of size 1 of the second operand; both of the same rank.
  virtual Tensor add(const Tensor& a, const Tensor& b) = 0;
  virtual Tensor multiply(const Tensor& a, const Tensor& b) = 0;
  /// a·x + b.
  virtual Tensor affine(const Tensor& x, float a, float b) = 0;

  /// Side by side along the last axis.
  virtual Tensor concat(std::span<const Tensor> parts) = 0;
  /// Channels [first, first + count) of the last axis.
  virtual Tensor slice(const Tensor& x, int first, int count) = 0;
  /// The same values in another shape.
  virtual Tensor reshape(const Tensor& x, const Shape& shape) = 0;
};

}  // namespace drumlin::nn
