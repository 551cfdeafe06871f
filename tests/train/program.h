// drumlin-train itself, as it is started from a shell.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "score/file.h"

namespace drumlin::train {

/// Starts drumlin-train; its standard error goes to a file.
inline pid_t start(std::vector<std::string> arguments, const std::filesystem::path& errors) {
  const std::string program = DRUMLIN_BIN_DIR "/drumlin-train";
  arguments.insert(arguments.begin(), program);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << program << " must be built before this test runs";
  return error == 0 ? pid : -1;
}

/// Its exit status; −1 if it was killed.
inline int finish(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

inline int program(const std::vector<std::string>& arguments, const std::filesystem::path& errors) {
  return finish(start(arguments, errors));
}

inline std::size_t lines(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return 0;
  const std::string text = score::read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Starts it and kills it once its log has so many lines.
inline void kill_when_logged(const std::vector<std::string>& arguments, const std::filesystem::path& log,
                             std::size_t enough) {
  const pid_t killed = start(arguments, log.parent_path().string() + ".errors");
  while (lines(log) < enough && waitpid(killed, nullptr, WNOHANG) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ASSERT_EQ(kill(killed, SIGKILL), 0) << "the run must still have been going on";
  ASSERT_EQ(finish(killed), -1);
}

}  // namespace drumlin::train
