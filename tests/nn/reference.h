// The operations of nn::Engine as plain loops in double precision, straight from their definitions: what the engines
// are held against.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "nn/tensor.h"

namespace drumlin::nn::reference {

struct Array {
  Shape shape;
  std::vector<double> values;

  explicit Array(const Shape& sizes) : shape(sizes), values(static_cast<std::size_t>(sizes.count())) {}

  template <class... Index>
  double& operator()(Index... index) {
    return values[offset({static_cast<std::int64_t>(index)...})];
  }
  template <class... Index>
  double operator()(Index... index) const {
    return values[offset({static_cast<std::int64_t>(index)...})];
  }

 private:
  std::size_t offset(std::initializer_list<std::int64_t> index) const {
    assert(static_cast<int>(index.size()) == shape.rank);
    std::int64_t at = 0;
    int axis = 0;
    for (const std::int64_t i : index) at = at * shape[axis++] + i;
    return static_cast<std::size_t>(at);
  }
};

/// The same values seen as (rows, last axis).
inline Array as_rows(Array x) {
  x.shape = {x.shape.count() / x.shape[-1], x.shape[-1]};
  return x;
}

inline Array linear(const Array& input, const Array& weight, const Array& bias) {
  const Array x = as_rows(input);
  Array y({x.shape[0], weight.shape[0]});
  for (int row = 0; row < y.shape[0]; ++row) {
    for (int out = 0; out < y.shape[1]; ++out) {
      y(row, out) = bias(out);
      for (int in = 0; in < x.shape[1]; ++in) y(row, out) += x(row, in) * weight(out, in);
    }
  }
  return y;
}

inline Array conv2d(const Array& x, const Array& weight, const Array& bias) {
  const auto frames = static_cast<int>(x.shape[1]);
  const auto bands = static_cast<int>(x.shape[2]);
  Array y({x.shape[0], frames, bands, weight.shape[0]});
  for (int item = 0; item < x.shape[0]; ++item)
    for (int frame = 0; frame < frames; ++frame)
      for (int band = 0; band < bands; ++band)
        for (int out = 0; out < weight.shape[0]; ++out) {
          double total = bias(out);
          for (int i = 0; i < weight.shape[1]; ++i)
            for (int j = 0; j < weight.shape[2]; ++j) {
              const int f = frame + i - static_cast<int>(weight.shape[1] / 2);
              const int b = band + j - static_cast<int>(weight.shape[2] / 2);
              if (f < 0 || f >= frames || b < 0 || b >= bands) continue;
              for (int in = 0; in < x.shape[3]; ++in) total += x(item, f, b, in) * weight(out, i, j, in);
            }
          y(item, frame, band, out) = total;
        }
  return y;
}

/// A convolution over frames is one over frames and bands where there is one band.
inline Array conv1d(Array x, Array weight, const Array& bias) {
  x.shape = {x.shape[0], x.shape[1], 1, x.shape[2]};
  weight.shape = {weight.shape[0], weight.shape[1], 1, weight.shape[2]};
  return conv2d(x, weight, bias);
}

inline Array depthwise_conv1d(const Array& x, const Array& weight, const Array& bias) {
  Array y(x.shape);
  for (int item = 0; item < x.shape[0]; ++item)
    for (int frame = 0; frame < x.shape[1]; ++frame)
      for (int channel = 0; channel < x.shape[2]; ++channel) {
        y(item, frame, channel) = bias(channel);
        for (int k = 0; k < weight.shape[0]; ++k) {
          const int from = frame + k - static_cast<int>(weight.shape[0] / 2);
          if (from >= 0 && from < x.shape[1]) y(item, frame, channel) += x(item, from, channel) * weight(k, channel);
        }
      }
  return y;
}

inline Array max_pool_bands(const Array& x, int size) {
  Array y({x.shape[0], x.shape[1], x.shape[2] / size, x.shape[3]});
  for (int item = 0; item < y.shape[0]; ++item)
    for (int frame = 0; frame < y.shape[1]; ++frame)
      for (int band = 0; band < y.shape[2]; ++band)
        for (int channel = 0; channel < y.shape[3]; ++channel) {
          double most = x(item, frame, band * size, channel);
          for (int i = 1; i < size; ++i) most = std::max(most, x(item, frame, band * size + i, channel));
          y(item, frame, band, channel) = most;
        }
  return y;
}

/// One direction of a recurrent layer, gates in torch's order, in double precision.
struct Recurrent {
  Array input_weight;
  Array input_bias;
  Array state_weight;
  Array state_bias;
};

inline double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

inline Array recurrent(const Array& x, const Recurrent& w, bool lstm, bool backward) {
  const auto frames = static_cast<int>(x.shape[1]);
  const auto width = static_cast<int>(w.state_weight.shape[1]);
  Array y({x.shape[0], frames, width});
  for (int item = 0; item < x.shape[0]; ++item) {
    std::vector<double> state(static_cast<std::size_t>(width));
    std::vector<double> cell = state;
    for (int step = 0; step < frames; ++step) {
      const int frame = backward ? frames - 1 - step : step;
      const auto of_input = [&](int row) {
        double total = w.input_bias(row);
        for (int i = 0; i < x.shape[2]; ++i) total += w.input_weight(row, i) * x(item, frame, i);
        return total;
      };
      const std::vector<double> last = state;
      const auto of_state = [&](int row) {
        double total = w.state_bias(row);
        for (int i = 0; i < width; ++i) total += w.state_weight(row, i) * last[static_cast<std::size_t>(i)];
        return total;
      };
      for (int i = 0; i < width; ++i) {
        const auto gate = [&](int number) { return of_input(number * width + i) + of_state(number * width + i); };
        const auto at = static_cast<std::size_t>(i);
        if (lstm) {
          cell[at] = sigmoid(gate(1)) * cell[at] + sigmoid(gate(0)) * std::tanh(gate(2));
          state[at] = sigmoid(gate(3)) * std::tanh(cell[at]);
        } else {
          const double update = sigmoid(gate(1));
          const double next = std::tanh(of_input(2 * width + i) + sigmoid(gate(0)) * of_state(2 * width + i));
          state[at] = (1.0 - update) * next + update * last[at];
        }
        y(item, frame, i) = state[at];
      }
    }
  }
  return y;
}

inline Array normalize(const Array& input) {
  Array x = as_rows(input);
  const auto width = static_cast<double>(x.shape[1]);
  for (int row = 0; row < x.shape[0]; ++row) {
    double mean = 0.0;
    double variance = 0.0;
    for (int i = 0; i < width; ++i) mean += x(row, i) / width;
    for (int i = 0; i < width; ++i) variance += (x(row, i) - mean) * (x(row, i) - mean) / width;
    for (int i = 0; i < width; ++i) x(row, i) = (x(row, i) - mean) / std::sqrt(variance + 1e-5);
  }
  return x;
}

inline Array layer_norm(const Array& input, const Array& weight, const Array& bias) {
  Array x = normalize(input);
  for (int row = 0; row < x.shape[0]; ++row)
    for (int i = 0; i < x.shape[1]; ++i) x(row, i) = x(row, i) * weight(i) + bias(i);
  return x;
}

inline Array softmax(const Array& input) {
  Array x = as_rows(input);
  for (int row = 0; row < x.shape[0]; ++row) {
    double total = 0.0;
    double most = x(row, 0);
    for (int i = 0; i < x.shape[1]; ++i) most = std::max(most, x(row, i));
    for (int i = 0; i < x.shape[1]; ++i) total += std::exp(x(row, i) - most);
    for (int i = 0; i < x.shape[1]; ++i) x(row, i) = std::exp(x(row, i) - most) / total;
  }
  return x;
}

/// Turns the pairs (i, i + half) of `width` channels from `first` on by token · 10000^(−i / half).
inline void turn(Array& qkv, int item, int token, int first, int width) {
  const int half = width / 2;
  for (int i = 0; i < half; ++i) {
    const double angle = token * std::pow(10000.0, -static_cast<double>(i) / half);
    const double a = qkv(item, token, first + i);
    const double b = qkv(item, token, first + i + half);
    qkv(item, token, first + i) = a * std::cos(angle) - b * std::sin(angle);
    qkv(item, token, first + i + half) = b * std::cos(angle) + a * std::sin(angle);
  }
}

inline Array attention(Array qkv, int heads, int window, bool rotary = true) {
  const auto tokens = static_cast<int>(qkv.shape[1]);
  const auto all = static_cast<int>(qkv.shape[2] / 3);
  const int width = all / heads;
  Array y({qkv.shape[0], tokens, all});
  for (int item = 0; item < qkv.shape[0]; ++item)
    for (int head = 0; head < heads; ++head) {
      const int queries = head * width;
      const int keys = all + queries;
      const int values = all + keys;
      for (int token = 0; rotary && token < tokens; ++token) {
        turn(qkv, item, token, queries, width);
        turn(qkv, item, token, keys, width);
      }
      for (int query = 0; query < tokens; ++query) {
        std::vector<double> weights(static_cast<std::size_t>(tokens));
        double total = 0.0;
        for (int key = 0; key < tokens; ++key) {
          if (window > 0 && std::abs(query - key) > window) continue;
          double score = 0.0;
          for (int i = 0; i < width; ++i) score += qkv(item, query, queries + i) * qkv(item, key, keys + i);
          weights[static_cast<std::size_t>(key)] = std::exp(score / std::sqrt(width));
          total += weights[static_cast<std::size_t>(key)];
        }
        for (int key = 0; key < tokens; ++key)
          for (int i = 0; i < width; ++i)
            y(item, query, queries + i) += weights[static_cast<std::size_t>(key)] / total * qkv(item, key, values + i);
      }
    }
  return y;
}

}  // namespace drumlin::nn::reference
