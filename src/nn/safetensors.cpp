// The safetensors format (Hugging Face, https://github.com/huggingface/safetensors): eight bytes of header length, a
// JSON header, then the values. As strict as the reference reader: the tensors must tile the data without a gap.
#include "nn/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drumlin/error.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "nn/half.h"

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

namespace drumlin::nn {
namespace {

using nlohmann::json;

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t longest_header = 100'000'000;  // the reference reader's limit

using Bytes = std::span<const std::uint8_t>;

std::uint64_t size_of(Type type) {
  return type == Type::f32 ? 4 : 2;
}

[[noreturn]] void fail(const std::string& file, const std::string& problem) {
  throw Error(file + ": " + problem + "; export or download these weights again");
}

/// A file in memory, read-only. Empty if it has no bytes.
class Map {
 public:
  explicit Map(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
      throw Error(path.string() + ": cannot open the weight file (" + std::strerror(errno) + "); check its path");
    struct stat status {};
    if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    }
    ::close(file);
    if (!S_ISREG(status.st_mode)) throw Error(path.string() + ": is not a file; give the path of a .safetensors file");
    if (data_ == MAP_FAILED)
      throw Error(path.string() + ": cannot be mapped into memory (" + std::strerror(errno) + ")");
  }
  ~Map() {
    if (data_ != nullptr && data_ != MAP_FAILED) ::munmap(data_, size_);
  }
  Map(const Map&) = delete;
  Map& operator=(const Map&) = delete;

  Bytes bytes() const { return {static_cast<const std::uint8_t*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Parses the header; a name that stands twice in one object throws.
json parse_header(Bytes header, const std::string& file) {
  std::vector<std::set<std::string>> names;
  const auto check = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second) {
      fail(file, "its header names \"" + parsed.get<std::string>() + "\" twice");
    }
    return true;
  };
  try {
    return json::parse(header.begin(), header.end(), check);
  } catch (const json::exception& error) {
    fail(file, std::string("its header is not JSON (") + error.what() + ")");
  }
}

std::uint64_t whole_number(const json& value, const std::string& file, const std::string& tensor) {
  if (!value.is_number_unsigned()) fail(file, "tensor " + tensor + " has a size or offset that is not a whole number");
  return value.get<std::uint64_t>();
}

const json& field(const json& object, const char* name, const std::string& file, const std::string& tensor) {
  const auto found = object.find(name);
  if (found == object.end()) fail(file, "tensor " + tensor + " has no " + name);
  return *found;
}

Type read_type(const json& value, const std::string& file, const std::string& tensor) {
  if (value == "F32") return Type::f32;
  if (value == "F16") return Type::f16;
  fail(file, "tensor " + tensor + " has a type other than F32 and F16");
}

Shape read_shape(const json& value, const std::string& file, const std::string& tensor) {
  Shape shape;
  if (!value.is_array() || value.size() > shape.sizes.size()) {
    fail(file, "tensor " + tensor + " has no shape of at most five sizes");
  }
  std::uint64_t count = 1;
  for (const json& item : value) {
    const std::uint64_t size = whole_number(item, file, tensor);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max() / 4;  // so that its bytes can be counted
    if (size > most || (size > 0 && count > most / size)) fail(file, "the shape of tensor " + tensor + " is too large");
    count *= size;
    shape.sizes[static_cast<std::size_t>(shape.rank++)] = static_cast<std::int64_t>(size);
  }
  return shape;
}

Stored read_tensor(const json& entry, Bytes data, const std::string& file, const std::string& tensor) {
  if (!entry.is_object()) fail(file, "tensor " + tensor + " has no description");
  Stored stored{read_type(field(entry, "dtype", file, tensor), file, tensor),
                read_shape(field(entry, "shape", file, tensor), file, tensor),
                {}};
  const json& offsets = field(entry, "data_offsets", file, tensor);
  if (!offsets.is_array() || offsets.size() != 2) fail(file, "tensor " + tensor + " has no two data_offsets");
  const std::uint64_t begin = whole_number(offsets[0], file, tensor);
  const std::uint64_t end = whole_number(offsets[1], file, tensor);
  if (begin > end || end > data.size()) fail(file, "tensor " + tensor + " lies outside the file");
  if (end - begin != static_cast<std::uint64_t>(stored.shape.count()) * size_of(stored.type)) {
    fail(file, "tensor " + tensor + " takes another number of bytes than its shape says");
  }
  stored.bytes = data.subspan(begin, end - begin);
  return stored;
}

/// Tensors must follow one another from the first byte of the data to the last: no overlap, no gap.
void check_tiling(const std::map<std::string, Stored, std::less<>>& tensors, Bytes data, const std::string& file) {
  std::vector<Bytes> ranges;
  for (const auto& [name, stored] : tensors) ranges.push_back(stored.bytes);
  std::ranges::sort(ranges, {}, [](Bytes range) { return std::pair(range.data(), range.size()); });
  const std::uint8_t* end = data.data();
  for (const Bytes range : ranges) {
    if (range.data() != end) fail(file, "its tensors overlap or leave a gap");
    end += range.size();
  }
  if (end != data.data() + data.size()) fail(file, "bytes follow its last tensor");
}

}  // namespace

struct Weights::File {
  explicit File(const std::filesystem::path& path) : name(path.string()), map(std::in_place, path) {
    read(map->bytes());
  }
  File(std::vector<std::uint8_t> bytes, std::string file_name) : name(std::move(file_name)), memory(std::move(bytes)) {
    read(memory);
  }

