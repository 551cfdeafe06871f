// The mixing desk: from stems to drums, from drums and band to a recording, by the means of sound engineers, all drawn.
#pragma once

#include <span>
#include <vector>

#include "nn/random.h"
#include "synth/renderer.h"

namespace drumlin::data {

/// `length` samples of drums: equalisation of each drum, equalisation and compression of each group of them, kicks with
/// more below and more or less click, gated snares; distant microphones (now and then nothing else), room, bus and
/// parallel compression, pumping and saturation of their sum.
std::vector<float> mix_drums(synth::Tracks tracks, int length, nn::Random& random);

/// The band's highs, duller or brighter, so that no network may take brightness for cymbals.
void shape_band(std::vector<float>& band, nn::Random& random);

/// The band brought to stand so many dB below the drums (RMS over the whole excerpt), and added. If either is silent,
/// the other stays as it is.
std::vector<float> balance(std::vector<float> drums, std::span<const float> band, double drums_over_band_db);

/// What happens to a finished mix: equalisation, compression, limiting, a phone's microphone, codecs, hiss and
/// hum.
void master(std::vector<float>& mix, nn::Random& random);

/// Scales so that audio::peak_level is that many dB (full scale). Silence stays silent.
void set_level(std::vector<float>& mix, double db);

}  // namespace drumlin::data
