// fork, lock, exec.
#include "study/process.h"

#include <drumlin/error.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;

namespace drumlin::study {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment() {
  constexpr std::array<std::string_view, 5> of_a_group = {
      "WORLD_SIZE=", "RANK=", "LOCAL_RANK=", "MASTER_ADDR=", "MASTER_PORT="};
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (std::ranges::none_of(of_a_group, [&](std::string_view name) { return text.starts_with(name); })) {
      variables.emplace_back(text);
    }
  }
  return variables;
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw Error(fmt::format("{}: cannot be written ({}); choose another --output or make room.", path.string(),
                          std::generic_category().message(error)));
}

/// Whether the lock was had within two seconds: after a kill the programs of the run before need a moment to end. File
/// systems without locks do without.
bool lock(int file) {
  for (int attempt = 0; attempt < 40; ++attempt) {
    if (::flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

/// The lock is the program's as long as it lives, even if this process is killed.
int open_locked(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) fail(path, errno);
  if (!lock(file)) {
    ::close(file);
    throw Error(fmt::format("{}: another process runs this trial; wait for it, or give each process its own --shard.",
                            path.string()));
  }
  if (::ftruncate(file, 0) == 0) return file;
  const int error = errno;
  ::close(file);
  fail(path, error);
}

/// In the new process, until it becomes the program: only calls that may follow a fork.
[[noreturn]] void become(char* const* words, char* const* variables, int output, int nothing, pid_t parent) {
  ::setpgid(0, 0);  // so that its own children are stopped with it, and Ctrl-C reaches this program alone
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
  if (::getppid() == parent && ::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(output, STDOUT_FILENO) >= 0 &&
      ::dup2(output, STDERR_FILENO) >= 0) {
    ::execve(words[0], words, variables);
    constexpr std::string_view message = "the program cannot be started; see --program\n";
    if (::write(STDERR_FILENO, message.data(), message.size()) < 0) ::_exit(126);
  }
  ::_exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const std::filesystem::path& output) {
  std::vector<std::string> words = command;
  std::vector<std::string> variables = environment();
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);
  const int file = open_locked(output);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  const int error = errno;
  if (id_ == 0) become(word_pointers.data(), variable_pointers.data(), file, nothing, parent);
  ::close(file);
  ::close(nothing);
  if (id_ < 0) throw std::system_error(error, std::generic_category(), "cannot start a process");
  ::setpgid(id_, id_);  // whoever is first
}

Process::Process(Process&& other) noexcept : id_(std::exchange(other.id_, -1)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Process::~Process() {
  stop();
}

std::optional<int> Process::status() {
  int status = 0;
  if (id_ < 0 || ::waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
  id_ = -1;
  return status;
}

void Process::stop() {
  if (id_ < 0) return;
  ::kill(-id_, SIGTERM);
  for (int i = 0; i < 500; ++i) {
    if (status()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(-id_, SIGKILL);
  ::waitpid(std::exchange(id_, -1), nullptr, 0);
}

std::string to_text(int status) {
  return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                             : fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace drumlin::study
