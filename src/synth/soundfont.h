// Accompaniment played by a General MIDI soundfont through FluidSynth. Training side only.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace drumlin::synth {

/// One note of an instrument: seconds, MIDI pitch and velocity, and the General MIDI program (0 … 127) that plays it.
struct InstrumentNote {
  double time = 0.0;
  double duration = 0.0;
  int pitch = 60;
  int velocity = 80;
  int program = 0;
};

/// A loaded soundfont. One object plays one piece at a time; give each thread its own (the samples are shared by
/// FluidSynth within a process).
class Soundfont {
 public:
  /// Throws drumlin::Error if the file is not a soundfont.
  explicit Soundfont(const std::filesystem::path& path);
  Soundfont(Soundfont&&) noexcept;
  ~Soundfont();

  /// Mono, 44.1 kHz, dry, `length` samples; notes that begin before 0 or after the end are left out. At most 15
  /// programs in one piece (the percussion channel stays silent); notes of further ones are left out. The same notes
  /// give the same samples.
  std::vector<float> play(std::span<const InstrumentNote> notes, int length);

 private:
  struct Synth;
  std::unique_ptr<Synth> synth_;
};

}  // namespace drumlin::synth
