// Peak picking (Böck, Krebs and Schedl 2012, section 3). The time between frames comes from the shape that networks are
// taught to draw, a triangle (score::to_planes).
#include "transcribe/peaks.h"

#include <drumlin/error.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace drumlin::transcribe {
namespace {

using score::Drum;
using score::drum_count;

constexpr std::size_t width = 2 * drum_count;
constexpr double frame_seconds = 0.01;
constexpr float faintest = 1.0F / 127.0F;

constexpr std::array<std::string_view, instrument_count> names = {
    "kick", "snare", "side_stick", "hihat", "toms", "cymbals", "ride", "clap", "tambourine", "cowbell"};

constexpr std::array<Instrument, drum_count> instruments = {
    Instrument::kick,    Instrument::snare,      Instrument::snare,  Instrument::side_stick, Instrument::hihat,
    Instrument::hihat,   Instrument::hihat,      Instrument::toms,   Instrument::toms,       Instrument::toms,
    Instrument::cymbals, Instrument::ride,       Instrument::ride,   Instrument::cymbals,    Instrument::cymbals,
    Instrument::clap,    Instrument::tambourine, Instrument::cowbell};

std::size_t index(Instrument instrument) {
  return static_cast<std::size_t>(instrument);
}

/// Where between −0.5 and 0.5 frames a triangle peaks of which three neighbouring frames are known. Exact while the
/// triangle is at least two frames wide on its far side.
double triangle_peak(float before, float at, float after) {
  const float rise = at - std::min(before, after);
  if (rise <= 0.0F) return 0.0;
  return std::clamp(0.5 * static_cast<double>(after - before) / static_cast<double>(rise), -0.5, 0.5);
}

void check(bool right, const std::string& what) {
  if (!right) throw Error("The peak settings of the model are wrong: " + what + "; train or fetch it anew.");
}

/// Calls read(place of the instrument, its value) for every instrument of an object.
template <class Read>
void for_instruments(const nlohmann::json& fields, const char* key, const Read& read) {
  const auto found = fields.find(key);
  if (found == fields.end()) return;
  for (const auto& [instrument, value] : found->items()) {
    const auto* const place = std::ranges::find(names, instrument);
    check(place != names.end(), std::string(key) + " name no instrument \"" + instrument + "\"");
    read(static_cast<std::size_t>(place - names.begin()), value);
  }
}

VelocityLine line_from(const nlohmann::json& fields) {
  VelocityLine line;
  line.gain = fields.value("gain", line.gain);
  line.offset = fields.value("offset", line.offset);
  return line;
}

void check_ranges(const Peaks& peaks) {
  for (const float threshold : peaks.thresholds)
    check(threshold > 0.0F && threshold < 1.0F, "a threshold is not in (0, 1)");
  for (const VelocityLine& line : peaks.velocities) {
    check(line.gain > 0.0F && line.gain <= 10.0F, "a gain of velocities is not in (0, 10]");
    check(line.offset >= -1.0F && line.offset <= 1.0F, "an offset of velocities is not in -1 … 1");
  }
  for (const double late : peaks.lateness) check(late >= -0.05 && late <= 0.05, "a lateness is not in -0.05 … 0.05 s");
  check(peaks.neighbours >= 1 && peaks.neighbours <= 100, "neighbours is not in 1 … 100");
  check(peaks.average >= 0 && peaks.average <= 1000, "average is not in 0 … 1000");
  check(peaks.minimum_gap >= 0.0 && peaks.minimum_gap <= 1.0, "minimum_gap is not in 0 … 1 s");
}

}  // namespace

Instrument instrument_of(Drum drum) {
  return instruments[static_cast<std::size_t>(drum)];
}

bool several_drums(Instrument instrument) {
  return instrument == Instrument::toms || instrument == Instrument::cymbals;
}

std::string_view name(Instrument instrument) {
  return names[index(instrument)];
}

float VelocityLine::operator()(float velocity) const {
  return std::clamp(gain * velocity + offset, faintest, 1.0F);
}

