// Who plays a part of the band: an instrument drawn, and the amplifier that it goes through.
#pragma once

#include <functional>

#include "nn/random.h"
#include "synth/band.h"
#include "synth/instruments.h"

namespace drumlin::synth {

/// Adds a note to a track.
using Player = std::function<void(const Tone&, const Note&, nn::Random&)>;

/// What plays a part, and what its track goes through afterwards, in this order.
struct Instrument {
  Player play;
  float tightness = 0.0F;    ///< high-pass before the amplifier, Hz, 0: none
  float noise_db = -200.0F;  ///< of the amplifier's input, below the sound's peak
  float drive = 0.0F;        ///< of the amplifier, 0: none
  float speaker = 0.0F;      ///< low-pass of the cabinet, Hz, 0: none
  float presence_db = 0.0F;  ///< at 4 kHz
  float chorus = 0.0F;       ///< level of a delayed copy
};

/// Guitar notes shorter than 50 ms are scratches and palm mutes; the loudest notes of a slapped bass are pops.
Instrument draw_instrument(Part part, nn::Random& random);

}  // namespace drumlin::synth
