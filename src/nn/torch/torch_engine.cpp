// Engine operations as LibTorch calls that run fast on one CPU core: channels stay last, so that oneDNN's convolutions
// need no copies.
#include "nn/torch/torch_engine.h"

#include <drumlin/error.h>
#include <torch/version.h>

#include <cmath>
#include <utility>

#include "nn/random.h"

namespace drumlin::nn {
namespace {

std::vector<std::int64_t> sizes(const Shape& shape) {
  return {shape.sizes.begin(), shape.sizes.begin() + shape.rank};
}

Shape shape_of(const torch::Tensor& x) {
  assert(x.dim() <= 5);
  Shape shape;
  for (const std::int64_t size : x.sizes()) shape.sizes[static_cast<std::size_t>(shape.rank++)] = size;
  return shape;
}

/// FNV-1a: a parameter's values depend on the seed and its name, not on the order of first touch.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char letter : text) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  return value;
}

torch::Tensor initial(const Shape& shape, Init init, std::int64_t inputs, Random random) {
  torch::Tensor values = init == Init::one ? torch::ones(sizes(shape)) : torch::zeros(sizes(shape));
  const std::span<float> cells(values.data_ptr<float>(), static_cast<std::size_t>(shape.count()));
  const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
  if (init == Init::usual) {
    for (float& cell : cells) cell = static_cast<float>(random.uniform(-bound, bound));
  } else if (init == Init::small) {
    for (float& cell : cells) cell = static_cast<float>(random.normal(0.0, 0.02));
  }
  return values;
}

/// x · cos + rotated(x) · sin over the last axis of (batch, tokens, 2, heads, size); pairs are (i, i + half).
torch::Tensor rotate(const torch::Tensor& x) {
  const std::int64_t tokens = x.size(1);
  const std::int64_t half = x.size(-1) / 2;
  const auto options = x.options().requires_grad(false);
  const torch::Tensor rate =
      torch::pow(10000.0, torch::arange(half, options) * (-1.0 / static_cast<double>(half))).view({1, half});
  const torch::Tensor angle = (torch::arange(tokens, options).view({tokens, 1}) * rate).view({tokens, 1, 1, half});
  const torch::Tensor cosine = angle.cos();
  const torch::Tensor sine = angle.sin();
  const std::vector<torch::Tensor> halves = x.split(half, -1);
  return torch::cat({halves[0] * cosine - halves[1] * sine, halves[1] * cosine + halves[0] * sine}, -1);
}

/// (tokens, tokens): true where two tokens are at most `window` apart.
torch::Tensor near_by(std::int64_t tokens, int window, torch::Device device) {
  const torch::Tensor position = torch::arange(tokens, torch::TensorOptions().device(device));
  return (position.unsqueeze(0) - position.unsqueeze(1)).abs() <= window;
}

/// Scaled dot product attention of (batch, heads, tokens, size) tensors.
torch::Tensor attend(const torch::Tensor& query, const torch::Tensor& key, const torch::Tensor& value, int window) {
#if TORCH_VERSION_MAJOR >= 2
  if (window == 0) return at::scaled_dot_product_attention(query, key, value);
  return at::scaled_dot_product_attention(query, key, value, near_by(query.size(2), window, query.device()));
#else
  const double scale = 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
  torch::Tensor scores = torch::matmul(query * scale, key.transpose(-1, -2));
  if (window > 0) {
    scores = scores.masked_fill(near_by(query.size(2), window, query.device()).logical_not(), -INFINITY);
  }
  return torch::matmul(torch::softmax(scores, -1), value);
#endif
}

/// What a product is computed from.
struct Operands {
  torch::Tensor x;
  torch::Tensor weight;
  torch::Tensor bias;  ///< undefined: none
};

/// The operands as `precision` wants them. Measured on a Zen 4 core: mixed makes a training step 1.5 times as fast.
Operands operands(Precision precision, const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  if (precision == Precision::full) return {x, weight, bias};
  return {x.to(torch::kBFloat16), weight.to(torch::kBFloat16), bias.defined() ? bias.to(torch::kBFloat16) : bias};
}

/// Products with fewer outputs than this are the network's readings, which keep their full precision.
constexpr int few_outputs = 64;

Precision precision_for(Precision precision, int outputs) {
  return outputs < few_outputs ? Precision::full : precision;
}

/// Convolution of (batch, rows, columns, in) with weights (out, kernel_rows, kernel_columns, in / groups). The permuted
/// views are what torch calls the channels-last memory format.
torch::Tensor convolve(const Operands& o, std::int64_t groups = 1) {
  const std::vector<std::int64_t> stride = {1, 1};
  const std::vector<std::int64_t> padding = {o.weight.size(1) / 2, o.weight.size(2) / 2};
  const torch::Tensor x = o.x.permute({0, 3, 1, 2});
  const torch::Tensor weight = o.weight.permute({0, 3, 1, 2});
  return torch::conv2d(x, weight, o.bias, stride, padding, stride, groups).permute({0, 2, 3, 1}).to(torch::kFloat32);
}

/// A generator of the device's own kind.
at::Generator generator(torch::Device device, std::uint64_t seed) {
  at::Generator random = at::globalContext().defaultGenerator(device).clone();
  random.set_current_seed(seed);
  return random;
}

}  // namespace

