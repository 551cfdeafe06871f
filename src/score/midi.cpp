// Standard MIDI files (MIDI 1.0, RP-001). Reading is strict about sizes and forgiving about habits: running status
// after meta events, missing ends of track and unknown chunks are accepted.
#include "score/midi.h"

#include <drumlin/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "score/file.h"

namespace drumlin::score {
namespace {

constexpr int drum_channel = 9;  // "channel 10", counted from 1
constexpr int ticks_per_quarter = 1920;
constexpr double ticks_per_second = ticks_per_quarter * 2.0;  // at 120 quarter notes a minute: 0.26 ms a tick
constexpr double note_length = 0.08;                          // seconds

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
    if (type != 0x51) return;
    const std::uint32_t tempo = body.number(3);
    if (tempo == 0) cursor_.fail("a tempo is zero");
    ticks_.tempos.emplace_back(now_, tempo);
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

std::optional<Drum> drum_of_pitch(int pitch, PitchMap map) {
  const bool roland = map == PitchMap::roland;
  switch (pitch) {
    case 35:
    case 36:
      return Drum::kick;
    case 38:
      return Drum::snare_head;
    case 40:
      return Drum::snare_rim;  // GM's "electric snare" is the rim pad of every e-kit
    case 37:
      return Drum::side_stick;
    case 22:
    case 42:
      return Drum::hihat_closed;  // 22 and 26, the hat's edges, mean nothing in GM
    case 44:
      return Drum::hihat_pedal;
    case 26:
    case 46:
      return Drum::hihat_open;
    case 48:
    case 50:
      return Drum::tom_high;
    case 45:
    case 47:
      return Drum::tom_mid;
    case 41:
    case 43:
      return Drum::tom_low;
    case 58:
      return roland ? std::optional(Drum::tom_low) : std::nullopt;  // rim of tom 3; GM: vibraslap
    case 49:
    case 57:
      return Drum::crash;
    case 51:
    case 59:
      return Drum::ride_bow;
    case 53:
      return Drum::ride_bell;
    case 52:
      return roland ? Drum::crash : Drum::china;  // edge of crash 2
    case 55:
      return roland ? Drum::crash : Drum::splash;  // edge of crash 1
    case 39:
      return Drum::clap;
    case 54:
      return Drum::tambourine;
    case 56:
      return Drum::cowbell;
    default:
      return std::nullopt;
  }
}

int pitch_of_drum(Drum drum) {
  // The toms are the heads of an e-kit's three, which General MIDI calls high-mid, low and high floor.
  constexpr std::array<int, drum_count> pitches = {36, 38, 40, 37, 42, 44, 46, 48, 45,
                                                   43, 49, 51, 53, 52, 55, 39, 54, 56};
  return pitches[static_cast<std::size_t>(drum)];
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
  MidiFile midi{{}, clock.tempos(), clock.seconds(ticks.end)};
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

std::vector<std::uint8_t> to_midi(const Performance& performance) {
  const auto tick_of = [](double seconds) {
    return static_cast<std::uint64_t>(std::llround(seconds * ticks_per_second));
  };
  const auto length = tick_of(note_length);
  Writer track;
  track.event(0, {0xff, 0x03, 5, 'D', 'r', 'u', 'm', 's'});
  track.event(0, {0xff, 0x51, 3, 0x07, 0xa1, 0x20});  // 500,000 µs a quarter note
  track.event(0, {0xff, 0x58, 4, 4, 2, 24, 8});       // 4/4
  std::map<int, std::uint64_t> sounding;              // pitch → tick of its end
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
