// Writing standard MIDI files (MIDI 1.0, RP-001): one track, fixed tempo, every note closed before its pitch sounds
// again.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>

#include "score/midi.h"

namespace drumlin::score {
namespace {

constexpr int drum_channel = 9;  // "channel 10", counted from 1
constexpr int ticks_per_quarter = 1920;
constexpr double note_length = 0.08;  // seconds

class Writer {
 public:
  void event(std::uint64_t tick, std::initializer_list<int> bytes) {
    constexpr std::uint64_t longest = 0x0fffffff;
    for (; tick - now_ > longest; now_ += longest) raw(longest, {0xff, 0x01, 0});  // an empty text bridges long gaps
    raw(static_cast<std::uint32_t>(tick - now_), bytes);
    now_ = tick;
  }
  std::uint64_t now() const { return now_; }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  void raw(std::uint32_t delta, std::initializer_list<int> bytes) {
    for (int shift = 21; shift > 0; shift -= 7) {
      if (delta >> shift != 0) bytes_.push_back(static_cast<std::uint8_t>((delta >> shift & 0x7fU) | 0x80U));
    }
    bytes_.push_back(static_cast<std::uint8_t>(delta & 0x7fU));
    for (const int byte : bytes) bytes_.push_back(static_cast<std::uint8_t>(byte));
  }

  std::vector<std::uint8_t> bytes_;
  std::uint64_t now_ = 0;
};

/// Ends every note that is due by `tick`, in order of time; the drum that is struck next ends in any case.
void end_notes(Writer& writer, std::map<int, std::uint64_t>& sounding, std::uint64_t tick, int struck) {
  if (const auto same = sounding.find(struck); same != sounding.end()) same->second = std::min(same->second, tick);
  while (!sounding.empty()) {
    const auto first = std::min_element(sounding.begin(), sounding.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    if (first->second > tick) return;
    writer.event(first->second, {0x80 | drum_channel, first->first, 64});
    sounding.erase(first);
  }
}

void append_number(std::vector<std::uint8_t>& bytes, std::size_t value, int count) {
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

}  // namespace

std::vector<std::uint8_t> to_midi(const Performance& performance, double tempo) {
  const auto microseconds = static_cast<int>(std::lround(6e7 / tempo));  // a quarter note
  const double ticks_per_second = ticks_per_quarter * 1e6 / microseconds;
  const auto tick_of = [&](double seconds) {
    return static_cast<std::uint64_t>(std::llround(seconds * ticks_per_second));
  };
  const auto length = tick_of(note_length);
  Writer track;
  track.event(0, {0xff, 0x03, 5, 'D', 'r', 'u', 'm', 's'});
  track.event(0, {0xff, 0x51, 3, microseconds >> 16, microseconds >> 8 & 0xff, microseconds & 0xff});
  track.event(0, {0xff, 0x58, 4, 4, 2, 24, 8});  // 4/4
  std::map<int, std::uint64_t> sounding;         // pitch → tick of its end
  for (const Hit& hit : performance.hits) {
    const std::uint64_t tick = tick_of(hit.time);
    const int pitch = pitch_of_drum(hit.drum);
    const int velocity = std::clamp(static_cast<int>(std::lround(hit.velocity * 127.0F)), 1, 127);
    end_notes(track, sounding, tick, pitch);
    track.event(tick, {0x90 | drum_channel, pitch, velocity});
    sounding[pitch] = tick + length;
  }
  end_notes(track, sounding, std::numeric_limits<std::uint64_t>::max(), -1);
  track.event(std::max(track.now(), tick_of(performance.duration)), {0xff, 0x2f, 0});

  std::vector<std::uint8_t> bytes = {'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 0, 0, 1};
  append_number(bytes, ticks_per_quarter, 2);
  bytes.insert(bytes.end(), {'M', 'T', 'r', 'k'});
  append_number(bytes, track.bytes().size(), 4);
  bytes.insert(bytes.end(), track.bytes().begin(), track.bytes().end());
  return bytes;
}

}  // namespace drumlin::score
