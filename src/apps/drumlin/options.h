// Options that several commands share, each said once.
#pragma once

#include <drumlin/imagine.h>
#include <drumlin/transcribe.h>

#include <CLI/CLI.hpp>

namespace drumlin::app {

/// --seed, --temperature, --sensitivity and --threads of what listens.
void add_listening_options(CLI::App& command, transcribe::Options& options);

/// --steps of what listens; default: the model's own.
void add_steps(CLI::App& command, int& steps);

void add_guidance(CLI::App& command, double& guidance);

/// --steps, --seed, --temperature, --sensitivity and --resamplings of what is imagined.
void add_imagining_options(CLI::App& command, imagine::Options& options);

}  // namespace drumlin::app
