// Ctrl-C ends the program between two windows, not inside a file that is being written. A second one ends it at once.
#pragma once

namespace drumlin::app {

struct Interrupted {};

/// From now on SIGINT and SIGTERM only leave a note.
void catch_interrupts();
/// Throws Interrupted if there is a note.
void stop_if_interrupted();

}  // namespace drumlin::app
