// Drum kits made of arithmetic, so that learning needs no recordings and meets timbres that nobody has recorded.
#pragma once

#include <cstdint>
#include <memory>

#include "synth/sound.h"

namespace drumlin::synth {

/// A kit with all 18 articulations whose every timbre is drawn by the seed: acoustic to electronic, dry to ringing,
/// small to large. Velocity changes level, brightness and ring. A drum is made when it is first struck (some
/// milliseconds), then kept; thread-safe.
std::shared_ptr<const Kit> make_procedural_kit(std::uint64_t seed);

}  // namespace drumlin::synth
