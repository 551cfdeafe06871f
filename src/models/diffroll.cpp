// The layout of the authors' network ("ClassifierFreeDiffRoll", after DiffWave, Kong et al. 2021). Their paper adds the
// condition to the outputs of the residual layers; their program adds it before the gate, and so does this.
#include "models/diffroll.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

#include "models/config_fields.h"

namespace drumlin::models::diffroll {
namespace {

using nn::Engine;
using nn::Path;
using nn::Tensor;

constexpr int frequencies = 64;

/// sin and then cos of t · 10^(4d/63), d = 0 … 63, through a small network: (batch, 1, width).
Tensor step_embedding(Engine& e, const Path& w, const Config& c, std::span<const int> steps) {
  std::vector<float> waves;
  for (const int t : steps) {
    for (const double quarter : {0.0, 0.5 * std::numbers::pi}) {
      for (int d = 0; d < frequencies; ++d) {
        waves.push_back(static_cast<float>(std::sin(t * std::pow(10.0, 4.0 * d / (frequencies - 1)) + quarter)));
      }
    }
  }
  const Tensor input = e.input(waves, {static_cast<std::int64_t>(steps.size()), 1, 2 * frequencies});
  const Tensor h = e.silu(e.linear(input, w / "in", c.width));
  return e.silu(e.linear(h, w / "out", c.width));
}

/// What a residual block hands on.
struct Split {
  Tensor next;
  Tensor skip;
};

Split residual_block(Engine& e, const Path& w, const Config& c, const Tensor& x, const Tensor& step,
                     const Tensor& condition) {
  const Tensor y = e.add(x, e.linear(step, w / "step", c.width));
  const Tensor h = e.add(e.conv1d(y, w / "conv", 2 * c.width, c.kernel), e.linear(condition, w / "hear", 2 * c.width));
  const Tensor gated = e.multiply(e.sigmoid(e.slice(h, 0, c.width)), e.tanh(e.slice(h, c.width, c.width)));
  const Tensor out = e.linear(gated, w / "out", 2 * c.width);
  const Tensor next = e.add(x, e.slice(out, 0, c.width));
  return {e.affine(next, 1.0F / std::numbers::sqrt2_v<float>, 0.0F), e.slice(out, c.width, c.width)};
}

}  // namespace

void to_condition(std::span<float> spectra) {
  if (spectra.empty()) return;
  const auto [least, greatest] = std::ranges::minmax(spectra);
  const float scale = greatest > least ? 1.0F / (greatest - least) : 0.0F;
  for (float& value : spectra) value = scale * (value - least);
}

Tensor denoise(Engine& e, const Path& w, const Config& c, const Tensor& x, std::span<const int> steps,
               const Tensor& condition) {
  assert(static_cast<std::int64_t>(steps.size()) == x.shape[0]);
  const Tensor step = step_embedding(e, w / "step", c, steps);
  Tensor h = e.relu(e.linear(x, w / "in", c.width));
  Tensor skips;
  for (int i = 0; i < c.depth; ++i) {
    const Split split = residual_block(e, w / "block" / i, c, h, step, condition);
    h = split.next;
    skips = i == 0 ? split.skip : e.add(skips, split.skip);
  }
  const Tensor sum = e.affine(skips, 1.0F / std::sqrt(static_cast<float>(c.depth)), 0.0F);
  return e.linear(e.relu(e.linear(sum, w / "head", c.width)), w / "out", c.drums, nn::Init::zero);
}

std::string to_json(const Config& c) {
  const nlohmann::json object = {{"features", models::to_json(c.features)},
                                 {"drums", c.drums},
                                 {"frames", c.frames},
                                 {"width", c.width},
                                 {"depth", c.depth},
                                 {"kernel", c.kernel}};
  return object.dump();
}

Config from_json(std::string_view text) {
  const ConfigFields fields(text, "DiffRoll");
  Config c;
  c.features = fields.features();
  c.drums = fields.whole("drums", 1, 128);
  c.frames = fields.whole("frames", 1, 65536);
  c.width = fields.whole("width", 1, 8192);
  c.depth = fields.whole("depth", 1, 128);
  c.kernel = fields.kernel("kernel");
  if (c.features.windows.size() != 1) fields.refuse("\"windows\" must be one");
  return c;
}

}  // namespace drumlin::models::diffroll
