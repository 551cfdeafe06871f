// PNG (ISO/IEC 15948) with stored blocks of DEFLATE (RFC 1951): larger than need be, but no library and nothing to go
// wrong. Base64: RFC 4648.
#include "score/png.h"

#include <algorithm>
#include <iterator>

namespace drumlin::score {
namespace {

constexpr std::size_t largest_block = 65535;

void append(std::string& bytes, std::uint32_t value) {  // most significant byte first
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
}

std::uint32_t cyclic_redundancy(std::string_view bytes) {
  std::uint32_t rest = 0xFFFFFFFFU;
  for (const char c : bytes) {
    rest ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1U ^ ((rest & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~rest;
}

std::uint32_t adler(std::string_view bytes) {
  std::uint32_t sum = 1;
  std::uint32_t sums = 0;
  for (const char c : bytes) {
    sum = (sum + static_cast<std::uint8_t>(c)) % 65521U;
    sums = (sums + sum) % 65521U;
  }
  return sums << 16U | sum;
}

void append_chunk(std::string& png, std::string_view type, std::string_view data) {
  append(png, static_cast<std::uint32_t>(data.size()));
  const std::string checked = std::string(type) + std::string(data);
  png += checked;
  append(png, cyclic_redundancy(checked));
}

/// zlib's format (RFC 1950) around stored blocks.
std::string stored(std::string_view bytes) {
  std::string result = "\x78\x01";
  for (std::size_t start = 0; start < bytes.size(); start += largest_block) {
    const std::string_view block = bytes.substr(start, largest_block);
    const auto size = static_cast<std::uint32_t>(block.size());
    result += static_cast<char>(start + block.size() == bytes.size());  // whether it is the last
    for (const std::uint32_t length : {size, ~size}) {
      result += static_cast<char>(length & 0xFFU);
      result += static_cast<char>(length >> 8U & 0xFFU);
    }
    result += block;
  }
  append(result, adler(bytes));
  return result;
}

}  // namespace

std::string to_png(std::span<const std::uint8_t> pixels, int width, int height) {
  std::string header;
  append(header, static_cast<std::uint32_t>(width));
  append(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\0\0\0\0", 5);  // eight bits, grey, nothing else
  std::string rows;
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    rows += '\0';  // not filtered
    const auto row = pixels.subspan(y * static_cast<std::size_t>(width), static_cast<std::size_t>(width));
    std::ranges::transform(row, std::back_inserter(rows), [](std::uint8_t grey) { return static_cast<char>(grey); });
  }
  std::string png = "\x89PNG\r\n\x1A\n";
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", stored(rows));
  append_chunk(png, "IEND", "");
  return png;
}

std::string to_data_address(std::string_view png) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string address = "data:image/png;base64,";
  for (std::size_t i = 0; i < png.size(); i += 3) {
    const std::string_view three = png.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8U | (j < three.size() ? static_cast<std::uint8_t>(three[j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) address += j <= three.size() ? letters[bits >> (18 - 6 * j) & 0x3FU] : '=';
  }
  return address;
}

}  // namespace drumlin::score
