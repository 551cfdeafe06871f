// Kits of drawn parts.
#include "data/drumset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "data/excerpt.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;
using synth::Group;

constexpr double faintest_hit_db = -40.0;     // below the loudest
constexpr double faintest_beside_db = -30.0;  // below the loudest at the same moment
constexpr double same_moment = 0.02;          // seconds

/// The drum without which a group is not worth borrowing.
Drum heart_of(Group group) {
  static constexpr std::array<Drum, synth::group_count> hearts = {Drum::kick,     Drum::snare_head, Drum::hihat_closed,
                                                                  Drum::tom_high, Drum::crash,      Drum::clap};
  return hearts[static_cast<std::size_t>(group)];
}

/// What a drummer without that drum would strike.
std::span<const Drum> siblings(Drum drum) {
  static constexpr std::array<std::array<Drum, 2>, score::drum_count> table = {{
      {Drum::tom_low, Drum::tom_mid},           // kick
      {Drum::snare_rim, Drum::side_stick},      // snare_head
      {Drum::snare_head, Drum::side_stick},     // snare_rim
      {Drum::snare_rim, Drum::snare_head},      // side_stick
      {Drum::hihat_pedal, Drum::hihat_open},    // hihat_closed
      {Drum::hihat_closed, Drum::hihat_open},   // hihat_pedal
      {Drum::hihat_closed, Drum::crash},        // hihat_open
      {Drum::tom_mid, Drum::tom_low},           // tom_high
      {Drum::tom_high, Drum::tom_low},          // tom_mid
      {Drum::tom_mid, Drum::tom_high},          // tom_low
      {Drum::splash, Drum::china},              // crash
      {Drum::ride_bell, Drum::hihat_closed},    // ride_bow
      {Drum::ride_bow, Drum::cowbell},          // ride_bell
      {Drum::crash, Drum::splash},              // china
      {Drum::crash, Drum::china},               // splash
      {Drum::snare_head, Drum::side_stick},     // clap
      {Drum::hihat_closed, Drum::hihat_pedal},  // tambourine
      {Drum::ride_bell, Drum::side_stick},      // cowbell
  }};
  return table[static_cast<std::size_t>(drum)];
}

float ratio_of_db(double db) {
  return static_cast<float>(std::pow(10.0, db / 20.0));
}

/// Who plays which drum, and under which name.
class Casting {
 public:
  Casting(const KitShelf& shelf, const SetupOdds& odds, nn::Random& random) : shelf_(shelf), random_(random) {
    base_ = !shelf.has_recordings() || random.chance(odds.procedural) ? shelf.draw_procedural(random)
                                                                      : shelf.draw_complete(random);
    for (int i = 0; i < synth::group_count; ++i) {
      KitPointer& lender = groups_[static_cast<std::size_t>(i)];
      lender = base_;
      if (!random.chance(odds.exchange)) continue;
      const bool procedural = !shelf.has_recordings() || random.chance(odds.procedural);
      lender = procedural ? shelf.draw_procedural(random) : shelf.draw_with(heart_of(static_cast<Group>(i)), random);
    }
  }

  struct Role {
    Drum played;
    KitPointer kit;
  };

  Role cast(Drum drum) {
    if (KitPointer own = owner(drum)) return {drum, std::move(own)};
    if (random_.chance(0.4)) {
      for (const Drum sibling : siblings(drum)) {
        if (KitPointer own = owner(sibling)) return {sibling, std::move(own)};
      }
    }
    return {drum, shelf_.draw_with(drum, random_)};
  }

 private:
  /// The group's kit, or the base kit, if it has the drum.
  KitPointer owner(Drum drum) const {
    for (const KitPointer& kit : {groups_[static_cast<std::size_t>(synth::group_of(drum))], base_}) {
      if (kit->has(drum)) return kit;
    }
    return nullptr;
  }

  const KitShelf& shelf_;
  nn::Random& random_;
  KitPointer base_;
  std::array<KitPointer, synth::group_count> groups_;
};

/// How a group stands in the set; its drums differ from it a little more.
struct Manner {
  double gain_db, pitch, decay;
};

Manner draw_manner(nn::Random& random) {
  return {random.normal(0.0, 3.0), random.normal(0.0, 0.07), random.chance(0.3) ? random.uniform(0.15, 1.0) : 1.0};
}

synth::Voice draw_voice(const synth::Kit& kit, const Manner& manner, nn::Random& random) {
  return {&kit, ratio_of_db(manner.gain_db + random.normal(0.0, 2.5)),
          static_cast<float>(std::clamp(std::exp(manner.pitch + random.normal(0.0, 0.05)), 0.7, 1.4)),
          static_cast<float>(std::min(1.0, manner.decay * (random.chance(0.2) ? random.uniform(0.3, 1.0) : 1.0)))};
}

}  // namespace

Setup draw_setup(std::vector<Hit>& hits, const KitShelf& shelf, const SetupOdds& odds, nn::Random& random) {
  Casting casting(shelf, odds, random);
  std::array<Manner, synth::group_count> manners;
  for (Manner& manner : manners) manner = draw_manner(random);
  Setup setup;
  std::array<std::optional<Drum>, score::drum_count> played;
  for (Hit& hit : hits) {
    std::optional<Drum>& name = played[static_cast<std::size_t>(hit.drum)];
    if (!name) {
      Casting::Role role = casting.cast(hit.drum);
      name = role.played;
      synth::Voice& voice = setup.drums[static_cast<std::size_t>(role.played)];
      if (voice.kit == nullptr) {
        voice = draw_voice(*role.kit, manners[static_cast<std::size_t>(synth::group_of(role.played))], random);
        setup.kits.push_back(std::move(role.kit));
      }
    }
    hit.drum = *name;
  }
  tidy(hits);
  return setup;
}

void drop_inaudible(std::vector<Hit>& hits, const synth::Drumset& drums) {
  const auto level = [&drums](const Hit& hit) { return hit.velocity * drums[static_cast<std::size_t>(hit.drum)].gain; };
  float loudest = 0.0F;
  for (const Hit& hit : hits) {
    if (hit.time >= 0.0) loudest = std::max(loudest, level(hit));
  }
  const std::vector<Hit> all = hits;
  const auto loudest_beside = [&](const Hit& hit) {
    float beside = 0.0F;
    for (const Hit& other : all) {
      if (std::abs(other.time - hit.time) <= same_moment) beside = std::max(beside, level(other));
    }
    return beside;
  };
  std::erase_if(hits, [&](const Hit& hit) {
    return hit.time >= 0.0 && (level(hit) < loudest * ratio_of_db(faintest_hit_db) ||
                               level(hit) < loudest_beside(hit) * ratio_of_db(faintest_beside_db));
  });
}

}  // namespace drumlin::data
