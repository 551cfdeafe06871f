// The kernels for x86 with AVX2 and FMA.
// Twelve sums, three vectors of b and one of a fill its 16 registers.
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
