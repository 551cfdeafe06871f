// From activations to hits: peak picking by the conditions of Böck, Krebs and Schedl 2012 ("Evaluating the online
// capabilities of onset detection methods", section 3), with the time between frames read off the peak.
#pragma once

#include <drumlin/score.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drumlin::transcribe {

/// Articulations of one instrument compete for the same stroke, so they are heard together.
enum class Instrument : std::uint8_t {
  kick,
  snare,
  side_stick,
  hihat,
  toms,
  cymbals,
  ride,
  clap,
  tambourine,
  cowbell,
};
inline constexpr int instrument_count = 10;
Instrument instrument_of(score::Drum drum);
/// Whether two articulations can be struck at once: of toms and of cymbals.
bool several_drums(Instrument instrument);
/// "snare" for Instrument::snare: the name in the metadata of weights.
std::string_view name(Instrument instrument);

/// Corrects velocities: gain · velocity + offset, kept in MIDI's range of 1/127 … 1.
struct VelocityLine {
  float gain = 1.0F;    ///< in (0, 10]
  float offset = 0.0F;  ///< in −1 … 1

  float operator()(float velocity) const;
  friend bool operator==(const VelocityLine&, const VelocityLine&) = default;
};

/// What makes a peak a hit, and what corrects it. Calibrated with the weights; stands as JSON under "peaks" in their
/// metadata.
struct Peaks {
  Peaks() { thresholds.fill(0.5F); }

  std::array<float, instrument_count> thresholds{};         ///< least activation, in (0, 1)
  std::array<VelocityLine, instrument_count> velocities{};  ///< from the network's velocities to true ones
  std::array<double, instrument_count> lateness{};          ///< seconds that hits are moved forward; ±0.05 at most
  int neighbours = 1;          ///< a peak is the largest of that many frames on either side
  int average = 0;             ///< frames on either side of the moving average; 0: unused
  float above_average = 0.0F;  ///< least activation above that average
  double minimum_gap = 0.018;  ///< seconds between hits of an instrument; flams keep both

  friend bool operator==(const Peaks&, const Peaks&) = default;
};

/// {"thresholds": {"kick": 0.5, …}, "velocities": {"kick": {"gain": 1, "offset": 0}, …}, "lateness": {"kick": 0, …},
/// "neighbours": 1, "average": 0, "above_average": 0, "minimum_gap": 0.018}
std::string to_json(const Peaks& peaks);
/// Fields and instruments left out keep their defaults. Throws drumlin::Error if a field is out of range, an instrument
/// is unknown, or the text is not JSON.
Peaks peaks_from_json(std::string_view json);

/// The threshold at a sensitivity of −1 … 1: its odds are divided by 4^sensitivity, so 0.5 becomes 0.2 at 1 and 0.8 at
/// −1.
float at_sensitivity(float threshold, double sensitivity);

/// The thresholds of all instruments at that sensitivity.
std::array<float, instrument_count> thresholds_at(const Peaks& peaks, double sensitivity);

/// Picks peaks from a roll that arrives in pieces; remembers only as many frames as the conditions look at.
///
/// The activation of an instrument is the sum of its articulations' activations, so that a stroke which the network
/// splits between them is not lost. The articulation with the largest activation is emitted; of toms and of cymbals,
/// where two can be struck at once, so is any other that passes the threshold by itself.
class PeakPicker {
 public:
  explicit PeakPicker(const Peaks& peaks, double sensitivity = 0.0);

  /// The next frames: (any number, 2 · drum_count), activations and then velocities, in [0, 1].
  void push(std::span<const float> frames);
  /// Ends the roll. The hits of all of it, by time and then drum.
  std::vector<score::Hit> finish();
  /// The same; the probability of each hit is the activation by which it passed, at most 1.
  std::vector<score::Hit> finish_with_activations();

 private:
  struct Peak {
    std::int64_t frame;
    float strength;
    std::vector<score::Hit> hits;
  };

  int frames() const;
  float activation(int frame, Instrument instrument) const;
  bool is_peak(int frame, Instrument instrument) const;
  bool above_average(int frame, Instrument instrument) const;
  Peak describe(int frame, Instrument instrument) const;
  void keep(Instrument instrument, Peak peak);
  void decide_until(int end);

  Peaks peaks_;
  std::vector<float> roll_;  ///< frames still looked at
  std::vector<float> sums_;  ///< of the same frames, per instrument
  std::int64_t first_ = 0;   ///< number of the first of them
  int decided_ = 0;          ///< of them
  std::array<Peak, instrument_count> last_{};
  std::vector<score::Hit> hits_;
};

/// The same for a roll in memory.
std::vector<score::Hit> pick_peaks(std::span<const float> roll, const Peaks& peaks, double sensitivity = 0.0);

}  // namespace drumlin::transcribe
