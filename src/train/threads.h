// How many cores the network's arithmetic takes.
#pragma once

namespace drumlin::train {

/// Call before any other arithmetic.
void set_threads(int threads);

}  // namespace drumlin::train
