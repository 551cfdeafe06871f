// A beat is denoised by the eight around it: it becomes the mean of the beats of the book at that place of the bar,
// each as likely as its own surroundings are, given the noisy ones.
#include "imagine/book.h"

#include <drumlin/error.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "diffusion/edm.h"
#include "nn/random.h"
#include "nn/safetensors.h"

namespace drumlin::imagine {
namespace {

using score::Hit;

constexpr int planes = 3;  // onset, velocity, lateness; 0 where there is no stroke
constexpr std::size_t beat_size = std::size_t{ticks_per_beat} * score::drum_count * planes;
constexpr int beats_before = 4;  // that say what a beat is
constexpr int beats_after = 3;
constexpr double tempo_tolerance = 0.1;  // deviation of the logarithm of tempos that grooves are exchanged between
constexpr double furthest = 2.5;         // such deviations
constexpr double unlikely = 1e-4;        // of the likeliest: not counted
constexpr int lateness_levels = 16;
constexpr diffusion::Schedule schedule{.sigma_min = 0.05F, .sigma_max = 20.0F, .rho = 7.0F};

std::size_t cell(const BookStroke& stroke) {
  return (static_cast<std::size_t>(stroke.tick) * score::drum_count + static_cast<std::size_t>(stroke.drum)) * planes;
}

/// A beat of the book.
struct Page {
  const Beat* beat;
  int position;        // in the bar
  bool follows;        // the beat before it on the pages
  double prior;        // logarithm, by its tempo
  double half_square;  // of its planes, halved
};

/// The beats of all takes that are near enough in tempo, or of the nearest take.
std::vector<Page> pages_of(std::span<const Take> book, double bpm) {
  const auto apart = [&](const Take& take) { return std::abs(std::log(take.bpm / bpm)) / tempo_tolerance; };
  const double nearest = apart(*std::ranges::min_element(book, {}, apart));
  std::vector<Page> pages;
  for (const Take& take : book) {
    if (apart(take) > std::max(nearest, furthest)) continue;
    for (std::size_t i = 0; i < take.beats.size(); ++i) {
      double square = 0.0;
      for (const BookStroke& s : take.beats[i]) square += 1.0 + s.velocity * s.velocity + s.late * s.late;
      const double prior = -0.5 * (apart(take) * apart(take) - nearest * nearest);
      pages.push_back({&take.beats[i], static_cast<int>(i % beats_per_bar), i > 0, prior, square / 2});
    }
  }
  return pages;
}

/// The best denoiser that a book allows, for grooves of one tempo.
class Reader {
 public:
  Reader(std::span<const Take> book, double bpm) : pages_(pages_of(book, bpm)) {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (!stands_alone(page)) candidates_[static_cast<std::size_t>(pages_[page].position)].push_back(page);
    }
  }

  void denoise(std::span<const float> x, float sigma, std::span<float> estimate) {
    const auto beats = static_cast<int>(x.size() / beat_size);
    std::ranges::fill(estimate, 0.0F);
    for (int beat = -beats_after; beat < beats; ++beat) {
      if (beat + beats_after < beats) agree(x, beat + beats_after);
      if (beat < 0) continue;
      write(beat, beats, sigma, estimate.subspan(static_cast<std::size_t>(beat) * beat_size, beat_size));
    }
  }

 private:
  /// Whether too little stands around a page to say when it would be played.
  bool stands_alone(std::size_t page) const {
    if (page < beats_before || page + beats_after >= pages_.size()) return true;
    for (std::size_t near = page - beats_before + 1; near <= page + beats_after; ++near) {
      if (!pages_[near].follows) return true;
    }
    return false;
  }

  /// What each page says of a beat, in the row of the beat; only rows around the beat in hand are kept.
  std::vector<float>& row(int beat) { return agreement_[static_cast<std::size_t>(beat) % agreement_.size()]; }

  /// ln p(x's beat | page), but for what is the same for all pages, times σ²: x · y − ½ y².
  void agree(std::span<const float> x, int beat) {
    const float* cells = &x[static_cast<std::size_t>(beat) * beat_size];
    std::vector<float>& row = this->row(beat);
    row.resize(pages_.size());
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (pages_[page].position != beat % beats_per_bar) continue;
      double product = -pages_[page].half_square;
      for (const BookStroke& stroke : *pages_[page].beat) {
        const float* c = cells + cell(stroke);
        product += c[0] + c[1] * stroke.velocity + c[2] * stroke.late;
      }
      row[page] = static_cast<float>(product);
    }
  }

