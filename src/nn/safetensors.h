// Weight files: safetensors, memory-mapped. Every bound in the header is checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/tensor.h"

namespace drumlin::nn {

enum class Type { f32, f16 };

/// One stored tensor: a view into the map.
struct Stored {
  Type type;
  Shape shape;
  std::span<const std::uint8_t> bytes;
};
/// Its values as float, whatever the type.
std::vector<float> to_floats(const Stored& stored);

/// A read-only weight file. Throws drumlin::Error if it is missing, truncated or malformed.
class Weights {
 public:
  explicit Weights(const std::filesystem::path& path);
  /// From bytes in memory (copied); `name` stands in errors.
  Weights(std::vector<std::uint8_t> bytes, std::string name);

  /// The tensor of that name, or null.
  const Stored* find(std::string_view name) const;
  const std::map<std::string, Stored, std::less<>>& all() const;
  /// The strings under "__metadata__".
  const std::map<std::string, std::string, std::less<>>& metadata() const;
  const std::string& name() const;

 private:
  struct File;
  std::shared_ptr<const File> file_;
};

/// A tensor to be written.
struct Named {
  std::string name;
  Shape shape;
  std::vector<float> values;
};

/// The bytes of a safetensors file; tensors in name order, data aligned to 8 bytes.
std::vector<std::uint8_t> to_safetensors(std::vector<Named> tensors, const std::map<std::string, std::string>& metadata,
                                         Type type);

}  // namespace drumlin::nn
