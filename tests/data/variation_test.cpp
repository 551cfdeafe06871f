// What variation makes of performances: playable, and with the rare drums that training needs.
#include "data/variation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "data/rock_beat.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

TEST(Variation, VariedHitsArePlayable) {
  nn::Random random(9);
  for (int i = 0; i < 200; ++i) {
    Excerpt excerpt = draw_procedural(2.0, 5.0, random);
    vary(excerpt, random);
    std::array<double, score::drum_count> last;
    last.fill(-100.0);
    double before = -100.0;
    for (const Hit& hit : excerpt.hits) {
      EXPECT_GE(hit.time, before);
      EXPECT_GT(hit.velocity, 0.0F);
      EXPECT_LE(hit.velocity, 1.0F);
      EXPECT_GE(hit.time - last[static_cast<std::size_t>(hit.drum)], 0.0119);
      before = last[static_cast<std::size_t>(hit.drum)] = hit.time;
    }
  }
}

TEST(Variation, KeepsTheOrderOfVelocities) {
  // The curve rises: of two kicks, the harder one stays the harder one.
  for (int seed = 0; seed < 100; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt{{{0.0, Drum::kick, 0.2F}, {1.0, Drum::kick, 0.9F}}};
    vary(excerpt, random);
    std::erase_if(excerpt.hits, [](const Hit& hit) { return hit.drum != Drum::kick; });
    if (excerpt.hits.size() == 2) {
      EXPECT_LT(excerpt.hits[0].velocity, excerpt.hits[1].velocity);
    }
  }
}

TEST(Variation, ABeatOfThreeDrumsTeachesAllOfThem) {
  // Whatever the drummers played: every drum but the foot's hats and the hands' rudiments is laid over or exchanged,
  // and what songs are made of stays the commonest.
  std::array<double, score::drum_count> share{};
  double total = 0.0;
  for (int seed = 0; seed < 3000; ++seed) {
    nn::Random random(static_cast<std::uint64_t>(seed));
    Excerpt excerpt = rock_beat(0.0);
    vary(excerpt, random);
    for (const Hit& hit : excerpt.hits) ++share[static_cast<std::size_t>(hit.drum)];
    total += static_cast<double>(excerpt.hits.size());
  }
  for (double& value : share) value /= total;
  const auto of = [&share](Drum drum) { return share[static_cast<std::size_t>(drum)]; };
  for (const Drum drum : {Drum::side_stick, Drum::hihat_open, Drum::tom_mid, Drum::crash, Drum::ride_bell, Drum::china,
                          Drum::splash, Drum::clap, Drum::tambourine, Drum::cowbell}) {
    EXPECT_GT(of(drum), 0.008) << score::name(drum);
    EXPECT_LT(of(drum), of(Drum::kick)) << score::name(drum);
    EXPECT_LT(of(drum), of(Drum::snare_head)) << score::name(drum);
    EXPECT_LT(of(drum), of(Drum::hihat_closed)) << score::name(drum);
  }
}

}  // namespace
}  // namespace drumlin::data
