// The hyper-parameters of a frame-wise transcriber as JSON, as its weight file carries them.
#include <drumlin/error.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "models/config_fields.h"
#include "models/framewise.h"
#include "score/vocabulary.h"

namespace drumlin::models::framewise {
namespace {

constexpr std::array<std::pair<Architecture, std::string_view>, 5> architectures = {
    {{Architecture::rnn, "rnn"},
     {Architecture::cnn, "cnn"},
     {Architecture::crnn, "crnn"},
     {Architecture::convolutional_transformer, "convolutional_transformer"},
     {Architecture::vision_transformer, "vision_transformer"}}};

constexpr std::array<std::pair<nn::Cell, std::string_view>, 2> cells = {
    {{nn::Cell::gru, "gru"}, {nn::Cell::lstm, "lstm"}}};

template <class Names, class Value>
std::string_view name_in(const Names& names, Value value) {
  for (const auto& [candidate, text] : names) {
    if (candidate == value) return text;
  }
  return {};
}

template <class Names>
auto named_in(const Names& names, std::string_view what, std::string_view wanted) {
  std::string all;
  for (const auto& [value, text] : names) {
    if (text == wanted) return value;
    all += fmt::format("{}{}", all.empty() ? "" : ", ", text);
  }
  throw Error(fmt::format("There is no {} \"{}\"; choose one of {}.", what, wanted, all));
}

void require(bool condition, std::string_view sentence) {
  if (!condition) throw Error(fmt::format("Frame-wise configuration: {}.", sentence));
}

bool is_transformer(Architecture architecture) {
  return architecture == Architecture::convolutional_transformer || architecture == Architecture::vision_transformer;
}

bool has_convolutions(Architecture architecture) {
  return architecture != Architecture::rnn && architecture != Architecture::vision_transformer;
}

void check_convolutions(const Config& c) {
  require(c.blocks >= 1 && c.blocks <= 8, "blocks must be 1 to 8");
  require(c.channels >= 1 && c.channels <= 1024, "channels must be 1 to 1024");
  require(c.norm_epsilon >= 1e-9F && c.norm_epsilon <= 1.0F, "norm_epsilon must be 1e-9 to 1");
  require(c.convolution_dropout >= 0.0F && c.convolution_dropout < 1.0F,
          "convolution_dropout must be 0 or more, below 1");
  int bands = c.bands;
  for (int i = 0; i < c.blocks; ++i) bands = (bands + (c.pool_rest ? 2 : 0)) / 3;
  require(bands > 0, "blocks pool by three more often than there are bands");
}

void check_patches(const Config& c) {
  require(c.patch >= 1 && c.bands % c.patch == 0, "patch must divide bands");
  require(c.width % (c.bands / c.patch) == 0, "width must be a multiple of the patches in a frame, bands / patch");
}

}  // namespace

std::string_view name(Architecture architecture) {
  return name_in(architectures, architecture);
}
Architecture architecture_named(std::string_view name) {
  return named_in(architectures, "architecture", name);
}
std::string_view name(nn::Cell cell) {
  return name_in(cells, cell);
}
nn::Cell cell_named(std::string_view name) {
  return named_in(cells, "recurrent cell", name);
}

Config adtof_frame_rnn() {
  Config c;
  c.layers = 3;
  c.width = 60;
  c.dropout = 0.0F;
  c.convolution_bias = true;
  c.norm_epsilon = 1e-3F;
  c.pool_rest = true;
  c.drop_channels = false;
  return c;
}

void check(const Config& c) {
  score::vocabulary(c.classes);
  require(c.bands >= 1 && c.bands <= 1024, "bands must be 1 to 1024");
  require(c.frames >= 8 && c.frames <= 65536, "frames must be 8 to 65536");
  require(c.layers >= 1 && c.layers <= 128, "layers must be 1 to 128");
  require(c.width >= 1 && c.width <= 8192, "width must be 1 to 8192");
  require(c.dropout >= 0.0F && c.dropout < 1.0F, "dropout must be 0 or more, below 1");
  if (has_convolutions(c.architecture)) check_convolutions(c);
  if (is_transformer(c.architecture)) require(c.heads >= 1 && c.width % c.heads == 0, "heads must divide width");
  if (c.architecture == Architecture::vision_transformer) check_patches(c);
}

std::string to_json(const Config& c) {
  const nlohmann::json object = {{"architecture", name(c.architecture)},
                                 {"classes", c.classes},
                                 {"bands", c.bands},
                                 {"frames", c.frames},
                                 {"layers", c.layers},
                                 {"width", c.width},
                                 {"cell", name(c.cell)},
                                 {"bidirectional", c.bidirectional},
                                 {"heads", c.heads},
                                 {"patch", c.patch},
                                 {"dropout", c.dropout},
                                 {"blocks", c.blocks},
                                 {"channels", c.channels},
                                 {"convolution_bias", c.convolution_bias},
                                 {"norm_epsilon", c.norm_epsilon},
                                 {"pool_rest", c.pool_rest},
                                 {"convolution_dropout", c.convolution_dropout},
                                 {"drop_channels", c.drop_channels}};
  return object.dump();
}

Config from_json(std::string_view text) {
  const ConfigFields fields(text, "Frame-wise");
  Config c;
  c.architecture = architecture_named(fields.word("architecture"));
  c.classes = fields.whole("classes", 1, 18);
  c.bands = fields.whole("bands", 1, 1024);
  c.frames = fields.whole("frames", 8, 65536);
  c.layers = fields.whole("layers", 1, 128);
  c.width = fields.whole("width", 1, 8192);
  c.cell = cell_named(fields.word("cell"));
  c.bidirectional = fields.truth("bidirectional");
  c.heads = fields.whole("heads", 1, 128);
  c.patch = fields.whole("patch", 1, 1024);
  c.dropout = fields.number("dropout", 0.0F, 1.0F);
  c.blocks = fields.whole("blocks", 1, 8);
  c.channels = fields.whole("channels", 1, 1024);
  c.convolution_bias = fields.truth("convolution_bias");
  c.norm_epsilon = fields.number("norm_epsilon", 1e-9F, 1.0F);
  c.pool_rest = fields.truth("pool_rest");
  c.convolution_dropout = fields.number("convolution_dropout", 0.0F, 1.0F);
  c.drop_channels = fields.truth("drop_channels");
  check(c);
  return c;
}

}  // namespace drumlin::models::framewise
