// How fast the networks of the study of architectures listen (models/framewise.h), features included: windows of 4 s on
// one thread, weights at random. "real_time": seconds of sound in a second of work.
#include <benchmark/benchmark.h>

#include "audio/features.h"
#include "nn/eigen/eigen_engine.h"
#include "transcribe/framewise.h"
#include "transcribe/random_weights.h"

namespace {

using namespace drumlin;
using models::framewise::Architecture;
using models::framewise::Config;

void listen(benchmark::State& state, const Config& config) {
  nn::Weights weights(test::random_framewise_weights(config), "bench");
  const auto engine = nn::make_eigen_engine(nn::pack(std::move(weights)));
  transcribe::FramewiseListener listener({config, 0.5F, 0.5F}, *engine);
  nn::Random random(1);
  std::vector<float> samples(static_cast<std::size_t>(config.frames * audio::hop));
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  for (auto _ : state) benchmark::DoNotOptimize(listener.listen(samples, 0).data());
  const double seconds = static_cast<double>(samples.size()) / audio::sample_rate;
  state.counters["real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsIterationInvariantRate);
}

void Rnn(benchmark::State& state) {
  listen(state, {.architecture = Architecture::rnn, .layers = 4, .width = static_cast<int>(state.range(0))});
}
void Cnn(benchmark::State& state) {
  listen(state, {.architecture = Architecture::cnn, .layers = 2, .width = 144, .blocks = 3});
}
void Crnn(benchmark::State& state) {
  listen(state, {.width = static_cast<int>(state.range(0))});
}
void CrnnOfLstms(benchmark::State& state) {
  listen(state, {.width = static_cast<int>(state.range(0)), .cell = nn::Cell::lstm});
}
void FrameRnn(benchmark::State& state) {
  listen(state, models::framewise::adtof_frame_rnn());
}
void ConvolutionalTransformer(benchmark::State& state) {
  listen(state, {.architecture = Architecture::convolutional_transformer, .layers = 4});
}
void VisionTransformer(benchmark::State& state) {
  listen(state, {.architecture = Architecture::vision_transformer, .layers = 6});
}

BENCHMARK(Rnn)->ArgName("width")->Arg(72)->Arg(144)->Arg(576)->Unit(benchmark::kMillisecond);
BENCHMARK(Cnn)->Unit(benchmark::kMillisecond);
BENCHMARK(Crnn)->ArgName("width")->Arg(72)->Arg(144)->Arg(288)->Unit(benchmark::kMillisecond);
BENCHMARK(CrnnOfLstms)->ArgName("width")->Arg(288)->Unit(benchmark::kMillisecond);
BENCHMARK(FrameRnn)->Unit(benchmark::kMillisecond);
BENCHMARK(ConvolutionalTransformer)->Unit(benchmark::kMillisecond);
BENCHMARK(VisionTransformer)->Unit(benchmark::kMillisecond);

}  // namespace
