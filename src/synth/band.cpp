// Draws a sound for every part, plays its notes, puts the part through its amplifier and all parts through one desk.
#include "synth/band.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <memory>

#include "synth/effects.h"
#include "synth/instruments.h"

namespace drumlin::synth {
namespace {

constexpr double rate = 44100.0;

using Player = std::function<void(const Tone&, const Note&, nn::Random&)>;

/// What plays a part, and what its track goes through afterwards.
struct Instrument {
  Player play;
  float drive = 0.0F;    ///< of the amplifier, 0: none
  float speaker = 0.0F;  ///< low-pass of the cabinet, Hz, 0: none
  float chorus = 0.0F;   ///< level of a delayed copy
};

float draw(nn::Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

Instrument plucked(nn::Random& random, double brightest, double ring) {
  const StringSound sound{.ring = draw(random, 0.4, 1.0) * static_cast<float>(ring),
                          .brightness = draw(random, 0.2, brightest),
                          .position = draw(random, 0.05, 0.45),
                          .click = draw(random, 0.0, 0.35),
                          .damping = draw(random, 0.02, 0.15)};
  return {[sound](const Tone& tone, const Note&, nn::Random& chance) { pluck(tone, sound, chance); }};
}

Instrument waves(const WaveSound& sound) {
  auto voice = std::make_shared<WaveVoice>(sound);
  return {[voice](const Tone& tone, const Note&, nn::Random& chance) { voice->play(tone, chance); }};
}

Instrument struck(PartialSound sound) {
  return {
      [sound = std::move(sound)](const Tone& tone, const Note&, nn::Random& chance) { strike(tone, sound, chance); }};
}

Instrument draw_bass(nn::Random& random) {
  if (random.chance(0.6)) {
    Instrument bass = plucked(random, 0.9, 5.0);
    if (random.chance(0.3)) bass.drive = draw(random, 1.0, 4.0);
    bass.speaker = draw(random, 800.0, 6000.0);
    return bass;
  }
  return waves({.dark_slope = draw(random, 1.5, 3.0),
                .bright_slope = draw(random, 0.6, 1.5),
                .hollow = random.chance(0.3),
                .attack = draw(random, 0.002, 0.01),
                .fade = draw(random, 0.05, 0.4),
                .sustain = draw(random, 0.2, 1.0),
                .release = draw(random, 0.02, 0.1),
                .unison = random.chance(0.3) ? 2 : 1});
}

Instrument draw_guitar(nn::Random& random) {
  Instrument guitar = plucked(random, 1.0, 4.0);
  if (random.chance(0.3)) guitar.drive = draw(random, 1.0, 5.0);
  if (random.chance(0.5)) guitar.speaker = draw(random, 3500.0, 7000.0);
  if (random.chance(0.3)) guitar.chorus = draw(random, 0.3, 0.8);
  return guitar;
}

Instrument draw_power_chords(nn::Random& random) {
  Instrument guitar = plucked(random, 1.0, 8.0);
  guitar.drive = draw(random, 8.0, 40.0);
  guitar.speaker = draw(random, 3000.0, 6000.0);
  if (random.chance(0.5)) guitar.chorus = draw(random, 0.5, 1.0);  // doubled
  return guitar;
}

/// Piano (stiff strings, a hammer), electric piano (tines) or mallets (bars).
Instrument draw_keys(nn::Random& random) {
  static constexpr std::array<std::array<float, 4>, 2> modes = {{{1.0F, 4.0F, 10.0F, 14.2F}, {1.0F, 3.9F, 9.2F, 7.1F}}};
  PartialSound sound;
  sound.release = draw(random, 0.08, 0.4);
  sound.knock = draw(random, 0.0, 0.3);
  sound.knock_ring = draw(random, 0.01, 0.05);
  sound.knock_hz = draw(random, 300.0, 4000.0);
  const float ring = draw(random, 0.8, 5.0);
  if (random.chance(0.65)) {
    const float slope = draw(random, 0.8, 1.8);
    const float stiffness = draw(random, 0.0, 0.0008);
    for (int k = 1; k <= 16; ++k) {
      const auto n = static_cast<float>(k);
      sound.partials.push_back(
          {n * std::sqrt(1.0F + stiffness * n * n), 0.4F * std::pow(n, -slope), ring / (1.0F + 0.15F * n)});
    }
    return struck(std::move(sound));
  }
  const std::array<float, 4>& ratios = modes[static_cast<std::size_t>(random.below(2))];
  for (std::size_t k = 0; k < ratios.size(); ++k) {
    const auto n = static_cast<float>(k + 1);
    sound.partials.push_back({ratios[k], draw(random, 0.2, 0.6) / (n * n), ring / (n * n)});
  }
  if (random.chance(0.5)) sound.partials.push_back({draw(random, 0.99, 1.01), 0.3F, ring});
  return struck(std::move(sound));
}

Instrument draw_organ(nn::Random& random) {
  static constexpr std::array<float, 9> drawbars = {0.5F, 1.5F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 8.0F};
  PartialSound sound{.attack = draw(random, 0.002, 0.03), .release = draw(random, 0.02, 0.08)};
  for (std::size_t k = 0; k < 8; ++k) {
    if (random.chance(0.6)) sound.partials.push_back({drawbars[k], draw(random, 0.03, 0.25), 0.0F});
  }
  sound.partials.push_back({1.0F, 0.2F, 0.0F});
  if (random.chance(0.5)) sound.knock = draw(random, 0.02, 0.15);  // key click
  Instrument organ = struck(std::move(sound));
  if (random.chance(0.3)) organ.drive = draw(random, 1.0, 4.0);
  if (random.chance(0.5)) organ.chorus = draw(random, 0.3, 0.8);
  return organ;
}

Instrument draw_pad(nn::Random& random) {
  return waves({.dark_slope = draw(random, 1.2, 3.0),
                .bright_slope = draw(random, 0.8, 1.5),
                .hollow = random.chance(0.3),
                .attack = draw(random, 0.05, 0.6),
                .fade = draw(random, 0.3, 2.0),
                .sustain = draw(random, 0.6, 1.0),
                .release = draw(random, 0.1, 0.6),
                .unison = 2,
                .detune = draw(random, 0.002, 0.008)});
}

/// Strings or brass.
Instrument draw_ensemble(nn::Random& random) {
  const bool brass = random.chance(0.5);
  return waves({.dark_slope = draw(random, 1.0, 1.8),
                .bright_slope = draw(random, 0.6, 1.1),
                .attack = brass ? draw(random, 0.01, 0.06) : draw(random, 0.02, 0.2),
                .fade = brass ? draw(random, 0.05, 0.3) : draw(random, 0.3, 1.0),
                .sustain = draw(random, 0.5, 1.0),
                .release = draw(random, 0.05, 0.3),
                .unison = 3,
                .detune = draw(random, 0.002, 0.007),
                .vibrato = draw(random, 0.0, 0.25),
                .glide = brass ? draw(random, -1.0, 0.0) : 0.0F});
}

/// Sings a vowel into another, often after a consonant.
Instrument draw_voice(nn::Random& random) {
  static constexpr std::array<std::array<float, 4>, 5> vowels = {
      {{730.0F, 1090.0F, 2440.0F, 3400.0F},
       {530.0F, 1840.0F, 2480.0F, 3500.0F},
       {270.0F, 2290.0F, 3010.0F, 3600.0F},
       {570.0F, 840.0F, 2410.0F, 3300.0F},
       {300.0F, 870.0F, 2240.0F, 3300.0F}}};  // Peterson and Barney 1952
  const float size = draw(random, 0.95, 1.25);
  const auto tract = [&] {
    std::vector<float> formants;
    for (const float hz : vowels[static_cast<std::size_t>(random.below(5))]) formants.push_back(size * hz);
    return formants;
  };
  WaveSound sound;
  sound.dark_slope = sound.bright_slope = draw(random, 0.8, 1.4);
  sound.dark_formants = tract();
  sound.bright_formants = tract();
  sound.attack = draw(random, 0.01, 0.08);
  sound.fade = draw(random, 0.05, 0.3);
  sound.sustain = 0.9F;
  sound.release = draw(random, 0.05, 0.15);
  sound.vibrato = draw(random, 0.0, 0.6);
  sound.vibrato_hz = draw(random, 4.5, 6.5);
  sound.glide = draw(random, -2.0, 1.0);
  sound.glide_time = draw(random, 0.02, 0.1);
  sound.breath = random.chance(0.7) ? draw(random, 0.03, 0.35) : 0.0F;
  sound.breath_time = draw(random, 0.01, 0.1);
  return waves(sound);
}

Instrument draw_lead(nn::Random& random) {
  Instrument lead = waves({.dark_slope = draw(random, 0.8, 2.0),
                           .bright_slope = draw(random, 0.4, 1.0),
                           .hollow = random.chance(0.4),
                           .attack = draw(random, 0.001, 0.02),
                           .fade = draw(random, 0.03, 0.5),
                           .sustain = draw(random, 0.1, 1.0),
                           .release = draw(random, 0.02, 0.2),
                           .unison = random.chance(0.5) ? 2 : 1,
                           .detune = draw(random, 0.001, 0.01),
                           .vibrato = random.chance(0.3) ? draw(random, 0.1, 0.4) : 0.0F,
                           .glide = random.chance(0.3) ? draw(random, -5.0, 5.0) : 0.0F});
  if (random.chance(0.3)) lead.drive = draw(random, 1.0, 6.0);
  return lead;
}

/// Percussion that no class of ours stands for.
Player draw_percussion_instrument(nn::Random& random) {
  enum Kind { shaker, conga, claves, triangle, block, timpani, kinds };
  const int kind = random.below(kinds);
  if (kind == shaker) {
    const float hz = draw(random, 4000.0, 7000.0);
    const float attack = draw(random, 0.005, 0.05);
    const float ring = draw(random, 0.03, 0.1);
    return [=](const Tone& tone, const Note&, nn::Random& chance) {
      add_burst(tone.track, tone.start, tone.velocity, attack, ring, hz, 0.8F, chance);
    };
  }
  PartialSound sound;
  float hz = 0.0F;
  const auto drum = [&](float low, float high, float ring, float knock) {
    hz = draw(random, low, high);
    sound.partials = {
        {1.0F, 0.7F, ring}, {1.59F, 0.2F, 0.6F * ring}, {2.14F, 0.15F, 0.5F * ring}, {2.3F, 0.1F, 0.4F * ring}};
    sound.knock = knock;
    sound.knock_hz = draw(random, 800.0, 3000.0);
  };
  if (kind == conga) drum(170.0F, 420.0F, draw(random, 0.15, 0.5), draw(random, 0.1, 0.6));
  if (kind == timpani) drum(70.0F, 150.0F, draw(random, 0.8, 2.0), draw(random, 0.02, 0.2));
  if (kind == claves || kind == block) {
    hz = kind == claves ? draw(random, 2000.0, 3000.0) : draw(random, 500.0, 1400.0);
    sound.partials = {{1.0F, 0.8F, draw(random, 0.05, 0.15)}, {draw(random, 1.8, 2.8), 0.2F, 0.06F}};
  }
  if (kind == triangle) {
    hz = draw(random, 1000.0, 1800.0);
    for (int k = 1; k <= 8; ++k) {
      sound.partials.push_back({static_cast<float>(k) * draw(random, 0.9, 1.3), 0.15F, draw(random, 0.3, 2.5)});
    }
  }
  return [sound, hz](const Tone& tone, const Note&, nn::Random& chance) {
    Tone blow = tone;
    blow.hz = hz;
    blow.held = static_cast<long>(3.0 * rate);
    strike(blow, sound, chance);
  };
}

Instrument draw_percussion(nn::Random& random) {
  std::array<Player, 3> players;
  for (Player& player : players) player = draw_percussion_instrument(random);
  return {[players](const Tone& tone, const Note& note, nn::Random& chance) {
    players[static_cast<std::size_t>(std::abs(note.pitch)) % players.size()](tone, note, chance);
  }};
}

Instrument draw_instrument(Part part, nn::Random& random) {
  switch (part) {
    case Part::bass:
      return draw_bass(random);
    case Part::guitar:
      return draw_guitar(random);
    case Part::power_chords:
      return draw_power_chords(random);
    case Part::keys:
      return draw_keys(random);
    case Part::organ:
      return draw_organ(random);
    case Part::pad:
      return draw_pad(random);
    case Part::ensemble:
      return draw_ensemble(random);
    case Part::voice:
      return draw_voice(random);
    case Part::lead:
      return draw_lead(random);
    case Part::percussion:
      return draw_percussion(random);
  }
  return draw_keys(random);
}

void amplify(std::vector<float>& track, const Instrument& instrument) {
  if (instrument.drive > 0.0F) {
    scale_to_peak(track, 1.0F);
    saturate(track, instrument.drive);
  }
  if (instrument.speaker > 0.0F) {
    equalize(track, Filter::low_pass, instrument.speaker, 0.0F);
    if (instrument.drive > 0.0F) equalize(track, Filter::high_pass, 70.0F, 0.0F);
  }
  if (instrument.chorus > 0.0F) add_delayed(track, 0.013F, instrument.chorus);
}

/// How loud a part usually stands in a mix, dB.
float usual_level(Part part) {
  switch (part) {
    case Part::bass:
    case Part::power_chords:
    case Part::voice:
      return 0.0F;
    case Part::pad:
    case Part::organ:
    case Part::percussion:
      return -6.0F;
    default:
      return -3.0F;
  }
}

void finish(std::vector<float>& mix, nn::Random& random) {
  if (random.chance(0.5)) equalize(mix, Filter::bell, draw(random, 150.0, 6000.0), draw(random, -6.0, 6.0), 0.8F);
  if (random.chance(0.4)) equalize(mix, Filter::high_shelf, draw(random, 2000.0, 8000.0), draw(random, -9.0, 6.0));
  if (random.chance(0.5)) {  // two early echoes: a hall for the price of an addition
    add_delayed(mix, draw(random, 0.017, 0.06), draw(random, 0.1, 0.4));
    add_delayed(mix, draw(random, 0.06, 0.35), draw(random, 0.05, 0.3));
  }
  if (random.chance(0.3)) {
    scale_to_peak(mix, 1.0F);
    compress(mix, draw(random, -24.0, -8.0), draw(random, 2.0, 6.0), draw(random, 0.002, 0.03),
             draw(random, 0.05, 0.3));
  }
}

/// A track of one part by an instrument drawn for it.
std::vector<float> play_part(Part part, std::span<const Note> notes, std::size_t size, nn::Random& random) {
  const Instrument instrument = draw_instrument(part, random);
  std::vector<float> track(size, 0.0F);
  for (const Note& note : notes) {
    const Tone tone{track, std::lround(note.time * rate), std::lround(note.duration * rate),
                    440.0 * std::exp2((note.pitch - 69) / 12.0), note.velocity};
    instrument.play(tone, note, random);
  }
  amplify(track, instrument);
  return track;
}

/// A General MIDI program (from 0) that could play the part.
int draw_program(Part part, nn::Random& random) {
  const auto pick = [&random](std::initializer_list<int> programs) {
    return random.pick(std::span<const int>(programs.begin(), programs.size()));
  };
  switch (part) {
    case Part::bass:
      return 32 + random.below(8);
    case Part::guitar:
      return 24 + random.below(5);
    case Part::power_chords:
      return 29 + random.below(2);
    case Part::organ:
      return 16 + random.below(6);
    case Part::pad:
      return 88 + random.below(8);
    case Part::ensemble:
      return pick({40, 41, 42, 44, 45, 48, 49, 50, 55, 56, 57, 60, 61, 62});
    case Part::voice:
      return pick({22, 40, 52, 53, 54, 65, 66, 68, 71, 73, 75, 78});
    case Part::lead:
      return pick({26, 27, 29, 30, 56, 59, 64, 66, 80, 81, 84, 87});
    default:
      return pick({0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 46, 104, 108});
  }
}

std::vector<InstrumentNote> with_program(std::span<const Note> notes, int program) {
  std::vector<InstrumentNote> played;
  for (const Note& note : notes) {
    const int velocity = std::clamp(static_cast<int>(std::lround(127.0F * note.velocity)), 1, 127);
    played.push_back({note.time, note.duration, note.pitch, velocity, program});
  }
  return played;
}

}  // namespace

std::vector<float> play_band(std::span<const Note> notes, int length, nn::Random& random, Soundfont* soundfont,
                             double soundfont_share) {
  const auto size = static_cast<std::size_t>(length);
  std::vector<float> mix(size, 0.0F);
  for (int p = 0; p < part_count; ++p) {
    const auto part = static_cast<Part>(p);
    std::vector<Note> ours;
    std::ranges::copy_if(notes, std::back_inserter(ours), [part](const Note& note) { return note.part == part; });
    if (ours.empty()) continue;
    const float level_db = usual_level(part) + static_cast<float>(random.normal(0.0, 4.0));
    const bool sampled = soundfont != nullptr && part != Part::percussion && random.chance(soundfont_share);
    const std::vector<float> track = sampled ? soundfont->play(with_program(ours, draw_program(part, random)), length)
                                             : play_part(part, ours, size, random);
    const float loudness = rms(track);
    if (loudness < 1e-6F) continue;
    const float gain = 0.1F * std::pow(10.0F, level_db / 20.0F) / loudness;
    for (std::size_t i = 0; i < size; ++i) mix[i] += gain * track[i];
  }
  finish(mix, random);
  return mix;
}

}  // namespace drumlin::synth
