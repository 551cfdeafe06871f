// Noise-to-Notes (Yeung et al. 2025) in our own layout. Encoder: a convolutional stem per spectrum, a transformer with
// rotary positions and a depthwise convolution beside its attention (after Conformer, Gulati et al. 2020). Denoiser:
// a transformer over the window and convolutions, both modulated by the noise level (adaLN-Zero, Peebles and Xie 2023),
// in EDM preconditioning.
#include "models/n2n.h"

#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "models/preconditioning.h"

namespace drumlin::models::n2n {
namespace {

using nn::Engine;
using nn::Path;
using nn::Tensor;

constexpr int level_frequencies = 32;

/// One spectrum (batch, frames, bands, 1) → (batch, frames, features). Pooling before relu is the same as after, on
/// half the cells.
Tensor stem(Engine& e, const Path& w, const Config& c, const Tensor& spectrum) {
  Tensor h = spectrum;
  for (std::size_t i = 0; i < c.stem.size(); ++i) {
    h = e.conv2d(h, w / static_cast<int>(i), c.stem[i], 3, 3);
    h = e.relu(e.max_pool_bands(h, 2));
  }
  return e.reshape(h, {h.shape[0], h.shape[1], h.shape[2] * h.shape[3]});
}

/// All spectra and, if there are any, the foundation model's features, frame by frame: (batch, frames, heard).
Tensor frame_features(Engine& e, const Path& w, const Config& c, const Tensor& spectra, const Tensor* foundation) {
  const std::int64_t batch = spectra.shape[0];
  const std::int64_t windows = spectra.shape[1];
  const std::int64_t frames = spectra.shape[2];
  const std::int64_t bands = spectra.shape[3];
  // Log-mel values lie about 0 … 7; this brings them about −1 … 1.
  const Tensor scaled = e.reshape(e.affine(spectra, 1.0F / 3.0F, -1.0F), {batch, windows * frames * bands});
  std::vector<Tensor> parts;
  for (int i = 0; i < windows; ++i) {
    const Tensor spectrum = e.slice(scaled, static_cast<int>(i * frames * bands), static_cast<int>(frames * bands));
    parts.push_back(stem(e, w / "stem" / i, c, e.reshape(spectrum, {batch, frames, bands, 1})));
  }
  if (c.foundation > 0) {
    assert(foundation != nullptr);
    parts.push_back(e.gelu(e.linear(*foundation, w / "foundation", c.heard)));
  }
  return e.linear(e.concat(parts), w / "frame", c.heard);
}

Tensor transformer_block(Engine& e, const Path& w, const Config& c, const Tensor& x) {
  const Tensor n = e.layer_norm(x, w / "mix_norm");
  const Tensor far = e.attention(e.linear(n, w / "qkv", 3 * c.width), c.heads);
  const Tensor near = e.depthwise_conv1d(n, w / "depthwise", c.kernel);
  const Tensor h = e.add(x, e.linear(e.add(far, near), w / "mix", c.width));
  const Tensor wide = e.gelu(e.linear(e.layer_norm(h, w / "mlp_norm"), w / "mlp_in", 4 * c.width));
  return e.add(h, e.linear(wide, w / "mlp_out", c.width));
}

/// sin and cos of c_noise at frequencies from 1 to 32, through a small network: (batch, 1, denoiser_width).
Tensor noise_level(Engine& e, const Path& w, const Config& c, std::span<const Preconditioning> levels) {
  std::vector<float> waves;
  for (const Preconditioning& level : levels) {
    for (int i = 0; i < level_frequencies; ++i) {
      const float angle = level.noise * std::exp2(5.0F * static_cast<float>(i) / (level_frequencies - 1));
      waves.push_back(std::sin(angle));
      waves.push_back(std::cos(angle));
    }
  }
  const Tensor input = e.input(waves, {static_cast<std::int64_t>(levels.size()), 1, 2 * level_frequencies});
  const Tensor h = e.silu(e.linear(input, w / "in", c.denoiser_width));
  return e.silu(e.linear(h, w / "out", c.denoiser_width));
}

/// normalize(h) · (1 + scale) + shift, where the noise level says both; their layer starts silent.
Tensor modulate(Engine& e, const Tensor& h, const Tensor& scale, const Tensor& shift) {
  return e.add(e.multiply(e.normalize(h), e.affine(scale, 1.0F, 1.0F)), shift);
}

Tensor denoiser_block(Engine& e, const Path& w, const Config& c, const Tensor& h, const Tensor& level) {
  const int width = c.denoiser_width;
  const Tensor modulation = e.linear(level, w / "modulation", 3 * width, nn::Init::zero);
  const Tensor n = modulate(e, h, e.slice(modulation, 0, width), e.slice(modulation, width, width));
  const Tensor y = e.linear(e.silu(e.conv1d(n, w / "conv", width, c.denoiser_kernel)), w / "pointwise", width);
  return e.add(h, e.multiply(y, e.slice(modulation, 2 * width, width)));
}

/// A transformer block modulated by the noise level, as denoiser_block is.
Tensor far_block(Engine& e, const Path& w, const Config& c, const Tensor& h, const Tensor& level) {
  const int width = c.far_width;
  const Tensor modulation = e.linear(level, w / "modulation", 6 * width, nn::Init::zero);
  const auto part = [&](int number) { return e.slice(modulation, number * width, width); };
  const Tensor n = modulate(e, h, part(0), part(1));
  const Tensor mixed = e.linear(e.attention(e.linear(n, w / "qkv", 3 * width), c.far_heads), w / "mix", width);
  const Tensor g = e.add(h, e.multiply(mixed, part(2)));
  const Tensor m = modulate(e, g, part(3), part(4));
  const Tensor wide = e.gelu(e.linear(m, w / "mlp_in", 4 * width));
  return e.add(g, e.multiply(e.linear(wide, w / "mlp_out", width), part(5)));
}

/// What bars before and after say of each frame: h of (batch, frames, denoiser_width) → the same, to be added. Starts
/// silent, so that a network may grow it.
Tensor look_far(Engine& e, const Path& w, const Config& c, const Tensor& h, const Tensor& level) {
  const std::int64_t batch = h.shape[0];
  const std::int64_t frames = h.shape[1];
  const int together = c.far_frames * c.denoiser_width;
  Tensor tokens = e.linear(e.reshape(h, {batch, frames / c.far_frames, together}), w / "in", c.far_width);
  for (int i = 0; i < c.far_depth; ++i) tokens = far_block(e, w / "block" / i, c, tokens, level);
  return e.reshape(e.linear(e.layer_norm(tokens, w / "norm"), w / "out", together, nn::Init::zero), h.shape);
}

/// One factor for every example of a batch: (batch, 1, 1).
Tensor factors(Engine& e, std::span<const Preconditioning> levels, float Preconditioning::*part) {
  std::vector<float> values;
  for (const Preconditioning& level : levels) values.push_back(level.*part);
  return e.input(values, {static_cast<std::int64_t>(values.size()), 1, 1});
}

}  // namespace

Tensor hear(Engine& e, const Path& w, const Config& c, const Tensor& spectra, const Tensor* foundation) {
  const Tensor frame = frame_features(e, w, c, spectra, foundation);
  const std::int64_t batch = frame.shape[0];
  const std::int64_t frames = frame.shape[1];
  assert(frames % c.frames_per_token == 0);
  const std::int64_t tokens = frames / c.frames_per_token;
  Tensor h = e.linear(e.reshape(frame, {batch, tokens, c.frames_per_token * c.heard}), w / "token", c.width);
  for (int i = 0; i < c.depth; ++i) h = transformer_block(e, w / "block" / i, c, h);
  h = e.linear(e.layer_norm(h, w / "norm"), w / "out", c.frames_per_token * c.heard);
  // What each frame holds goes past the transformer, whose tokens are too slow for exact times.
  return e.add(e.reshape(h, {batch, frames, c.heard}), frame);
}

Tensor forget(Engine& e, const Path& w, const Config& c, const Tensor& heard, const Tensor& mask) {
  const Tensor nothing = e.reshape(e.parameter(w / "nothing_heard", {c.heard}, nn::Init::small), {1, 1, c.heard});
  const Tensor change = e.add(e.affine(heard, -1.0F, 0.0F), nothing);
  return e.add(heard, e.multiply(change, e.affine(mask, -1.0F, 1.0F)));
}

Tensor read_off(Engine& e, const Path& w, const Config& c, const Tensor& heard) {
  const Tensor read = e.conv1d(e.gelu(heard), w / "read_off", planes(c), 3);
  const int drums = planes(c) / 2;
  // tanh: twice the reading is the log odds of an onset.
  const std::array<Tensor, 2> parts = {e.tanh(e.slice(read, 0, drums)), e.slice(read, drums, drums)};
  return e.concat(parts);
}

Tensor denoise(Engine& e, const Path& w, const Config& c, const Tensor& x, std::span<const float> sigma,
               const Tensor& guess, const Tensor& heard) {
  assert(static_cast<std::int64_t>(sigma.size()) == x.shape[0]);
  std::vector<Preconditioning> levels;
  for (const float s : sigma) levels.push_back(precondition(s, c.sigma_data));

  const Path d = w / "denoiser";
  const Tensor level = noise_level(e, d / "level", c, levels);
  const std::array<Tensor, 3> known = {e.multiply(x, factors(e, levels, &Preconditioning::in)), guess, heard};
  Tensor h = e.linear(e.concat(known), d / "in", c.denoiser_width);
  if (c.far_depth > 0) h = e.add(h, look_far(e, d / "far", c, h, level));
  for (int i = 0; i < c.denoiser_depth; ++i) h = denoiser_block(e, d / "block" / i, c, h, level);
  const Tensor f = e.linear(e.layer_norm(h, d / "norm"), d / "out", planes(c), nn::Init::zero);
  // What noise leaves of x counts by c_skip, and the guess, not silence, by the rest.
  const Tensor beyond = e.add(x, e.affine(guess, -1.0F, 0.0F));
  const Tensor kept = e.add(guess, e.multiply(beyond, factors(e, levels, &Preconditioning::skip)));
  return e.add(kept, e.multiply(f, factors(e, levels, &Preconditioning::out)));
}

bool starts_silent(std::string_view parameter) {
  return parameter.starts_with("denoiser.far.");
}

}  // namespace drumlin::models::n2n
