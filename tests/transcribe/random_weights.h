// A weight file of a tiny Noise-to-Notes network with random weights, for tests of everything around the network.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/n2n.h"
#include "nn/engine.h"
#include "nn/random.h"
#include "nn/safetensors.h"
#include "transcribe/model.h"

namespace drumlin::test {

/// Runs a network on shapes alone and remembers which parameters it asks for.
class ParameterList : public nn::Engine {
 public:
  std::map<std::string, nn::Shape> shapes;

  nn::Tensor input(std::span<const float>, const nn::Shape& shape) override { return {shape}; }
  std::span<const float> values(const nn::Tensor&) override { return {}; }
  void reset() override {}
  nn::Tensor parameter(const nn::Path& name, const nn::Shape& shape, nn::Init) override {
    shapes[std::string(name.text())] = shape;
    return {shape};
  }
  nn::Tensor linear(const nn::Tensor& x, const nn::Path& name, int out, nn::Init) override {
    return weighted(x, name, {out, x.shape[-1]}, out);
  }
  nn::Tensor conv2d(const nn::Tensor& x, const nn::Path& name, int out, int frames, int bands, bool has_bias) override {
    return weighted(x, name, {out, frames, bands, x.shape[-1]}, out, has_bias);
  }
  nn::Tensor conv1d(const nn::Tensor& x, const nn::Path& name, int out, int kernel) override {
    return weighted(x, name, {out, kernel, x.shape[-1]}, out);
  }
  nn::Tensor depthwise_conv1d(const nn::Tensor& x, const nn::Path& name, int kernel) override {
    return weighted(x, name, {kernel, x.shape[-1]}, x.shape[-1]);
  }
  nn::Tensor max_pool_bands(const nn::Tensor& x, int size, nn::Rest rest) override {
    nn::Shape shape = x.shape;
    shape[2] = (shape[2] + (rest == nn::Rest::pooled ? size - 1 : 0)) / size;
    return {shape};
  }
  nn::Tensor layer_norm(const nn::Tensor& x, const nn::Path& name) override {
    return weighted(x, name, {x.shape[-1]}, x.shape[-1]);
  }
  nn::Tensor normalize(const nn::Tensor& x) override { return x; }
  nn::Tensor batch_norm(const nn::Tensor& x, const nn::Path& name, float) override {
    for (const char* part : {"weight", "bias", "running_mean", "running_variance"}) {
      parameter(name / part, {x.shape[-1]}, nn::Init::one);
    }
    return x;
  }
  nn::Tensor recurrent(const nn::Tensor& x, const nn::Path& name, nn::Cell cell, int width, bool both) override {
    const std::int64_t gates = (cell == nn::Cell::gru ? 3 : 4) * std::int64_t{width};
    for (const char* direction : {"forward", "backward"}) {
      if (!both && std::string(direction) == "backward") break;
      weighted(x, name / direction / "input", {gates, x.shape[-1]}, gates);
      weighted(x, name / direction / "recurrent", {gates, width}, gates);
    }
    return last(x, both ? 2 * width : width);
  }
  nn::Tensor dropout(const nn::Tensor& x, float) override { return x; }
  nn::Tensor dropout_channels(const nn::Tensor& x, float) override { return x; }
  nn::Tensor relu(const nn::Tensor& x) override { return x; }
  nn::Tensor gelu(const nn::Tensor& x) override { return x; }
  nn::Tensor silu(const nn::Tensor& x) override { return x; }
  nn::Tensor sigmoid(const nn::Tensor& x) override { return x; }
  nn::Tensor tanh(const nn::Tensor& x) override { return x; }
  nn::Tensor softmax(const nn::Tensor& x) override { return x; }
  nn::Tensor attention(const nn::Tensor& qkv, int, int, nn::Positions) override { return last(qkv, qkv.shape[-1] / 3); }
  nn::Tensor add(const nn::Tensor& a, const nn::Tensor&) override { return a; }
  nn::Tensor multiply(const nn::Tensor& a, const nn::Tensor&) override { return a; }
  nn::Tensor affine(const nn::Tensor& x, float, float) override { return x; }
  nn::Tensor concat(std::span<const nn::Tensor> parts) override {
    std::int64_t sum = 0;
    for (const nn::Tensor& part : parts) sum += part.shape[-1];
    return last(parts.front(), sum);
  }
  nn::Tensor slice(const nn::Tensor& x, int, int count) override { return last(x, count); }
  nn::Tensor reshape(const nn::Tensor&, const nn::Shape& shape) override { return {shape}; }

