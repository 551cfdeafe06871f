// What rhythm sections play against drums, in their beat: the sounds that hide hats and pass for snares. Every function
// gives the notes of one player from a second before the excerpt to its end; the harmony is its own.
#pragma once

#include <vector>

#include "data/excerpt.h"
#include "nn/random.h"
#include "synth/band.h"

namespace drumlin::data {

/// Which chords sound in which half bar, for all players of a band.
struct Harmony {
  int key = 40;                    ///< MIDI pitch of the lowest root
  bool minor = true;               ///< all chords are minor, or all major
  std::vector<int> steps = {0};    ///< semitones above the key, one a change, repeated
  int changes_every = 16;          ///< sixteenths
  int root(long sixteenth) const;  ///< MIDI pitch
};
Harmony draw_harmony(nn::Random& random);

/// Loud distorted guitars: held chords, eighths, tremolo picking, or palm mutes exactly with the kick.
std::vector<synth::Note> draw_wall(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random);

/// A guitar strummed on eighths or sixteenths, down and up, with damped scratches.
std::vector<synth::Note> draw_strumming(const Excerpt& excerpt, const Harmony& harmony, double seconds,
                                        nn::Random& random);

/// A bass: with the kick, on eighths or sixteenths, off the beat; or slapped, with pops where snares fall.
std::vector<synth::Note> draw_bass(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random);

/// Short loud chords of brass, piano or organ on a few places of the bar.
std::vector<synth::Note> draw_stabs(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random);

/// Chords that breathe in after every kick, as under a side-chained compressor, or are just held.
std::vector<synth::Note> draw_pads(const Excerpt& excerpt, const Harmony& harmony, double seconds, nn::Random& random);

/// Broken chords on eighths or sixteenths.
std::vector<synth::Note> draw_ostinato(const Excerpt& excerpt, const Harmony& harmony, double seconds,
                                       nn::Random& random);

/// Syllables of a singer or rapper.
std::vector<synth::Note> draw_singing(const Excerpt& excerpt, const Harmony& harmony, double seconds,
                                      nn::Random& random);

/// A sweep of noise towards a downbeat, a fall from it, or a record's crackle throughout.
std::vector<synth::Note> draw_atmosphere(const Excerpt& excerpt, double seconds, nn::Random& random);

}  // namespace drumlin::data
