// Plays the recipes: balances them into a kit, keeps what has been made, and mixes ingredients by velocity.
#include "synth/procedural_kit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "synth/effects.h"
#include "synth/partials.h"
#include "synth/recipes.h"

namespace drumlin::synth {
namespace {

constexpr int kTakes = 2;
/// The softest stroke's effective velocity, so that it lies 30 to 45 dB below the loudest rather than nowhere.
constexpr float kSoftest = 0.03F;

using Stroke = std::vector<Ingredient>;

std::vector<float> sum_of(const Stroke& stroke, std::span<const float> gains) {
  std::size_t length = 0;
  for (const Ingredient& ingredient : stroke) length = std::max(length, ingredient.samples.size());
  std::vector<float> sum(length, 0.0F);
  for (std::size_t i = 0; i < stroke.size(); ++i)
    for (std::size_t n = 0; n < stroke[i].samples.size(); ++n) sum[n] += gains[i] * stroke[i].samples[n];
  return sum;
}

/// Scales the stroke so that it peaks at that level at full velocity.
void set_peak(Stroke& stroke, float peak) {
  const std::vector<float> whole = sum_of(stroke, std::vector<float>(stroke.size(), 1.0F));
  float highest = 1e-9F;
  for (const float sample : whole) highest = std::max(highest, std::abs(sample));
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

  Sound strike(score::Drum drum, float velocity, nn::Random& random) const override {
    const Stroke& stroke = takes(drum)[static_cast<std::size_t>(random.below(kTakes))];
    const float force = (std::clamp(velocity, 0.0F, 1.0F) + kSoftest) / (1.0F + kSoftest);
    std::vector<float> gains;
    for (const Ingredient& ingredient : stroke) {
      const double chance = 0.7 * random.normal();  // dB: no two strokes are alike
      gains.push_back(std::pow(force, exponent_ + ingredient.extra) *
                      static_cast<float>(std::pow(10.0, chance / 20.0)));
    }
    Sound sound{sum_of(stroke, gains), 0};
    sound.onset = onset_of(sound.samples);
    return sound;
  }

 private:
  using Takes = std::array<Stroke, kTakes>;

  const Takes& takes(score::Drum drum) const {
    const auto index = static_cast<std::size_t>(drum);
    std::call_once(made_[index], [&] {
      for (int take = 0; take < kTakes; ++take) {
        Stroke& stroke = drums_[index][static_cast<std::size_t>(take)];
        stroke = make_stroke(drum, character_, seed_, take);
        for (Ingredient& ingredient : stroke) fade_end(ingredient.samples);
        set_peak(stroke, peaks_[index]);
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