 private:
  static nn::Tensor last(const nn::Tensor& x, std::int64_t size) {
    nn::Tensor y{x.shape};
    y.shape[-1] = size;
    return y;
  }
  nn::Tensor weighted(const nn::Tensor& x, const nn::Path& name, const nn::Shape& weight, std::int64_t out,
                      bool has_bias = true) {
    parameter(name / "weight", weight, nn::Init::usual);
    if (has_bias) parameter(name / "bias", {out}, nn::Init::zero);
    return last(x, out);
  }
};

/// Small enough for tests, with every part that the real one has.
inline models::n2n::Config tiny_config() {
  models::n2n::Config config;
  config.features.windows = {256, 1024};
  config.features.bands = 16;
  config.features.low_hz = 60.0F;
  config.frames = 64;
  config.stem = {4, 4};
  config.width = 16;
  config.heads = 2;
  config.depth = 1;
  config.kernel = 3;
  config.heard = 16;
  config.denoiser_width = 16;
  config.denoiser_depth = 1;
  config.denoiser_kernel = 3;
  config.far_depth = 1;
  config.far_width = 8;
  config.far_heads = 2;
  return config;
}

/// Thresholds so low that random weights hear something.
inline transcribe::Peaks low_peaks() {
  transcribe::Peaks peaks;
  peaks.thresholds.fill(0.2F);
  return peaks;
}

inline std::vector<std::uint8_t> random_weights(const models::n2n::Config& config = tiny_config()) {
  namespace n2n = models::n2n;
  ParameterList list;
  const auto resolutions = static_cast<std::int64_t>(config.features.windows.size());
  const nn::Tensor spectra = list.input({}, {1, resolutions, config.frames, config.features.bands});
  const nn::Tensor heard = n2n::hear(list, {}, config, spectra);
  const nn::Tensor roll = n2n::read_off(list, {}, config, heard);
  n2n::forget(list, {}, config, heard, list.input({}, {1, config.frames, 1}));
  const float sigma = 1.0F;
  n2n::denoise(list, {}, config, roll, {&sigma, 1}, roll, heard);

  nn::Random random(7);
  std::vector<nn::Named> tensors;
  for (const auto& [name, shape] : list.shapes) {
    std::vector<float> values(static_cast<std::size_t>(shape.count()));
    for (float& value : values) value = static_cast<float>(random.uniform(-0.4, 0.4));
    tensors.push_back({name, shape, values});
  }
  return nn::to_safetensors(tensors,
                            {{"system", "n2n"},
                             {"config", n2n::to_json(config)},
                             {"sampling", transcribe::to_json(transcribe::Sampling{{0.02F, 20.0F, 7.0F}, 2})},
                             {"peaks", transcribe::to_json(low_peaks())}},
                            nn::Type::f32);
}

/// The parameters of a frame-wise network by name.
inline std::map<std::string, nn::Shape> parameters_of(const models::framewise::Config& config) {
  ParameterList list;
  models::framewise::logits(list, {}, config, list.input({}, {1, config.frames, config.bands}));
  return list.shapes;
}

/// Small enough for tests.
inline models::framewise::Config tiny_framewise() {
  return {.frames = 64, .layers = 1, .width = 8, .channels = 2};
}

/// A frame-wise weight file; value(name): what fills that parameter.
template <class Value>
std::vector<std::uint8_t> framewise_weights(const transcribe::Framewise& model, const Value& value) {
  std::vector<nn::Named> tensors;
  for (const auto& [name, shape] : parameters_of(model.config)) {
    std::vector<float> values(static_cast<std::size_t>(shape.count()));
    for (float& cell : values) cell = value(name);
    tensors.push_back({name, shape, values});
  }
  return nn::to_safetensors(tensors, transcribe::to_metadata(model, low_peaks()), nn::Type::f32);
}

/// One with random weights, which hears something.
inline std::vector<std::uint8_t> random_framewise_weights(const models::framewise::Config& config = tiny_framewise()) {
  nn::Random random(7);
  return framewise_weights({config, 0.5F, 0.5F}, [&](const std::string& name) {
    return static_cast<float>(name.ends_with("variance") ? 1.0 : random.uniform(-0.6, 0.6));
  });
}

}  // namespace drumlin::test
