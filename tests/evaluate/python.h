// mir_eval beside us: runs small Python programs, where there is a Python that has it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace drumlin::evaluate {

/// A double in all its digits.
inline std::string digits(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.17g", value);
  return text.data();
}

/// What the program prints; nothing if no Python can run it.
inline std::string run_python(const std::string& program) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string path = ::testing::TempDir() + "drumlin_" + std::to_string(getpid()) + "_" + test->name() + ".py";
  std::ofstream(path) << program;
  std::string text;
  // Debian's mir_eval is seen by Debian's Python, which need not be the first in the path.
  for (const char* interpreter : {"python3", "/usr/bin/python3"}) {
    std::FILE* pipe = popen((std::string(interpreter) + " " + path + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) continue;
    std::array<char, 4096> block{};
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), n);
    pclose(pipe);
    if (!text.empty()) break;
  }
  std::remove(path.c_str());
  return text;
}

/// The numbers in a text.
inline std::vector<double> numbers(const std::string& text) {
  std::istringstream stream(text);
  std::vector<double> values;
  for (double value = 0.0; stream >> value;) values.push_back(value);
  return values;
}

}  // namespace drumlin::evaluate
