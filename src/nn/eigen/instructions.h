// Which kernels this machine can run.
#pragma once

#include "nn/eigen/eigen_engine.h"
#include "nn/eigen/kernels.h"

namespace drumlin::nn {

/// The widest that the machine has, whatever the environment asks for.
Instructions machine_instructions();

/// The kernels of that instruction set, which the machine must have.
const Kernels& kernels_for(Instructions instructions);

}  // namespace drumlin::nn
