// Sounds drawn for every part: which strings, waves or bars, how hard, how bright.
#include "synth/players.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "synth/instruments.h"

namespace drumlin::synth {
namespace {

constexpr double rate = 44100.0;
constexpr double damped = 0.05;  // seconds: shorter notes of strings are damped ones

float draw(nn::Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

/// The string as damped by the palm or the fretting hand: a thud or a scratch.
StringSound mute(StringSound sound, float scratch) {
  sound.ring = 0.12F;
  sound.click = std::max(sound.click, scratch);
  sound.damping = 0.05F;
  return sound;
}

/// scratch: level of the noise of damped notes.
Instrument plucked(nn::Random& random, double brightest, double ring, float scratch = 0.0F) {
  const StringSound sound{.ring = draw(random, 0.4, 1.0) * static_cast<float>(ring),
                          .brightness = draw(random, 0.2, brightest),
                          .position = draw(random, 0.05, 0.45),
                          .click = draw(random, 0.0, 0.35),
                          .damping = draw(random, 0.02, 0.15)};
  return {[sound, muted = mute(sound, scratch)](const Tone& tone, const Note& note, nn::Random& chance) {
    pluck(tone, note.duration < damped ? muted : sound, chance);
  }};
}

Instrument waves(const WaveSound& sound) {
  auto voice = std::make_shared<WaveVoice>(sound);
  return {[voice](const Tone& tone, const Note&, nn::Random& chance) { voice->play(tone, chance); }};
}

Instrument struck(PartialSound sound) {
  return {
      [sound = std::move(sound)](const Tone& tone, const Note&, nn::Random& chance) { strike(tone, sound, chance); }};
}

/// Slapped with the thumb; the loudest notes are popped: the string hits the frets.
Instrument draw_slap_bass(nn::Random& random) {
  const StringSound thumb{.ring = draw(random, 1.5, 5.0),
                          .brightness = draw(random, 0.5, 0.9),
                          .position = draw(random, 0.05, 0.3),
                          .click = draw(random, 0.3, 1.2),
                          .damping = draw(random, 0.02, 0.08)};
  const float pop = draw(random, 0.3, 1.5);
  const float hz = draw(random, 1200.0, 5000.0);
  const float ring = draw(random, 0.01, 0.06);
  return {[=](const Tone& tone, const Note& note, nn::Random& chance) {
    pluck(tone, thumb, chance);
    if (note.velocity > 0.97F) add_burst(tone.track, tone.start, pop, 0.0005F, ring, hz, 0.7F, chance);
  }};
}

Instrument draw_bass(nn::Random& random) {
  if (random.chance(0.2)) return draw_slap_bass(random);
  if (random.chance(0.5)) {
    Instrument bass = plucked(random, 0.9, 5.0);
    if (random.chance(0.3)) bass.drive = draw(random, 1.0, 4.0);
    bass.speaker = draw(random, 800.0, 6000.0);
    return bass;
  }
  Instrument bass = waves({.dark_slope = draw(random, 1.5, 3.0),
                           .bright_slope = draw(random, 0.6, 1.5),
                           .hollow = random.chance(0.3),
                           .attack = draw(random, 0.002, 0.01),
                           .fade = draw(random, 0.05, 0.4),
                           .sustain = draw(random, 0.2, 1.0),
                           .release = draw(random, 0.02, 0.1),
                           .unison = random.chance(0.3) ? 2 : 1,
                           .glide = random.chance(0.15) ? draw(random, 2.0, 12.0) : 0.0F});
  if (random.chance(0.25)) bass.drive = draw(random, 2.0, 15.0);
  return bass;
}

Instrument draw_guitar(nn::Random& random) {
  Instrument guitar = plucked(random, 1.0, 4.0, draw(random, 0.2, 1.0));
  if (random.chance(0.3)) guitar.drive = draw(random, 1.0, 5.0);
  if (random.chance(0.5)) guitar.speaker = draw(random, 3500.0, 9000.0);
  if (random.chance(0.3)) guitar.chorus = draw(random, 0.3, 0.8);
  return guitar;
}

/// High gain: everything that rings is as loud as the attack, hum and hiss included, up to where hats are heard.
Instrument draw_power_chords(nn::Random& random) {
  Instrument guitar = plucked(random, 1.0, 8.0, draw(random, 0.1, 0.6));
  guitar.tightness = random.chance(0.6) ? draw(random, 80.0, 700.0) : 0.0F;
  guitar.noise_db = draw(random, -85.0, -55.0);
  guitar.drive = draw(random, 8.0, 60.0);
  guitar.speaker = draw(random, 3500.0, 11000.0);
  guitar.presence_db = draw(random, -3.0, 9.0);
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

/// How loud and how sharp a singer's consonants are: levels of noise beside a vowel of 0.4.
struct Mouth {
  double articulation;  ///< probability that a syllable begins with a consonant
  float hiss, stop, breath;
  float sharpness;  ///< Hz above which an s is heard
};

Mouth draw_mouth(nn::Random& random) {
  return {random.uniform(0.2, 1.0), draw(random, 0.03, 0.5), draw(random, 0.05, 0.7), draw(random, 0.01, 0.15),
          draw(random, 4000.0, 7000.0)};
}

/// The consonant before a vowel, as noise (Stevens 1998): s hisses above some kHz, sh lower; t is a burst, ts both;
/// p and k are lower bursts; h and a breath are soft and long.
void speak(const Tone& tone, const Mouth& mouth, nn::Random& random) {
  enum Consonant { s, sh, t, ts, k, breath, consonants };
  if (!random.chance(mouth.articulation)) return;
  const auto at = [&tone](float seconds) { return tone.start - static_cast<long>(seconds * static_cast<float>(rate)); };
  const float length = draw(random, 0.03, 0.09);
  const int consonant = random.below(consonants);
  if (consonant == s || consonant == ts) {
    const float attack = consonant == ts ? 0.002F : 0.5F * length;
    add_hiss_burst(tone.track, at(length), mouth.hiss * tone.velocity, attack, length, mouth.sharpness, random);
  }
  if (consonant == sh) {
    add_burst(tone.track, at(length), mouth.hiss * tone.velocity, 0.5F * length, length, draw(random, 2000.0, 3500.0),
              1.0F, random);
  }
  if (consonant == t || consonant == k) {
    add_burst(tone.track, at(0.02F), mouth.stop * tone.velocity, 0.0005F, draw(random, 0.01, 0.04),
              consonant == t ? draw(random, 3000.0, 6900.0) : draw(random, 800.0, 3000.0), 0.8F, random);
  }
  if (consonant == breath) {
    add_burst(tone.track, at(0.095F), mouth.breath, 0.05F, 0.1F, draw(random, 1500.0, 5000.0), 0.5F, random);
  }
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
  Instrument singer = waves(sound);
  const Mouth mouth = draw_mouth(random);
  singer.play = [sing = std::move(singer.play), mouth](const Tone& tone, const Note& note, nn::Random& chance) {
    speak(tone, mouth, chance);
    sing(tone, note, chance);
  };
  return singer;
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

/// Grains that a hand shakes: a shaker, a cabasa, maracas.
Player draw_shaker(nn::Random& random) {
  const float hz = draw(random, 3500.0, 7000.0);
  const float attack = draw(random, 0.003, 0.05);
  const float ring = draw(random, 0.02, 0.1);
  const bool open = random.chance(0.5);
  return [=](const Tone& tone, const Note&, nn::Random& chance) {
    if (open)
      add_hiss_burst(tone.track, tone.start, tone.velocity, attack, ring, hz, chance);
    else
      add_burst(tone.track, tone.start, tone.velocity, attack, ring, hz, 0.8F, chance);
  };
}

/// A stick along notches: a guiro; with few and slow grains, castanets or a ratchet.
Player draw_scraper(nn::Random& random) {
  const int grains = 3 + random.below(20);
  const double gap = random.uniform(0.006, 0.03) * rate;
  const float hz = draw(random, 1500.0, 6000.0);
  const float ring = draw(random, 0.004, 0.02);
  return [=](const Tone& tone, const Note&, nn::Random& chance) {
    double at = 0.0;
    for (int i = 0; i < grains; ++i, at += gap * chance.uniform(0.7, 1.3)) {
      add_burst(tone.track, tone.start + std::lround(at), tone.velocity, 0.0005F, ring, hz, 2.0F, chance);
    }
  };
}

/// Percussion that no class of ours stands for.
Player draw_percussion_instrument(nn::Random& random) {
  enum Kind { shaker, scraper, conga, bongo, claves, triangle, block, timpani, kinds };
  const int kind = random.chance(0.2) ? shaker : random.below(kinds);
  if (kind == shaker) return draw_shaker(random);
  if (kind == scraper) return draw_scraper(random);
  PartialSound sound;
  float hz = 0.0F;
  const auto drum = [&](float low, float high, float ring, float knock) {
    hz = draw(random, low, high);
    sound.partials = {
        {1.0F, 0.7F, ring}, {1.59F, 0.2F, 0.6F * ring}, {2.14F, 0.15F, 0.5F * ring}, {2.3F, 0.1F, 0.4F * ring}};
    sound.knock = knock;
    sound.knock_hz = draw(random, 800.0, 3000.0);
  };
  if (kind == conga) drum(170.0F, 350.0F, draw(random, 0.15, 0.5), draw(random, 0.1, 0.6));
  if (kind == bongo) drum(350.0F, 650.0F, draw(random, 0.06, 0.2), draw(random, 0.1, 0.8));
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

/// A record's dust and scratches: clicks at random, most of them faint.
void crackle(const Tone& tone, double per_second, float hz, nn::Random& random) {
  for (double at = 0.0;
       (at -= std::log(1.0 - random.uniform()) / per_second) < static_cast<double>(tone.held) / rate;) {
    const auto level = static_cast<float>(-0.15 * std::log(1.0 - random.uniform()));
    add_burst(tone.track, tone.start + std::lround(at * rate), tone.velocity * level, 0.0001F, 0.002F, hz, 0.8F,
              random);
  }
}

/// A riser, a fall, a reversed cymbal, or a record's crackle, whichever fits the length best being left to chance.
Instrument draw_atmosphere(nn::Random& random) {
  if (random.chance(0.3)) {
    const double per_second = random.uniform(20.0, 120.0);
    const float hz = draw(random, 1500.0, 6500.0);
    return {[=](const Tone& tone, const Note&, nn::Random& chance) { crackle(tone, per_second, hz, chance); }};
  }
  const bool rises = random.chance(0.6);
  const float low = draw(random, 200.0, 4000.0);
  const float high = draw(random, low, 7000.0);
  const SweepSound sound{.from_hz = rises ? low : high,
                         .to_hz = rises ? high : low,
                         .growth_db = (rises ? 1.0F : -1.0F) * draw(random, 10.0, 40.0),
                         .quality = draw(random, 0.4, 4.0)};
  return {[sound](const Tone& tone, const Note&, nn::Random& chance) { sweep(tone, sound, chance); }};
}

}  // namespace

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
    case Part::atmosphere:
      return draw_atmosphere(random);
  }
  return draw_keys(random);
}

}  // namespace drumlin::synth
