// Where transcriptions go: one file per recording and format, decided and checked before any work is done.
#pragma once

#include <drumlin/score.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "apps/drumlin/inputs.h"

namespace drumlin::app {

/// A way to write a performance down.
struct Format {
  std::string_view name;    ///< as --format takes it
  std::string_view ending;  ///< of file names, with the dot
  std::string (*bytes)(const score::Performance& performance, const std::string& title);
  bool binary;
};
/// Every format by name.
const std::vector<Format>& formats();

/// What the command line says about output.
struct Wish {
  std::vector<std::string> formats;  ///< names; empty: by the ending of `path`, else MIDI
  std::string path;                  ///< a file, a folder, "-" for standard output; empty: beside each recording
  bool overwrite = false;
};

struct Output {
  const Format* format;
  std::filesystem::path path;
};
inline const std::filesystem::path standard_output = "/dev/stdout";

/// The outputs of each input, in order; makes the folder that was asked for. Throws drumlin::Error if two recordings
/// would be written to the same file, or one over a recording.
std::vector<std::vector<Output>> plan_outputs(const std::vector<Input>& inputs, const Wish& wish);

/// Throws drumlin::Error if the file exists and is neither named by the user nor allowed to be overwritten.
void check_free(const Output& output, const Wish& wish);

}  // namespace drumlin::app