  double likelihood(int beat, int beats, std::size_t page) {
    double sum = 0.0;
    for (int other = std::max(0, beat - beats_before); other <= std::min(beats - 1, beat + beats_after); ++other) {
      sum += row(other)[page + static_cast<std::size_t>(other - beat)];
    }
    return sum;
  }

  void write(int beat, int beats, float sigma, std::span<float> estimate) {
    std::vector<std::pair<std::size_t, double>> likely;
    double best = -1e300;
    for (const std::size_t page : candidates_[static_cast<std::size_t>(beat % beats_per_bar)]) {
      const double logarithm =
          pages_[page].prior + likelihood(beat, beats, page) / (static_cast<double>(sigma) * sigma);
      likely.emplace_back(page, logarithm);
      best = std::max(best, logarithm);
    }
    double total = 0.0;
    for (auto& [page, weight] : likely) total += weight = std::exp(weight - best);
    for (const auto& [page, weight] : likely) {
      if (weight < unlikely) continue;
      const auto share = static_cast<float>(weight / total);
      for (const BookStroke& stroke : *pages_[page].beat) {
        float* c = &estimate[cell(stroke)];
        c[0] += share;
        c[1] += share * stroke.velocity;
        c[2] += share * stroke.late;
      }
    }
  }

  std::vector<Page> pages_;
  std::array<std::vector<std::size_t>, beats_per_bar> candidates_;  // pages by position
  std::array<std::vector<float>, beats_before + beats_after + 1> agreement_;
};

std::vector<Hit> to_hits(std::span<const float> x, double bpm) {
  std::vector<Hit> hits;
  const double tick_seconds = 60.0 / bpm / ticks_per_beat;
  for (std::size_t i = 0; i < x.size(); i += planes) {
    if (x[i] < 0.5F) continue;
    const std::size_t grid = i / planes / score::drum_count;
    const double tick = static_cast<double>(grid) + x[i + 2] / x[i];
    const auto drum = static_cast<score::Drum>(i / planes % score::drum_count);
    const float velocity = std::clamp(x[i + 1] / x[i], 1.0F / 127, 1.0F);
    hits.push_back({std::max(0.0, tick * tick_seconds), drum, velocity});
  }
  return hits;
}

/// Velocity as MIDI has it, and in which of 16 parts of a tick the stroke is.
float pack(const BookStroke& stroke) {
  const auto velocity = std::clamp(std::lround(stroke.velocity * 127.0F), 1L, 127L);
  const auto late = std::clamp(std::lround((stroke.late + 0.5F) * lateness_levels - 0.5F), 0L, lateness_levels - 1L);
  return static_cast<float>(velocity * lateness_levels + late);
}

BookStroke unpack(int place, int touch) {
  const float late = (static_cast<float>(touch % lateness_levels) + 0.5F) / lateness_levels - 0.5F;
  const int velocity = touch / lateness_levels;
  return {place / score::drum_count, static_cast<score::Drum>(place % score::drum_count),
          static_cast<float>(velocity) / 127.0F, late};
}

bool is_book(const nn::Weights& file) {
  const auto system = file.metadata().find("system");
  return system != file.metadata().end() && system->second == "groove-book";
}

}  // namespace

Take to_take(const score::Performance& performance, double bpm) {
  Take take{bpm, {}};
  for (const Hit& hit : performance.hits) {
    const double position = hit.time * bpm / 60.0 * ticks_per_beat;
    const auto tick = static_cast<std::size_t>(std::llround(position));
    const BookStroke stroke{static_cast<int>(tick % ticks_per_beat), hit.drum, hit.velocity,
                            static_cast<float>(position - static_cast<double>(tick))};
    if (take.beats.size() <= tick / ticks_per_beat) take.beats.resize(tick / ticks_per_beat + 1);
    Beat& beat = take.beats[tick / ticks_per_beat];
    const auto same = std::ranges::find_if(
        beat, [&](const BookStroke& other) { return other.tick == stroke.tick && other.drum == stroke.drum; });
    if (same == beat.end()) {
      beat.push_back(stroke);
    } else if (same->velocity < stroke.velocity) {
      *same = stroke;
    }
  }
  return take;
}