bool is_running_statistic(std::string_view name) {
  return name.ends_with(".running_mean") || name.ends_with(".running_variance");
}

Precision fastest_precision(torch::Device device) {
  if (device.is_cuda()) return Precision::mixed;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16")) return Precision::mixed;
#endif
  return Precision::full;
}

TorchEngine::TorchEngine(torch::Device device, std::uint64_t seed, Precision precision)
    : device_(device), seed_(seed), precision_(precision) {}

std::map<std::string, torch::Tensor>& TorchEngine::parameters() {
  return parameters_;
}

void TorchEngine::learn(std::uint64_t seed) {
  chance_ = generator(device_, seed);
}

void TorchEngine::stop_learning() {
  chance_.reset();
}

Tensor TorchEngine::wrap(torch::Tensor x) {
  Tensor handle;
  handle.shape = shape_of(x);
  handle.index = static_cast<std::int64_t>(tape_.size());
  tape_.push_back(std::move(x));
  return handle;
}

const torch::Tensor& TorchEngine::unwrap(const Tensor& x) const {
  assert(x.index >= 0 && x.index < static_cast<std::int64_t>(tape_.size()));
  return tape_[static_cast<std::size_t>(x.index)];
}

Tensor TorchEngine::input(std::span<const float> values, const Shape& shape) {
  assert(static_cast<std::int64_t>(values.size()) == shape.count());
  torch::Tensor copy = torch::empty(sizes(shape));
  std::copy(values.begin(), values.end(), copy.data_ptr<float>());
  return wrap(copy.to(device_));
}

std::span<const float> TorchEngine::values(const Tensor& x) {
  tape_.push_back(unwrap(x).detach().to(torch::kCPU, torch::kFloat32).contiguous());
  return {tape_.back().data_ptr<float>(), static_cast<std::size_t>(x.shape.count())};
}

void TorchEngine::reset() {
  tape_.clear();
}

const torch::Tensor& TorchEngine::touch(const Path& name, const Shape& shape, Init init, std::int64_t inputs) {
  const auto [place, absent] = parameters_.try_emplace(std::string(name.text()));
  torch::Tensor& parameter = place->second;
  if (absent) {
    parameter = initial(shape, init, inputs, Random(seed_, hash(name.text()))).to(device_).set_requires_grad(true);
  } else if (shape_of(parameter) != shape) {
    throw Error("parameter \"" + place->first +
                "\" has another shape than the network asks for: use weights of the same configuration");
  }
  return parameter;
}

Tensor TorchEngine::parameter(const Path& name, const Shape& shape, Init init) {
  return wrap(touch(name, shape, init, shape.count() / shape[0]));
}

Tensor TorchEngine::linear(const Tensor& x, const Path& name, int out, Init init) {
  const std::int64_t in = x.shape[-1];
  const torch::Tensor& weight = touch(name / "weight", {out, in}, init, in);
  const torch::Tensor& bias = touch(name / "bias", {out}, Init::zero, in);
  const Operands o = operands(precision_for(precision_, out), unwrap(x), weight, bias);
  return wrap(torch::linear(o.x, o.weight, o.bias).to(torch::kFloat32));
}

Tensor TorchEngine::conv2d(const Tensor& x, const Path& name, int out, int kernel_frames, int kernel_bands,
                           bool has_bias) {
  const std::int64_t in = x.shape[-1];
  const Shape shape = {out, kernel_frames, kernel_bands, in};
  const torch::Tensor& weight = touch(name / "weight", shape, Init::usual, shape.count() / out);
  const torch::Tensor bias = has_bias ? touch(name / "bias", {out}, Init::zero, in) : torch::Tensor();
  return wrap(convolve(operands(precision_, unwrap(x), weight, bias)));
}