  void read(Bytes bytes) {
    std::uint64_t length = 0;
    if (bytes.size() < length_bytes) fail(name, "is too short for a safetensors file");
    std::memcpy(&length, bytes.data(), length_bytes);
    if (length > longest_header || length > bytes.size() - length_bytes)
      fail(name, "its header is longer than the file");
    const Bytes text = bytes.subspan(length_bytes, length);
    const Bytes data = bytes.subspan(length_bytes + length);
    if (text.empty() || text[0] != '{') fail(name, "is not a safetensors file");
    const json header = parse_header(text, name);
    for (const auto& [key, entry] : header.items()) {
      if (key == "__metadata__") {
        read_metadata(entry);
      } else {
        tensors.emplace(key, read_tensor(entry, data, name, key));
      }
    }
    check_tiling(tensors, data, name);
  }

  void read_metadata(const json& entry) {
    if (!entry.is_object()) fail(name, "its __metadata__ is not an object");
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) fail(name, "its __metadata__ \"" + key + "\" is not a string");
      metadata.emplace(key, value.get<std::string>());
    }
  }

  std::string name;
  std::optional<Map> map;
  std::vector<std::uint8_t> memory;
  std::map<std::string, Stored, std::less<>> tensors;
  std::map<std::string, std::string, std::less<>> metadata;
};

Weights::Weights(const std::filesystem::path& path) : file_(std::make_shared<const File>(path)) {}

Weights::Weights(std::vector<std::uint8_t> bytes, std::string name)
    : file_(std::make_shared<const File>(std::move(bytes), std::move(name))) {}

const Stored* Weights::find(std::string_view name) const {
  const auto found = file_->tensors.find(name);
  return found == file_->tensors.end() ? nullptr : &found->second;
}

const std::map<std::string, Stored, std::less<>>& Weights::all() const {
  return file_->tensors;
}

const std::map<std::string, std::string, std::less<>>& Weights::metadata() const {
  return file_->metadata;
}

const std::string& Weights::name() const {
  return file_->name;
}

std::vector<float> to_floats(const Stored& stored) {
  std::vector<float> values(static_cast<std::size_t>(stored.shape.count()));
  if (stored.type == Type::f32) {
    if (!values.empty()) std::memcpy(values.data(), stored.bytes.data(), stored.bytes.size());
    return values;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, stored.bytes.data() + 2 * i, 2);
    values[i] = half_to_float(half);
  }
  return values;
}

namespace {

json describe(const std::vector<Named>& tensors, const std::map<std::string, std::string>& metadata, Type type) {
  json header = json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const Named& tensor : tensors) {
    assert(tensor.name != "__metadata__" && !header.contains(tensor.name));
    assert(tensor.shape.count() == static_cast<std::int64_t>(tensor.values.size()));
    const std::uint64_t end = offset + tensor.values.size() * size_of(type);
    header[tensor.name] = {{"dtype", type == Type::f32 ? "F32" : "F16"},
                           {"shape", std::span(tensor.shape.sizes).first(static_cast<std::size_t>(tensor.shape.rank))},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  return header;
}

void append(std::vector<std::uint8_t>& bytes, const void* from, std::size_t count) {
  const auto* first = static_cast<const std::uint8_t*>(from);
  bytes.insert(bytes.end(), first, first + count);
}

std::uint16_t to_half(float value, const std::string& tensor) {
  const std::uint16_t half = float_to_half(value);
  if (std::isfinite(value) && (half & 0x7fffU) == 0x7c00U) {
    throw Error("tensor " + tensor + " has a value beyond half precision; write it as F32");
  }
  return half;
}

}  // namespace

std::vector<std::uint8_t> to_safetensors(std::vector<Named> tensors, const std::map<std::string, std::string>& metadata,
                                         Type type) {
  std::ranges::sort(tensors, {}, &Named::name);
  std::string header = describe(tensors, metadata, type).dump();
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = header.size();
  std::vector<std::uint8_t> bytes;
  append(bytes, &length, length_bytes);
  append(bytes, header.data(), header.size());
  for (const Named& tensor : tensors) {
    if (type == Type::f32) {
      append(bytes, tensor.values.data(), tensor.values.size() * 4);
      continue;
    }
    for (const float value : tensor.values) {
      const std::uint16_t half = to_half(value, tensor.name);
      append(bytes, &half, 2);
    }
  }
  return bytes;
}

}  // namespace drumlin::nn