std::string to_json(const Peaks& peaks) {
  nlohmann::json thresholds;
  nlohmann::json velocities;
  nlohmann::json lateness;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string instrument(names[i]);
    thresholds[instrument] = peaks.thresholds[i];
    velocities[instrument] = {{"gain", peaks.velocities[i].gain}, {"offset", peaks.velocities[i].offset}};
    lateness[instrument] = peaks.lateness[i];
  }
  return nlohmann::json{
      {"thresholds", thresholds},        {"velocities", velocities}, {"lateness", lateness},
      {"neighbours", peaks.neighbours},  {"average", peaks.average}, {"above_average", peaks.above_average},
      {"minimum_gap", peaks.minimum_gap}}
      .dump();
}

Peaks peaks_from_json(std::string_view json) {
  Peaks peaks;
  try {
    const nlohmann::json fields = nlohmann::json::parse(json);
    for_instruments(fields, "thresholds",
                    [&](std::size_t i, const nlohmann::json& value) { peaks.thresholds[i] = value; });
    for_instruments(fields, "velocities",
                    [&](std::size_t i, const nlohmann::json& value) { peaks.velocities[i] = line_from(value); });
    for_instruments(fields, "lateness", [&](std::size_t i, const nlohmann::json& value) { peaks.lateness[i] = value; });
    peaks.neighbours = fields.value("neighbours", peaks.neighbours);
    peaks.average = fields.value("average", peaks.average);
    peaks.above_average = fields.value("above_average", peaks.above_average);
    peaks.minimum_gap = fields.value("minimum_gap", peaks.minimum_gap);
  } catch (const nlohmann::json::exception& fault) {
    check(false, fault.what());
  }
  check_ranges(peaks);
  return peaks;
}

float at_sensitivity(float threshold, double sensitivity) {
  const double odds = threshold / (1.0 - threshold) * std::pow(4.0, -sensitivity);
  return static_cast<float>(odds / (1.0 + odds));
}

std::array<float, instrument_count> thresholds_at(const Peaks& peaks, double sensitivity) {
  std::array<float, instrument_count> thresholds = peaks.thresholds;
  for (float& threshold : thresholds) threshold = at_sensitivity(threshold, sensitivity);
  return thresholds;
}

PeakPicker::PeakPicker(const Peaks& peaks, double sensitivity) : peaks_(peaks) {
  peaks_.thresholds = thresholds_at(peaks, sensitivity);
}

int PeakPicker::frames() const {
  return static_cast<int>(roll_.size() / width);
}

float PeakPicker::activation(int frame, Instrument instrument) const {
  if (frame < 0 || frame >= frames()) return 0.0F;
  return sums_[static_cast<std::size_t>(frame) * instrument_count + index(instrument)];
}

/// The first frame of a plateau is its peak.
bool PeakPicker::is_peak(int frame, Instrument instrument) const {
  const float here = activation(frame, instrument);
  if (here < peaks_.thresholds[index(instrument)]) return false;
  for (int distance = 1; distance <= peaks_.neighbours; ++distance) {
    if (activation(frame - distance, instrument) >= here) return false;
    if (activation(frame + distance, instrument) > here) return false;
  }
  return peaks_.average == 0 || above_average(frame, instrument);
}

bool PeakPicker::above_average(int frame, Instrument instrument) const {
  const int first = std::max(0, frame - peaks_.average);
  const int last = std::min(frames() - 1, frame + peaks_.average);
  float sum = 0.0F;
  for (int near = first; near <= last; ++near) sum += activation(near, instrument);
  return activation(frame, instrument) >= sum / static_cast<float>(last - first + 1) + peaks_.above_average;
}

