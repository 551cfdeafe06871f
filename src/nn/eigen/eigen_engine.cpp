// The shipped engine: checks shapes, takes memory from the arena, and leaves the work to the kernels. Convolutions are
// matrix products over overlapping rows of zero-padded input, so nothing is unfolded in memory.
#include "nn/eigen/eigen_engine.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "nn/eigen/instructions.h"
#include "nn/eigen/packed_weights.h"

namespace drumlin::nn {
namespace {

/// Cosines and sines of the rotary angles: (tokens, half) each.
struct Rotary {
  std::int64_t tokens = 0;
  std::vector<float> cosines;
  std::vector<float> sines;
};

void grow(Rotary& rotary, std::int64_t half, std::int64_t tokens) {
  for (; rotary.tokens < tokens; ++rotary.tokens) {
    for (std::int64_t i = 0; i < half; ++i) {
      const double turns = std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(half));
      const double angle = static_cast<double>(rotary.tokens) * turns;
      rotary.cosines.push_back(static_cast<float>(std::cos(angle)));
      rotary.sines.push_back(static_cast<float>(std::sin(angle)));
    }
  }
}

/// Where the row of b that meets row `row` of a starts, in floats. A row is all of the last axis.
std::int64_t broadcast_row(const Shape& a, const Shape& b, std::int64_t row) {
  std::int64_t start = 0;
  std::int64_t stride = b[-1];
  for (int axis = a.rank - 2; axis >= 0; --axis) {
    if (b[axis] > 1) start += row % a[axis] * stride;
    row /= a[axis];
    stride *= b[axis];
  }
  return start;
}

[[maybe_unused]] bool broadcasts(const Shape& a, const Shape& b) {
  bool fits = a.rank == b.rank;
  for (int axis = 0; fits && axis < a.rank; ++axis) fits = b[axis] == a[axis] || b[axis] == 1;
  return fits;
}

class EigenEngine final : public Engine {
 public:
  EigenEngine(std::shared_ptr<PackedWeights> weights, Instructions instructions)
      : weights_(std::move(weights)), instructions_(instructions), kernels_(kernels_for(instructions)) {}

  Tensor input(std::span<const float> values, const Shape& shape) override {
    assert(static_cast<std::int64_t>(values.size()) == shape.count());
    const Tensor y = take(shape);
    std::copy(values.begin(), values.end(), y.data);
    return y;
  }
  std::span<const float> values(const Tensor& x) override {
    return {x.data, static_cast<std::size_t>(x.shape.count())};
  }
  void reset() override { arena_.reset(); }

  Tensor parameter(const Path& name, const Shape& shape, Init) override {
    Tensor y;
    y.shape = shape;
    y.data = weights_->values(name, shape);
    return y;
  }

  Tensor linear(const Tensor& x, const Path& name, int out, Init) override;
  Tensor conv2d(const Tensor& x, const Path& name, int out, int kernel_frames, int kernel_bands,
                bool has_bias) override;
  Tensor conv1d(const Tensor& x, const Path& name, int out, int kernel) override;
  Tensor depthwise_conv1d(const Tensor& x, const Path& name, int kernel) override;
  Tensor max_pool_bands(const Tensor& x, int size, Rest rest) override;
  Tensor layer_norm(const Tensor& x, const Path& name) override;
  Tensor normalize(const Tensor& x) override;
  Tensor batch_norm(const Tensor& x, const Path& name, float epsilon) override;
  Tensor recurrent(const Tensor& x, const Path& name, Cell cell, int width, bool bidirectional) override;
  Tensor dropout(const Tensor& x, float) override { return x; }
  Tensor dropout_channels(const Tensor& x, float) override { return x; }
  Tensor relu(const Tensor& x) override { return map(x, kernels_.relu); }
  Tensor gelu(const Tensor& x) override { return map(x, kernels_.gelu); }
  Tensor silu(const Tensor& x) override { return map(x, kernels_.silu); }
  Tensor sigmoid(const Tensor& x) override { return map(x, kernels_.sigmoid); }
  Tensor tanh(const Tensor& x) override { return map(x, kernels_.tanh); }
  Tensor softmax(const Tensor& x) override;
  Tensor attention(const Tensor& qkv, int heads, int window, Positions positions) override;
  Tensor add(const Tensor& a, const Tensor& b) override;
  Tensor multiply(const Tensor& a, const Tensor& b) override;
  Tensor affine(const Tensor& x, float a, float b) override;
  Tensor concat(std::span<const Tensor> parts) override;
  Tensor slice(const Tensor& x, int first, int count) override;
  Tensor reshape(const Tensor& x, const Shape& shape) override;

