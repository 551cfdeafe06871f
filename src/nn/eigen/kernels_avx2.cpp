// The kernels for x86 with AVX2 and FMA (16 registers of 8 lanes).
// Sums, lines of b and one element of a fill the registers (see gemm.inl).
#include "nn/eigen/kernels.h"

#ifdef __AVX2__

namespace drumlin::nn {
namespace {

constexpr int lanes = 8;
constexpr int tile_rows = 4;
constexpr int tile_vectors = 3;
#include "nn/eigen/kernels.inl"

}  // namespace

const Kernels* avx2_kernels() {
  return &table;
}

}  // namespace drumlin::nn

#else

const drumlin::nn::Kernels* drumlin::nn::avx2_kernels() {
  return nullptr;
}

#endif
