// The kernels for x86 with AVX-512.
// 24 sums, three vectors of b and one of a fit its 32 registers.
#include "nn/eigen/kernels.h"

#ifdef __AVX512F__

namespace drumlin::nn {
namespace {

constexpr int lanes = 16;
constexpr int tile_rows = 8;
constexpr int tile_vectors = 3;
#include "nn/eigen/kernels.inl"

}  // namespace

const Kernels* avx512_kernels() {
  return &table;
}

}  // namespace drumlin::nn

#else

const drumlin::nn::Kernels* drumlin::nn::avx512_kernels() {
  return nullptr;
}

#endif
