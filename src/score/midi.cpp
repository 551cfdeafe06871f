// Reading standard MIDI files (MIDI 1.0, RP-001): strict about sizes, forgiving about habits. Running status
// after meta events, missing ends of track and unknown chunks are accepted.
#include "score/midi.h"

#include <drumlin/error.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <string_view>
#include <utility>

#include "score/file.h"

namespace drumlin::score {
namespace {

constexpr int drum_channel = 9;  // "channel 10", counted from 1

/// Reads big-endian bytes; every read past the end is an Error.
class Cursor {
 public:
  Cursor(std::span<const std::uint8_t> bytes, const std::string& name) : bytes_(bytes), name_(&name) {}

  bool at_end() const { return position_ == bytes_.size(); }
  std::uint8_t peek() const { return need(1)[0]; }
  std::uint8_t byte() { return take(1)[0]; }
  std::span<const std::uint8_t> take(std::size_t count) {
    const auto taken = need(count);
    position_ += count;
    return taken;
  }
  Cursor part(std::size_t count) { return {take(count), *name_}; }
  std::uint32_t number(int count) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(static_cast<std::size_t>(count))) value = value << 8U | byte;
    return value;
  }
  /// 7 bits a byte, at most four bytes.
  std::uint32_t variable() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t next = byte();
      value = value << 7U | (next & 0x7fU);
      if (next < 0x80) return value;
    }
    fail("a number is longer than four bytes");
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error("'" + *name_ + "' is not a usable MIDI file: " + problem + "; export it again");
  }

 private:
  std::span<const std::uint8_t> need(std::size_t count) const {
    if (count > bytes_.size() - position_) fail("it ends too early");
    return bytes_.subspan(position_, count);
  }

  std::span<const std::uint8_t> bytes_;
  const std::string* name_;
  std::size_t position_ = 0;
};

struct TickNote {
  std::uint64_t on;
  std::uint64_t off;
  int channel, pitch, velocity, track;
};

/// What the tracks hold, in ticks, before the tempo map is known.
struct Ticks {
  std::vector<TickNote> notes;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> tempos;  // microseconds per quarter note
  std::vector<std::pair<std::uint64_t, double>> meters;         // quarter notes per bar
  std::uint64_t end = 0;
};

class TrackReader {
 public:
  TrackReader(Cursor cursor, int track, Ticks& ticks) : cursor_(cursor), track_(track), ticks_(ticks) {}

  void read() {
    while (!ended_ && !cursor_.at_end()) {
      now_ += cursor_.variable();
      if (cursor_.peek() >= 0x80) status_ = cursor_.byte();
      event();
    }
    for (const auto& [key, notes] : sounding_) {
      for (const std::size_t note : notes) ticks_.notes[note].off = now_;
    }
    ticks_.end = std::max(ticks_.end, now_);
  }

 private:
  void event() {
    if (status_ == 0xff) return meta();
    if (status_ == 0xf0 || status_ == 0xf7) return system_exclusive();
    if (status_ < 0x80 || status_ > 0xef) cursor_.fail("an event has no valid status byte");
    channel_status_ = status_;
    const int kind = status_ >> 4U;
    const int first = data();
    const int second = kind == 0xc || kind == 0xd ? 0 : data();
    if (kind == 0x9 && second > 0) note_on(first, second);
    if (kind == 0x8 || (kind == 0x9 && second == 0)) note_off(first);
  }

  int data() {
    const std::uint8_t value = cursor_.byte();
    if (value >= 0x80) cursor_.fail("a data byte has its high bit set");
    return value;
  }

  void meta() {
    const std::uint8_t type = cursor_.byte();
    Cursor body = cursor_.part(cursor_.variable());
    status_ = channel_status_;
    if (type == 0x2f) ended_ = true;
    if (type == 0x58) time_signature(body);
    if (type != 0x51) return;
    const std::uint32_t tempo = body.number(3);
    if (tempo == 0) cursor_.fail("a tempo is zero");
    ticks_.tempos.emplace_back(now_, tempo);
  }

  /// Beats in a bar, and which power of two of a whole note a beat is.
  void time_signature(Cursor body) {
    if (body.at_end()) return;
    const int beats = body.byte();
    if (body.at_end()) return;
    const int power = body.byte();
    if (beats == 0 || power > 10) return;  // nonsense; the bars stay as they were
    ticks_.meters.emplace_back(now_, beats * std::ldexp(4.0, -power));
  }

  void system_exclusive() {
    cursor_.part(cursor_.variable());
    status_ = channel_status_;
  }

  std::pair<int, int> key(int pitch) const { return {status_ & 0x0fU, pitch}; }

  void note_on(int pitch, int velocity) {
    sounding_[key(pitch)].push_back(ticks_.notes.size());
    ticks_.notes.push_back({now_, now_, key(pitch).first, pitch, velocity, track_});
  }

  void note_off(int pitch) {
    const auto found = sounding_.find(key(pitch));
    if (found == sounding_.end() || found->second.empty()) return;
    ticks_.notes[found->second.front()].off = now_;
    found->second.pop_front();
  }

  Cursor cursor_;
  int track_;
  Ticks& ticks_;
  std::uint64_t now_ = 0;
  std::uint8_t status_ = 0;
  std::uint8_t channel_status_ = 0;
  bool ended_ = false;
  std::map<std::pair<int, int>, std::deque<std::size_t>> sounding_;
};

