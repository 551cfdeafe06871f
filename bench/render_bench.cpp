// How much faster than real time drums are rendered, kits made and effects run. Each figure is for five seconds of
// sound; "real_time" counts how many seconds of sound one second of work gives.
#include <benchmark/benchmark.h>

#include "synth/effects.h"
#include "synth/procedural_kit.h"
#include "synth/renderer.h"

namespace drumlin::synth {
namespace {

constexpr int kLength = 5 * 44100;

void count(benchmark::State& state) {
  state.counters["real_time"] =
      benchmark::Counter(5.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Rock at 120 beats a minute: eighths on the ride, kick, snare, a crash, a fill.
std::vector<score::Hit> groove() {
  std::vector<score::Hit> hits = {{0.0, score::Drum::crash, 1.0F}};
  for (int eighth = 0; eighth < 20; ++eighth) {
    const double time = 0.25 * eighth;
    hits.push_back({time, score::Drum::ride_bow, 0.6F});
    if (eighth % 2 == 0) hits.push_back({time, eighth % 4 == 0 ? score::Drum::kick : score::Drum::snare_head, 0.9F});
    if (eighth > 15) hits.push_back({time, score::Drum::tom_low, 0.8F});
  }
  return hits;
}

std::vector<float> noise() {
  nn::Random random(1);
  std::vector<float> sound(kLength);
  for (float& sample : sound) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  return sound;
}

void BM_Render(benchmark::State& state) {
  const std::shared_ptr<const Kit> kit = make_procedural_kit(1);
  const bool varied = state.range(0) != 0;
  Drumset drums;
  drums.fill({kit.get(), 1.0F, varied ? 1.05F : 1.0F, varied ? 0.7F : 1.0F});
  const std::vector<score::Hit> hits = groove();
  nn::Random random(1);
  for (auto _ : state) benchmark::DoNotOptimize(render(hits, drums, kLength, random));
  count(state);
}
BENCHMARK(BM_Render)->ArgName("varied")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void BM_MakeKit(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state) {
    const std::shared_ptr<const Kit> kit = make_procedural_kit(++seed);
    nn::Random random(1);
    for (int drum = 0; drum < score::drum_count; ++drum)
      benchmark::DoNotOptimize(kit->strike(static_cast<score::Drum>(drum), 1.0F, random));
  }
}
BENCHMARK(BM_MakeKit)->Unit(benchmark::kMillisecond);

template <class Effect>
void run(benchmark::State& state, Effect effect) {
  const std::vector<float> sound = noise();
  nn::Random random(1);
  for (auto _ : state) {
    std::vector<float> copy = sound;
    effect(copy, random);
    benchmark::DoNotOptimize(copy.data());
  }
  count(state);
}

void BM_Reverberate(benchmark::State& state) {
  run(state, [](std::span<float> sound, nn::Random& random) { reverberate(sound, 1.0F, 0.3F, 0.01F, random); });
}
void BM_Compress(benchmark::State& state) {
  run(state, [](std::span<float> sound, nn::Random&) { compress(sound, -20.0F, 4.0F, 0.005F, 0.1F); });
}
void BM_Limit(benchmark::State& state) {
  run(state, [](std::span<float> sound, nn::Random&) { limit(sound, 0.3F); });
}
void BM_Saturate(benchmark::State& state) {
  run(state, [](std::span<float> sound, nn::Random&) { saturate(sound, 2.0F); });
}
void BM_Mp3(benchmark::State& state) {
  run(state,
      [](std::span<float> sound, nn::Random&) { benchmark::DoNotOptimize(lossy_copy(sound, 0.5F, Codec::mp3)); });
}
void BM_Ogg(benchmark::State& state) {
  run(state,
      [](std::span<float> sound, nn::Random&) { benchmark::DoNotOptimize(lossy_copy(sound, 0.5F, Codec::ogg)); });
}
BENCHMARK(BM_Reverberate)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Compress)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Limit)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Saturate)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Mp3)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Ogg)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace drumlin::synth
