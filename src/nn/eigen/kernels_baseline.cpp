// The kernels for any machine: four lanes, which SSE and NEON have.
// Eight sums, two vectors of b and one of a leave room among 16 registers for products, as there is no fused add.
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