/// Ticks to seconds: straight pieces between tempo changes.
class Clock {
 public:
  Clock(const Cursor& file, std::uint32_t division, std::vector<std::pair<std::uint64_t, std::uint32_t>> tempos) {
    if ((division & 0x8000U) != 0) {
      film(file, division);
      return;
    }
    if (division == 0) file.fail("its time division is zero");
    std::stable_sort(tempos.begin(), tempos.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    pieces_.push_back({0, 0.0, 0.5 / division});  // 120 a minute until something else is said
    for (const auto& [tick, microseconds] : tempos) {
      const Piece next{tick, seconds(tick), microseconds * 1e-6 / division};
      if (pieces_.back().tick == tick) pieces_.pop_back();
      pieces_.push_back(next);
    }
    for (const Piece& piece : pieces_) tempos_.emplace_back(piece.seconds, 60.0 / (piece.seconds_per_tick * division));
  }

  double seconds(std::uint64_t tick) const {
    auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), tick,
                                  [](std::uint64_t value, const Piece& p) { return value < p.tick; });
    --piece;
    return piece->seconds + static_cast<double>(tick - piece->tick) * piece->seconds_per_tick;
  }

  const std::vector<std::pair<double, double>>& tempos() const { return tempos_; }

 private:
  struct Piece {
    std::uint64_t tick;
    double seconds;
    double seconds_per_tick;
  };

  /// SMPTE division: frames a second (negative, 29 means 29.97) and ticks a frame; tempo events do not count.
  void film(const Cursor& file, std::uint32_t division) {
    const int frames = 256 - static_cast<int>(division >> 8U);
    const int ticks = static_cast<int>(division & 0xffU);
    if (ticks == 0) file.fail("its time division is zero");
    const double rate = frames == 29 ? 30000.0 / 1001.0 : frames;
    pieces_.push_back({0, 0.0, 1.0 / (rate * ticks)});
    tempos_.emplace_back(0.0, 120.0);
  }

  std::vector<Piece> pieces_;
  std::vector<std::pair<double, double>> tempos_;
};

/// Quarter notes from the start to a time, and back, under a tempo map.
class Beats {
 public:
  explicit Beats(const MidiFile& midi) {
    pieces_.push_back({0.0, 0.0, 120.0});
    for (const auto& [time, tempo] : midi.tempos) pieces_.push_back({time, quarters(time), tempo});
  }
  double quarters(double time) const {
    const Piece& piece = last_before(time, &Piece::time);
    return piece.quarters + (time - piece.time) * piece.tempo / 60.0;
  }
  double time(double quarters) const {
    const Piece& piece = last_before(quarters, &Piece::quarters);
    return piece.time + (quarters - piece.quarters) * 60.0 / piece.tempo;
  }

 private:
  struct Piece {
    double time;
    double quarters;
    double tempo;
  };
  const Piece& last_before(double value, double Piece::*place) const {
    const auto after = std::upper_bound(pieces_.begin() + 1, pieces_.end(), value,
                                        [&](double sought, const Piece& piece) { return sought < piece.*place; });
    return *(after - 1);
  }

  std::vector<Piece> pieces_;
};

}  // namespace

double bar_start(const MidiFile& midi, int bar) {
  constexpr double rounding = 1e-6;  // quarter notes
  const Beats beats(midi);
  double at = 0.0;  // quarter notes at which the meter began
  double length = 4.0;
  double left = bar - 1;  // bars from there
  for (const Meter& meter : midi.meters) {
    const double change = beats.quarters(meter.time);
    const double bars = std::ceil((change - at) / length - rounding);
    if (bars > left) break;
    left -= bars;
    at = change;
    length = meter.quarters;
  }
  return beats.time(at + left * length);
}

MidiFile parse_midi(std::span<const std::uint8_t> bytes, const std::string& name) {
  Cursor file(bytes, name);
  constexpr std::uint32_t header_mark = 0x4d546864;  // "MThd"
  constexpr std::uint32_t track_mark = 0x4d54726b;   // "MTrk"
  if (bytes.size() < 14 || file.number(4) != header_mark) file.fail("it does not begin with a MIDI header");
  Cursor header = file.part(file.number(4));
  const std::uint32_t format = header.number(2);
  header.number(2);  // the number of tracks: believed less than the tracks themselves
  const std::uint32_t division = header.number(2);
  if (format > 1) file.fail("it is of format " + std::to_string(format) + ", only 0 and 1 are read");

  Ticks ticks;
  for (int track = 0; !file.at_end();) {
    const std::uint32_t mark = file.number(4);
    Cursor chunk = file.part(file.number(4));
    if (mark == track_mark) TrackReader(chunk, track++, ticks).read();
  }
  const Clock clock(file, division, ticks.tempos);
  MidiFile midi{{}, clock.tempos(), {}, clock.seconds(ticks.end)};
  std::stable_sort(ticks.meters.begin(), ticks.meters.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [tick, quarters] : ticks.meters) midi.meters.push_back({clock.seconds(tick), quarters});
  for (const TickNote& note : ticks.notes) {
    const double time = clock.seconds(note.on);
    midi.notes.push_back({time, clock.seconds(note.off) - time, note.channel, note.pitch, note.velocity, note.track});
  }
  std::stable_sort(midi.notes.begin(), midi.notes.end(), [](const Note& a, const Note& b) { return a.time < b.time; });
  return midi;
}

MidiFile read_midi(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  return parse_midi({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path.string());
}

Performance to_performance(const MidiFile& midi, PitchMap map) {
  const bool has_drum_channel =
      std::any_of(midi.notes.begin(), midi.notes.end(), [](const Note& note) { return note.channel == drum_channel; });
  Performance performance;
  performance.duration = midi.duration;
  for (const Note& note : midi.notes) {
    if (has_drum_channel && note.channel != drum_channel) continue;
    const std::optional<Drum> drum = drum_of_pitch(note.pitch, map);
    if (drum) performance.hits.push_back({note.time, *drum, static_cast<float>(note.velocity) / 127.0F});
  }
  sort_hits(performance);
  return performance;
}

}  // namespace drumlin::score