Tensor TorchEngine::conv1d(const Tensor& x, const Path& name, int out, int kernel) {
  const std::int64_t in = x.shape[-1];
  const torch::Tensor& weight = touch(name / "weight", {out, kernel, in}, Init::usual, kernel * in);
  const torch::Tensor& bias = touch(name / "bias", {out}, Init::zero, in);
  // Measured: oneDNN's own reordering beats the channels-last kernel here.
  const Operands o = operands(precision_for(precision_, out), unwrap(x), weight, bias);
  const torch::Tensor y = torch::conv1d(o.x.transpose(1, 2), o.weight.transpose(1, 2), o.bias, 1, kernel / 2);
  return wrap(y.transpose(1, 2).to(torch::kFloat32));
}

Tensor TorchEngine::depthwise_conv1d(const Tensor& x, const Path& name, int kernel) {
  const std::int64_t channels = x.shape[-1];
  const torch::Tensor& weight = touch(name / "weight", {kernel, channels}, Init::usual, kernel);
  const torch::Tensor& bias = touch(name / "bias", {channels}, Init::zero, kernel);
  const torch::Tensor kernels = weight.t().reshape({channels, kernel, 1, 1});
  return wrap(convolve({unwrap(x).unsqueeze(2), kernels, bias}, channels).squeeze(2));
}

Tensor TorchEngine::max_pool_bands(const Tensor& x, int size, Rest rest) {
  torch::Tensor in = unwrap(x).permute({0, 3, 1, 2});
  const std::int64_t missing = rest == Rest::pooled ? (size - x.shape[2] % size) % size : 0;
  if (missing > 0) in = torch::constant_pad_nd(in, {missing / 2, missing - missing / 2}, -INFINITY);
  return wrap(torch::max_pool2d(in, {1, size}, {1, size}).permute({0, 2, 3, 1}));
}

Tensor TorchEngine::layer_norm(const Tensor& x, const Path& name) {
  const std::int64_t channels = x.shape[-1];
  const torch::Tensor& weight = touch(name / "weight", {channels}, Init::one, 1);
  const torch::Tensor& bias = touch(name / "bias", {channels}, Init::zero, 1);
  return wrap(torch::layer_norm(unwrap(x), {channels}, weight, bias));
}

Tensor TorchEngine::normalize(const Tensor& x) {
  return wrap(torch::layer_norm(unwrap(x), {x.shape[-1]}));
}

Tensor TorchEngine::batch_norm(const Tensor& x, const Path& name, float epsilon) {
  constexpr double momentum = 0.1;
  const std::int64_t channels = x.shape[-1];
  const torch::Tensor& weight = touch(name / "weight", {channels}, Init::one, 1);
  const torch::Tensor& bias = touch(name / "bias", {channels}, Init::zero, 1);
  // Written past autograd, which would take the change for one of every parameter that shares the memory.
  const torch::Tensor mean = touch(name / "running_mean", {channels}, Init::zero, 1).variable_data();
  const torch::Tensor variance = touch(name / "running_variance", {channels}, Init::one, 1).variable_data();
  const torch::Tensor rows = unwrap(x).reshape({-1, channels});
  const torch::Tensor y =
      torch::batch_norm(rows, weight, bias, mean, variance, chance_.has_value(), momentum, epsilon, false);
  return wrap(y.reshape(sizes(x.shape)));
}

Tensor TorchEngine::recurrent(const Tensor& x, const Path& name, Cell cell, int width, bool bidirectional) {
  const std::int64_t in = x.shape[-1];
  const std::int64_t rows = (cell == Cell::gru ? 3 : 4) * std::int64_t{width};
  std::vector<torch::Tensor> weights;
  for (const char* direction : {"forward", "backward"}) {
    if (!bidirectional && weights.size() == 4) break;
    const Path input = name / direction / "input";
    const Path state = name / direction / "recurrent";
    weights.push_back(touch(input / "weight", {rows, in}, Init::usual, width));
    weights.push_back(touch(state / "weight", {rows, width}, Init::usual, width));
    weights.push_back(touch(input / "bias", {rows}, Init::zero, width));
    weights.push_back(touch(state / "bias", {rows}, Init::zero, width));
  }
  const torch::Tensor& spectra = unwrap(x);
  const torch::Tensor zeros = torch::zeros({bidirectional ? 2 : 1, x.shape[0], width}, spectra.options());
  const bool learning = torch::GradMode::is_enabled();
  if (cell == Cell::gru) {
    return wrap(std::get<0>(torch::gru(spectra, zeros, weights, true, 1, 0.0, learning, bidirectional, true)));
  }
  return wrap(std::get<0>(torch::lstm(spectra, {zeros, zeros}, weights, true, 1, 0.0, learning, bidirectional, true)));
}

