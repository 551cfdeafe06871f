// Every example from its number: groove, kit, desk, band, level, features. The order of draws is the order below.
#include "data/stream.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "audio/reader.h"
#include "data/accompaniment.h"
#include "data/desk.h"
#include "data/drumset.h"
#include "data/excerpt.h"
#include "data/library.h"
#include "data/variation.h"
#include "score/roll.h"
#include "synth/band.h"
#include "synth/effects.h"

namespace drumlin::data {
namespace {

constexpr double pre_roll = 2.0;        // seconds of drumming before the excerpt, whose cymbals ring into it
constexpr double without_drums = 0.03;  // share of examples
constexpr double deepest_level_db = -24.0;
constexpr std::uint64_t performance_salt = 0x726f6c6c73ULL;     // performances without sound are none of the examples
constexpr std::uint64_t held_out_seed = 0x9d5c3a1e7b2f4680ULL;  // held-out draws repeat none of training

std::uint64_t seed_of(const StreamConfig& config) {
  return config.held_out ? config.seed ^ held_out_seed : config.seed;
}

score::Performance to_labels(std::span<const score::Hit> hits, double seconds) {
  score::Performance performance;
  performance.duration = seconds;
  for (const score::Hit& hit : hits) {
    if (hit.time >= 0.0 && hit.time < seconds) performance.hits.push_back(hit);
  }
  return performance;
}

/// One of the soundfonts; null if there are none. Each thread has its own, since one plays one piece at a time.
synth::Soundfont* draw_soundfont(std::span<const std::filesystem::path> paths, nn::Random& random) {
  thread_local std::map<std::filesystem::path, synth::Soundfont> loaded;
  if (paths.empty()) return nullptr;
  const std::filesystem::path& path = random.pick(paths);
  return &loaded.try_emplace(path, path).first->second;
}

}  // namespace

struct Stream::Stock {
  StreamConfig config;
  std::vector<Groove> grooves;
  std::vector<Song> songs;
  KitShelf shelf;

  int length() const { return config.frames * audio::hop; }
  double seconds() const { return static_cast<double>(length()) / audio::sample_rate; }

  Excerpt draw_excerpt(nn::Random& random) const;
  std::vector<float> draw_drums(Excerpt& excerpt, nn::Random& random) const;
  std::vector<float> draw_band(const Excerpt& excerpt, nn::Random& random) const;
  std::vector<float> draw_without_drums(nn::Random& random) const;
};

Excerpt Stream::Stock::draw_excerpt(nn::Random& random) const {
  const bool procedural = grooves.empty() || random.chance(config.procedural_grooves);
  return procedural ? draw_procedural(pre_roll, seconds(), random) : cut_groove(grooves, pre_roll, seconds(), random);
}

std::vector<float> Stream::Stock::draw_drums(Excerpt& excerpt, nn::Random& random) const {
  vary(excerpt, random);
  const Setup setup = draw_setup(excerpt.hits, shelf, {config.procedural_kits, config.exchange}, random);
  drop_inaudible(excerpt.hits, setup.drums);
  return mix_drums(synth::render(excerpt.hits, setup.drums, length(), random), length(), random);
}

std::vector<float> Stream::Stock::draw_band(const Excerpt& excerpt, nn::Random& random) const {
  const std::vector<synth::Note> notes = draw_accompaniment(songs, excerpt, seconds(), random);
  synth::Soundfont* soundfont = draw_soundfont(config.soundfonts, random);
  std::vector<float> band = synth::play_band(notes, length(), random, soundfont, config.soundfont_parts);
  shape_band(band, random);
  return band;
}

/// Music without drums, noise alone, or next to nothing.
std::vector<float> Stream::Stock::draw_without_drums(nn::Random& random) const {
  std::vector<float> mix(static_cast<std::size_t>(length()), 0.0F);
  const double kind = random.uniform();
  if (kind < 0.6) {
    mix = draw_band(draw_excerpt(random), random);
    master(mix, random);
  } else {
    synth::add_hiss(mix, -20.0F, static_cast<float>(random.uniform()), random);
  }
  set_level(mix, kind < 0.8 ? random.uniform(deepest_level_db, 0.0) : random.uniform(-100.0, -50.0));
  return mix;
}

Stream::Stream(StreamConfig config) {
  auto stock = std::make_unique<Stock>(Stock{config, {}, {}, KitShelf({}, 0)});
  std::vector<ShelvedKit> kits;
  if (!config.root.empty()) {
    stock->grooves = load_grooves(config.root / "groove", config.held_out ? Split::validation : Split::train);
    stock->songs = load_songs(config.root / "accompaniment", config.held_out);
    kits = load_kits(config.root / "kits", config.held_out);
  }
  stock->shelf = KitShelf(std::move(kits), seed_of(config));
  stock_ = std::move(stock);
}

Stream::Stream(Stream&&) noexcept = default;
Stream::~Stream() = default;

Recording Stream::recording(std::uint64_t number) const {
  const Stock& stock = *stock_;
  nn::Random random(seed_of(stock.config), number);
  if (random.chance(without_drums)) return {stock.draw_without_drums(random), {{}, stock.seconds()}};
  Excerpt excerpt = stock.draw_excerpt(random);
  std::vector<float> mix = stock.draw_drums(excerpt, random);
  if (random.chance(stock.config.bands)) {
    const double db = random.uniform(stock.config.faintest_drums_db, stock.config.loudest_drums_db);
    mix = balance(std::move(mix), stock.draw_band(excerpt, random), db);
  }
  master(mix, random);
  set_level(mix, random.chance(0.5) ? 0.0 : random.uniform(deepest_level_db, 0.0));
  return {std::move(mix), to_labels(excerpt.hits, stock.seconds())};
}

Example Stream::example(std::uint64_t number) const {
  const StreamConfig& config = stock_->config;
  const Recording recording = this->recording(number);
  // One transform for each thread: its plans and buffers are not to be shared.
  thread_local std::unique_ptr<audio::LogMel> mel;
  if (!mel || !(mel->config() == config.features)) mel = std::make_unique<audio::LogMel>(config.features);
  Example example;
  example.features.resize(config.features.windows.size() * static_cast<std::size_t>(config.frames) *
                          static_cast<std::size_t>(config.features.bands));
  mel->compute(recording.samples, 0, config.frames, example.features);
  example.planes = score::to_planes(recording.performance.hits, 0.0, config.frames);
  return example;
}

std::vector<float> Stream::performance_planes(std::uint64_t number) const {
  const Stock& stock = *stock_;
  nn::Random random(seed_of(stock.config) ^ performance_salt, number);
  const Excerpt excerpt = stock.grooves.empty() ? draw_procedural(pre_roll, stock.seconds(), random)
                                                : cut_groove(stock.grooves, pre_roll, stock.seconds(), random);
  return score::to_planes(excerpt.hits, 0.0, stock.config.frames);
}

const StreamConfig& Stream::config() const {
  return stock_->config;
}

}  // namespace drumlin::data
