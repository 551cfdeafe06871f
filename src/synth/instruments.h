// The notes of a cheap band, by the three classical ways to make one: plucked strings (Karplus and Strong 1983; Jaffe
// and Smith 1983), decaying partials (Risset 1969), and wave tables that fade into each other (Palm's PPG, 1979).
// Realism matters only as far as a drum listener may be fooled: attacks, ring and spectra of the right kind.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::synth {

/// One note on a track at 44.1 kHz. start: sample (may be negative: only what rings on is heard); held: samples until
/// the key is released; velocity: (0, 1].
struct Tone {
  std::span<float> track;
  long start = 0;
  long held = 0;
  double hz = 440.0;
  float velocity = 1.0F;
};

/// A plucked string. ring: seconds to −60 dB at 110 Hz; brightness: 0 (thumb) … 1 (hard pick); position: of the pick,
/// fraction of the string; click: level of the pick's own noise; damping: seconds of fade after release.
struct StringSound {
  float ring = 4.0F;
  float brightness = 0.6F;
  float position = 0.2F;
  float click = 0.2F;
  float damping = 0.05F;
};
void pluck(const Tone& tone, const StringSound& sound, nn::Random& random);

/// Struck or blown partials. ratio: to the pitch; amplitude; ring: seconds to −60 dB, 0 for ever. knock: level,
/// knock_ring (seconds) and knock_hz (centre) of the noise of the stroke.
struct Overtone {
  float ratio;
  float amplitude;
  float ring;
};
struct PartialSound {
  std::vector<Overtone> partials = {};
  float attack = 0.001F;
  float release = 0.1F;
  float knock = 0.0F;
  float knock_ring = 0.02F;
  float knock_hz = 2000.0F;
};
void strike(const Tone& tone, const PartialSound& sound, nn::Random& random);

/// Two single-cycle waves at one pitch.
struct WavePair {
  std::vector<float> dark, bright;
};

/// A sustained sound. Spectra: harmonic k has amplitude k^-slope (dark, bright), shaped by formants where there are
/// any. fade: seconds in which the bright wave of the attack becomes the dark one. unison: voices, detuned by `detune`
/// (ratio). glide: semitones by which a note starts off, for glide_time seconds.
struct WaveSound {
  float dark_slope = 2.0F, bright_slope = 1.0F;
  bool hollow = false;  ///< odd harmonics alone
  std::vector<float> dark_formants = {}, bright_formants = {};
  float attack = 0.01F, fade = 0.3F, sustain = 0.7F, release = 0.1F;
  int unison = 1;
  float detune = 0.004F;
  float vibrato = 0.0F, vibrato_hz = 5.5F;  ///< depth in semitones
  float glide = 0.0F, glide_time = 0.05F;
};

/// A sound with its wave tables, made when a pitch is first heard.
class WaveVoice {
 public:
  explicit WaveVoice(WaveSound sound) : sound_(std::move(sound)) {}
  void play(const Tone& tone, nn::Random& random);

 private:
  const WavePair& waves(double hz, nn::Random& random);

  WaveSound sound_;
  std::map<int, WavePair> waves_;  ///< by the nearest semitone
};

/// Adds a burst of band-passed noise that swells for `attack` seconds and then dies by 60 dB in `ring` seconds.
void add_burst(std::span<float> track, long start, float level, float attack, float ring, float hz, float quality,
               nn::Random& random);

/// The same with everything above `hz`: what hisses.
void add_hiss_burst(std::span<float> track, long start, float level, float attack, float ring, float hz,
                    nn::Random& random);

/// Noise through a band that moves while the note is held. growth_db: from its beginning to its end, whose louder one
/// is at full level.
struct SweepSound {
  float from_hz = 300.0F, to_hz = 6000.0F;  ///< below 7 kHz
  float growth_db = 30.0F;
  float quality = 1.0F;
};
void sweep(const Tone& tone, const SweepSound& sound, nn::Random& random);

}  // namespace drumlin::synth
