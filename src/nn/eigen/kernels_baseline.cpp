// The kernels for any machine: four lanes, which SSE and NEON have.
// Sums, lines of b and one element of a fill the registers (see gemm.inl).
#include "nn/eigen/kernels.h"

namespace drumlin::nn {
namespace {

constexpr int lanes = 4;
constexpr int tile_rows = 4;
constexpr int tile_vectors = 2;
#include "nn/eigen/kernels.inl"

}  // namespace

const Kernels* baseline_kernels() {
  return &table;
}

}  // namespace drumlin::nn
