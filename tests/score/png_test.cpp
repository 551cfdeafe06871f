// Pictures that others can read: Python's zlib takes them apart, as it would any PNG.
#include "score/png.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "evaluate/python.h"

namespace drumlin::score {
namespace {

TEST(Png, EndsAsTheStandardSaysItMust) {
  const std::vector<std::uint8_t> pixels = {0, 255};
  const std::string png = to_png(pixels, 2, 1);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1A\n");
  // The chunk that ends every PNG, with its check sum.
  EXPECT_EQ(png.substr(png.size() - 12), std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12));
}

TEST(Png, IsReadByOthersRowByRow) {
  // More than one block of 65,535 bytes.
  const int width = 300;
  const int height = 400;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 % 251);
  const std::string address = to_data_address(to_png(pixels, width, height));
  const std::string answer = evaluate::run_python(
      "import base64, struct, zlib\n"
      "png = base64.b64decode('" +
      address.substr(address.find(',') + 1) +
      "', validate=True)\n"
      "at, data = 8, b''\n"
      "while at < len(png):\n"
      "    size, kind = struct.unpack('>I4s', png[at:at + 8])\n"
      "    body = png[at + 8:at + 8 + size]\n"
      "    assert struct.unpack('>I', png[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body)\n"
      "    if kind == b'IHDR': width, height = struct.unpack('>II', body[:8])\n"
      "    if kind == b'IDAT': data += body\n"
      "    at += 12 + size\n"
      "rows = zlib.decompress(data)\n"
      "pixels = b''.join(rows[y * (width + 1) + 1:(y + 1) * (width + 1)] for y in range(height))\n"
      "print(width, height, int(pixels == bytes(i * 7 % 251 for i in range(width * height))))\n");
  if (answer.empty()) GTEST_SKIP() << "there is no Python here";
  EXPECT_EQ(evaluate::numbers(answer), (std::vector<double>{300, 400, 1}));
}

TEST(Png, AddressesAreBase64) {
  // RFC 4648, section 10.
  const std::string head = "data:image/png;base64,";
  EXPECT_EQ(to_data_address(""), head);
  EXPECT_EQ(to_data_address("f"), head + "Zg==");
  EXPECT_EQ(to_data_address("fo"), head + "Zm8=");
  EXPECT_EQ(to_data_address("foobar"), head + "Zm9vYmFy");
}

}  // namespace
}  // namespace drumlin::score
