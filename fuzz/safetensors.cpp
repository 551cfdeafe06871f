// Weight files from strangers: any bytes either load, and every tensor can then be read and written again, or are
// refused with drumlin::Error.
#include "nn/safetensors.h"

#include <drumlin/error.h>
#include <cstdlib>

namespace {

using namespace drumlin;

void check(const nn::Weights& weights) {
  std::vector<nn::Named> tensors;
  for (const auto& [name, stored] : weights.all()) tensors.push_back({name, stored.shape, nn::to_floats(stored)});
  const nn::Weights again(nn::to_safetensors(tensors, {}, nn::Type::f32), "written again");
  for (const nn::Named& tensor : tensors) {
    const nn::Stored* const stored = again.find(tensor.name);
    if (stored == nullptr || stored->shape != tensor.shape) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check(nn::Weights({data, data + size}, "fuzz"));
  } catch (const Error&) {  // refused: that is an answer
  }
  return 0;
}
