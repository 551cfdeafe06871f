// The instruction set is chosen at run time, so that one program runs well on every machine.
#include "nn/eigen/instructions.h"

#include <drumlin/error.h>
#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <string>

namespace drumlin::nn {
namespace {

#if defined(__x86_64__) || defined(__i386__)
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#else
bool has_avx2() {
  return false;
}
bool has_avx512() {
  return false;
}
#endif

Instructions named(const std::string& name) {
  if (name == "baseline") return Instructions::baseline;
  if (name == "avx2") return Instructions::avx2;
  if (name == "avx512") return Instructions::avx512;
  throw Error("DRUMLIN_INSTRUCTIONS=" + name + ": no such instruction set; say baseline, avx2 or avx512");
}

}  // namespace

Instructions machine_instructions() {
  if (avx512_kernels() != nullptr && has_avx512()) return Instructions::avx512;
  if (avx2_kernels() != nullptr && has_avx2()) return Instructions::avx2;
  return Instructions::baseline;
}

Instructions widest_instructions() {
  const char* asked = std::getenv("DRUMLIN_INSTRUCTIONS");
  if (asked == nullptr || *asked == '\0') return machine_instructions();
  return std::min(named(asked), machine_instructions());
}

const Kernels& kernels_for(Instructions instructions) {
  assert(instructions <= machine_instructions());
  if (instructions == Instructions::avx512) return *avx512_kernels();
  if (instructions == Instructions::avx2) return *avx2_kernels();
  return *baseline_kernels();
}

}  // namespace drumlin::nn
