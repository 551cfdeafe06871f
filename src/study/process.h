// Another program, running beside this one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace drumlin::study {

/// Ends with this process, however that ends (on Linux), and with the object.
class Process {
 public:
  /// Starts command[0] with the other words as its arguments, and with what it says in a file, which it holds a lock
  /// on. It is not told of a group of processes that this one may be of (torchrun's variables): it learns alone. Throws
  /// drumlin::Error if the file cannot be written or another process writes it.
  Process(const std::vector<std::string>& command, const std::filesystem::path& output);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// Asks the program to end, and after five seconds no longer asks.
  ~Process();

  /// As waitpid tells it; none while it runs.
  std::optional<int> status();

 private:
  void stop();

  pid_t id_ = -1;  ///< −1 once it has ended
};

/// What a status means: "exit status 2", "signal 9".
std::string to_text(int status);

}  // namespace drumlin::study
