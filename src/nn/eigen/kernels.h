// The loops that take the time, compiled once per instruction set: each set fills one table of functions. This header
// and the .inl files use no function of the standard library: an inline function compiled for a wide instruction set
// could be the copy that the linker keeps for the whole program.
#pragma once

#include <cstdint>

namespace drumlin::nn {

/// c = a·b + bias. b lies in panels: `panel` columns at a time, each panel row after row, the last one rounded up to
/// `lanes` columns (Kernels::pack).
struct Gemm {
  const float* a;
  std::int64_t a_stride;  ///< floats from row to row; less than depth where rows overlap: a convolution
  std::int64_t rows;
  std::int64_t depth;  ///< columns of a that lie side by side
  std::int64_t columns;
  const float* panels;
  std::int64_t panel_depth;  ///< rows of b; segments · depth or more
  std::int64_t first = 0;    ///< row of b that meets the first column of a
  const float* bias;         ///< rounded up to `lanes` floats; null: zeros
  float* c;
  std::int64_t c_stride;
  std::int64_t segments = 1;        ///< a row of a is that many runs of `depth` columns,
  std::int64_t segment_stride = 0;  ///< so many floats apart: the frames under a convolution's kernel
};

/// Engine::attention for one item of a batch. cosines, sines: (tokens, width / heads / 2); null: no rotary positions.
struct Attention {
  const float* qkv;
  std::int64_t tokens;
  std::int64_t width;
  std::int64_t heads;
  std::int64_t window;
  const float* cosines;
  const float* sines;
  float* scratch;  ///< Kernels::attention_scratch floats
  float* out;
};

struct Kernels {
  int lanes;  ///< floats in a vector
  int panel;  ///< columns in a panel

  /// b[k][n] = matrix[k · depth_stride + n · column_stride] into panels: depth · (columns rounded up to lanes) floats.
  void (*pack)(const float* matrix, std::int64_t depth_stride, std::int64_t column_stride, std::int64_t depth,
               std::int64_t columns, float* panels);
  void (*gemm)(const Gemm& g);
  std::int64_t (*attention_scratch)(std::int64_t tokens, std::int64_t head_width);
  void (*attention)(const Attention& attention);

  using Map = void(const float* x, float* y, std::int64_t count);
  Map* relu;
  Map* gelu;
  Map* silu;
  Map* sigmoid;
  Map* tanh;
  void (*affine)(const float* x, float* y, std::int64_t count, float a, float b);

  using Zip = void(const float* a, const float* b, float* y, std::int64_t count);
  Zip* add;
  Zip* multiply;
  Zip* maximum;

  void (*softmax)(const float* x, float* y, std::int64_t rows, std::int64_t width);
  /// weight and bias may be null together.
  void (*normalize)(const float* x, float* y, std::int64_t rows, std::int64_t width, const float* weight,
                    const float* bias);
  /// y = scale · x + shift, per channel.
  void (*scale_and_shift)(const float* x, float* y, std::int64_t rows, std::int64_t width, const float* scale,
                          const float* shift);
  /// One step of Engine::recurrent after its products: `input` and `recurrent` hold the gates side by side, each
  /// `width` wide. last: the state before (width); y: the state after; cell: an LSTM's own, kept in place.
  void (*gru_step)(const float* input, const float* recurrent, const float* last, float* y, std::int64_t width);
  void (*lstm_step)(const float* input, const float* recurrent, float* cell, float* y, std::int64_t width);
  /// Engine::depthwise_conv1d for one item of a batch.
  void (*depthwise)(const float* x, float* y, std::int64_t frames, std::int64_t channels, std::int64_t kernel,
                    const float* weight, const float* bias);
};

const Kernels* baseline_kernels();
/// Null where the program is compiled for another machine.
const Kernels* avx2_kernels();
const Kernels* avx512_kernels();

}  // namespace drumlin::nn
