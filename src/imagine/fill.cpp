// Inpainting by windows: known hits are drawn as planes, the sampler imagines the cells of the regions between them,
// and what it imagined is known to the next window.
#include "imagine/fill.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "audio/features.h"
#include "imagine/recall.h"
#include "score/roll.h"
#include "transcribe/peaks.h"

namespace drumlin::imagine {
namespace {

using score::Hit;
using transcribe::instrument_of;

constexpr double frame_seconds = 1.0 / score::frames_per_second;
/// The flank of a known hit's triangle that reaches into a region can be drawn as a peak this far from the hit.
constexpr double flank = 0.02;
constexpr std::size_t width = 2 * score::drum_count;

/// The frames whose times lie within; a billionth of a frame more or less is rounding.
Frames frames_of(const Region& region) {
  const auto frame = [](double time) {
    return static_cast<std::int64_t>(std::ceil(time * score::frames_per_second - 1e-9));
  };
  return {frame(region.start), frame(region.end)};
}

bool contains(const Frames& frames, std::int64_t frame) {
  return frame >= frames.from && frame < frames.to;
}

/// Peaks as the network draws them. What corrects them would be applied again by every window that is told of them.
transcribe::Peaks uncorrected(transcribe::Peaks peaks) {
  peaks.velocities.fill({});
  peaks.lateness.fill(0.0);
  return peaks;
}

class Filler {
 public:
  Filler(const transcribe::Model& model, const Blank& blank, std::span<const Region> gaps, const Sound& sound,
         const Options& options)
      : model_(model),
        listener_(model),
        raw_peaks_(uncorrected(model.peaks)),
        blank_(blank),
        options_(options),
        sound_(sound),
        buffer_(sound_.source, sound.gain),
        end_(frames_of({0.0, blank.duration}).to),
        sight_(std::ranges::max(model.config.features.windows) / 2),
        hits_(blank.known.begin(), blank.known.end()) {
    for (const Region& region : blank.regions) regions_.push_back(frames_of(region));
    for (const Region& gap : gaps) gaps_.push_back(frames_of(gap));
  }

  std::vector<Hit> fill(const Progress& progress) {
    const std::vector<Window> windows = plan_windows(regions_, listener_.frames(), end_);
    double total = 0.0;
    for (const Window& window : windows) total += seconds(window.imagined);
    double done = 0.0;
    for (std::size_t number = 0; number < windows.size(); ++number) {
      if (progress) progress(done, total);
      imagine(windows[number], nn::Random(options_.seed, number));
      done += seconds(windows[number].imagined);
    }
    if (progress) progress(total, total);
    score::Performance imagined{std::move(imagined_), 0.0};
    score::sort_hits(imagined);
    return std::move(imagined.hits);
  }

 private:
  static double seconds(const Frames& frames) { return static_cast<double>(frames.to - frames.from) * frame_seconds; }

  static bool within_any(std::span<const Frames> ranges, std::int64_t frame, std::int64_t margin = 0) {
    return std::ranges::any_of(ranges, [&](const Frames& range) {
      return contains({range.from - margin, range.to + margin}, frame);
    });
  }

  /// 1 for every frame of the window at which the sound counts: where the spectra do not reach into a gap.
  std::vector<std::uint8_t> heard(const Window& window) const {
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(listener_.frames()));
    const std::int64_t margin = (sight_ + audio::hop - 1) / audio::hop;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      mask[i] = within_any(gaps_, window.first + static_cast<std::int64_t>(i), margin) ? 0 : 1;
    }
    return mask;
  }

  /// 1 for every cell of the window that is not to be imagined any more, and is within the piece.
  std::vector<std::uint8_t> known(const Window& window) const {
    std::vector<std::uint8_t> mask;
    for (std::int64_t frame = window.first; frame < window.first + listener_.frames(); ++frame) {
      const bool open = frame >= end_ || (frame >= window.imagined.from && within_any(regions_, frame));
      mask.insert(mask.end(), width, open ? 0 : 1);
    }
    return mask;
  }

  /// The window's samples, silent in the gaps; samples[0] is at its first frame less what the spectra see before it.
  std::vector<float> samples(const Window& window) {
    if (!sound_.source) return {};
    const std::int64_t start = std::max<std::int64_t>(0, window.first * audio::hop - sight_);
    const std::int64_t end = (window.first + listener_.frames()) * audio::hop + sight_;
    while (buffer_.end() < start && !buffer_.ended()) {
      buffer_.read_until(buffer_.end() + 1);
      buffer_.forget_before(start);
    }
    buffer_.read_until(end);
    buffer_.forget_before(start);
    std::vector<float> samples(buffer_.samples().begin(), buffer_.samples().end());
    for (const Frames& gap : gaps_) {
      const auto place = [&](std::int64_t frame) {
        const auto size = static_cast<std::int64_t>(samples.size());
        return samples.begin() + std::clamp<std::int64_t>(frame * audio::hop - buffer_.start(), 0, size);
      };
      std::fill(place(gap.from), place(gap.to), 0.0F);
    }
    return samples;
  }

  /// A part of a region in seconds: to its very borders, which need not be frames.
  Region in_seconds(std::size_t region, const Frames& part) const {
    const bool first = part.from == regions_[region].from;
    const bool last = part.to == regions_[region].to;
    return {first ? blank_.regions[region].start : static_cast<double>(part.from) * frame_seconds,
            last ? blank_.regions[region].end : static_cast<double>(part.to) * frame_seconds};
  }

