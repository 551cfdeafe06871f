// What `cmake --install` leaves is enough: the program runs from there, and find_package(Drumlin) finds the library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/program.h"

namespace drumlin {
namespace {

using test::Outcome;

TEST(Package, ATenLineProgramListensWithTheInstalledLibrary) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the ten-line program would need the sanitizers' flags";
#endif
  const test::Shell shell;
  audio::write_wav(shell / "loop.wav", test::bursts(1.0));
  const Outcome build = shell.run("(cmake --install " DRUMLIN_BUILD_DIR
                                  " --prefix $PWD/prefix"
                                  " && if command -v ninja; then export CMAKE_GENERATOR=Ninja; fi"
                                  " && cmake -S " DRUMLIN_SOURCE_DIR
                                  "/tests/package -B build -DCMAKE_PREFIX_PATH=$PWD/prefix"
                                  " && cmake --build build) 2>&1");
  ASSERT_EQ(build.status, 0) << build.out;
  const Outcome library = shell.run("build/listen $DRUMLIN_MODEL loop.wav");
  ASSERT_EQ(library.status, 0) << library.err;

  const Outcome program = shell.run("prefix/bin/drumlin transcribe loop.wav --json");
  ASSERT_EQ(program.status, 0) << program.err;
  const auto hits = nlohmann::json::parse(program.out).at("hits").get<std::ptrdiff_t>();
  EXPECT_GT(hits, 0);
  EXPECT_EQ(std::ranges::count(library.out, '\n'), hits);
}

}  // namespace
}  // namespace drumlin
