// drumlin transcribe: recordings in, MIDI and other files out.
#include <drumlin/transcribe.h>
#include <fmt/core.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/options.h"
#include "apps/drumlin/pieces.h"

namespace drumlin::app {
namespace {

constexpr int samples_for_doubts = 8;
constexpr std::size_t most_doubts = 10;  // a recording

constexpr const char* examples = R"(Examples:
  drumlin transcribe song.flac                       writes song.mid beside it
  drumlin transcribe song.flac -o hits.csv           the ending chooses the format
  drumlin transcribe takes/ -o midi/                 every sound file in takes/, at any depth
  drumlin transcribe - < loop.wav > loop.mid         standard input to standard output
  drumlin transcribe song.flac --doubts              also lists the places to check by ear

Files that exist are replaced only if you name them with -o, or with --overwrite.)";

struct Arguments {
  std::vector<std::string> recordings;
  transcribe::Options options;
  int samples = 0;  ///< 0: as many as the other options need
  bool doubts = false;
  Manner manner;
};

nlohmann::json to_json(const score::Hit& hit) {
  return {{"time", hit.time},
          {"drum", score::name(hit.drum)},
          {"velocity", hit.velocity},
          {"probability", hit.probability.value_or(1.0F)}};
}

nlohmann::json to_json(const std::vector<transcribe::Doubt>& doubts) {
  nlohmann::json list = nlohmann::json::array();
  for (const transcribe::Doubt& doubt : doubts) {
    nlohmann::json entry = to_json(doubt.hit);
    entry["kept"] = doubt.kept;
    entry["others"] = nlohmann::json::array();
    for (const score::Hit& other : doubt.others) entry["others"].push_back(to_json(other));
    list.push_back(std::move(entry));
  }
  return list;
}

/// "1:02.345  snare_head    0.48 kept     side_stick 0.41, kick 1.00"
void print_doubts(const std::string& recording, const std::vector<transcribe::Doubt>& doubts) {
  if (doubts.empty()) fmt::print("{}: nothing is doubtful\n", recording);
  for (const auto& [hit, kept, others] : doubts) {
    const auto milliseconds = std::llround(1000.0 * hit.time);
    std::string line = fmt::format("{}:{:02}.{:03}  {:<12} {:4.2f} {:<8}", milliseconds / 60000,
                                   milliseconds / 1000 % 60, milliseconds % 1000, score::name(hit.drum),
                                   hit.probability.value_or(1.0F), kept ? "kept" : "left out");
    const char* separator = "  there too: ";
    for (const score::Hit& other : others) {
      line += fmt::format("{}{} {:.2f}", std::exchange(separator, ", "), score::name(other.drum),
                          other.probability.value_or(1.0F));
    }
    fmt::print("{}\n", line);
  }
}

int transcribe_all(const Arguments& arguments) {
  catch_interrupts();
  const std::vector<Input> inputs = find_inputs(arguments.recordings);
  const std::vector<std::vector<Output>> outputs =
      plan(inputs, arguments.manner, arguments.doubts ? "--doubts" : nullptr);
  transcribe::Transcriber transcriber(weights(arguments.manner));
  transcribe::Options options = arguments.options;
  options.samples = arguments.samples > 0 ? arguments.samples : arguments.doubts ? samples_for_doubts : 1;
  std::vector<transcribe::Doubt> doubts;  // of the last recording
  const Make make = [&](std::size_t number, const transcribe::Progress& progress) {
    transcribe::Transcription heard = transcriber.transcribe_with_doubts(inputs[number].path, options, progress);
    doubts = std::move(heard.doubts);
    if (doubts.size() > most_doubts) doubts.resize(most_doubts);
    return heard.performance;
  };
  Remarks remarks{.if_empty = " (nothing was heard; try --sensitivity 0.5 if there should be drums)"};
  if (arguments.doubts) {
    remarks.add_to_json = [&](nlohmann::json& line) { line["doubts"] = to_json(doubts); };
    remarks.print = [&](const std::string& recording) { print_doubts(recording, doubts); };
  }
  return make_pieces(inputs, outputs, arguments.manner, make, remarks);
}

}  // namespace

void add_transcribe(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("transcribe", "Write down what the drums of a recording play");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("recordings", arguments->recordings, "Sound files, folders of them, or - for standard input")
      ->required();
  add_steps(*command, arguments->options.steps);
  add_guidance(*command, arguments->options.guidance);
  add_listening_options(*command, arguments->options);
  command->add_option("--samples", arguments->samples, "Transcriptions to draw and merge by vote; gives probabilities")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--doubts", arguments->doubts,
                    "List the places about which 8 samples, or --samples, disagree most");
  add_manner(*command, arguments->manner, "recording");
  command->footer(examples);
  command->callback([arguments, &status] { status = transcribe_all(*arguments); });
}

}  // namespace drumlin::app
