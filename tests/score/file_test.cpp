// Whole files: all or nothing, links and permissions kept, clear errors.
#include "score/file.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iterator>

namespace drumlin::score {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

class Files : public testing::Test {
 protected:
  Files() {
    std::string pattern = (fs::temp_directory_path() / "drumlin-file-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Files() override { fs::remove_all(folder_); }
  auto count() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }

  fs::path folder_;
};

TEST_F(Files, WhatIsWrittenIsRead) {
  const std::string bytes = std::string(200000, 'x') + '\0' + "end";
  write_file(folder_ / "a", bytes);
  EXPECT_EQ(read_file(folder_ / "a"), bytes);
  const std::vector<std::uint8_t> numbers = {0, 255, 13, 10};
  write_file(folder_ / "a", numbers);
  EXPECT_EQ(read_file(folder_ / "a"), std::string("\0\xff\r\n", 4));
  EXPECT_EQ(count(), 1);  // no temporary file stays
}

TEST_F(Files, PermissionsAndLinksAreKept) {
  write_file(folder_ / "target", std::string_view("old"));
  ::chmod((folder_ / "target").c_str(), 0640);
  fs::create_symlink("target", folder_ / "link");
  write_file(folder_ / "link", std::string_view("new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "target"), "new");
  EXPECT_EQ(static_cast<int>(fs::status(folder_ / "target").permissions()), 0640);
}

TEST_F(Files, NewFilesHaveThePermissionsThatUmaskLeaves) {
  const mode_t before = ::umask(0027);
  write_file(folder_ / "a", std::string_view("x"));
  ::umask(before);
  EXPECT_EQ(static_cast<int>(fs::status(folder_ / "a").permissions()), 0640);
}

TEST_F(Files, APipeIsWrittenDirectly) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  auto reader = std::async(std::launch::async, [&] { return read_file(pipe); });
  write_file(pipe, std::string_view("through"));
  EXPECT_EQ(reader.get(), "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(Files, AFullDeviceIsAnError) {
  EXPECT_THAT([] { write_file("/dev/full", std::string_view("x")); }, ThrowsMessage<Error>(HasSubstr("/dev/full")));
  EXPECT_NO_THROW(write_file("/dev/null", std::string_view("x")));
}

TEST_F(Files, AFailureLeavesNoTemporaryFile) {
  fs::create_directory(folder_ / "taken");
  EXPECT_THROW(write_file(folder_ / "taken", std::string_view("x")), Error);
  EXPECT_THROW(write_file(folder_ / (std::string(300, 'n')), std::string_view("x")), Error);  // a name too long
  EXPECT_EQ(count(), 1);
}

TEST_F(Files, ErrorsNameTheFile) {
  EXPECT_THAT([&] { read_file(folder_ / "missing"); }, ThrowsMessage<Error>(HasSubstr("missing")));
  EXPECT_THAT([&] { read_file(folder_); }, ThrowsMessage<Error>(HasSubstr(folder_.string())));
  EXPECT_THAT([&] { write_file(folder_ / "no" / "such", std::string_view("x")); },
              ThrowsMessage<Error>(HasSubstr("such")));
}

}  // namespace
}  // namespace drumlin::score
