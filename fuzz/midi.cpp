// Any bytes as a MIDI file: they are refused with an Error, or read, and what was read survives being written.
#include <drumlin/error.h>

#include <cstdlib>

#include "score/midi.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace drumlin;
  try {
    const score::MidiFile midi = score::parse_midi({data, size}, "fuzz");
    const score::Performance heard = score::to_performance(midi, score::PitchMap::roland);
    if (heard.duration > 1e6) return 0;  // more than eleven days is no recording, and bridges of silence take room
    const score::MidiFile again = score::parse_midi(score::to_midi(heard), "written");
    if (score::to_performance(again, score::PitchMap::general_midi).hits.size() != heard.hits.size()) std::abort();
  } catch (const Error&) {
    // The one way to refuse a file.
  }
  return 0;
}
