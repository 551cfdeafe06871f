// The random generator: equal to the published ones, and of the distributions that it claims.
#include "nn/random.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace drumlin::nn {
namespace {

/// splitmix64.c and xoshiro256plusplus.c of https://prng.di.unimi.it, retold.
struct Splitmix {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
};

struct Xoshiro {
  std::array<std::uint64_t, 4> s;
  static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::uint64_t next() {
    const std::uint64_t result = rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
  }
};

// The vectors are those of the Rust crate rand_xoshiro, which took them from the authors' C code.
TEST(Random, TheRetoldGeneratorsGiveThePublishedVectors) {
  Splitmix splitmix{1477776061723855037};
  for (const std::uint64_t expected : {1985237415132408290ULL, 2979275885539914483ULL, 13511426838097143398ULL,
                                       8488337342461049707ULL, 15141737807933549159ULL}) {
    EXPECT_EQ(splitmix.next(), expected);
  }
  Xoshiro xoshiro{{1, 2, 3, 4}};
  for (const std::uint64_t expected : {41943041ULL, 58720359ULL, 3588806011781223ULL, 3591011842654386ULL,
                                       9228616714210784205ULL, 9973669472204895162ULL, 14011001112246962877ULL}) {
    EXPECT_EQ(xoshiro.next(), expected);
  }
}

TEST(Random, IsXoshiroSeededBySplitmix) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 1234567ULL, ~0ULL}) {
    Splitmix splitmix{seed};
    Xoshiro xoshiro{};
    for (std::uint64_t& word : xoshiro.s) word = splitmix.next();
    Random random(seed);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(random.bits(), xoshiro.next());
  }
}

TEST(Random, TheSameSeedAndPartGiveTheSameNumbers) {
  Random a(5, 17);
  Random b(5, 17);
  Random other(5, 18);
  int equal = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t bits = a.bits();
    EXPECT_EQ(bits, b.bits());
    equal += static_cast<int>(bits == other.bits());
  }
  EXPECT_EQ(equal, 0);
}

// Bounds are five standard errors of n draws: for the mean σ/√n, for the variance of a normal √(2/n), of a uniform
// √(1/180/n).
constexpr int draws = 200'000;

template <class Draw>
std::pair<double, double> moments(Draw draw) {
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < draws; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / draws;
  return {mean, squares / draws - mean * mean};
}

TEST(Random, UniformHasTheMomentsOfTheUniformDistribution) {
  Random random(11);
  const auto [mean, variance] = moments([&] {
    const double x = random.uniform();
    EXPECT_TRUE(x >= 0.0 && x < 1.0);
    return x;
  });
  EXPECT_NEAR(mean, 0.5, 5 * std::sqrt(1.0 / 12 / draws));
  EXPECT_NEAR(variance, 1.0 / 12, 5 * std::sqrt(1.0 / 180 / draws));
}

TEST(Random, NormalHasTheMomentsOfTheNormalDistribution) {
  Random random(12);
  const auto [mean, variance] = moments([&] { return random.normal(); });
  EXPECT_NEAR(mean, 0.0, 5 * std::sqrt(1.0 / draws));
  EXPECT_NEAR(variance, 1.0, 5 * std::sqrt(2.0 / draws));
  const auto [shifted, spread] = moments([&] { return random.normal(3.0, 2.0); });
  EXPECT_NEAR(shifted, 3.0, 2 * 5 * std::sqrt(1.0 / draws));
  EXPECT_NEAR(spread, 4.0, 4 * 5 * std::sqrt(2.0 / draws));
}

TEST(Random, BelowReachesEveryNumberAboutEquallyOften) {
  Random random(13);
  std::map<int, int> counts;
  for (int i = 0; i < 60'000; ++i) ++counts[random.below(6)];
  ASSERT_EQ(counts.size(), 6U);
  for (const auto& [number, count] : counts) {
    EXPECT_TRUE(number >= 0 && number < 6);
    EXPECT_NEAR(count, 10'000, 5 * std::sqrt(60'000 * (1.0 / 6) * (5.0 / 6)));
  }
}

TEST(Random, ChanceAndPickKeepToTheirChoices) {
  Random random(14);
  const std::vector<int> choices = {4, 8};
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    hits += static_cast<int>(random.chance(0.3));
    const int picked = random.pick(std::span(choices));
    EXPECT_TRUE(picked == 4 || picked == 8);
    EXPECT_FALSE(random.chance(0.0));
    EXPECT_TRUE(random.chance(1.0));
  }
  EXPECT_NEAR(hits, 3'000, 5 * std::sqrt(10'000 * 0.3 * 0.7));
}

}  // namespace
}  // namespace drumlin::nn
