// A room: sparse early echoes into a feedback delay network with a Householder matrix (Jot and Chaigne 1991, "Digital
// Delay Networks for Designing Artificial Reverberators"). Much cheaper than convolution, and as varied as its draws.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>

#include "synth/effects.h"

namespace drumlin::synth {
namespace {

constexpr double kSampleRate = 44100.0;
constexpr int kLines = 16;
constexpr int kEchoes = 12;
constexpr std::size_t kShortestLine = 400;  // samples; a block of the network may not be longer
constexpr std::size_t kBlock = 256;
static_assert(kBlock <= kShortestLine);

using PerLine = Eigen::Array<float, kLines, 1>;

/// Delay lines, each with a gain and a one-pole low-pass that give the decay wanted at 0 Hz and at Nyquist.
struct Network {
  std::array<std::size_t, kLines> delay{};
  PerLine gain, damping, send;
  float level = 1.0F;  ///< makes the response's energy 1
};

Network draw_network(float seconds, nn::Random& random) {
  Network network;
  const double size = random.uniform(1.0, 3.5);     // of the room
  const double duller = random.uniform(0.15, 0.7);  // decay time of the highs over that of the lows
  // A room that decays soon is a small one. Samples.
  const double longest = std::max(600.0, std::min(1500.0 * size, 0.1 * seconds * kSampleRate));
  double total = 0.0;
  for (int i = 0; i < kLines; ++i) {
    const double delay = std::floor(kShortestLine + (longest - kShortestLine) * random.uniform());
    const double loss = -3.0 * delay / (seconds * kSampleRate);  // decades
    const double ratio = std::pow(10.0, loss * (1.0 - 1.0 / duller));
    network.delay[static_cast<std::size_t>(i)] = static_cast<std::size_t>(delay);
    network.damping[i] = static_cast<float>((ratio - 1.0) / (ratio + 1.0));
    network.gain[i] = static_cast<float>(std::pow(10.0, loss)) * (1.0F - network.damping[i]);
    network.send[i] = random.chance(0.5) ? 1.0F : -1.0F;
    total += delay;
  }
  // A lossless network spreads a sample's energy evenly over its delays; each pass through a line keeps a part of it,
  // and the passes sum geometrically. The time is one between the lows' and the highs'.
  const double pass = std::pow(10.0, -6.0 * total / kLines / (0.5 * (1.0 + duller) * seconds * kSampleRate));
  network.level = static_cast<float>(std::sqrt((1.0 - pass) / pass / kLines));
  return network;
}

/// Random echoes of alternating sign within the first 5 to 40 ms, energy 1, added up into one signal.
std::vector<float> early_echoes(std::span<const float> dry, std::size_t pre_delay, nn::Random& random) {
  std::vector<float> echoes(dry.size(), 0.0F);
  const double spread = random.uniform(0.005, 0.04) * kSampleRate;
  for (int echo = 0; echo < kEchoes; ++echo) {
    const std::size_t delay = pre_delay + static_cast<std::size_t>(random.uniform(0.0, spread));
    const float gain = (random.chance(0.5) ? 1.0F : -1.0F) / std::sqrt(static_cast<float>(kEchoes));
    for (std::size_t n = delay; n < dry.size(); ++n) echoes[n] += gain * dry[n - delay];
  }
  return echoes;
}

/// Runs the input through the network, in blocks no longer than the shortest line, so that each line can be read
/// before it is written.
void run(const Network& network, std::span<const float> input, std::span<float> out, float wet) {
  std::array<std::vector<float>, kLines> lines;
  for (std::size_t i = 0; i < kLines; ++i) lines[i].assign(network.delay[i], 0.0F);
  std::array<std::size_t, kLines> head{};
  Eigen::Array<float, kLines, Eigen::Dynamic> block(kLines, kBlock);
  PerLine damped = PerLine::Zero();
  for (std::size_t start = 0; start < input.size(); start += kBlock) {
    const std::size_t length = std::min(kBlock, input.size() - start);
    for (std::size_t i = 0; i < kLines; ++i)
      for (std::size_t n = 0, at = head[i]; n < length; ++n, at = at + 1 == lines[i].size() ? 0 : at + 1)
        block(static_cast<int>(i), static_cast<int>(n)) = lines[i][at];
    for (std::size_t n = 0; n < length; ++n) {
      auto column = block.col(static_cast<int>(n));
      damped = network.gain * column + network.damping * damped;
      out[start + n] += wet * (damped * network.send).sum();
      column = damped - (2.0F / kLines) * damped.sum() + input[start + n];
    }
    for (std::size_t i = 0; i < kLines; ++i)
      for (std::size_t n = 0; n < length; ++n, head[i] = head[i] + 1 == lines[i].size() ? 0 : head[i] + 1)
        lines[i][head[i]] = block(static_cast<int>(i), static_cast<int>(n));
  }
}

}  // namespace

void reverberate(std::span<float> sound, float seconds, float wet, float pre_delay, nn::Random& random) {
  const Network network = draw_network(std::max(seconds, 0.05F), random);
  const auto delay = static_cast<std::size_t>(std::lround(std::max(pre_delay, 0.0F) * kSampleRate));
  const std::vector<float> input = early_echoes(sound, delay, random);
  run(network, input, sound, wet * network.level);
}

}  // namespace drumlin::synth
