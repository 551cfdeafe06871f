// Standard MIDI files (formats 0 and 1), our own small reader and writer: drums in, GM percussion out.
#pragma once

#include <drumlin/score.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace drumlin::score {

/// A note with absolute times in seconds (tempo map applied). channel: 0 … 15; velocity: 1 … 127.
struct Note {
  double time;
  double duration;
  int channel;
  int pitch;
  int velocity;
  int track;
};

/// A meter that holds from `time` on, in seconds: so many quarter notes make a bar.
struct Meter {
  double time;
  double quarters;
};

/// Everything of a MIDI file that Drumlin cares for. tempos: (seconds, quarter notes per minute), first at 0. meters:
/// by time; 4/4 before the first.
struct MidiFile {
  std::vector<Note> notes;  ///< by time
  std::vector<std::pair<double, double>> tempos;
  std::vector<Meter> meters = {};
  double duration = 0.0;
};

/// Seconds at which a bar begins, the first being 1. A meter that comes inside a bar ends it. After the end of the file
/// bars go on.
double bar_start(const MidiFile& midi, int bar);

/// Which drum a percussion pitch means.
enum class PitchMap { general_midi, roland };  ///< roland: the e-kits of GMD and E-GMD
std::optional<Drum> drum_of_pitch(int pitch, PitchMap map);
/// The General MIDI percussion note of a drum.
int pitch_of_drum(Drum drum);

/// Parses the bytes of a MIDI file. Throws drumlin::Error (naming `name`) if they are not one.
MidiFile parse_midi(std::span<const std::uint8_t> bytes, const std::string& name);
MidiFile read_midi(const std::filesystem::path& path);

/// The hits of a file's percussion: channel 10, or every channel if that one is empty.
Performance to_performance(const MidiFile& midi, PitchMap map);

/// Format 0, channel 10, at a steady tempo in quarter notes a minute, fine ticks (below half a millisecond from 66 a
/// minute on).
std::vector<std::uint8_t> to_midi(const Performance& performance, double tempo = 120.0);

}  // namespace drumlin::score