 private:
  Tensor take(const Shape& shape) {
    Tensor y;
    y.shape = shape;
    y.data = arena_.take(shape.count());
    return y;
  }
  Tensor take_with_channels(Shape shape, std::int64_t channels) {
    shape[-1] = channels;
    return take(shape);
  }
  Tensor map(const Tensor& x, Kernels::Map* kernel) {
    const Tensor y = take(x.shape);
    kernel(x.data, y.data, x.shape.count());
    return y;
  }
  /// Row by row; with_one where a row of b is one number.
  template <class WithOne>
  Tensor combine(const Tensor& a, const Tensor& b, Kernels::Zip* zip, WithOne with_one);
  const Rotary& rotary(std::int64_t half, std::int64_t tokens) {
    Rotary& table = rotary_[half];
    grow(table, half, tokens);
    return table;
  }
  /// What one direction of a recurrent layer is computed with.
  struct Direction {
    Cell cell;
    const PackedWeights::Layer& state;
    std::int64_t width;
    bool backward;
    float* product;  ///< of the last state: (gates · width)
    float* memory;   ///< of an LSTM, and before that the first state: (width)
  };
  void run(const Direction& d, const float* input, std::int64_t frames, float* y, std::int64_t y_stride);
  static std::int64_t rows(const Shape& shape) { return shape.count() / shape[-1]; }

