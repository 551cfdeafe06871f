// Whole files in and out: written beside the target, flushed to disk, then renamed over it, so that a crash or a full
// disk leaves the old file as it was.
#include "score/file.h"

#include <drumlin/error.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

namespace drumlin::score {
namespace {

[[noreturn]] void fail(const char* verb, const std::filesystem::path& path, int error, const char* advice) {
  throw Error(std::string("cannot ") + verb + " '" + path.string() + "': " + std::generic_category().message(error) +
              "; " + advice);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return number_; }
  bool close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A file system that knows no flush is no reason to fail.
bool flush(int descriptor) {
  return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
}

constexpr const char* write_advice = "choose another place or make room";

void write_directly(const std::filesystem::path& path, std::string_view bytes) {
  // The standard streams may be files that the shell appends to: open no second descriptor for them.
  const int standard = path == "/dev/stdout" ? STDOUT_FILENO : path == "/dev/stderr" ? STDERR_FILENO : -1;
  Descriptor file(standard >= 0 ? ::dup(standard) : ::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0 || !write_all(file.get(), bytes) || !file.close()) fail("write", path, errno, write_advice);
}

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> count = 0;
  return path.parent_path() / (".drumlin-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".tmp");
}

/// An overwritten file keeps its permissions and, where we may, its owner; a new one gets what umask leaves.
void inherit(int descriptor, const struct stat& old) {
  if (::fchown(descriptor, old.st_uid, old.st_gid) != 0) errno = 0;  // not ours to give away
  if (::fchmod(descriptor, old.st_mode & 0777U) != 0) errno = 0;
}

void replace(const std::filesystem::path& path, std::string_view bytes, const struct stat* old) {
  const std::filesystem::path temporary = temporary_beside(path);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) fail("write", path, errno, write_advice);
  if (old != nullptr) inherit(file.get(), *old);
  if (!write_all(file.get(), bytes) || !flush(file.get()) || !file.close() ||
      ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    fail("write", path, error, write_advice);
  }
}

bool is_standard_stream(const std::filesystem::path& path) {
  return path == "/dev/stdout" || path == "/dev/stderr";
}

}  // namespace

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  struct stat old {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail("write", path, EISDIR, "name a file in it");
  if (is_standard_stream(path) || (exists && !S_ISREG(old.st_mode))) return write_directly(path, bytes);
  if (!exists) return replace(path, bytes, nullptr);
  if (::access(path.c_str(), W_OK) != 0) fail("write", path, errno, write_advice);
  std::error_code unresolved;
  const std::filesystem::path target = std::filesystem::canonical(path, unresolved);  // a link stays a link
  replace(unresolved ? path : target, bytes, &old);
}

void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  write_file(path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::string read_file(const std::filesystem::path& path) {
  constexpr const char* advice = "check the name and the permissions";
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail("read", path, errno, advice);
  std::string bytes;
  std::size_t filled = 0;
  while (true) {
    if (bytes.size() < filled + 65536) bytes.resize(2 * filled + 65536);
    const ssize_t count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path, errno, advice);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace drumlin::score
