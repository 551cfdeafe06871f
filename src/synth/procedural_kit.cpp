// Plays the recipes: balances them into a kit, keeps what has been made, and mixes ingredients by velocity.
#include "synth/procedural_kit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>

#include "synth/effects.h"
#include "synth/partials.h"
#include "synth/recipes.h"

namespace drumlin::synth {
namespace {

constexpr int kTakes = 2;
/// The softest stroke's effective velocity, so that it lies 30 to 45 dB below the loudest rather than nowhere.
constexpr float kSoftest = 0.03F;

constexpr std::size_t kLatestOnset = 882;  // onset_of looks no further
constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

using Stroke = std::vector<Ingredient>;

std::vector<float> sum_of(const Stroke& stroke, std::span<const float> gains, std::size_t longest) {
  std::size_t length = 0;
  for (const Ingredient& ingredient : stroke) length = std::max(length, ingredient.samples.size());
  length = std::min(length, longest);
  std::vector<float> sum(length, 0.0F);
  for (std::size_t i = 0; i < stroke.size(); ++i) {
    const std::size_t part = std::min(length, stroke[i].samples.size());
    for (std::size_t n = 0; n < part; ++n) sum[n] += gains[i] * stroke[i].samples[n];
  }
  return sum;
}

/// Ingredients have nothing to do with each other: their energies add up.
double ring_of(std::span<const Decay> decays, std::span<const float> gains) {
  Decay sum;
  for (std::size_t i = 0; i < decays.size(); ++i) {
    const double power = static_cast<double>(gains[i]) * gains[i];
    sum.energy += power * decays[i].energy;
    sum.moment += power * decays[i].moment;
  }
  return sum.ring();
}

/// Scales the stroke so that it peaks at that level at full velocity.
void set_peak(Stroke& stroke, float peak) {
  const std::vector<float> ones(stroke.size(), 1.0F);
  const float highest = std::max(1e-9F, peak_of(sum_of(stroke, ones, everything)));
  for (Ingredient& ingredient : stroke)
    for (float& sample : ingredient.samples) sample *= peak / highest;
}

class ProceduralKit : public Kit {
 public:
  explicit ProceduralKit(std::uint64_t seed) : seed_(seed) {
    nn::Random random(seed, 999);
    character_ = draw_character(random);
    exponent_ = static_cast<float>(random.uniform(0.8, 1.4));
    for (int drum = 0; drum < score::drum_count; ++drum) {
      const double level = usual_level(static_cast<score::Drum>(drum)) + random.uniform(-3.0, 3.0);
      peaks_[static_cast<std::size_t>(drum)] = static_cast<float>(0.6 * std::pow(10.0, level / 20.0));
    }
  }

  bool has(score::Drum) const override { return true; }

 private:
  /// A stroke, and how each of its ingredients dies.
  struct Take {
    Stroke stroke;
    std::vector<Decay> decays;
  };
  using Takes = std::array<Take, kTakes>;

  Sound play(score::Drum drum, float velocity, nn::Random& random, int longest) const override {
    const Take& take = takes(drum)[static_cast<std::size_t>(random.below(kTakes))];
    const float force = (std::clamp(velocity, 0.0F, 1.0F) + kSoftest) / (1.0F + kSoftest);
    std::vector<float> gains;
    for (const Ingredient& ingredient : take.stroke) {
      const double chance = 0.7 * random.normal();  // dB: no two strokes are alike
      gains.push_back(std::pow(force, exponent_ + ingredient.extra) *
                      static_cast<float>(std::pow(10.0, chance / 20.0)));
    }
    const std::size_t wanted = kLatestOnset + static_cast<std::size_t>(longest);
    Sound sound{sum_of(take.stroke, gains, wanted), 0, ring_of(take.decays, gains)};
    sound.onset = onset_of(sound.samples);
    return sound;
  }

  const Takes& takes(score::Drum drum) const {
    const auto index = static_cast<std::size_t>(drum);
    std::call_once(made_[index], [&] {
      for (int take = 0; take < kTakes; ++take) {
        auto& [stroke, decays] = drums_[index][static_cast<std::size_t>(take)];
        stroke = make_stroke(drum, character_, seed_, take);
        for (Ingredient& ingredient : stroke) fade_end(ingredient.samples);
        set_peak(stroke, peaks_[index]);
        for (const Ingredient& ingredient : stroke) decays.push_back(decay_of(ingredient.samples, 0));
      }
    });
    return drums_[index];
  }

  std::uint64_t seed_;
  Character character_;
  float exponent_ = 1.0F;
  std::array<float, score::drum_count> peaks_{};
  mutable std::array<Takes, score::drum_count> drums_;
  mutable std::array<std::once_flag, score::drum_count> made_;
};

}  // namespace

std::shared_ptr<const Kit> make_procedural_kit(std::uint64_t seed) {
  return std::make_shared<ProceduralKit>(seed);
}

}  // namespace drumlin::synth
