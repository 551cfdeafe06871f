// A small handle on numbers that an engine owns, and the names of parameters. Neither allocates.
#pragma once

#include <array>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace drumlin::nn {

/// Up to five sizes, slowest first.
struct Shape {
  std::array<std::int64_t, 5> sizes{};
  int rank = 0;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> list) {
    assert(list.size() <= sizes.size());
    for (const std::int64_t size : list) sizes[static_cast<std::size_t>(rank++)] = size;
  }

  /// Negative axes count from the last.
  std::int64_t operator[](int axis) const { return sizes[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)]; }
  std::int64_t& operator[](int axis) { return sizes[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)]; }

  std::int64_t count() const {
    std::int64_t product = 1;
    for (int axis = 0; axis < rank; ++axis) product *= sizes[static_cast<std::size_t>(axis)];
    return product;
  }

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Row-major float values. data: set by engines that run in memory; index: set by engines that keep a tape.
struct Tensor {
  Shape shape;
  float* data = nullptr;
  std::int64_t index = -1;
};

/// The name of a parameter: Path("encoder") / "block" / 3 / "attention" is "encoder.block.3.attention".
class Path {
 public:
  Path() = default;
  Path(std::string_view name) { append(name); }             // NOLINT(google-explicit-constructor): a name is a path
  Path(const char* name) : Path(std::string_view(name)) {}  // NOLINT(google-explicit-constructor)

  std::string_view text() const { return {text_.data(), length_}; }

  friend Path operator/(Path path, std::string_view name) {
    path.append(name);
    return path;
  }
  friend Path operator/(Path path, int number) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    path.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
    return path;
  }

 private:
  void append(std::string_view name) {
    assert(length_ + name.size() + 1 <= text_.size());
    if (length_ > 0) text_[length_++] = '.';
    for (const char letter : name) text_[length_++] = letter;
  }

  std::array<char, 120> text_{};
  std::size_t length_ = 0;
};

}  // namespace drumlin::nn