PeakPicker::Peak PeakPicker::describe(int frame, Instrument instrument) const {
  const float* here = roll_.data() + static_cast<std::size_t>(frame) * width;
  const auto near = [&](std::size_t drum) {
    float most = here[drum];
    if (frame > 0) most = std::max(most, here[drum - width]);
    if (frame + 1 < frames()) most = std::max(most, here[drum + width]);
    return most;
  };
  std::size_t loudest = drum_count;
  for (std::size_t drum = 0; drum < drum_count; ++drum) {
    if (instruments[drum] == instrument && (loudest == drum_count || here[drum] > here[loudest])) loudest = drum;
  }
  const double between = triangle_peak(activation(frame - 1, instrument), activation(frame, instrument),
                                       activation(frame + 1, instrument));
  const double heard = (static_cast<double>(first_ + frame) + between) * frame_seconds;
  const double time = std::max(0.0, heard - peaks_.lateness[index(instrument)]);
  const VelocityLine& velocity = peaks_.velocities[index(instrument)];
  Peak peak;
  peak.frame = first_ + frame;
  peak.strength = activation(frame, instrument);
  for (std::size_t drum = 0; drum < drum_count; ++drum) {
    if (instruments[drum] != instrument) continue;
    const bool by_itself = several_drums(instrument) && near(drum) >= peaks_.thresholds[index(instrument)];
    if (drum != loudest && !by_itself) continue;
    const float passed = std::min(1.0F, drum == loudest ? peak.strength : near(drum));
    peak.hits.push_back({time, static_cast<Drum>(drum), velocity(here[drum_count + drum]), passed});
  }
  return peak;
}

/// Of two peaks closer than the minimum gap the stronger stays. Whole frames count: the flanks of a flam's two
/// triangles overlap and draw their times between frames together.
void PeakPicker::keep(Instrument instrument, Peak peak) {
  Peak& last = last_[index(instrument)];
  const double gap = static_cast<double>(peak.frame - last.frame) * frame_seconds;
  if (!last.hits.empty() && gap < peaks_.minimum_gap) {
    if (peak.strength > last.strength) last = std::move(peak);
    return;
  }
  hits_.insert(hits_.end(), last.hits.begin(), last.hits.end());
  last = std::move(peak);
}

void PeakPicker::decide_until(int end) {
  for (; decided_ < end; ++decided_) {
    for (int i = 0; i < instrument_count; ++i) {
      const auto instrument = static_cast<Instrument>(i);
      if (is_peak(decided_, instrument)) keep(instrument, describe(decided_, instrument));
    }
  }
}

void PeakPicker::push(std::span<const float> added) {
  roll_.insert(roll_.end(), added.begin(), added.end());
  for (std::size_t frame = 0; frame < added.size() / width; ++frame) {
    std::array<float, instrument_count> sums{};
    for (std::size_t drum = 0; drum < drum_count; ++drum) sums[index(instruments[drum])] += added[frame * width + drum];
    sums_.insert(sums_.end(), sums.begin(), sums.end());
  }
  const int sight = std::max(peaks_.neighbours, peaks_.average);
  decide_until(frames() - sight);
  const int past = std::max(0, decided_ - sight);
  roll_.erase(roll_.begin(), roll_.begin() + past * static_cast<std::ptrdiff_t>(width));
  sums_.erase(sums_.begin(), sums_.begin() + past * instrument_count);
  first_ += past;
  decided_ -= past;
}

std::vector<score::Hit> PeakPicker::finish() {
  std::vector<score::Hit> hits = finish_with_activations();
  for (score::Hit& hit : hits) hit.probability.reset();
  return hits;
}

std::vector<score::Hit> PeakPicker::finish_with_activations() {
  decide_until(frames());
  for (const Peak& last : last_) hits_.insert(hits_.end(), last.hits.begin(), last.hits.end());
  score::Performance performance{std::move(hits_), 0.0};
  score::sort_hits(performance);
  return std::move(performance.hits);
}

std::vector<score::Hit> pick_peaks(std::span<const float> roll, const Peaks& peaks, double sensitivity) {
  PeakPicker picker(peaks, sensitivity);
  picker.push(roll);
  return picker.finish();
}

}  // namespace drumlin::transcribe
