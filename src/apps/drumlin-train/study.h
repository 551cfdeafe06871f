// drumlin-train study.
#pragma once

#include <CLI/CLI.hpp>

namespace drumlin::app {

/// Adds the subcommand. Its callback throws Interrupted after Ctrl-C, and CLI::RuntimeError (1) if trials failed.
void add_study(CLI::App& app);

}  // namespace drumlin::app
