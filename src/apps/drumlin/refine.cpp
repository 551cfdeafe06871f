// drumlin refine: a draft of the notes put right by the recording.
#include <drumlin/error.h>
#include <drumlin/imagine.h>

#include <memory>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/options.h"
#include "apps/drumlin/pieces.h"
#include "apps/drumlin/regions.h"

namespace drumlin::app {
namespace {

constexpr const char* examples = R"(Examples:
  drumlin refine song.wav draft.mid                    writes song-refined.mid beside the song
  drumlin refine song.wav draft.mid --strength 0.3     stays closer to the draft
  drumlin refine song.wav draft.csv -o better.csv

The draft may be another program's transcription, a sloppy take, or notes that were moved by noise.)";

struct Arguments {
  std::string recording;
  std::string draft;
  double strength = 0.6;
  transcribe::Options options;
  Manner manner;
};

int refine(const Arguments& arguments) {
  catch_interrupts();
  std::vector<Input> pieces = find_inputs({arguments.recording});
  if (pieces.size() != 1) throw Error(arguments.recording + " is a folder; refine takes one recording.");
  Input& piece = pieces.front();
  piece.stem = (piece.is_standard_input ? "drums" : piece.path.stem().string()) + "-refined";
  const Notes draft = read_notes(arguments.draft);
  if (draft.performance.hits.empty()) {
    throw Error(arguments.draft + " has no drum hits; give another draft, or transcribe from scratch.");
  }
  const std::vector<std::vector<Output>> outputs = plan(pieces, arguments.manner);
  imagine::Imaginer imaginer(weights(arguments.manner));
  const Make make = [&](std::size_t, const transcribe::Progress& progress) {
    return imaginer.refine(piece.path, draft.performance, arguments.strength, arguments.options, progress);
  };
  return make_pieces(pieces, outputs, arguments.manner, make, {});
}

}  // namespace

void add_refine(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("refine", "Put a draft of the notes right by the recording");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("recording", arguments->recording, "A sound file, or - for standard input")->required();
  command->add_option("draft", arguments->draft, "Notes (.mid, .csv, .json)")->required();
  command->add_option("--strength", arguments->strength, "0 gives the draft back, 1 listens from scratch")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_steps(*command, arguments->options.steps);
  add_guidance(*command, arguments->options.guidance);
  add_listening_options(*command, arguments->options);
  add_manner(*command, arguments->manner, "recording");
  command->footer(examples);
  command->callback([arguments, &status] { status = refine(*arguments); });
}

}  // namespace drumlin::app
