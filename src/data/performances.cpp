// One kit, one room, no tricks: what is played is what was played.
#include "data/performances.h"

#include <drumlin/error.h>

#include <algorithm>
#include <optional>
#include <span>

#include "audio/reader.h"
#include "data/accompaniment.h"
#include "data/desk.h"
#include "data/drumset.h"
#include "data/excerpt.h"
#include "synth/band.h"
#include "synth/effects.h"
#include "synth/soundfont.h"

namespace drumlin::data {
namespace {

constexpr double shortest = 10.0;  // seconds; shorter ones are fills
constexpr double longest = 60.0;
constexpr double tail = 1.0;

/// Every drum as its kit has it.
void play_plainly(synth::Drumset& drums) {
  for (synth::Voice& voice : drums) voice = {voice.kit};
}

std::vector<float> sum_of(const synth::Tracks& tracks, int length) {
  std::vector<float> sum(static_cast<std::size_t>(length), 0.0F);
  for (const std::vector<float>& track : tracks) {
    for (std::size_t i = 0; i < track.size(); ++i) sum[i] += track[i];
  }
  return sum;
}

void put_into_room(std::vector<float>& sound, nn::Random& random) {
  const auto draw = [&random](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
  const float seconds = draw(0.2, 0.5);
  const float wet = draw(0.05, 0.15);
  synth::reverberate(sound, seconds, wet, draw(0.0, 0.02), random);
}

}  // namespace

struct Performances::Stock {
  StreamConfig config;
  bool band;
  std::vector<Groove> grooves;
  std::vector<Song> songs;
  KitShelf shelf;

  std::vector<float> play_band(const Excerpt& excerpt, int length, nn::Random& random) const {
    std::optional<synth::Soundfont> soundfont;
    if (!config.soundfonts.empty())
      soundfont.emplace(random.pick(std::span<const std::filesystem::path>(config.soundfonts)));
    const double seconds = static_cast<double>(length) / audio::sample_rate;
    return synth::play_band(draw_accompaniment(songs, excerpt, seconds, random), length, random,
                            soundfont ? &*soundfont : nullptr, config.soundfont_parts);
  }
};

Performances::Performances(const StreamConfig& config, Split split, bool band) {
  if (config.root.empty())
    throw Error("Performances are of a data set, and stream.root names none; set it in the configuration.");
  auto stock = std::make_unique<Stock>(Stock{config, band, load_grooves(config.root / "groove", split),
                                             load_songs(config.root / "accompaniment", true),
                                             KitShelf(load_kits(config.root / "kits", true), config.seed)});
  std::vector<Groove>& grooves = stock->grooves;
  std::erase_if(grooves, [](const Groove& groove) { return groove.performance.duration < shortest; });
  nn::Random random(config.seed);
  for (std::size_t left = grooves.size(); left > 1; --left) {
    std::swap(grooves[left - 1], grooves[static_cast<std::size_t>(random.below(static_cast<int>(left)))]);
  }
  stock_ = std::move(stock);
}

Performances::Performances(Performances&&) noexcept = default;
Performances::~Performances() = default;

int Performances::count() const {
  return static_cast<int>(stock_->grooves.size());
}

std::string Performances::name(int number) const {
  std::string name = std::filesystem::path(stock_->grooves[static_cast<std::size_t>(number)].name)
                         .replace_extension()
                         .generic_string();
  std::ranges::replace(name, '/', '-');
  return name;
}

Recording Performances::recording(int number) const {
  const Groove& groove = stock_->grooves[static_cast<std::size_t>(number)];
  nn::Random random(stock_->config.seed, static_cast<std::uint64_t>(number));
  Excerpt excerpt{groove.performance.hits, 60.0 / groove.bpm, 0.0};
  std::erase_if(excerpt.hits, [](const score::Hit& hit) { return hit.time >= longest; });
  Setup setup = draw_setup(excerpt.hits, stock_->shelf, {0.0, 0.0}, random);
  play_plainly(setup.drums);

  const double seconds = std::min(groove.performance.duration, longest) + tail;
  const auto length = static_cast<int>(seconds * audio::sample_rate);
  std::vector<float> mix = sum_of(synth::render(excerpt.hits, setup.drums, length, random), length);
  put_into_room(mix, random);
  if (stock_->band) mix = balance(std::move(mix), stock_->play_band(excerpt, length, random), 0.0);
  synth::scale_to_peak(mix, 0.9F);
  return {std::move(mix), {std::move(excerpt.hits), seconds}};
}

}  // namespace drumlin::data
