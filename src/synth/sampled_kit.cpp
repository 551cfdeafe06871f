// Reads a kit folder and plays it: velocity layers, round robins, variants. Layering as in SFZ's lovel, hivel and
// seq_position (sfzformat.com).
#include "synth/sampled_kit.h"

#include <drumlin/error.h>
#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "synth/effects.h"

namespace drumlin::synth {
namespace {

constexpr int kSampleRate = 44100;
/// How far from a border, in MIDI velocities, a stroke may still come from the neighbouring layer.
constexpr double kWidestBlend = 12.0;
/// A stroke at velocity 1 is at most this much softer than one at 127, dB; softer ones nobody plays or hears.
constexpr double kSoftest = -36.0;

/// How far below a stroke's peak its end is no longer heard: 70 dB.
constexpr float kInaudible = 3e-4F;

struct Take {
  std::vector<std::int16_t> samples;
  int onset = 0;
  double ring = 0.0;
};

/// The strokes of one velocity range; low and high are MIDI velocities.
struct Layer {
  int low = 1;
  int high = 127;
  float reference = 127.0F;
  std::vector<Take> takes;
};

/// One way to play an articulation: layers from soft to loud.
struct Variant {
  std::string name;
  std::vector<Layer> layers;
};

constexpr float kFullScale = 32768.0F;

std::vector<float> to_floats(std::span<const std::int16_t> samples, float gain) {
  std::vector<float> floats(samples.size());
  std::transform(samples.begin(), samples.end(), floats.begin(),
                 [factor = gain / kFullScale](std::int16_t sample) { return factor * static_cast<float>(sample); });
  return floats;
}

/// Leaves out the end that stays below a level.
void cut_inaudible_end(std::vector<std::int16_t>& samples, float level) {
  const auto heard = std::find_if(samples.rbegin(), samples.rend(),
                                  [&](std::int16_t sample) { return std::abs(sample) >= level * kFullScale; });
  samples.erase(heard.base(), samples.end());
  samples.shrink_to_fit();
}

Take read_take(const std::filesystem::path& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr)
    throw Error(fmt::format("{}: cannot be read as sound ({}); restore the file or remove it from kit.json",
                            path.string(), sf_strerror(nullptr)));
  Take take;
  const bool usable =
      info.channels == 1 && info.samplerate == kSampleRate && info.frames > 0 && info.frames < 60L * kSampleRate;
  if (usable) take.samples.resize(static_cast<std::size_t>(info.frames));
  const bool whole = usable && sf_readf_short(file, take.samples.data(), info.frames) == info.frames;
  sf_close(file);
  if (!usable)
    throw Error(fmt::format("{}: a kit's sound must be mono at 44.1 kHz and last at most a minute; convert it first",
                            path.string()));
  if (!whole) throw Error(fmt::format("{}: the file ends early; restore it from its source", path.string()));
  const std::vector<float> samples = to_floats(take.samples, 1.0F);
  take.onset = onset_of(samples);
  take.ring = decay_of(samples, take.onset).ring();
  cut_inaudible_end(take.samples, kInaudible * peak_of(samples));
  return take;
}

Variant& variant_named(std::vector<Variant>& variants, const std::string& name) {
  const auto found = std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.name == name; });
  if (found != variants.end()) return *found;
  return variants.emplace_back(Variant{name, {}});
}

Layer& layer_of(Variant& variant, int low, int high, float reference) {
  for (Layer& layer : variant.layers)
    if (layer.low == low && layer.high == high) return layer;
  return variant.layers.emplace_back(Layer{low, high, reference, {}});
}

/// Layers must follow each other from velocity 1 to 127.
bool covers_all_velocities(const Variant& variant) {
  int next = 1;
  for (const Layer& layer : variant.layers) {
    if (layer.low != next || layer.high < layer.low) return false;
    next = layer.high + 1;
  }
  return next == 128;
}

/// The probability that a stroke comes from the upper of two layers: it rises smoothly over the border between them. A
/// choice and not a mixture, because takes that are no copies of each other comb.
double share_of_upper(const Layer& lower, const Layer& upper, double midi) {
  const int narrower = std::min(lower.high - lower.low, upper.high - upper.low) + 1;
  const double half = std::min(kWidestBlend, 0.5 * narrower);
  const double place = std::clamp((midi - lower.high - 0.5) / (2.0 * half) + 0.5, 0.0, 1.0);
  return place * place * (3.0 - 2.0 * place);
}

const Layer& draw_layer(const Variant& variant, double midi, nn::Random& random) {
  const double chance = random.uniform();
  std::size_t layer = 0;
  while (layer + 1 < variant.layers.size() &&
         chance < share_of_upper(variant.layers[layer], variant.layers[layer + 1], midi))
    ++layer;
  return variant.layers[layer];
}

/// The kit's level law, gain ∝ velocity ^ exponent, with a floor: force = (velocity + f) / (1 + f).
class LevelLaw {
 public:
  LevelLaw() = default;
  explicit LevelLaw(double exponent) : exponent_(exponent) {
    if (exponent <= 0.0) return;
    const double softest = std::pow(10.0, kSoftest / 20.0 / exponent);
    floor_ = std::max(0.0, (softest - 1.0 / 127.0) / (1.0 - softest));
  }
  /// Between two MIDI velocities.
  double gain(double midi, double reference) const {
    return std::pow((midi / 127.0 + floor_) / (reference / 127.0 + floor_), exponent_);
  }

