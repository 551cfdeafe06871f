// drumlin inpaint: hits that are missing or unwanted, imagined from those around them.
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
  drumlin inpaint song.wav --gap 12.0:14.5                  the sound is missing there: writes song-inpainted.mid
  drumlin inpaint song.wav notes.mid --region 33:40         these notes again, from the sound; the others stay
  drumlin inpaint song.wav notes.mid --region bar5:bar9     from the first beat of bar 5 to that of bar 9
  drumlin inpaint notes.mid --region bar5:bar9 --seed 2     without a sound, from the notes around

Without notes the recording is transcribed first. Every seed imagines something else.)";

struct Arguments {
  std::vector<std::string> files;
  std::vector<std::string> gaps;
  std::vector<std::string> regions;
  imagine::Options options;
  Manner manner;
};

/// What is inpainted: a recording, notes, or both.
struct Piece {
  std::optional<Input> recording;
  std::optional<Notes> notes;
  Input named;  ///< the one that outputs are called after
};

Input find_recording(const std::string& path) {
  std::vector<Input> found = find_inputs({path});
  if (found.size() != 1) throw Error(path + " is a folder; inpaint takes one recording.");
  return found.front();
}

Piece read_piece(const std::vector<std::string>& files) {
  Piece piece;
  for (const std::string& file : files) {
    if (file != "-" && is_notes(file)) {
      if (piece.notes) throw Error("inpaint takes one file of notes; " + file + " is another.");
      piece.notes = read_notes(file);
      if (!piece.recording) piece.named = {file, file, {}};
    } else {
      if (piece.recording) throw Error("inpaint takes one recording; " + file + " is another.");
      piece.recording = find_recording(file);
      piece.named = *piece.recording;
    }
  }
  piece.named.stem = (piece.named.is_standard_input ? "drums" : piece.named.path.stem().string()) + "-inpainted";
  return piece;
}

std::vector<imagine::Region> read_regions(const Arguments& arguments, const Piece& piece) {
  if (arguments.gaps.empty() && arguments.regions.empty()) {
    throw Error("inpaint needs a --gap or a --region; drumlin inpaint --help shows how.");
  }
  if (!piece.recording && !arguments.gaps.empty()) throw Error("A --gap is one of a recording; name it, or --region.");
  const Notes* notes = piece.notes ? &*piece.notes : nullptr;
  std::vector<imagine::Region> regions;
  for (const std::string& region : arguments.regions) regions.push_back(parse_region(region, notes));
  for (const std::string& gap : arguments.gaps) {
    regions.push_back(parse_region(gap, notes));
    regions.back().sound_counts = false;
  }
  return regions;
}

int inpaint(const Arguments& arguments) {
  catch_interrupts();
  const Piece piece = read_piece(arguments.files);
  const std::vector<imagine::Region> regions = read_regions(arguments, piece);
  const std::vector<Input> pieces = {piece.named};
  const std::vector<std::vector<Output>> outputs = plan(pieces, arguments.manner);
  const std::filesystem::path model = weights(arguments.manner);
  const Make make = [&](std::size_t, const transcribe::Progress& progress) {
    const std::optional<std::filesystem::path> sound =
        piece.recording ? std::optional(piece.recording->path) : std::nullopt;
    const score::Performance notes =
        piece.notes ? piece.notes->performance : transcribe::Transcriber(model).transcribe(*sound, {}, progress);
    return imagine::Imaginer(model).inpaint(sound, notes, regions, arguments.options, progress);
  };
  return make_pieces(pieces, outputs, arguments.manner, make, {});
}

}  // namespace

void add_inpaint(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("inpaint", "Imagine hits that are missing or unwanted");
  const auto arguments = std::make_shared<Arguments>();
  command
      ->add_option("files", arguments->files, "A recording (- for standard input), notes (.mid, .csv, .json), or both")
      ->required()
      ->expected(1, 2);
  command->add_option("--gap", arguments->gaps, "START:END where the sound is missing or spoilt; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--region", arguments->regions, "START:END of notes to imagine anew; may be repeated")
      ->allow_extra_args(false);
  command->add_flag("--keep-outside")->description("Hits outside stay as they are; they always do");
  add_imagining_options(*command, arguments->options);
  add_guidance(*command, arguments->options.guidance);
  add_manner(*command, arguments->manner, "piece");
  command->footer(examples);
  command->callback([arguments, &status] { status = inpaint(*arguments); });
}

}  // namespace drumlin::app
