// A signal handler may do almost nothing, so it leaves a note that the work looks at.
#include "apps/drumlin/interrupt.h"

#include <signal.h>

namespace drumlin::app {
namespace {

volatile sig_atomic_t interrupted = 0;

void leave_note(int) {
  interrupted = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = leave_note;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // and no SA_RESTART, so that waiting for a pipe ends too
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void stop_if_interrupted() {
  if (interrupted != 0) throw Interrupted{};
}

}  // namespace drumlin::app
