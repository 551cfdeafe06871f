// What the band plays beside the drums: an arrangement of a song in the drums' tempo, or riffs that strike together
// with the drums, as in real music.
#pragma once

#include <span>
#include <vector>

#include "data/excerpt.h"
#include "data/library.h"
#include "nn/random.h"
#include "synth/band.h"

namespace drumlin::data {

/// Parts of a random place of the song, transposed, for the excerpt's beat.
std::vector<synth::Note> arrange(const Song& song, const Excerpt& excerpt, double seconds, nn::Random& random);

/// Bass, chords or power chords on kick and snare, a little early or late.
std::vector<synth::Note> draw_riff(const Excerpt& excerpt, double seconds, nn::Random& random);

/// Foreign percussion on the sixteenths: figures, or steadily as shakers play.
std::vector<synth::Note> draw_percussion(const Excerpt& excerpt, double seconds, nn::Random& random);

/// Some of the players of riffs.h, in one harmony; nearly half of these bands have loud distorted guitars.
std::vector<synth::Note> draw_rhythm_section(const Excerpt& excerpt, double seconds, nn::Random& random);

/// One of the above or several. songs may be empty.
std::vector<synth::Note> draw_accompaniment(std::span<const Song> songs, const Excerpt& excerpt, double seconds,
                                            nn::Random& random);

}  // namespace drumlin::data
