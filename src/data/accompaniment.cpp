// Simple arranging: who plays which track of the song, where the bass goes, what falls on the kick.
#include "data/accompaniment.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/riffs.h"

namespace drumlin::data {
namespace {

using score::Drum;
using synth::Note;
using synth::Part;

constexpr double lead_in = 1.0;  // seconds before the excerpt from which notes may ring in

Part pick(std::initializer_list<Part> parts, nn::Random& random) {
  return random.pick(std::span<const Part>(parts.begin(), parts.size()));
}

/// Moves a pitch by octaves into [low, low + 12).
int into_octave(int pitch, int low) {
  return low + ((pitch - low) % 12 + 12) % 12;
}

/// The lowest piano note of every moment, as a bass would play it.
std::vector<Note> bass_line(std::span<const Note> chords, nn::Random& random) {
  std::vector<Note> bass;
  const int low = 26 + random.below(8);
  const double shortness = random.uniform(0.4, 1.1);
  for (const Note& note : chords) {
    const bool together = !bass.empty() && note.time - bass.back().time < 0.03;
    if (together && into_octave(note.pitch, low) >= bass.back().pitch) continue;
    if (together) bass.pop_back();
    bass.push_back({note.time, note.duration * shortness, into_octave(note.pitch, low), note.velocity, Part::bass});
  }
  return bass;
}

/// The song's notes of one track from beat `start` on, in the excerpt's time.
std::vector<Note> place(const Song& song, Track track, double start, int transposition, const Excerpt& excerpt,
                        double seconds, double beat) {
  std::vector<Note> notes;
  for (const SongNote& note : song.notes) {
    const double time = excerpt.phase + (note.beat - start) * beat;
    if (note.track != track || time < -lead_in || time >= seconds) continue;
    notes.push_back({time, std::max(0.05, note.beats * beat), note.pitch + transposition, note.velocity, Part::keys});
  }
  return notes;
}

void play(std::vector<Note>& band, std::vector<Note> notes, Part part, int octaves) {
  for (Note& note : notes) {
    note.part = part;
    note.pitch = std::clamp(note.pitch + 12 * octaves, 24, 96);
  }
  band.insert(band.end(), notes.begin(), notes.end());
}

/// Seconds a quarter note of the song, a half or a double of the drums' where that is nearer to the song's own.
double song_beat(const Song& song, double beat) {
  const double own = 60.0 / std::clamp(song.bpm, 30.0, 300.0);
  double best = beat;
  for (const double choice : {0.5 * beat, 2.0 * beat}) {
    if (std::abs(std::log(choice / own)) < std::abs(std::log(best / own))) best = choice;
  }
  return best;
}

}  // namespace

std::vector<Note> arrange(const Song& song, const Excerpt& excerpt, double seconds, nn::Random& random) {
  std::vector<Note> band;
  if (song.notes.empty()) return band;
  const double beat = song_beat(song, excerpt.beat);
  const double end = std::max(4.0, song.notes.back().beat - seconds / beat);
  double start = std::floor(random.uniform(0.0, end));
  // The beats of the song fall on those of the drums, but not always: bands are not always tight.
  if (random.chance(0.2)) start += random.uniform();
  const int transposition = random.below(12) - 6;
  const auto track = [&](Track which) { return place(song, which, start, transposition, excerpt, seconds, beat); };
  const std::vector<Note> chords = track(Track::piano);

  if (random.chance(0.7)) {
    const std::vector<Note> bass = bass_line(chords, random);
    band.insert(band.end(), bass.begin(), bass.end());
  }
  if (random.chance(0.8)) {
    const Part part =
        pick({Part::keys, Part::keys, Part::guitar, Part::guitar, Part::organ, Part::pad, Part::ensemble}, random);
    play(band, chords, part, random.chance(0.2) ? 1 : 0);
  }
  if (random.chance(0.6))
    play(band, track(Track::melody), pick({Part::voice, Part::voice, Part::lead, Part::guitar}, random),
         -random.below(2));
  if (random.chance(0.4)) {
    play(band, track(Track::bridge), pick({Part::lead, Part::guitar, Part::ensemble, Part::keys, Part::voice}, random),
         -random.below(2));
  }
  return band;
}

std::vector<Note> draw_riff(const Excerpt& excerpt, double seconds, nn::Random& random) {
  static constexpr std::array<int, 7> steps = {0, 0, 0, 3, 5, 7, 10};  // of the minor pentatonic, the root most often
  const Part chords =
      pick({Part::power_chords, Part::power_chords, Part::guitar, Part::keys, Part::ensemble, Part::organ}, random);
  const bool power = chords == Part::power_chords;
  const bool with_bass = random.chance(0.8);
  const bool with_chords = random.chance(0.8);
  const double on_kick = random.uniform(0.5, 1.0);
  const double on_snare = random.uniform(0.0, 0.7);
  const double on_hats = random.uniform(0.0, 0.5);
  const double looseness = random.uniform(0.0, 0.012);
  const double length = random.uniform(0.1, 1.0);
  const int root = 28 + random.below(12);
  const int third = random.chance(0.5) ? 3 : 4;
  const std::array<int, 3> intervals = power ? std::array{0, 7, 12} : std::array{12, 12 + third, 19};

  std::vector<Note> band;
  double last = -10.0;
  int step = 0;
  for (const score::Hit& hit : excerpt.hits) {
    if (hit.time < -lead_in || hit.time >= seconds || hit.time - last < 0.08) continue;
    const bool kick = hit.drum == Drum::kick;
    const bool snare = hit.drum == Drum::snare_head || hit.drum == Drum::snare_rim || hit.drum == Drum::clap;
    if (!random.chance(kick ? on_kick : snare ? on_snare : on_hats)) continue;
    last = hit.time;
    if (random.chance(0.35)) step = random.pick(std::span<const int>(steps));
    const auto velocity = static_cast<float>(random.uniform(0.5, 1.0));
    const double duration = excerpt.beat * length * random.uniform(0.5, 1.5);
    const auto late = [&] { return random.normal(0.0, looseness); };
    if (with_bass) band.push_back({hit.time + late(), duration, root + step, velocity, Part::bass});
    if (!with_chords || (power && random.chance(0.1))) continue;
    const double time = hit.time + late();
    int strings = 0;
    for (const int interval : intervals) {
      const double strum = 0.006 * strings++;
      band.push_back({time + strum, duration, root + 12 + step + interval, velocity, chords});
    }
  }
  return band;
}

std::vector<Note> draw_percussion(const Excerpt& excerpt, double seconds, nn::Random& random) {
  std::array<double, 16> density;
  const bool steady = random.chance(0.4);  // all eighths or all sixteenths, as shakers play
  const std::size_t every = random.chance(0.5) ? 1 : 2;
  for (std::size_t i = 0; i < density.size(); ++i) {
    density[i] = steady ? (i % every == 0 ? 1.0 : 0.0) : random.chance(0.4) ? random.uniform(0.5, 1.0) : 0.0;
  }
  const int instruments = steady ? 1 : 1 + random.below(3);
  const double softer = random.uniform(0.3, 1.0);  // between the beats
  std::vector<Note> notes;
  const double sixteenth = excerpt.beat / 4.0;
  const long first = std::lround(std::ceil((-lead_in - excerpt.phase) / sixteenth));
  for (long i = first; excerpt.phase + static_cast<double>(i) * sixteenth < seconds; ++i) {
    if (!random.chance(density[static_cast<std::size_t>(((i % 16) + 16) % 16)])) continue;
    const double time = excerpt.phase + static_cast<double>(i) * sixteenth + random.normal(0.0, 0.008);
    const double level = random.uniform(0.4, 1.0) * (i % 4 == 0 ? 1.0 : softer);
    notes.push_back({time, 1.0, random.below(instruments), static_cast<float>(level), Part::percussion});
  }
  return notes;
}

std::vector<Note> draw_rhythm_section(const Excerpt& excerpt, double seconds, nn::Random& random) {
  const Harmony harmony = draw_harmony(random);
  std::vector<Note> band;
  const auto perhaps = [&](double probability, auto player) {
    if (!random.chance(probability)) return;
    const std::vector<Note> notes = player(excerpt, harmony, seconds, random);
    band.insert(band.end(), notes.begin(), notes.end());
  };
  const bool loud = random.chance(0.45);
  perhaps(0.85, draw_bass);
  perhaps(loud ? 1.0 : 0.0, draw_wall);
  perhaps(loud ? 0.1 : 0.45, draw_strumming);
  perhaps(0.15, draw_stabs);
  perhaps(loud ? 0.1 : 0.3, draw_pads);
  perhaps(loud ? 0.15 : 0.35, draw_ostinato);
  perhaps(0.5, draw_singing);
  return band;
}

std::vector<Note> draw_accompaniment(std::span<const Song> songs, const Excerpt& excerpt, double seconds,
                                     nn::Random& random) {
  std::vector<Note> band;
  const auto add = [&band](const std::vector<Note>& notes) { band.insert(band.end(), notes.begin(), notes.end()); };
  const double kind = random.uniform();
  if (!songs.empty() && kind < 0.35)
    add(arrange(random.pick(songs), excerpt, seconds, random));
  else if (kind < 0.85)
    add(draw_rhythm_section(excerpt, seconds, random));
  if (band.empty() || random.chance(0.1)) add(draw_riff(excerpt, seconds, random));
  if (random.chance(0.2)) add(draw_percussion(excerpt, seconds, random));
  if (random.chance(0.1)) add(draw_atmosphere(excerpt, seconds, random));
  return band;
}

}  // namespace drumlin::data
