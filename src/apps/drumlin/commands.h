// The commands of the program, one file each. A command adds itself to the parser, and sets `status` to the program's
// exit code when it runs: 0, or 2 if something could not be done.
#pragma once

#include <drumlin/imagine.h>

#include <CLI/CLI.hpp>

namespace drumlin::app {

void add_transcribe(CLI::App& program, int& status);
void add_evaluate(CLI::App& program, int& status);
void add_inpaint(CLI::App& program, int& status);
void add_refine(CLI::App& program, int& status);
void add_generate(CLI::App& program, int& status);
void add_info(CLI::App& program, int& status);

/// --steps, --seed, --temperature, --sensitivity and --resamplings of what is imagined.
void add_imagining_options(CLI::App& command, imagine::Options& options);

}  // namespace drumlin::app