  std::shared_ptr<PackedWeights> weights_;
  Instructions instructions_;
  const Kernels& kernels_;
  Arena arena_;
  std::map<std::int64_t, Rotary> rotary_;  // by half the width of a head
};

Tensor EigenEngine::linear(const Tensor& x, const Path& name, int out, Init) {
  const std::int64_t in = x.shape[-1];
  const PackedWeights::Layer& layer = weights_->layer(name, {out, in}, instructions_);
  const Tensor y = take_with_channels(x.shape, out);
  kernels_.gemm({x.data, in, rows(x.shape), in, out, layer.panels.data(), in, 0, layer.bias.data(), y.data, out});
  return y;
}

/// Lays the frames under the kernel side by side, each with zeros at both ends: then the input of a band is one run of
/// floats per frame, and that of the next band starts `in` floats later.
Tensor EigenEngine::conv2d(const Tensor& x, const Path& name, int out, int kernel_frames, int kernel_bands,
                           bool has_bias) {
  assert(x.shape.rank == 4 && kernel_frames % 2 == 1 && kernel_bands % 2 == 1);
  const std::int64_t frames = x.shape[1];
  const std::int64_t bands = x.shape[2];
  const std::int64_t in = x.shape[3];
  const PackedWeights::Layer& layer =
      weights_->layer(name, {out, kernel_frames, kernel_bands, in}, instructions_, has_bias);
  const Tensor y = take_with_channels(x.shape, out);
  const Arena::Mark mark = arena_.mark();
  const std::int64_t padded = (bands + kernel_bands - 1) * in;
  float* const strip = arena_.take(kernel_frames * padded);
  std::fill_n(strip, kernel_frames * padded, 0.0F);
  const std::int64_t depth = kernel_bands * in;
  for (std::int64_t row = 0; row < x.shape[0] * frames; ++row) {
    for (std::int64_t k = 0; k < kernel_frames; ++k) {
      const std::int64_t frame = row % frames + k - kernel_frames / 2;
      const float* from = x.data + (row + k - kernel_frames / 2) * bands * in;
      float* const to = strip + k * padded + kernel_bands / 2 * in;
      if (frame >= 0 && frame < frames) {
        std::copy_n(from, bands * in, to);
      } else {
        std::fill_n(to, bands * in, 0.0F);
      }
    }
    kernels_.gemm({strip, in, bands, depth, out, layer.panels.data(), kernel_frames * depth, 0, layer.bias.data(),
                   y.data + row * bands * out, out, kernel_frames, padded});
  }
  arena_.rewind(mark);
  return y;
}

Tensor EigenEngine::conv1d(const Tensor& x, const Path& name, int out, int kernel) {
  assert(x.shape.rank == 3 && kernel % 2 == 1);
  const std::int64_t frames = x.shape[1];
  const std::int64_t in = x.shape[2];
  const PackedWeights::Layer& layer = weights_->layer(name, {out, kernel, in}, instructions_);
  const Tensor y = take_with_channels(x.shape, out);
  const Arena::Mark mark = arena_.mark();
  const std::int64_t pad = kernel / 2 * in;
  float* const padded = arena_.take(frames * in + 2 * pad);
  std::fill_n(padded, pad, 0.0F);
  std::fill_n(padded + pad + frames * in, pad, 0.0F);
  for (std::int64_t item = 0; item < x.shape[0]; ++item) {
    std::copy_n(x.data + item * frames * in, frames * in, padded + pad);
    kernels_.gemm({padded, in, frames, kernel * in, out, layer.panels.data(), kernel * in, 0, layer.bias.data(),
                   y.data + item * frames * out, out});
  }
  arena_.rewind(mark);
  return y;
}

Tensor EigenEngine::depthwise_conv1d(const Tensor& x, const Path& name, int kernel) {
  assert(x.shape.rank == 3 && kernel % 2 == 1);
  const std::int64_t size = x.shape[1] * x.shape[2];
  const float* weight = weights_->values(name / "weight", {kernel, x.shape[2]});
  const float* bias = weights_->values(name / "bias", {x.shape[2]});
  const Tensor y = take(x.shape);
  for (std::int64_t item = 0; item < x.shape[0]; ++item) {
    kernels_.depthwise(x.data + item * size, y.data + item * size, x.shape[1], x.shape[2], kernel, weight, bias);
  }
  return y;
}

Tensor EigenEngine::max_pool_bands(const Tensor& x, int size, Rest rest) {
  assert(x.shape.rank == 4 && size >= 1);
  const std::int64_t bands = x.shape[2];
  const std::int64_t channels = x.shape[3];
  Shape shape = x.shape;
  shape[2] = (bands + (rest == Rest::pooled ? size - 1 : 0)) / size;
  const std::int64_t before = rest == Rest::pooled ? (shape[2] * size - bands) / 2 : 0;
  const Tensor y = take(shape);
  float* to = y.data;
  for (std::int64_t frame = 0; frame < shape[0] * shape[1]; ++frame) {
    const float* const from = x.data + frame * bands * channels;
    for (std::int64_t band = 0; band < shape[2]; ++band, to += channels) {
      const std::int64_t first = std::max<std::int64_t>(band * size - before, 0);
      const std::int64_t end = std::min((band + 1) * size - before, bands);
      std::copy_n(from + first * channels, channels, to);
      for (std::int64_t i = first + 1; i < end; ++i) kernels_.maximum(to, from + i * channels, to, channels);
    }
  }
  return y;
}

Tensor EigenEngine::layer_norm(const Tensor& x, const Path& name) {
  const float* weight = weights_->values(name / "weight", {x.shape[-1]});
  const float* bias = weights_->values(name / "bias", {x.shape[-1]});
  const Tensor y = take(x.shape);
  kernels_.normalize(x.data, y.data, rows(x.shape), x.shape[-1], weight, bias);
  return y;
}

Tensor EigenEngine::normalize(const Tensor& x) {
  const Tensor y = take(x.shape);
  kernels_.normalize(x.data, y.data, rows(x.shape), x.shape[-1], nullptr, nullptr);
  return y;
}

Tensor EigenEngine::batch_norm(const Tensor& x, const Path& name, float epsilon) {
  const std::int64_t channels = x.shape[-1];
  const float* weight = weights_->values(name / "weight", {channels});
  const float* bias = weights_->values(name / "bias", {channels});
  const float* mean = weights_->values(name / "running_mean", {channels});
  const float* variance = weights_->values(name / "running_variance", {channels});
  const Tensor y = take(x.shape);
  const Arena::Mark mark = arena_.mark();
  float* const scale = arena_.take(channels);
  float* const shift = arena_.take(channels);
  for (std::int64_t i = 0; i < channels; ++i) {
    scale[i] = weight[i] / std::sqrt(variance[i] + epsilon);
    shift[i] = bias[i] - mean[i] * scale[i];
  }
  kernels_.scale_and_shift(x.data, y.data, rows(x.shape), channels, scale, shift);
  arena_.rewind(mark);
  return y;
}

/// The frames of one item, each from the state of the one before it. input: (frames, gates · width), the input's
/// products.
void EigenEngine::run(const Direction& d, const float* input, std::int64_t frames, float* y, std::int64_t y_stride) {
  const std::int64_t gates = d.state.shape[0];
  std::fill_n(d.memory, d.width, 0.0F);
  const float* last = d.memory;
  for (std::int64_t step = 0; step < frames; ++step) {
    const std::int64_t frame = d.backward ? frames - 1 - step : step;
    float* const next = y + frame * y_stride;
    kernels_.gemm(
        {last, d.width, 1, d.width, gates, d.state.panels.data(), d.width, 0, d.state.bias.data(), d.product, gates});
    if (d.cell == Cell::gru) {
      kernels_.gru_step(input + frame * gates, d.product, last, next, d.width);
    } else {
      kernels_.lstm_step(input + frame * gates, d.product, d.memory, next, d.width);
    }
    last = next;
  }
}

/// The products of the input are one for all frames; only those of the state wait for one another.
Tensor EigenEngine::recurrent(const Tensor& x, const Path& name, Cell cell, int width, bool bidirectional) {
  assert(x.shape.rank == 3);
  const std::int64_t frames = x.shape[1];
  const std::int64_t in = x.shape[2];
  const std::int64_t gates = (cell == Cell::gru ? 3 : 4) * std::int64_t{width};
  const std::int64_t y_width = (bidirectional ? 2 : 1) * std::int64_t{width};
  const Tensor y = take_with_channels(x.shape, y_width);
  const Arena::Mark mark = arena_.mark();
  float* const input = arena_.take(rows(x.shape) * gates);
  float* const product = arena_.take(gates);
  float* const memory = arena_.take(width);
  for (int i = 0; i < (bidirectional ? 2 : 1); ++i) {
    const Path path = name / (i == 0 ? "forward" : "backward");
    const PackedWeights::Layer& layer = weights_->layer(path / "input", {gates, in}, instructions_);
    const PackedWeights::Layer& state = weights_->layer(path / "recurrent", {gates, width}, instructions_);
    kernels_.gemm({x.data, in, rows(x.shape), in, gates, layer.panels.data(), in, 0, layer.bias.data(), input, gates});
    const Direction direction{cell, state, width, i == 1, product, memory};
    for (std::int64_t item = 0; item < x.shape[0]; ++item) {
      run(direction, input + item * frames * gates, frames, y.data + item * frames * y_width + i * width, y_width);
    }
  }
  arena_.rewind(mark);
  return y;
}

Tensor EigenEngine::softmax(const Tensor& x) {
  const Tensor y = take(x.shape);
  kernels_.softmax(x.data, y.data, rows(x.shape), x.shape[-1]);
  return y;
}

Tensor EigenEngine::attention(const Tensor& qkv, int heads, int window, Positions positions) {
  const bool turned = positions == Positions::rotary;
  assert(qkv.shape.rank == 3 && qkv.shape[2] % ((turned ? 6 : 3) * heads) == 0);
  const std::int64_t tokens = qkv.shape[1];
  const std::int64_t width = qkv.shape[2] / 3;
  const Rotary* angles = turned ? &rotary(width / heads / 2, tokens) : nullptr;
  const Tensor y = take_with_channels(qkv.shape, width);
  const Arena::Mark mark = arena_.mark();
  float* const scratch = arena_.take(kernels_.attention_scratch(tokens, width / heads));
  for (std::int64_t item = 0; item < qkv.shape[0]; ++item) {
    kernels_.attention({qkv.data + item * tokens * 3 * width, tokens, width, heads, window,
                        turned ? angles->cosines.data() : nullptr, turned ? angles->sines.data() : nullptr, scratch,
                        y.data + item * tokens * width});
  }
  arena_.rewind(mark);
  return y;
}

template <class WithOne>
Tensor EigenEngine::combine(const Tensor& a, const Tensor& b, Kernels::Zip* zip, WithOne with_one) {
  assert(broadcasts(a.shape, b.shape));
  const Tensor y = take(a.shape);
  const std::int64_t width = a.shape == b.shape ? a.shape.count() : a.shape[-1];
  for (std::int64_t row = 0; row < a.shape.count() / width; ++row) {
    const float* left = a.data + row * width;
    const float* right = b.data + broadcast_row(a.shape, b.shape, row);
    if (a.shape[-1] == b.shape[-1]) {
      zip(left, right, y.data + row * width, width);
    } else {
      with_one(left, *right, y.data + row * width, width);
    }
  }
  return y;
}

Tensor EigenEngine::add(const Tensor& a, const Tensor& b) {
  return combine(a, b, kernels_.add, [this](const float* x, float one, float* y, std::int64_t count) {
    kernels_.affine(x, y, count, 1.0F, one);
  });
}

Tensor EigenEngine::multiply(const Tensor& a, const Tensor& b) {
  return combine(a, b, kernels_.multiply, [this](const float* x, float one, float* y, std::int64_t count) {
    kernels_.affine(x, y, count, one, 0.0F);
  });
}

Tensor EigenEngine::affine(const Tensor& x, float a, float b) {
  const Tensor y = take(x.shape);
  kernels_.affine(x.data, y.data, x.shape.count(), a, b);
  return y;
}

Tensor EigenEngine::concat(std::span<const Tensor> parts) {
  std::int64_t channels = 0;
  for (const Tensor& part : parts) channels += part.shape[-1];
  const Tensor y = take_with_channels(parts[0].shape, channels);
  float* to = y.data;
  for (const Tensor& part : parts) {
    const std::int64_t width = part.shape[-1];
    assert(rows(part.shape) == rows(y.shape));
    for (std::int64_t row = 0; row < rows(y.shape); ++row) {
      std::copy_n(part.data + row * width, width, to + row * channels);
    }
    to += width;
  }
  return y;
}

Tensor EigenEngine::slice(const Tensor& x, int first, int count) {
  const std::int64_t width = x.shape[-1];
  assert(first >= 0 && count >= 0 && first + count <= width);
  const Tensor y = take_with_channels(x.shape, count);
  for (std::int64_t row = 0; row < rows(x.shape); ++row) {
    std::copy_n(x.data + row * width + first, count, y.data + row * count);
  }
  return y;
}

Tensor EigenEngine::reshape(const Tensor& x, const Shape& shape) {
  assert(shape.count() == x.shape.count());
  Tensor y = x;
  y.shape = shape;
  return y;
}

}  // namespace

std::unique_ptr<Engine> make_eigen_engine(std::shared_ptr<PackedWeights> weights, Instructions instructions) {
  return std::make_unique<EigenEngine>(std::move(weights), std::min(instructions, machine_instructions()));
}

}  // namespace drumlin::nn
