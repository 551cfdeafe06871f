// Memory for floats, aligned to a cache line; and the arena that an engine's tensors live in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace drumlin::nn {

/// Uninitialised floats.
class Floats {
 public:
  Floats() = default;
  explicit Floats(std::int64_t count)
      : data_(static_cast<float*>(::operator new(static_cast<std::size_t>(count) * sizeof(float), alignment))),
        count_(count) {}

  float* data() const { return data_.get(); }
  std::int64_t count() const { return count_; }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(float* data) const { ::operator delete(data, alignment); }
  };

  std::unique_ptr<float, Free> data_;
  std::int64_t count_ = 0;
};

/// Hands out floats one after the other and takes them back all at once. It grows by chunks; reset() joins them, so
/// that from then on the same work needs no allocation.
class Arena {
 public:
  struct Mark {
    std::size_t chunk = 0;
    std::int64_t used = 0;
  };

  float* take(std::int64_t count) {
    count = (count + line - 1) / line * line;
    while (at_.chunk < chunks_.size() && at_.used + count > chunks_[at_.chunk].count()) at_ = {at_.chunk + 1, 0};
    if (at_.chunk == chunks_.size()) chunks_.emplace_back(count > chunk_floats ? count : chunk_floats);
    float* const taken = chunks_[at_.chunk].data() + at_.used;
    at_.used += count;
    return taken;
  }

  Mark mark() const { return at_; }
  /// Takes back what was handed out since.
  void rewind(Mark mark) { at_ = mark; }

  void reset() { at_ = {}; }

 private:
  static constexpr std::int64_t line = 16;               // a cache line, and the widest vector
  static constexpr std::int64_t chunk_floats = 1 << 20;  // 4 MiB

  std::vector<Floats> chunks_;
  Mark at_;
};

}  // namespace drumlin::nn