Tensor TorchEngine::drop(const Tensor& x, float share, const Shape& shape) {
  if (!chance_ || share == 0.0F) return x;
  const auto options = torch::TensorOptions().device(device_);
  const torch::Tensor kept = torch::empty(sizes(shape), options).bernoulli_(1.0 - share, *chance_);
  return wrap(unwrap(x) * kept * (1.0 / (1.0 - share)));
}

Tensor TorchEngine::dropout(const Tensor& x, float share) {
  return drop(x, share, x.shape);
}

Tensor TorchEngine::dropout_channels(const Tensor& x, float share) {
  Shape shape = x.shape;
  for (int axis = 1; axis + 1 < shape.rank; ++axis) shape[axis] = 1;
  return drop(x, share, shape);
}

Tensor TorchEngine::relu(const Tensor& x) {
  return wrap(torch::relu(unwrap(x)));
}
Tensor TorchEngine::gelu(const Tensor& x) {
  return wrap(torch::gelu(unwrap(x), "tanh"));
}
Tensor TorchEngine::silu(const Tensor& x) {
  return wrap(torch::silu(unwrap(x)));
}
Tensor TorchEngine::sigmoid(const Tensor& x) {
  return wrap(torch::sigmoid(unwrap(x)));
}
Tensor TorchEngine::tanh(const Tensor& x) {
  return wrap(torch::tanh(unwrap(x)));
}
Tensor TorchEngine::softmax(const Tensor& x) {
  return wrap(torch::softmax(unwrap(x), -1));
}

Tensor TorchEngine::attention(const Tensor& qkv, int heads, int window, Positions positions) {
  const std::int64_t batch = qkv.shape[0];
  const std::int64_t tokens = qkv.shape[1];
  const std::int64_t width = qkv.shape[2] / 3;
  const torch::Tensor parts = unwrap(qkv).view({batch, tokens, 3, heads, width / heads});
  const auto type = precision_ == Precision::mixed ? torch::kBFloat16 : torch::kFloat32;
  // Splitting, not slicing: the gradient of a slice is a whole tensor of zeros around it.
  const std::vector<torch::Tensor> split = parts.split_with_sizes({2, 1}, 2);
  const torch::Tensor asking = positions == Positions::rotary ? rotate(split[0]) : split[0];
  const torch::Tensor value = split[1].squeeze(2).transpose(1, 2).to(type);
  const std::vector<torch::Tensor> query_and_key = asking.permute({2, 0, 3, 1, 4}).to(type).unbind(0);
  const torch::Tensor y = attend(query_and_key[0], query_and_key[1], value, window).transpose(1, 2);
  return wrap(y.reshape({batch, tokens, width}).to(torch::kFloat32));
}

Tensor TorchEngine::add(const Tensor& a, const Tensor& b) {
  assert(a.shape.rank == b.shape.rank);
  return wrap(unwrap(a) + unwrap(b));
}

Tensor TorchEngine::multiply(const Tensor& a, const Tensor& b) {
  assert(a.shape.rank == b.shape.rank);
  return wrap(unwrap(a) * unwrap(b));
}

Tensor TorchEngine::affine(const Tensor& x, float a, float b) {
  return wrap(b == 0.0F ? unwrap(x) * a : unwrap(x) * a + b);
}

Tensor TorchEngine::concat(std::span<const Tensor> parts) {
  std::vector<torch::Tensor> tensors;
  for (const Tensor& part : parts) tensors.push_back(unwrap(part));
  return wrap(torch::cat(tensors, -1));
}

Tensor TorchEngine::slice(const Tensor& x, int first, int count) {
  return wrap(unwrap(x).narrow(-1, first, count));
}

Tensor TorchEngine::reshape(const Tensor& x, const Shape& shape) {
  assert(x.shape.count() == shape.count());
  return wrap(unwrap(x).reshape(sizes(shape)));
}

}  // namespace drumlin::nn
