// What the stream draws from, loaded once: grooves of the Groove MIDI Dataset (Gillick et al. 2019), songs of POP909
// (Wang et al. 2020), drum kits. Training and held-out examples share none of them.
#pragma once

#include <drumlin/score.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "nn/random.h"
#include "synth/sampled_kit.h"

namespace drumlin::data {

/// A performance and its tempo in quarter notes a minute.
struct Groove {
  std::string name;
  score::Performance performance;
  double bpm = 120.0;
};

/// A song without drums, in quarter notes from its start. Tracks as in POP909: melody, bridge (a second melody), piano.
enum class Track { melody, bridge, piano };
struct SongNote {
  double beat = 0.0;
  double beats = 1.0;
  int pitch = 60;
  float velocity = 0.8F;
  Track track = Track::piano;
};
struct Song {
  std::vector<SongNote> notes;  ///< by time
  double bpm = 120.0;           ///< the mean over the song
};

/// A kit of the shelf. family: kits of one family share recordings. weight: how much oftener its family is drawn.
struct ShelvedKit {
  std::string family;
  bool complete = false;
  synth::SampledKit kit;
  int weight = 1;
};

using KitPointer = std::shared_ptr<const synth::Kit>;

/// Splits of GMD's info.csv.
enum class Split { train, validation, test };

/// The performances of a split. Throws drumlin::Error for an info.csv that is missing, malformed, or names files that
/// are.
std::vector<Groove> load_grooves(const std::filesystem::path& folder, Split split);

/// Open kits of the training split, or kits of the validation split whose family does not occur in training. Throws
/// drumlin::Error.
std::vector<ShelvedKit> load_kits(const std::filesystem::path& folder, bool held_out);

/// All songs of index.csv but its last 20, or those 20. Throws drumlin::Error.
std::vector<Song> load_songs(const std::filesystem::path& folder, bool held_out);

/// Draws kits: the family first, by weight, so that large families do not prevail, then one of its kits, set up anew. A
/// kit whose strokes were recorded by other microphones too is sometimes heard through two of them.
class KitShelf {
 public:
  /// seed: of the procedural kits, which are always there.
  KitShelf(std::vector<ShelvedKit> kits, std::uint64_t seed);

  bool has_recordings() const { return !complete_.empty(); }
  KitPointer draw_procedural(nn::Random& random) const;
  /// A kit complete enough to play alone. There must be recordings.
  KitPointer draw_complete(nn::Random& random) const;
  /// Any kit that has the drum, procedural if no recording has.
  KitPointer draw_with(score::Drum drum, nn::Random& random) const;

 private:
  using Families = std::vector<std::vector<std::size_t>>;
  KitPointer draw(const Families& families, nn::Random& random) const;
  /// Other kits whose microphones heard the same strokes of kick or snare.
  std::vector<std::size_t> microphones_beside(std::size_t kit) const;

  std::vector<ShelvedKit> kits_;
  std::vector<std::vector<std::size_t>> beside_;  ///< by kit
  Families complete_;
  std::array<Families, score::drum_count> with_;
  std::vector<KitPointer> procedural_;
};

}  // namespace drumlin::data