std::vector<std::uint8_t> write_book(std::span<const Take> takes) {
  // A row for every beat: how many strokes, and the tempo of a take's first, −1 of others. One for every stroke: tick
  // and drum, velocity and lateness, each pair in one whole number below 2048, which 16 bits hold exactly.
  nn::Named beats{"beats", {}, {}};
  nn::Named strokes{"strokes", {}, {}};
  for (const Take& take : takes) {
    for (std::size_t i = 0; i < take.beats.size(); ++i) {
      beats.values.push_back(static_cast<float>(take.beats[i].size()));
      beats.values.push_back(i == 0 ? static_cast<float>(take.bpm) : -1.0F);
      for (const BookStroke& stroke : take.beats[i]) {
        strokes.values.push_back(static_cast<float>(stroke.tick * score::drum_count + static_cast<int>(stroke.drum)));
        strokes.values.push_back(pack(stroke));
      }
    }
  }
  beats.shape = {static_cast<std::int64_t>(beats.values.size() / 2), 2};
  strokes.shape = {static_cast<std::int64_t>(strokes.values.size() / 2), 2};
  return nn::to_safetensors({std::move(beats), std::move(strokes)}, {{"system", "groove-book"}}, nn::Type::f16);
}

bool is_book(const std::filesystem::path& path) {
  return is_book(nn::Weights(path));
}

std::vector<Take> read_book(const std::filesystem::path& path) {
  const nn::Weights file(path);
  const auto fail = [&] {
    throw Error(path.string() + " is no book of grooves; give one from Drumlin's models folder.");
  };
  const nn::Stored* beats = file.find("beats");
  const nn::Stored* strokes = file.find("strokes");
  if (!is_book(file) || beats == nullptr || strokes == nullptr) fail();
  if (beats->shape.rank != 2 || beats->shape[1] != 2 || strokes->shape.rank != 2 || strokes->shape[1] != 2) fail();
  const std::vector<float> rows = nn::to_floats(*beats);
  const std::vector<float> all = nn::to_floats(*strokes);
  std::vector<Take> takes;
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows.size(); row += 2) {
    if (rows[row + 1] > 0.0F) takes.push_back({rows[row + 1], {}});
    const std::size_t left_over = (all.size() - next) / 2;
    if (takes.empty() || !(rows[row] >= 0.0F && rows[row] <= static_cast<float>(left_over))) fail();
    Beat& beat = takes.back().beats.emplace_back();
    for (auto left = static_cast<int>(rows[row]); left > 0; --left, next += 2) {
      if (!(all[next] >= 0.0F && all[next] < ticks_per_beat * score::drum_count)) fail();
      if (!(all[next + 1] >= 0.0F && all[next + 1] < 128 * lateness_levels)) fail();
      beat.push_back(unpack(static_cast<int>(all[next]), static_cast<int>(all[next + 1])));
    }
  }
  if (takes.empty()) fail();
  return takes;
}

Groove draw_groove(std::span<const Take> book, double seconds, const GrooveOptions& options, const Progress& progress) {
  if (options.bpm && !(*options.bpm >= 30.0 && *options.bpm <= 300.0)) throw Error("The tempo must be 30 to 300 bpm.");
  if (!(seconds > 0.0)) throw Error("The seconds to generate must be above 0.");
  if (seconds > longest)
    throw Error(fmt::format("{:g} seconds are too many; generate {:g} at most.", seconds, longest));
  nn::Random random(options.seed, 0);
  const auto any = static_cast<std::size_t>(random.uniform() * static_cast<double>(book.size()));
  const double bpm = options.bpm.value_or(book[any].bpm);
  const auto bars = static_cast<std::size_t>(std::ceil(seconds * bpm / 60.0 / beats_per_bar));
  const std::vector<float> nothing(bars * beats_per_bar * beat_size, 0.0F);
  Reader reader(book, bpm);
  int step = 0;
  const diffusion::Denoiser denoise = [&](std::span<const float> x, float sigma, std::span<const float> /*guess*/,
                                          std::span<float> estimate) {
    if (progress) progress(seconds * step++ / options.steps, seconds);
    reader.denoise(x, sigma, estimate);
  };
  const diffusion::Task task{.guess = nothing, .temperature = static_cast<float>(options.temperature)};
  Groove groove{{to_hits(diffusion::sample(denoise, {schedule, options.steps}, task, random), bpm), seconds}, bpm};
  std::erase_if(groove.performance.hits, [&](const Hit& hit) { return hit.time >= seconds; });
  score::sort_hits(groove.performance);
  return groove;
}

}  // namespace drumlin::imagine
