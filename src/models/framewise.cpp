// The five networks of Fosse's study: features of each frame, from convolutions, patches or none; layers that look at
// the whole excerpt, or do not; one linear reading.
#include "models/framewise.h"

#include <cassert>
#include <cmath>
#include <vector>

namespace drumlin::models::framewise {
namespace {

using nn::Engine;
using nn::Path;
using nn::Tensor;

Tensor convolution(Engine& e, const Path& w, const Config& c, const Tensor& x, int channels) {
  const Tensor h = e.relu(e.conv2d(x, w / "conv", channels, 3, 3, c.convolution_bias));
  return e.batch_norm(h, w / "norm", c.norm_epsilon);
}

/// (batch, frames, bands) → (batch, frames, features).
Tensor convolutions(Engine& e, const Path& w, const Config& c, const Tensor& spectrum) {
  const std::int64_t batch = spectrum.shape[0];
  const std::int64_t frames = spectrum.shape[1];
  Tensor h = e.reshape(spectrum, {batch, frames, spectrum.shape[2], 1});
  for (int i = 0; i < c.blocks; ++i) {
    const int channels = (i + 1) * c.channels;
    h = convolution(e, w / i / "first", c, h, channels);
    h = convolution(e, w / i / "second", c, h, channels);
    h = e.max_pool_bands(h, 3, c.pool_rest ? nn::Rest::pooled : nn::Rest::dropped);
    h = c.drop_channels ? e.dropout_channels(h, c.convolution_dropout) : e.dropout(h, c.convolution_dropout);
  }
  return e.reshape(h, {batch, frames, h.shape[2] * h.shape[3]});
}

Tensor dense_layers(Engine& e, const Path& w, const Config& c, Tensor h) {
  for (int i = 0; i < c.layers; ++i) h = e.relu(e.linear(h, w / i, c.width));
  return h;
}

Tensor recurrent_layers(Engine& e, const Path& w, const Config& c, Tensor h) {
  for (int i = 0; i < c.layers; ++i) {
    h = e.recurrent(h, w / i, c.cell, c.width, c.bidirectional);
    if (i + 1 < c.layers) h = e.dropout(h, c.dropout);
  }
  return h;
}

/// Sines in the even channels and cosines in the odd ones, of wavelengths from 2π to 10000 · 2π frames (Vaswani et al.
/// 2017, section 3.5): (1, frames, width).
Tensor positions(Engine& e, std::int64_t frames, int width) {
  std::vector<float> waves(static_cast<std::size_t>(frames * width));
  for (int i = 0; i < width; ++i) {
    const double rate = std::pow(10000.0, -static_cast<double>(i - i % 2) / width);
    for (std::int64_t frame = 0; frame < frames; ++frame) {
      const double angle = static_cast<double>(frame) * rate;
      waves[static_cast<std::size_t>(frame * width + i)] =
          static_cast<float>(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return e.input(waves, {1, frames, width});
}

/// Pre-norm, with no norm after the last (the study's program; its GELU is the exact one, ours its tanh form).
Tensor transformer_layer(Engine& e, const Path& w, const Config& c, const Tensor& x) {
  const Tensor qkv = e.linear(e.layer_norm(x, w / "attention" / "norm"), w / "attention" / "qkv", 3 * c.width);
  const Tensor attended = e.attention(qkv, c.heads, 0, nn::Positions::none);
  const Tensor h = e.add(x, e.dropout(e.linear(attended, w / "attention" / "out", c.width), c.dropout));
  const Tensor wide = e.gelu(e.linear(e.layer_norm(h, w / "dense" / "norm"), w / "dense" / "in", 4 * c.width));
  return e.add(h, e.dropout(e.linear(wide, w / "dense" / "out", c.width), c.dropout));
}

Tensor transformer_layers(Engine& e, const Path& w, const Config& c, const Tensor& x) {
  Tensor h = e.add(x, positions(e, x.shape[1], c.width));
  for (int i = 0; i < c.layers; ++i) h = transformer_layer(e, w / i, c, h);
  return h;
}

/// Patches of neighbouring bands, each with its learned place, side by side: (batch, frames, width).
Tensor patches(Engine& e, const Path& w, const Config& c, const Tensor& spectrum) {
  const std::int64_t batch = spectrum.shape[0];
  const std::int64_t frames = spectrum.shape[1];
  const int count = c.bands / c.patch;
  const int filters = c.width / count;
  const Tensor cut = e.reshape(spectrum, {batch, frames, count, c.patch});
  const Tensor places = e.parameter(w / "places", {1, 1, count, filters}, nn::Init::small);
  return e.reshape(e.add(e.linear(cut, w / "in", filters), places), {batch, frames, c.width});
}

/// What is read off.
Tensor hidden(Engine& e, const Path& w, const Config& c, const Tensor& spectrum) {
  switch (c.architecture) {
    case Architecture::rnn:
      return recurrent_layers(e, w / "layer", c, spectrum);
    case Architecture::cnn:
      return dense_layers(e, w / "layer", c, convolutions(e, w / "block", c, spectrum));
    case Architecture::crnn:
      return recurrent_layers(e, w / "layer", c, convolutions(e, w / "block", c, spectrum));
    case Architecture::convolutional_transformer: {
      const Tensor h = convolutions(e, w / "block", c, spectrum);
      return transformer_layers(e, w / "layer", c, e.linear(h, w / "in", c.width));
    }
    case Architecture::vision_transformer:
      return transformer_layers(e, w / "layer", c, patches(e, w / "patch", c, spectrum));
  }
  return {};
}

}  // namespace

Tensor logits(Engine& e, const Path& w, const Config& c, const Tensor& spectrum) {
  assert(spectrum.shape.rank == 3 && spectrum.shape[2] == c.bands);
  return e.linear(hidden(e, w, c, spectrum), w / "out", c.classes);
}

}  // namespace drumlin::models::framewise
