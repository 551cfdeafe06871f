// Percussion pitches: the key map of General MIDI level 1 and the pads of Roland's TD-11 and TD-17, with which the
// Groove and E-GMD data sets were recorded.
#include <algorithm>
#include <array>

#include "score/midi.h"

namespace drumlin::score {
namespace {

struct Key {
  int pitch;
  Drum drum;
};

// 40, GM's electric snare, is the rim pad of every e-kit; 22 and 26, which GM leaves free, are edges of their hats.
constexpr std::array<Key, 26> general_midi = {{
    {22, Drum::hihat_closed}, {26, Drum::hihat_open},   {35, Drum::kick},     {36, Drum::kick},
    {37, Drum::side_stick},   {38, Drum::snare_head},   {39, Drum::clap},     {40, Drum::snare_rim},
    {41, Drum::tom_low},      {42, Drum::hihat_closed}, {43, Drum::tom_low},  {44, Drum::hihat_pedal},
    {45, Drum::tom_mid},      {46, Drum::hihat_open},   {47, Drum::tom_mid},  {48, Drum::tom_high},
    {49, Drum::crash},        {50, Drum::tom_high},     {51, Drum::ride_bow}, {52, Drum::china},
    {53, Drum::ride_bell},    {54, Drum::tambourine},   {55, Drum::splash},   {56, Drum::cowbell},
    {57, Drum::crash},        {59, Drum::ride_bow},
}};

// Where the pads differ: edges of the second and the first crash, rim of the third tom.
constexpr std::array<Key, 3> roland = {{{52, Drum::crash}, {55, Drum::crash}, {58, Drum::tom_low}}};

template <std::size_t count>
std::optional<Drum> look_up(const std::array<Key, count>& keys, int pitch) {
  const auto found = std::find_if(keys.begin(), keys.end(), [pitch](const Key& key) { return key.pitch == pitch; });
  return found == keys.end() ? std::nullopt : std::optional(found->drum);
}

}  // namespace

std::optional<Drum> drum_of_pitch(int pitch, PitchMap map) {
  const std::optional<Drum> pad = map == PitchMap::roland ? look_up(roland, pitch) : std::nullopt;
  return pad ? pad : look_up(general_midi, pitch);
}

int pitch_of_drum(Drum drum) {
  // The toms are the heads of an e-kit's three, which General MIDI calls high-mid, low and high floor.
  constexpr std::array<int, drum_count> pitches = {36, 38, 40, 37, 42, 44, 46, 48, 45,
                                                   43, 49, 51, 53, 52, 55, 39, 54, 56};
  return pitches[static_cast<std::size_t>(drum)];
}

}  // namespace drumlin::score
