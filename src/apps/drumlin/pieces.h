// What the commands that write performances down have in common: the options that say how, and making, writing and
// reporting one piece after the other.
#pragma once

#include <drumlin/score.h>
#include <drumlin/transcribe.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/drumlin/inputs.h"
#include "apps/drumlin/outputs.h"

namespace drumlin::app {

/// How results are made, written and spoken of.
struct Manner {
  Wish wish;
  std::string model;
  bool quiet = false;
  bool json = false;
  /// How MIDI is written; empty: as score::to_midi does.
  std::function<std::vector<std::uint8_t>(const score::Performance&)> midi = {};
};
/// --output, --format, --model, --overwrite, --quiet and --json. piece: what there is one line of JSON for.
void add_manner(CLI::App& command, Manner& manner, const std::string& piece);

/// The weights that were asked for, else the default ones. Throws drumlin::Error.
std::filesystem::path weights(const Manner& manner);

/// plan_outputs, and that standard output takes only one kind of answer. printed: the option for which the command
/// prints something, or null. Throws drumlin::Error.
std::vector<std::vector<Output>> plan(const std::vector<Input>& pieces, const Manner& manner,
                                      const char* printed = nullptr);

/// Makes the piece of that number; throws drumlin::Error if it cannot be.
using Make = std::function<score::Performance(std::size_t number, const transcribe::Progress& progress)>;

/// What a command says of a piece beside the usual; what is left out is not said.
struct Remarks {
  const char* if_empty = "";                                   ///< after a piece without hits
  std::function<void(nlohmann::json& line)> add_to_json = {};  ///< to the line of the piece made last
  std::function<void(const std::string& name)> print = {};     ///< where there is no JSON
};

/// Makes, writes and reports every piece; one that fails gets one sentence, and the others go on. Returns the exit
/// code.
int make_pieces(const std::vector<Input>& pieces, const std::vector<std::vector<Output>>& outputs, const Manner& manner,
                const Make& make, const Remarks& remarks);

}  // namespace drumlin::app
