// Effects in the order of a desk. Levels are relative: compressors work on a sound brought to full scale.
#include "data/desk.h"

#include <algorithm>
#include <cmath>

#include "audio/reader.h"
#include "synth/effects.h"

namespace drumlin::data {
namespace {

float draw(nn::Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

/// Uniform in octaves.
float draw_hz(nn::Random& random, double low, double high) {
  return static_cast<float>(low * std::exp2(random.uniform(0.0, std::log2(high / low))));
}

void scale(std::span<float> sound, float gain) {
  for (float& sample : sound) sample *= gain;
}

/// Compresses as if the sound peaked at full scale, and gives it back at its old peak.
void squeeze(std::vector<float>& sound, nn::Random& random) {
  const float peak = synth::peak_of(sound);
  synth::scale_to_peak(sound, 1.0F);
  synth::compress(sound, draw(random, -24.0, -6.0), draw(random, 2.0, 8.0), draw(random, 0.001, 0.02),
                  draw(random, 0.03, 0.3));
  synth::scale_to_peak(sound, peak);
}

void shape_stem(std::vector<float>& stem, nn::Random& random) {
  if (random.chance(0.5)) {
    synth::equalize(stem, synth::Filter::bell, draw_hz(random, 80.0, 10000.0),
                    static_cast<float>(random.normal(0.0, 4.0)), draw(random, 0.5, 2.0));
  }
  if (random.chance(0.2)) {
    synth::equalize(stem, synth::Filter::high_shelf, draw_hz(random, 2000.0, 10000.0),
                    static_cast<float>(random.normal(0.0, 4.0)));
  }
  if (random.chance(0.15)) squeeze(stem, random);
}

void add(std::vector<float>& sum, std::span<const float> other, float gain) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += gain * other[i];
}

}  // namespace

std::vector<float> mix_drums(synth::Stems stems, nn::Random& random) {
  std::vector<float> bus(stems.front().size(), 0.0F);
  for (std::vector<float>& stem : stems) {
    if (synth::peak_of(stem) == 0.0F) continue;
    shape_stem(stem, random);
    add(bus, stem, 1.0F);
  }
  if (synth::peak_of(bus) == 0.0F) return bus;
  if (random.chance(0.35)) synth::add_delayed(bus, draw(random, 0.001, 0.01), draw(random, 0.1, 0.5));
  if (random.chance(0.7)) {
    const float seconds = draw_hz(random, 0.15, 1.5);
    synth::reverberate(bus, seconds, draw_hz(random, 0.03, 0.5), draw(random, 0.0, 0.03), random);
  }
  if (random.chance(0.2)) {  // parallel ("New York") compression
    std::vector<float> crushed = bus;
    squeeze(crushed, random);
    add(bus, crushed, draw(random, 0.2, 1.0));
  }
  if (random.chance(0.2)) {
    synth::scale_to_peak(bus, 1.0F);
    synth::saturate(bus, draw(random, 0.5, 3.0));
  }
  return bus;
}

std::vector<float> balance(std::vector<float> drums, std::span<const float> band, double drums_over_band_db) {
  const float drum_level = synth::rms(drums);
  const float band_level = synth::rms(band);
  if (band_level == 0.0F) return drums;
  if (drum_level == 0.0F) return {band.begin(), band.end()};
  add(drums, band, drum_level / band_level * static_cast<float>(std::pow(10.0, -drums_over_band_db / 20.0)));
  return drums;
}

void master(std::vector<float>& mix, nn::Random& random) {
  if (random.chance(0.4)) {
    synth::equalize(mix, synth::Filter::bell, draw_hz(random, 60.0, 12000.0),
                    static_cast<float>(random.normal(0.0, 3.0)), draw(random, 0.4, 1.5));
  }
  if (random.chance(0.3)) {
    synth::equalize(mix, synth::Filter::high_shelf, draw_hz(random, 2000.0, 10000.0),
                    static_cast<float>(random.normal(-1.0, 4.0)));
  }
  if (random.chance(0.2)) squeeze(mix, random);
  synth::scale_to_peak(mix, 1.0F);
  if (random.chance(0.2)) synth::limit(mix, draw(random, 0.25, 0.8));
  if (random.chance(0.1)) {
    if (random.chance(0.3))
      synth::band_limit(mix, draw(random, 150.0, 400.0), draw(random, 3300.0, 5000.0));
    else
      synth::band_limit(mix, 0.0F, draw(random, 8000.0, 16000.0));
  }
  if (random.chance(0.25)) {
    synth::add_hiss(mix, draw(random, -75.0, -35.0), draw(random, 0.0, 1.0), random);
    if (random.chance(0.3)) synth::add_hum(mix, draw(random, -70.0, -40.0), random.chance(0.5) ? 50.0F : 60.0F, random);
  }
  if (random.chance(0.08)) {
    scale(mix, 0.5F);  // codecs overshoot
    mix = synth::lossy_copy(mix, draw(random, 0.0, 0.7), random.chance(0.5) ? synth::Codec::ogg : synth::Codec::mp3);
  }
}

void set_level(std::vector<float>& mix, double db) {
  const float level = audio::peak_level(mix);
  if (level > 0.0F) scale(mix, static_cast<float>(std::pow(10.0, db / 20.0)) / level);
}

}  // namespace drumlin::data
