// Effects in the order of a desk. Levels are relative: compressors work on a sound brought to full scale.
#include "data/desk.h"

#include <algorithm>
#include <array>
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

/// What compressors are set to: decibels, ratios, seconds.
struct Settings {
  float threshold_db, ratio, attack, release;
};

/// Compresses as if the sound peaked at full scale, and gives it back at its old peak.
void compress(std::vector<float>& sound, const Settings& settings) {
  const float peak = synth::peak_of(sound);
  synth::scale_to_peak(sound, 1.0F);
  synth::compress(sound, settings.threshold_db, settings.ratio, settings.attack, settings.release);
  synth::scale_to_peak(sound, peak);
}

void squeeze(std::vector<float>& sound, nn::Random& random) {
  compress(sound,
           {draw(random, -24.0, -6.0), draw(random, 2.0, 8.0), draw(random, 0.001, 0.02), draw(random, 0.03, 0.3)});
}

/// More below than the drum has, and a beater that clicks or one of felt.
void shape_kick(std::vector<float>& kick, nn::Random& random) {
  if (random.chance(0.3)) {
    synth::equalize(kick, synth::Filter::bell, draw_hz(random, 40.0, 100.0), draw(random, 3.0, 10.0),
                    draw(random, 0.7, 2.0));
  }
  const double beater = random.uniform();
  if (beater < 0.2) {
    synth::equalize(kick, synth::Filter::bell, draw_hz(random, 2000.0, 6000.0), draw(random, 4.0, 12.0), 1.0F);
  } else if (beater < 0.35) {
    synth::equalize(kick, synth::Filter::low_pass, draw_hz(random, 400.0, 3000.0), 0.0F);
  }
}

/// Fast and deep: the whole sound breathes with the drums.
void pump(std::vector<float>& sound, nn::Random& random) {
  compress(sound,
           {draw(random, -36.0, -18.0), draw(random, 6.0, 20.0), draw(random, 0.005, 0.03), draw(random, 0.06, 0.25)});
}

/// One microphone far away, or a phone in the room: more room than drums.
void move_away(std::vector<float>& sound, nn::Random& random) {
  const float seconds = draw_hz(random, 0.3, 1.5);
  synth::reverberate(sound, seconds, draw(random, 0.7, 2.5), draw(random, 0.0, 0.02), random);
  if (random.chance(0.5)) synth::equalize(sound, synth::Filter::high_shelf, 6000.0F, draw(random, -10.0, 0.0));
}

/// A phone: narrow, its gain set by itself, overloaded now and then.
void hear_by_phone(std::vector<float>& mix, nn::Random& random) {
  if (random.chance(0.7)) move_away(mix, random);
  synth::band_limit(mix, draw(random, 100.0, 400.0), draw(random, 3300.0, 10000.0));
  synth::scale_to_peak(mix, 1.0F);
  synth::compress(mix, draw(random, -36.0, -20.0), draw(random, 3.0, 8.0), draw(random, 0.01, 0.1),
                  draw(random, 0.3, 1.0));
  synth::scale_to_peak(mix, 1.0F);
  if (random.chance(0.3)) synth::clip(mix, draw(random, 0.3, 0.9));
}

/// One drum of a group otherwise than the others: a tuned tom, a ride with a cymbal felt.
void shape_drum(std::vector<float>& track, nn::Random& random) {
  if (!random.chance(0.3)) return;
  synth::equalize(track, synth::Filter::bell, draw_hz(random, 150.0, 12000.0),
                  static_cast<float>(random.normal(0.0, 4.0)), draw(random, 0.5, 2.0));
}

void shape_stem(std::vector<float>& stem, nn::Random& random) {
  if (random.chance(0.5)) {
    synth::equalize(stem, synth::Filter::bell, draw_hz(random, 80.0, 10000.0),
                    static_cast<float>(random.normal(0.0, 4.0)), draw(random, 0.5, 2.0));
  }
  if (random.chance(0.3)) {
    synth::equalize(stem, synth::Filter::high_shelf, draw_hz(random, 2000.0, 12000.0),
                    static_cast<float>(random.normal(0.0, 5.0)));
  }
  if (random.chance(0.15)) squeeze(stem, random);
}

