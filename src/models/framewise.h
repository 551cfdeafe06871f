// Frame-wise transcribers as Fosse's study compares them ("Automatic Drum Transcription: Generalization via
// Architecture and Dataset", 2025): log-frequency spectra in, for every frame and class the logit of an onset out.
// ADTOF's Frame_RNN (Zehren et al. 2021, 2023) is one of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nn/engine.h"

namespace drumlin::models::framewise {

enum class Architecture : std::uint8_t { rnn, cnn, crnn, convolutional_transformer, vision_transformer };
/// "convolutional_transformer" for Architecture::convolutional_transformer: the name in configurations and weights.
std::string_view name(Architecture architecture);
/// Throws drumlin::Error if there is none of that name.
Architecture architecture_named(std::string_view name);
std::string_view name(nn::Cell cell);        ///< "gru", "lstm"
nn::Cell cell_named(std::string_view name);  ///< throws drumlin::Error if there is none

/// Hyper-parameters; the study's search spaces stand in brackets. Fields that an architecture does not have are not
/// looked at. The same names stand as JSON in the metadata of the weights.
struct Config {
  Architecture architecture = Architecture::crnn;
  int classes = 5;   ///< of score::vocabulary: 3, 5, 7, 8, 9, 11 or 18
  int bands = 84;    ///< of audio::LogFrequency
  int frames = 400;  ///< of an excerpt: what a transformer sees, and how long a window is listened to

  // What follows the features or the convolutions.
  int layers = 3;                 ///< recurrent [2 … 6], dense [1 … 4] or transformer layers [2, 4 … 10]
  int width = 144;                ///< of each [72, 144, 288, 576]: of a direction, if recurrent
  nn::Cell cell = nn::Cell::gru;  ///< of recurrent layers
  bool bidirectional = true;      ///< recurrent layers read the excerpt in both directions
  int heads = 6;                  ///< of transformers [2, 4, 6, 8]; divide the width
  int patch = 7;                  ///< bands in a token of the vision transformer [7, 14, 21]; divide the bands
  float dropout = 0.1F;  ///< between recurrent layers; after attention and after the dense half of a transformer's

  // Convolutions of cnn, crnn and convolutional_transformer: per block twice 3 × 3, then the largest of three bands.
  int blocks = 2;                    ///< [1 … 3]; of the cnn: the others have 2
  int channels = 32;                 ///< of the first block; the i-th has i times as many
  bool convolution_bias = false;     ///< the batch norm after the rectifier makes up for it
  float norm_epsilon = 1e-5F;        ///< of batch norms
  bool pool_rest = false;            ///< bands left over by three are pooled too (Keras' "same") and not dropped
  float convolution_dropout = 0.3F;  ///< after each block
  bool drop_channels = true;         ///< whole channels at a time

  friend bool operator==(const Config&, const Config&) = default;
};

/// ADTOF's Frame_RNN: a CRNN of 450,125 parameters (384 of them the running statistics of its batch norms).
Config adtof_frame_rnn();

/// Throws drumlin::Error if a field is out of range, or if two do not go together.
void check(const Config& config);

std::string to_json(const Config& config);
/// Throws drumlin::Error if a field is missing or out of range.
Config from_json(std::string_view json);

/// Onset logits (batch, frames, classes) from log-frequency spectra (batch, frames, bands) that have the mean 0 and the
/// deviation 1 over the training set. Any number of frames.
nn::Tensor logits(nn::Engine& e, const nn::Path& w, const Config& c, const nn::Tensor& spectrum);

}  // namespace drumlin::models::framewise
