// Recipes of the synthetic drums. Membrane modes: ideal circular membrane (Fletcher and Rossing, The Physics of
// Musical Instruments, section 3.6). Hats of the electronic kind: six square waves, high-passed (Roland TR-808 service
// notes). The ranges drawn from are our own, set to span what the sampled kits show.
#include "synth/recipes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/effects.h"
#include "synth/partials.h"

namespace drumlin::synth {
namespace {

constexpr std::array kMembrane = {1.0, 1.593, 2.136, 2.296, 2.653, 2.917, 3.156};

double mix(double a, double b, double share) {
  return a + (b - a) * share;
}

double log_uniform(nn::Random& random, double low, double high) {
  return low * std::pow(high / low, random.uniform());
}

Ingredient noise_of(const Noise& noise, float extra, nn::Random& chance) {
  Ingredient ingredient{{}, extra};
  add_noise(ingredient.samples, noise, chance);
  return ingredient;
}

/// Modes of a head tuned to hz; higher ones weaker and shorter.
std::vector<Partial> membrane(double hz, double seconds, double tilt, std::size_t modes, nn::Random& design) {
  std::vector<Partial> partials;
  for (std::size_t i = 0; i < std::min(modes, kMembrane.size()); ++i) {
    const double ratio = kMembrane[i] * design.uniform(0.97, 1.03);
    partials.push_back(
        {hz * ratio, std::pow(ratio, -tilt) * design.uniform(0.5, 1.0), seconds * std::pow(ratio, -0.8)});
  }
  partials[0].amplitude = 1.0;
  return partials;
}

std::vector<Ingredient> make_kick(const Character& kit, nn::Random& design, nn::Random& chance) {
  const bool electronic = design.chance(kit.electronic);
  const double hz = log_uniform(design, 40.0, 75.0) / kit.size;
  const double seconds =
      electronic ? log_uniform(design, 0.25, 1.8) : log_uniform(design, 0.18, 0.6) * (0.7 + kit.ring);
  const Glide glide{electronic ? log_uniform(design, 0.8, 6.0) : log_uniform(design, 0.2, 2.0),
                    log_uniform(design, 0.006, electronic ? 0.05 : 0.02)};
  const double click = log_uniform(design, 0.03, 0.4) * mix(0.5, 1.5, kit.bright);
  Ingredient body;
  add_partials(body.samples, membrane(hz, seconds, electronic ? 4.0 : 1.8, electronic ? 1 : 3, design), glide);
  add_noise(
      body.samples,
      {40.0, design.uniform(150.0, 500.0), electronic ? 0.02 : design.uniform(0.05, 0.3), design.uniform(0.04, 0.15)},
      chance);
  if (design.chance(0.3)) saturate(body.samples, static_cast<float>(design.uniform(1.0, 4.0)));
  Ingredient beater{{}, static_cast<float>(design.uniform(0.3, 0.9))};
  add_noise(beater.samples,
            {design.uniform(500.0, 1500.0), design.uniform(3000.0, 10000.0), click, log_uniform(design, 0.008, 0.05)},
            chance);
  const std::array knock = {Partial{design.uniform(1200.0, 4500.0), click * design.uniform(0.2, 1.0), 0.012},
                            Partial{design.uniform(300.0, 900.0), click * design.uniform(0.5, 2.0), 0.03}};
  add_partials(beater.samples, knock);
  return {body, beater};
}

/// What snare, rim shot and side stick have in common.
struct Snare {
  double hz, seconds, wire_low, wire_high, wire_level, wire_seconds, rim_hz;
  bool electronic;
};

Snare draw_snare(const Character& kit, nn::Random& design) {
  Snare snare{};
  snare.electronic = design.chance(kit.electronic);
  snare.hz = log_uniform(design, 145.0, 290.0) / std::sqrt(kit.size);
  snare.seconds = log_uniform(design, 0.1, 0.6) * (0.6 + kit.ring);
  snare.wire_low = log_uniform(design, 500.0, 2500.0);
  snare.wire_high = mix(6000.0, 16000.0, 0.5 * (kit.bright + design.uniform()));
  snare.wire_level = log_uniform(design, 0.15, 0.9);
  snare.wire_seconds = log_uniform(design, 0.1, 0.7);
  snare.rim_hz = log_uniform(design, 450.0, 1100.0);
  return snare;
}

std::vector<Ingredient> make_snare(const Character& kit, bool rim, nn::Random& design, nn::Random& chance) {
  const Snare snare = draw_snare(kit, design);
  const Glide glide{design.uniform(0.0, snare.electronic ? 0.8 : 0.15), design.uniform(0.01, 0.04)};
  Ingredient head;
  add_partials(head.samples,
               membrane(snare.hz, snare.seconds, design.uniform(0.6, 1.6), snare.electronic ? 2 : 7, design), glide);
  const float wire_extra = static_cast<float>(design.uniform(0.0, 0.4));
  Ingredient wires =
      noise_of({snare.wire_low, snare.wire_high, snare.wire_level, snare.wire_seconds, 0.002}, wire_extra, chance);
  Ingredient stick =
      noise_of({1000.0, 15000.0, log_uniform(design, 0.1, 0.6), log_uniform(design, 0.008, 0.03)}, 0.6F, chance);
  if (!rim) return {head, wires, stick};
  Ingredient ring{{}, 0.3F};
  const double level = log_uniform(design, 0.4, 1.2);
  std::vector<Partial> modes;
  for (int i = 0; i < 6; ++i)
    modes.push_back({snare.rim_hz * (1.0 + i * design.uniform(0.4, 0.8)), level / (1.0 + 0.5 * i),
                     log_uniform(design, 0.08, 0.3) * (0.6 + kit.ring)});
  add_partials(ring.samples, modes);
  add_noise(ring.samples, {1500.0, 16000.0, level, 0.02}, chance);
  return {head, wires, stick, ring};
}

std::vector<Ingredient> make_side_stick(const Character& kit, nn::Random& design, nn::Random& chance) {
  const Snare snare = draw_snare(kit, design);
  const double hz = snare.electronic ? log_uniform(design, 800.0, 1800.0) : snare.rim_hz;
  Ingredient wood;
  std::vector<Partial> modes;
  for (const double ratio : {1.0, 1.7, 2.4, 3.9, 5.3})
    modes.push_back({hz * ratio * design.uniform(0.9, 1.1), design.uniform(0.3, 1.0) / std::sqrt(ratio),
                     log_uniform(design, 0.025, 0.1) / std::sqrt(ratio)});
  add_partials(wood.samples, modes);
  Ingredient click =
      noise_of({2000.0, 14000.0, design.uniform(0.2, 0.8), log_uniform(design, 0.005, 0.02)}, 0.5F, chance);
  add_partials(wood.samples, std::array{Partial{snare.hz * 1.1, design.uniform(0.05, 0.3), 0.08}});
  add_noise(wood.samples, {snare.wire_low, snare.wire_high, 0.03 * design.uniform(), snare.wire_seconds}, chance);
  return {wood, click};
}

std::vector<Ingredient> make_tom(const Character& kit, int step, nn::Random& design, nn::Random& chance) {
  const bool electronic = design.chance(kit.electronic);
  const double interval = design.uniform(1.2, 1.5);
  const double hz = log_uniform(design, 150.0, 270.0) / kit.size * std::pow(interval, -step);
  const double seconds = log_uniform(design, 0.3, 1.4) * (0.5 + kit.ring) * std::pow(1.2, step);
  const Glide glide{electronic ? log_uniform(design, 0.3, 1.5) : log_uniform(design, 0.03, 0.3),
                    log_uniform(design, 0.02, 0.12)};
  Ingredient head;
  add_partials(head.samples, membrane(hz, seconds, design.uniform(1.0, 2.5), electronic ? 2 : 7, design), glide);
  Ingredient stick{{}, static_cast<float>(design.uniform(0.3, 0.8))};
  add_noise(stick.samples,
            {design.uniform(300.0, 1500.0), mix(4000.0, 12000.0, kit.bright), log_uniform(design, 0.1, 0.6),
             log_uniform(design, 0.01, 0.05)},
            chance);
  add_noise(stick.samples, {100.0, 800.0, design.uniform(0.02, 0.2), 0.1}, chance);
  return {head, stick};
}

/// Frequencies and amplitudes of a piece of metal; how long each rings is the stroke's affair.
struct Metal {
  std::vector<Partial> modes;
};

Metal draw_metal(double low_hz, double high_hz, int count, double tilt, nn::Random& design) {
  Metal metal;
  for (int i = 0; i < count; ++i) {
    const double hz = log_uniform(design, low_hz, high_hz);
    metal.modes.push_back({hz, std::exp(0.5 * design.normal()) * std::pow(hz / low_hz, -tilt), 0.0});
  }
  return metal;
}

/// Six square waves at the TR-808's ratios, of which a high-pass leaves the overtones.
Metal draw_squares(double high_pass, nn::Random& design) {
  Metal metal;
  const double tuning = design.uniform(0.8, 1.3);
  for (const double hz : {205.3, 304.4, 369.6, 522.7, 540.0, 800.0})
    for (int overtone = 1; overtone * hz * tuning < 15000.0; overtone += 2)
      if (overtone * hz * tuning > high_pass) metal.modes.push_back({overtone * hz * tuning, 1.0 / overtone, 0.0});
  return metal;
}

/// How a stroke lets metal ring. seconds: to −60 dB at 1 kHz; shorter as frequency ^ −dullness. noise: level of the
/// wash beside the modes (both RMS); swell: seconds the wash takes to build up; stick: level of the stick's noise.
struct Ring {
  double seconds, dullness, noise, swell, stick, stick_hz;
};

double seconds_at(const Ring& ring, double hz) {
  return std::clamp(ring.seconds * std::pow(hz / 1000.0, -ring.dullness), 0.01, longest_ring);
}

/// Metal below 3 kHz, metal above it, wash in bands of about an octave, stick.
std::vector<Ingredient> strike_metal(const Metal& metal, const Ring& ring, double low_hz, nn::Random& chance) {
  std::array<std::vector<Partial>, 2> halves;
  double power = 1e-9;
  for (const Partial& mode : metal.modes) power += 0.5 * mode.amplitude * mode.amplitude;
  for (const Partial& mode : metal.modes)
    halves[mode.hz < 3000.0 ? 0 : 1].push_back({mode.hz, mode.amplitude / std::sqrt(power), seconds_at(ring, mode.hz)});
  Ingredient low;
  Ingredient high{{}, 0.35F};
  add_partials(low.samples, halves[0], chance);
  add_partials(high.samples, halves[1], chance);
  constexpr std::array edges = {300.0, 1200.0, 3000.0, 6000.0, 10000.0, 17000.0};
  for (std::size_t band = 0; band + 1 < edges.size(); ++band) {
    if (edges[band + 1] <= low_hz || ring.noise <= 0.0) continue;
    const double from = std::max(edges[band], low_hz);
    add_noise(edges[band] < 3000.0 ? low.samples : high.samples,
              {from, edges[band + 1], ring.noise * 0.5, seconds_at(ring, edges[band + 1]), ring.swell}, chance);
  }
  Ingredient stick = noise_of({ring.stick_hz, 16000.0, ring.stick, 0.02}, 0.6F, chance);
  return {low, high, stick};
}

enum class Pedal { closed, pressed, open };

std::vector<Ingredient> make_hat(const Character& kit, Pedal pedal, nn::Random& design, nn::Random& chance) {
  const bool electronic = design.chance(kit.electronic);
  const double low = electronic ? design.uniform(4000.0, 7500.0) : log_uniform(design, 300.0, 3500.0) / kit.size;
  const Metal metal = electronic
                          ? draw_squares(low, design)
                          : draw_metal(low, mix(9000.0, 16000.0, kit.bright), 96, design.uniform(-0.6, 0.3), design);
  Ring ring{log_uniform(design, 0.07, 0.6), design.uniform(0.0, 0.3),      log_uniform(design, 0.4, 3.0), 0.0,
            log_uniform(design, 0.2, 1.5),  design.uniform(2000.0, 6000.0)};
  const double opening = log_uniform(design, 4.0, 14.0);
  const double foot = design.uniform(0.6, 1.4);
  if (pedal == Pedal::open) ring.seconds *= opening;
  if (pedal == Pedal::pressed) {
    ring.seconds *= foot;
    ring.stick *= 0.15;
    ring.swell = 0.004;
  }
  std::vector<Ingredient> stroke = strike_metal(metal, ring, low, chance);
  if (pedal == Pedal::pressed)
    for (Ingredient& ingredient : stroke) equalize(ingredient.samples, Filter::high_shelf, 6000.0F, -6.0F);
  return stroke;
}

std::vector<Ingredient> make_crash(const Character& kit, nn::Random& design, nn::Random& chance) {
  const double low = log_uniform(design, 180.0, 700.0) / kit.size;
  const Metal metal = draw_metal(low, 13000.0, 64, mix(0.5, 0.0, kit.bright), design);
  return strike_metal(
      metal,
      {log_uniform(design, 1.6, 5.0) * (0.6 + 0.6 * kit.ring), design.uniform(0.15, 0.6), log_uniform(design, 0.5, 2.0),
       design.uniform(0.0, 0.02), log_uniform(design, 0.3, 1.5), design.uniform(1000.0, 4000.0)},
      low, chance);
}

std::vector<Ingredient> make_splash(const Character& kit, nn::Random& design, nn::Random& chance) {
  const double low = log_uniform(design, 500.0, 1400.0) / kit.size;
  const Metal metal = draw_metal(low, 15000.0, 48, mix(0.3, -0.2, kit.bright), design);
  return strike_metal(metal,
                      {log_uniform(design, 0.4, 1.3), design.uniform(0.1, 0.5), log_uniform(design, 0.5, 2.0), 0.0,
                       log_uniform(design, 0.3, 1.0), 3000.0},
                      low, chance);
}

/// Noise more than tone, with the rattle of bent metal: the sum is overdriven.
std::vector<Ingredient> make_china(const Character& kit, nn::Random& design, nn::Random& chance) {
  const double low = log_uniform(design, 200.0, 600.0) / kit.size;
  const Metal metal = draw_metal(low, 9000.0, 48, design.uniform(0.0, 0.5), design);
  std::vector<Ingredient> stroke =
      strike_metal(metal,
                   {log_uniform(design, 0.5, 2.0), design.uniform(0.1, 0.4), log_uniform(design, 1.0, 4.0),
                    design.uniform(0.0, 0.03), log_uniform(design, 0.2, 1.0), 1500.0},
                   low, chance);
  const float drive = static_cast<float>(design.uniform(0.5, 2.0));
  for (Ingredient& ingredient : stroke) saturate(ingredient.samples, drive);
  return stroke;
}

/// Bow and bell are places on one cymbal: the bell favours a few of its partials.
std::vector<Ingredient> make_ride(const Character& kit, bool bell, nn::Random& design, nn::Random& chance) {
  const double low = log_uniform(design, 250.0, 700.0) / kit.size;
  const double ping_hz = log_uniform(design, 2200.0, 5500.0);
  const double bell_hz = log_uniform(design, 500.0, 1100.0);
  const double wash = log_uniform(design, 0.15, 1.0);
  Metal metal = draw_metal(low, 14000.0, 80, 0.1, design);
  Ring ring{log_uniform(design, 1.2, 5.0), design.uniform(0.2, 0.5), wash, 0.03, log_uniform(design, 0.3, 1.5), 2500.0};
  if (bell) ring.noise *= 0.4;
  std::vector<Ingredient> stroke = strike_metal(metal, ring, low, chance);
  std::vector<Partial> tones;
  const int count = bell ? 6 : 4;
  for (int i = 0; i < count; ++i) {
    const double hz =
        bell ? bell_hz * (1.0 + 0.9 * i) * design.uniform(0.95, 1.05) : ping_hz * design.uniform(0.7, 1.6);
    tones.push_back({hz, design.uniform(0.5, 1.0) * (bell ? 3.0 : 1.2),
                     bell ? ring.seconds * design.uniform(0.5, 1.0) : log_uniform(design, 0.08, 0.5)});
  }
  Ingredient tone{{}, 0.2F};
  add_partials(tone.samples, tones);
  stroke.push_back(tone);
  return stroke;
}

std::vector<Ingredient> make_clap(const Character& kit, nn::Random& design, nn::Random& chance) {
  const double hz = log_uniform(design, 800.0, 1800.0);
  const double low = hz / design.uniform(1.2, 2.0);
  const double high = hz * design.uniform(1.2, mix(2.0, 5.0, kit.bright));
  Ingredient hands;
  double time = 0.0;
  for (int burst = 0, count = 2 + design.below(4); burst < count; ++burst) {
    add_noise(hands.samples, {low, high, design.uniform(0.6, 1.0), design.uniform(0.015, 0.04), 0.0, time}, chance);
    time += design.uniform(0.006, 0.014);
  }
  add_noise(hands.samples, {low, high, design.uniform(0.3, 1.0), log_uniform(design, 0.1, 0.5), 0.0, time}, chance);
  Ingredient air = noise_of({high, 16000.0, design.uniform(0.05, 0.3), 0.05}, 0.4F, chance);
  return {hands, air};
}

std::vector<Ingredient> make_tambourine(const Character& kit, nn::Random& design, nn::Random& chance) {
  const Metal jingles = draw_metal(log_uniform(design, 3000.0, 6000.0), 15000.0, 32, -0.1, design);
  const Ring ring{log_uniform(design, 0.15, 0.6), 0.2, log_uniform(design, 0.3, 1.5), 0.0, 0.3, 4000.0};
  std::vector<Ingredient> stroke = strike_metal(jingles, ring, 3000.0, chance);
  for (int rattle = 0, count = design.below(4); rattle < count; ++rattle)
    add_noise(stroke[1].samples, {5000.0, 16000.0, design.uniform(0.3, 1.0), 0.05, 0.0, design.uniform(0.005, 0.04)},
              chance);
  if (design.chance(0.4))  // one with a head
    add_partials(stroke[0].samples, membrane(log_uniform(design, 250.0, 500.0) / kit.size, 0.1, 1.0, 4, design));
  return stroke;
}

std::vector<Ingredient> make_cowbell(const Character& kit, nn::Random& design, nn::Random& chance) {
  const double hz = log_uniform(design, 420.0, 850.0);
  const double seconds = log_uniform(design, 0.12, 0.7) * (0.6 + kit.ring);
  const double tilt = design.uniform(0.8, 1.6);
  std::vector<Partial> tones;
  for (const double tone : {hz, hz * design.uniform(1.35, 1.6)})
    for (const int overtone : {1, 3, 5, 7})
      tones.push_back(
          {tone * overtone * design.uniform(0.99, 1.01), std::pow(overtone, -tilt), seconds / std::sqrt(overtone)});
  Ingredient bell;
  add_partials(bell.samples, tones);
  return {bell, noise_of({1500.0, 12000.0, design.uniform(0.1, 0.6), 0.012}, 0.5F, chance)};
}

}  // namespace

Character draw_character(nn::Random& random) {
  Character kit;
  kit.electronic = random.chance(0.3) ? random.uniform(0.6, 1.0) : random.uniform(0.0, 0.2);
  kit.ring = random.uniform();
  kit.bright = random.uniform();
  kit.size = log_uniform(random, 0.8, 1.25);
  return kit;
}

std::vector<Ingredient> make_stroke(score::Drum drum, const Character& character, std::uint64_t seed, int take) {
  using score::Drum;
  // The first drum of a family numbers the family's draws.
  const auto draws = [&](Drum first) { return nn::Random(seed, static_cast<std::uint64_t>(first)); };
  nn::Random chance(seed, 1000 + 100 * static_cast<std::uint64_t>(take) + static_cast<std::uint64_t>(drum));
  nn::Random own = draws(drum);
  nn::Random snare = draws(Drum::snare_head);
  nn::Random hats = draws(Drum::hihat_closed);
  nn::Random toms = draws(Drum::tom_high);
  nn::Random ride = draws(Drum::ride_bow);
  switch (drum) {
    case Drum::kick:
      return make_kick(character, own, chance);
    case Drum::snare_head:
    case Drum::snare_rim:
      return make_snare(character, drum == Drum::snare_rim, snare, chance);
    case Drum::side_stick:
      return make_side_stick(character, snare, chance);
    case Drum::hihat_closed:
      return make_hat(character, Pedal::closed, hats, chance);
    case Drum::hihat_pedal:
      return make_hat(character, Pedal::pressed, hats, chance);
    case Drum::hihat_open:
      return make_hat(character, Pedal::open, hats, chance);
    case Drum::tom_high:
    case Drum::tom_mid:
    case Drum::tom_low:
      return make_tom(character, static_cast<int>(drum) - static_cast<int>(Drum::tom_high), toms, chance);
    case Drum::crash:
      return make_crash(character, own, chance);
    case Drum::ride_bow:
    case Drum::ride_bell:
      return make_ride(character, drum == Drum::ride_bell, ride, chance);
    case Drum::china:
      return make_china(character, own, chance);
    case Drum::splash:
      return make_splash(character, own, chance);
    case Drum::clap:
      return make_clap(character, own, chance);
    case Drum::tambourine:
      return make_tambourine(character, own, chance);
    case Drum::cowbell:
      return make_cowbell(character, own, chance);
  }
  return {};
}

float usual_level(score::Drum drum) {
  constexpr std::array<float, score::drum_count> levels = {0.0F,   -1.0F, 0.0F,  -8.0F, -13.0F, -18.0F,
                                                           -10.0F, -3.0F, -3.0F, -3.0F, -5.0F,  -13.0F,
                                                           -9.0F,  -5.0F, -8.0F, -6.0F, -10.0F, -8.0F};
  return levels[static_cast<std::size_t>(drum)];
}

}  // namespace drumlin::synth