/// The top octave: recordings differ there from each other, and from rendered sound, more than anywhere else.
void shape_highs(std::vector<float>& mix, nn::Random& random) {
  const double kind = random.uniform();
  if (kind < 0.3) {
    const float edge = draw_hz(random, 7000.0, 17000.0);
    synth::band_limit(mix, 0.0F, edge);
    if (random.chance(0.5)) synth::band_limit(mix, 0.0F, edge);  // as steep as a codec's
  } else if (kind < 0.65) {
    synth::equalize(mix, synth::Filter::high_shelf, draw_hz(random, 6000.0, 14000.0),
                    static_cast<float>(random.normal(-3.0, 8.0)));
  }
}

using Stems = std::array<std::vector<float>, synth::group_count>;

void add(std::vector<float>& sum, std::span<const float> other, float gain) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += gain * other[i];
}

/// The drums of every group added up; empty where none is played.
Stems mix_groups(synth::Tracks tracks, nn::Random& random) {
  Stems stems;
  for (int i = 0; i < score::drum_count; ++i) {
    std::vector<float>& track = tracks[static_cast<std::size_t>(i)];
    if (track.empty()) continue;
    shape_drum(track, random);
    std::vector<float>& stem = stems[static_cast<std::size_t>(synth::group_of(static_cast<score::Drum>(i)))];
    stem.resize(track.size(), 0.0F);
    add(stem, track, 1.0F);
  }
  return stems;
}

}  // namespace

std::vector<float> mix_drums(synth::Tracks tracks, int length, nn::Random& random) {
  std::vector<float> bus(static_cast<std::size_t>(length), 0.0F);
  Stems stems = mix_groups(std::move(tracks), random);
  for (int group = 0; group < synth::group_count; ++group) {
    std::vector<float>& stem = stems[static_cast<std::size_t>(group)];
    if (synth::peak_of(stem) == 0.0F) continue;
    shape_stem(stem, random);
    if (static_cast<synth::Group>(group) == synth::Group::kick) shape_kick(stem, random);
    if (static_cast<synth::Group>(group) == synth::Group::snare && random.chance(0.06))
      synth::add_gated_room(stem, draw(random, 0.3, 1.2), draw(random, 0.1, 0.3), random);
    add(bus, stem, 1.0F);
  }
  if (synth::peak_of(bus) == 0.0F) return bus;
  if (random.chance(0.35)) synth::add_delayed(bus, draw(random, 0.001, 0.01), draw(random, 0.1, 0.5));
  if (random.chance(0.08)) {
    move_away(bus, random);
  } else if (random.chance(0.7)) {
    const float seconds = draw_hz(random, 0.15, 1.5);
    synth::reverberate(bus, seconds, draw_hz(random, 0.03, 0.5), draw(random, 0.0, 0.03), random);
  }
  if (random.chance(0.2)) {  // parallel ("New York") compression
    std::vector<float> crushed = bus;
    squeeze(crushed, random);
    add(bus, crushed, draw(random, 0.2, 1.0));
  }
  if (random.chance(0.2)) squeeze(bus, random);
  if (random.chance(0.05)) pump(bus, random);
  if (random.chance(0.2)) {
    synth::scale_to_peak(bus, 1.0F);
    synth::saturate(bus, draw(random, 0.5, 3.0));
  }
  return bus;
}

void shape_band(std::vector<float>& band, nn::Random& random) {
  if (random.chance(0.5)) {
    synth::equalize(band, synth::Filter::high_shelf, draw_hz(random, 2000.0, 10000.0),
                    static_cast<float>(random.normal(1.0, 5.0)));
  }
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
  if (random.chance(0.05)) pump(mix, random);
  synth::scale_to_peak(mix, 1.0F);
  if (random.chance(0.2)) synth::limit(mix, draw(random, 0.25, 0.8));
  if (random.chance(0.06)) hear_by_phone(mix, random);
  shape_highs(mix, random);
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
