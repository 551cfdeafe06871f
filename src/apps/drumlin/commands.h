// The commands of the program, one file each. A command adds itself to the parser, and sets `status` to the program's
// exit code when it runs: 0, or 2 if something could not be done.
#pragma once

#include <CLI/CLI.hpp>

namespace drumlin::app {

void add_transcribe(CLI::App& program, int& status);
void add_evaluate(CLI::App& program, int& status);
void add_inpaint(CLI::App& program, int& status);
void add_refine(CLI::App& program, int& status);
void add_generate(CLI::App& program, int& status);
void add_data(CLI::App& program, int& status);
void add_info(CLI::App& program, int& status);

}  // namespace drumlin::app
