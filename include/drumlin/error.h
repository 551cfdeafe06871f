// The one exception a user can cause.
#pragma once

#include <stdexcept>
#include <string>

namespace drumlin {

/// Something that a user can mend. The message is one sentence that names the file, what is wrong with it and what to
/// do; the command line prints it and exits with 2.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace drumlin
