// drumlin generate: grooves out of nothing, or after a beginning.
#include <drumlin/error.h>
#include <drumlin/imagine.h>
#include <fmt/core.h>

#include <memory>
#include <optional>
#include <utility>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/options.h"
#include "apps/drumlin/pieces.h"
#include "apps/drumlin/regions.h"
#include "imagine/book.h"
#include "score/midi.h"
#include "transcribe/default_model.h"

namespace drumlin::app {
namespace {

constexpr const char* examples = R"(Examples:
  drumlin generate --seconds 20 --seed 7               writes groove-7.mid
  drumlin generate --bpm 96 --format midi,csv          at that tempo, which the MIDI file says too
  drumlin generate --count 10 -o grooves/              groove-1.mid to groove-10.mid: every seed is another groove
  drumlin generate --continue notes.mid --seconds 10   plays on: writes notes-continued-1.mid beside the notes

Grooves come from a book of what drummers played, bars in 4/4, put together anew. What goes on after a beginning comes
from the transcriber, as does all if --model names one.)";

struct Arguments {
  double seconds = 20.0;
  int count = 1;
  std::string beginning;
  std::optional<double> bpm;
  imagine::Options options{.steps = 30, .strength = 0.2};
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

/// The book to draw grooves from, or nothing if a transcriber is to play.
std::optional<std::filesystem::path> book_of(const Arguments& arguments) {
  if (!arguments.beginning.empty()) return std::nullopt;
  if (arguments.manner.model.empty()) return transcribe::newest_weights("groove");
  return imagine::is_book(arguments.manner.model) ? std::optional(arguments.manner.model) : std::nullopt;
}

imagine::GrooveOptions groove_options(const Arguments& arguments, std::size_t number) {
  return {arguments.bpm, arguments.options.steps, arguments.options.seed + number, arguments.options.temperature};
}

int draw_grooves(const Arguments& arguments, const std::filesystem::path& path) {
  const std::vector<Input> pieces = name_pieces(arguments);
  const std::vector<std::vector<Output>> outputs = plan(pieces, arguments.manner);
  const std::vector<imagine::Take> book = imagine::read_book(path);
  double bpm = 120.0;
  Manner manner = arguments.manner;
  manner.midi = [&](const score::Performance& groove) { return score::to_midi(groove, bpm); };
  const Make make = [&](std::size_t number, const transcribe::Progress& progress) {
    imagine::Groove groove = imagine::draw_groove(book, arguments.seconds, groove_options(arguments, number), progress);
    bpm = groove.bpm;
    return std::move(groove.performance);
  };
  return make_pieces(pieces, outputs, manner, make, {.if_empty = " (nothing was drawn; try another --seed)"});
}

int generate(const Arguments& arguments) {
  catch_interrupts();
  const std::optional<std::filesystem::path> book = book_of(arguments);
  if (book) return draw_grooves(arguments, *book);
  if (arguments.bpm) throw Error("Only grooves from a book have a tempo to choose; leave out --bpm.");
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
  command->add_option("--bpm", arguments->bpm, "Quarter notes a minute; default: those of some drummer")
      ->check(CLI::Range(30.0, 300.0));
  command->add_option("--continue", arguments->beginning, "Notes to play on after (.mid, .csv, .json)");
  add_imagining_options(*command, arguments->options);
  add_manner(*command, arguments->manner, "groove");
  command->footer(examples);
  command->callback([arguments, &status] { status = generate(*arguments); });
}

}  // namespace drumlin::app