  /// The new part of the window as the piece around it suggests, where no sound says what it is.
  std::optional<std::vector<Hit>> recalled(const Window& window) const {
    for (std::int64_t frame = window.imagined.from; frame < window.imagined.to; ++frame) {
      if (options_.strength == 1.0 || (sound_.source && !within_any(gaps_, frame))) return std::nullopt;
    }
    std::vector<Region> unknown;
    Region gap;
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      if (regions_[i].to <= window.imagined.from) continue;
      unknown.push_back(in_seconds(i, {std::max(regions_[i].from, window.imagined.from), regions_[i].to}));
      if (contains(regions_[i], window.imagined.from)) gap = in_seconds(i, window.imagined);
    }
    return recall(hits_, unknown, gap, blank_.duration);
  }

  /// What is known and what is recalled; nothing without a draft.
  std::vector<float> drafted_planes(const std::optional<std::vector<Hit>>& draft, double start) const {
    if (!draft) return {};
    std::vector<Hit> hits = hits_;
    hits.insert(hits.end(), draft->begin(), draft->end());
    return score::to_planes(hits, start, listener_.frames());
  }

  void imagine(const Window& window, nn::Random random) {
    const std::optional<std::vector<Hit>> draft = recalled(window);
    if (draft && options_.strength == 0.0) {
      imagined_.insert(imagined_.end(), draft->begin(), draft->end());
      hits_.insert(hits_.end(), draft->begin(), draft->end());
      return;
    }
    const double start = static_cast<double>(window.first) * frame_seconds;
    const std::vector<float> sound = samples(window);
    const std::vector<std::uint8_t> audible = heard(window);
    const std::vector<float> planes = score::to_planes(hits_, start, listener_.frames());
    const std::vector<float> drafted = drafted_planes(draft, start);
    const std::vector<std::uint8_t> cells = known(window);
    const transcribe::Request request{.samples = sound,
                                      .first = static_cast<std::ptrdiff_t>(window.first * audio::hop - buffer_.start()),
                                      .heard = audible,
                                      .steps = options_.steps,
                                      .guidance = static_cast<float>(options_.guidance),
                                      .task = {.guess = drafted,
                                               .draft = drafted,
                                               .strength = static_cast<float>(options_.strength),
                                               .known = {planes, cells},
                                               .resamplings = options_.resamplings,
                                               .temperature = static_cast<float>(options_.temperature)}};
    std::vector<Hit> drawn =
        transcribe::pick_peaks(listener_.listen(request, {&random, 1}), raw_peaks_, options_.sensitivity);
    for (Hit& hit : drawn) hit.time += start;
    keep(drawn, window.imagined);
  }

  /// A peak just before the first new frame is a hit on the border, unless it is the flank of one that is known.
  void keep(std::span<const Hit> drawn, const Frames& imagined) {
    const double from = static_cast<double>(imagined.from) * frame_seconds;
    const double to = static_cast<double>(imagined.to) * frame_seconds;
    const std::size_t known_count = hits_.size();
    for (Hit hit : drawn) {
      if (hit.time < from - flank || hit.time >= to) continue;
      const auto is_its_flank = [&](const Hit& other) {
        return instrument_of(other.drum) == instrument_of(hit.drum) && std::abs(other.time - hit.time) < flank;
      };
      if (std::any_of(hits_.begin(), hits_.begin() + static_cast<std::ptrdiff_t>(known_count), is_its_flank)) continue;
      hit.time = std::max(hit.time, from);
      hits_.push_back(hit);
      imagined_.push_back(corrected(hit));
    }
  }

  /// A hit that was drawn, with the model's corrections, within its region.
  Hit corrected(Hit hit) const {
    const auto instrument = static_cast<std::size_t>(instrument_of(hit.drum));
    const auto region =
        std::ranges::find_if(blank_.regions, [&](const Region& r) { return hit.time < r.end + frame_seconds; });
    hit.velocity = model_.peaks.velocities[instrument](hit.velocity);
    hit.time -= model_.peaks.lateness[instrument];
    if (region != blank_.regions.end()) {
      hit.time = std::clamp(hit.time, region->start, std::nextafter(region->end, region->start));
    }
    return hit;
  }

  const transcribe::Model& model_;
  transcribe::Listener listener_;
  transcribe::Peaks raw_peaks_;
  const Blank& blank_;
  const Options& options_;
  const Sound& sound_;
  transcribe::Buffer buffer_;
  std::int64_t end_;
  std::int64_t sight_;
  std::vector<Frames> regions_;
  std::vector<Frames> gaps_;
  std::vector<Hit> hits_;      ///< known, then imagined, as the network drew them
  std::vector<Hit> imagined_;  ///< corrected
};

}  // namespace

std::vector<Region> join(std::span<const Region> regions) {
  std::vector<Region> sorted(regions.begin(), regions.end());
  std::ranges::sort(sorted, {}, &Region::start);
  std::vector<Region> joined;
  for (const Region& region : sorted) {
    if (joined.empty() || region.start > joined.back().end) {
      joined.push_back(region);
    } else {
      joined.back().end = std::max(joined.back().end, region.end);
      joined.back().sound_counts = joined.back().sound_counts || region.sound_counts;
    }
  }
  return joined;
}

std::vector<Hit> fill(const transcribe::Model& model, const Blank& blank, std::span<const Region> gaps,
                      const Sound& sound, const Options& options, const Progress& progress) {
  return Filler(model, blank, gaps, sound, options).fill(progress);
}

}  // namespace drumlin::imagine
