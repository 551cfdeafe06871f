// drumlin generate: grooves out of nothing, or after a beginning.
#include <drumlin/imagine.h>
#include <fmt/core.h>

#include <memory>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/options.h"
#include "apps/drumlin/pieces.h"
#include "apps/drumlin/regions.h"

namespace drumlin::app {
namespace {

constexpr const char* examples = R"(Examples:
  drumlin generate --seconds 20 --seed 7               writes groove-7.mid
  drumlin generate --count 10 -o grooves/              groove-1.mid to groove-10.mid: every seed is another groove
  drumlin generate --continue notes.mid --seconds 10   plays on: writes notes-continued-1.mid beside the notes)";

struct Arguments {
  double seconds = 20.0;
  int count = 1;
  std::string beginning;
  imagine::Options options;
  Manner manner;
};

/// The pieces have no input; this says what they are called.
std::vector<Input> name_pieces(const Arguments& arguments) {
  const std::filesystem::path beginning = arguments.beginning;
  const std::string start = arguments.beginning.empty() ? "groove" : beginning.stem().string() + "-continued";
  std::vector<Input> pieces;
  for (int i = 0; i < arguments.count; ++i) {
    const std::uint64_t seed = arguments.options.seed + static_cast<std::uint64_t>(i);
    const std::string stem = fmt::format("{}-{}", start, seed);
    pieces.push_back({beginning.parent_path() / stem, fmt::format("seed {}", seed), {}, false, stem});
  }
  return pieces;
}

int generate(const Arguments& arguments) {
  catch_interrupts();
  const score::Performance beginning =
      arguments.beginning.empty() ? score::Performance() : read_notes(arguments.beginning).performance;
  const std::vector<Input> pieces = name_pieces(arguments);
  const std::vector<std::vector<Output>> outputs = plan(pieces, arguments.manner);
  imagine::Imaginer imaginer(weights(arguments.manner));
  const Make make = [&](std::size_t number, const transcribe::Progress& progress) {
    imagine::Options options = arguments.options;
    options.seed += number;
    return imaginer.generate(arguments.seconds, beginning, options, progress);
  };
  return make_pieces(pieces, outputs, arguments.manner, make,
                     {.if_empty = " (nothing was imagined; try another --seed)"});
}

}  // namespace

void add_generate(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("generate", "Imagine grooves");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--seconds", arguments->seconds, "Of new drumming")->capture_default_str();
  command->add_option("--count", arguments->count, "Grooves, each of the next seed")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_option("--continue", arguments->beginning, "Notes to play on after (.mid, .csv, .json)");
  add_imagining_options(*command, arguments->options);
  add_manner(*command, arguments->manner, "groove");
  command->footer(examples);
  command->callback([arguments, &status] { status = generate(*arguments); });
}

}  // namespace drumlin::app
