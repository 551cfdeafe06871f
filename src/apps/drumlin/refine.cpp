// drumlin refine: a draft of the notes put right by the recording.
#include <drumlin/error.h>
#include <drumlin/imagine.h>

#include <memory>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
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
  command->add_option("--steps", arguments->options.steps, "Diffusion steps; default: the model's own")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seed", arguments->options.seed, "Of the noise that is added to the draft")
      ->capture_default_str();
  command
      ->add_option(
          "--temperature", arguments->options.temperature,
          "Factor on the noise: 0 settles on the likeliest, 1 draws one of all answers; default: the model's own")
      ->check(CLI::Range(0.0, 4.0));
  command
      ->add_option("--guidance", arguments->options.guidance, "How far the sound pulls beyond the plain answer; 0: not")
      ->check(CLI::Range(-1.0, 20.0));
  command
      ->add_option("--sensitivity", arguments->options.sensitivity, "-1 … 1: above 0 hears fainter hits, below fewer")
      ->check(CLI::Range(-1.0, 1.0));
  command->add_option("--threads", arguments->options.threads, "Windows listened to at once; default: one per core")
      ->check(CLI::Range(1, 256));
  add_manner(*command, arguments->manner, "recording");
  command->footer(examples);
  command->callback([arguments, &status] { status = refine(*arguments); });
}

}  // namespace drumlin::app