 private:
  double exponent_ = 1.0;
  double floor_ = 0.0;
};

}  // namespace

struct SampledKit::Stock {
  std::string name;
  LevelLaw law;
  std::array<std::vector<Variant>, score::drum_count> drums;

  explicit Stock(const std::filesystem::path& folder);
  void add(const std::filesystem::path& folder, const nlohmann::json& sample);
  void put_in_order();
};

SampledKit::Stock::Stock(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "kit.json";
  std::ifstream file(path);
  if (!file) throw Error(fmt::format("{}: there is no such file; name a folder that holds a drum kit", path.string()));
  try {
    const nlohmann::json kit = nlohmann::json::parse(file);
    name = kit.at("name").get<std::string>();
    law = LevelLaw(kit.at("velocity_exponent").get<double>());
    for (const nlohmann::json& sample : kit.at("samples")) add(folder, sample);
  } catch (const nlohmann::json::exception& fault) {
    throw Error(fmt::format("{}: not a drum kit's description ({}); mend the file", path.string(), fault.what()));
  }
  put_in_order();
}

void SampledKit::Stock::add(const std::filesystem::path& folder, const nlohmann::json& sample) {
  const std::string articulation = sample.at("articulation").get<std::string>();
  const std::optional<score::Drum> drum = score::drum_named(articulation);
  if (!drum)
    throw Error(
        fmt::format("{}: kit.json names an articulation '{}' that Drumlin does not know; rename it to one of "
                    "the 18",
                    folder.string(), articulation));
  const int low = sample.at("velocity_low").get<int>();
  const int high = sample.at("velocity_high").get<int>();
  const float reference = sample.at("velocity_ref").get<float>();
  if (!(reference > 0.0F))
    throw Error(fmt::format("{}: a velocity_ref of {} in kit.json is no velocity; put one of 1 to 127", folder.string(),
                            reference));
  Variant& variant = variant_named(drums[static_cast<std::size_t>(*drum)], sample.value("variant", std::string()));
  layer_of(variant, low, high, reference).takes.push_back(read_take(folder / sample.at("file").get<std::string>()));
}

void SampledKit::Stock::put_in_order() {
  for (std::vector<Variant>& variants : drums) {
    // The plain variant has no name and comes first.
    std::stable_sort(variants.begin(), variants.end(),
                     [](const Variant& a, const Variant& b) { return a.name.empty() && !b.name.empty(); });
    for (Variant& variant : variants) {
      std::sort(variant.layers.begin(), variant.layers.end(),
                [](const Layer& a, const Layer& b) { return a.low < b.low; });
      if (!covers_all_velocities(variant))
        throw Error(
            fmt::format("kit '{}': the layers of an articulation leave out or repeat some velocities; let "
                        "velocity_low and velocity_high in kit.json cover 1 to 127 once",
                        name));
    }
  }
}

SampledKit::SampledKit(const std::filesystem::path& folder) : stock_(std::make_shared<const Stock>(folder)) {}

bool SampledKit::has(score::Drum drum) const {
  return !stock_->drums[static_cast<std::size_t>(drum)].empty();
}

const std::string& SampledKit::name() const {
  return stock_->name;
}

SampledKit SampledKit::arranged(nn::Random& random) const {
  SampledKit kit = *this;
  for (std::size_t drum = 0; drum < kit.variant_.size(); ++drum)
    if (!stock_->drums[drum].empty()) kit.variant_[drum] = random.below(static_cast<int>(stock_->drums[drum].size()));
  return kit;
}

bool SampledKit::same_strokes(const SampledKit& other, score::Drum drum) const {
  const std::vector<Variant>& ours = stock_->drums[static_cast<std::size_t>(drum)];
  const std::vector<Variant>& theirs = other.stock_->drums[static_cast<std::size_t>(drum)];
  const auto same_layer = [](const Layer& a, const Layer& b) {
    return a.low == b.low && a.high == b.high && a.takes.size() == b.takes.size();
  };
  return !ours.empty() && std::ranges::equal(ours, theirs, [&](const Variant& a, const Variant& b) {
    return a.name == b.name && std::ranges::equal(a.layers, b.layers, same_layer);
  });
}

SampledKit SampledKit::arranged_like(const SampledKit& other) const {
  SampledKit kit = *this;
  for (std::size_t drum = 0; drum < kit.variant_.size(); ++drum)
    kit.variant_[drum] = same_strokes(other, static_cast<score::Drum>(drum)) ? other.variant_[drum] : 0;
  return kit;
}

Sound SampledKit::play(score::Drum drum, float velocity, nn::Random& random, int longest) const {
  const auto index = static_cast<std::size_t>(drum);
  if (stock_->drums[index].empty()) return {};
  const Variant& variant = stock_->drums[index][static_cast<std::size_t>(variant_[index])];
  const double midi = std::clamp(static_cast<double>(velocity) * 127.0, 1.0, 127.0);
  const Layer& layer = draw_layer(variant, midi, random);
  const Take& take = layer.takes[static_cast<std::size_t>(random.below(static_cast<int>(layer.takes.size())))];
  const auto gain = static_cast<float>(stock_->law.gain(midi, layer.reference));
  const std::size_t wanted = static_cast<std::size_t>(take.onset) + static_cast<std::size_t>(longest);
  return {to_floats(std::span(take.samples).first(std::min(take.samples.size(), wanted)), gain), take.onset, take.ring};
}

}  // namespace drumlin::synth
