// Everything that is compiled once per instruction set. The file that includes this sets `lanes`, `tile_rows` and
// `tile_vectors` in the same unnamed namespace, so that no two copies can be taken for one another.

#include "nn/eigen/vector.inl"
//
#include "nn/eigen/gemm.inl"
//
#include "nn/eigen/rows.inl"
//
#include "nn/eigen/attention.inl"

constexpr Kernels table = {
    lanes,    panel_columns, pack,     gemm, attention_scratch, attention, relu,    gelu,      silu,
    sigmoid,  tanh,          affine,   add,  multiply,          maximum,   softmax, normalize, scale_and_shift,
    gru_step, lstm_step,     depthwise};
