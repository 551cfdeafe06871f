#include "train/threads.h"

#include <torch/torch.h>

namespace drumlin::train {

void set_threads(int threads) {
  at::set_num_threads(threads);
  at::set_num_interop_threads(1);
}

}  // namespace drumlin::train
