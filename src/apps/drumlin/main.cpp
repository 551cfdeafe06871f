// drumlin: listens to drums and writes down what was played.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"

namespace {

constexpr const char* examples = R"(Examples:
  drumlin transcribe song.flac                        writes song.mid beside it
  drumlin transcribe takes/ -o midi/ --format midi,csv
  drumlin transcribe song.mp3 --steps 10 --sensitivity 0.3
  curl -s https://example.org/loop.wav | drumlin transcribe - > loop.mid
  drumlin inpaint song.wav --gap 12.0:14.5            imagines what the sound does not tell
  drumlin refine song.wav draft.mid                   puts notes right
  drumlin generate --seconds 20 --seed 7              writes groove-7.mid
  drumlin evaluate --reference annotations/ --estimate midi/
  drumlin data check mdb:MDBDrums                     counts what a data set holds
  drumlin info song.mid

Help on a command: drumlin transcribe --help)";

int run(int argc, char** argv) {
  CLI::App program("Listens to drums and writes down what was played: which drum, when, how hard.", "drumlin");
  program.set_version_flag("--version", "drumlin " DRUMLIN_VERSION);
  program.footer(examples);
  program.require_subcommand(1);
  int status = 0;
  drumlin::app::add_transcribe(program, status);
  drumlin::app::add_evaluate(program, status);
  drumlin::app::add_inpaint(program, status);
  drumlin::app::add_refine(program, status);
  drumlin::app::add_generate(program, status);
  drumlin::app::add_data(program, status);
  drumlin::app::add_info(program, status);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return program.exit(asked);
  } catch (const CLI::ParseError& fault) {
    fmt::print(stderr, "drumlin: {} (drumlin --help shows how)\n", fault.what());
    return 2;
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int status = run(argc, argv);
    if (std::fflush(stdout) == 0) return status;
    fmt::print(stderr, "drumlin: cannot write to standard output; choose another place or make room\n");
  } catch (const drumlin::app::Interrupted&) {
    return 130;  // as shells count: 128 + SIGINT
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "drumlin: out of memory; close other programs or ask for fewer --threads\n");
  } catch (const std::exception& fault) {
    fmt::print(stderr, "drumlin: {}\n", fault.what());
  }
  return 2;
}
