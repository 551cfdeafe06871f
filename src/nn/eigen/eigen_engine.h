// The engine that is shipped: runs a network forward from a weight file, on one core, in an arena that it keeps. No
// allocation per operation once warm.
#pragma once

#include <memory>

#include "nn/engine.h"
#include "nn/safetensors.h"

namespace drumlin::nn {

/// Weights unpacked into the layout that the kernels want; shared by the engines of all threads. Filled on first use,
/// thread-safe.
class PackedWeights;
std::shared_ptr<PackedWeights> pack(Weights weights);

/// Instruction sets that the kernels are compiled for. The widest that the machine has is chosen at run time;
/// $DRUMLIN_INSTRUCTIONS=baseline|avx2|avx512 asks for a lesser one.
enum class Instructions { baseline, avx2, avx512 };
Instructions widest_instructions();

/// One engine serves one thread. A missing or misshapen parameter throws drumlin::Error naming the file.
std::unique_ptr<Engine> make_eigen_engine(std::shared_ptr<PackedWeights> weights,
                                          Instructions instructions = widest_instructions());

}  // namespace drumlin::nn
