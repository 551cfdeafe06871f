// Weight files: what is written is read, and every kind of malformed header is refused with the file's name.
#include "nn/safetensors.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <drumlin/error.h>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "nn/half.h"

namespace drumlin::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::uint8_t> file_of(const std::string& header, std::size_t data_bytes) {
  std::vector<std::uint8_t> bytes(8 + header.size() + data_bytes);
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

std::string refusal_of(const std::vector<std::uint8_t>& bytes) {
  try {
    const Weights weights(bytes, "bad.safetensors");
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("bad.safetensors"));
    return error.what();
  }
  return "";
}

std::string refusal_of(const std::string& header, std::size_t data_bytes) {
  return refusal_of(file_of(header, data_bytes));
}

std::string one_tensor(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"a":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

TEST(Safetensors, WhatIsWrittenIsRead) {
  const auto bytes = to_safetensors({{"second", {2, 2}, {1, -2, 3.5F, 0}}, {"first", {3}, {7, 8, 9}}},
                                    {{"config", R"({"width":4})"}}, Type::f32);
  const Weights weights(bytes, "memory");
  EXPECT_EQ(weights.all().size(), 2U);
  EXPECT_EQ(weights.metadata().at("config"), R"({"width":4})");
  ASSERT_NE(weights.find("second"), nullptr);
  EXPECT_EQ(weights.find("second")->shape, (Shape{2, 2}));
  EXPECT_THAT(to_floats(*weights.find("second")), ElementsAre(1, -2, 3.5F, 0));
  EXPECT_THAT(to_floats(*weights.find("first")), ElementsAre(7, 8, 9));
  EXPECT_EQ(weights.find("third"), nullptr);
}

TEST(Safetensors, AMappedFileEqualsItsBytes) {
  const auto path = std::filesystem::path(testing::TempDir()) / ("drumlin_nn_" + std::to_string(::getpid()));
  const auto bytes = to_safetensors({{"a", {2}, {0.25F, 65504}}}, {}, Type::f16);
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  const Weights weights(path);
  EXPECT_EQ(weights.name(), path.string());
  EXPECT_THAT(to_floats(*weights.find("a")), ElementsAre(0.25F, 65504));
  std::filesystem::remove(path);
  EXPECT_THAT(to_floats(*Weights(weights).find("a")), ElementsAre(0.25F, 65504));
}

TEST(Safetensors, TheDataStartsAtAMultipleOfEightBytes) {
  for (const std::string name : {"a", "ab", "abc", "abcdefgh"}) {
    const auto bytes = to_safetensors({{name, {1}, {1}}}, {}, Type::f32);
    EXPECT_EQ((bytes.size() - 4) % 8, 0U);
  }
}

TEST(Safetensors, AScalarAndAnEmptyTensorAreRead) {
  const Weights weights(to_safetensors({{"none", {0, 3}, {}}, {"scalar", {}, {5}}}, {}, Type::f32), "memory");
  EXPECT_THAT(to_floats(*weights.find("scalar")), ElementsAre(5));
  EXPECT_THAT(to_floats(*weights.find("none")), ElementsAre());
}

TEST(Safetensors, AMissingFileAndAFolderAreRefused) {
  EXPECT_THROW(Weights(std::filesystem::path("no/such/file.safetensors")), Error);
  EXPECT_THROW(Weights(std::filesystem::path(testing::TempDir())), Error);
}

TEST(Safetensors, AnyTruncationIsRefused) {
  const auto whole = to_safetensors({{"a", {2}, {1, 2}}, {"b", {1}, {3}}}, {{"k", "v"}}, Type::f32);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(refusal_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}), "") << size;
  }
}

TEST(Safetensors, AHeaderLengthThatOverflowsIsRefused) {
  auto bytes = file_of("{}", 0);
  for (const std::uint64_t length : {std::uint64_t{3}, ~std::uint64_t{0}, ~std::uint64_t{7}, std::uint64_t{1} << 63U}) {
    std::memcpy(bytes.data(), &length, 8);
    EXPECT_THAT(refusal_of(bytes), HasSubstr("header is longer"));
  }
}

TEST(Safetensors, WhatIsNotAJsonObjectIsRefused) {
  EXPECT_THAT(refusal_of("", 0), HasSubstr("not a safetensors file"));
  EXPECT_THAT(refusal_of("[1]", 0), HasSubstr("not a safetensors file"));
  EXPECT_THAT(refusal_of(" {}", 0), HasSubstr("not a safetensors file"));
  EXPECT_THAT(refusal_of("{", 0), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of("{} {}", 0), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of("{\"\xff\":1}", 0), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(R"({"a":1e999})", 0), HasSubstr("not JSON"));
}

TEST(Safetensors, ANameThatStandsTwiceIsRefused) {
  const std::string tensor = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  EXPECT_EQ(refusal_of("{" + tensor + "}", 4), "");
  EXPECT_THAT(refusal_of("{" + tensor + "," + tensor + "}", 4), HasSubstr("\"a\" twice"));
  EXPECT_THAT(refusal_of(R"({"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}})", 4),
              HasSubstr("\"dtype\" twice"));
}

TEST(Safetensors, OffsetsOutsideTheDataAreRefused) {
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[0,4]"), 3), HasSubstr("outside the file"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[4,0]"), 4), HasSubstr("outside the file"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[18446744073709551612,18446744073709551615]"), 4),
              HasSubstr("outside the file"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[-4,0]"), 4), HasSubstr("whole number"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[0,4.0]"), 4), HasSubstr("whole number"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[0,99999999999999999999]"), 4), HasSubstr("whole number"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "[0]"), 4), HasSubstr("data_offsets"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1]", "4"), 4), HasSubstr("data_offsets"));
}

TEST(Safetensors, AShapeThatDoesNotFitItsBytesIsRefused) {
  EXPECT_THAT(refusal_of(one_tensor("F32", "[2]", "[0,4]"), 4), HasSubstr("another number of bytes"));
  EXPECT_THAT(refusal_of(one_tensor("F16", "[1]", "[0,4]"), 4), HasSubstr("another number of bytes"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[4294967296,4294967296]", "[0,0]"), 0), HasSubstr("too large"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[18446744073709551615]", "[0,4]"), 4), HasSubstr("too large"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[-1]", "[0,4]"), 4), HasSubstr("whole number"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "[1,1,1,1,1,1]", "[0,4]"), 4), HasSubstr("five sizes"));
  EXPECT_THAT(refusal_of(one_tensor("F32", "1", "[0,4]"), 4), HasSubstr("five sizes"));
}

TEST(Safetensors, OverlapsGapsAndLeftoversAreRefused) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"F32","shape":[2],"data_offsets":)" + first +
           R"(},"b":{"dtype":"F32","shape":[2],"data_offsets":)" + second + "}}";
  };
  EXPECT_EQ(refusal_of(two("[8,16]", "[0,8]"), 16), "");
  EXPECT_THAT(refusal_of(two("[0,8]", "[4,12]"), 12), HasSubstr("overlap"));
  EXPECT_THAT(refusal_of(two("[0,8]", "[0,8]"), 8), HasSubstr("overlap"));
  EXPECT_THAT(refusal_of(two("[0,8]", "[12,20]"), 20), HasSubstr("gap"));
  EXPECT_THAT(refusal_of(two("[0,8]", "[8,16]"), 17), HasSubstr("follow"));
}

TEST(Safetensors, WrongKindsOfEntriesAreRefused) {
  EXPECT_THAT(refusal_of(R"({"a":1})", 0), HasSubstr("no description"));
  EXPECT_THAT(refusal_of(R"({"a":{}})", 0), HasSubstr("has no dtype"));
  EXPECT_THAT(refusal_of(R"({"a":{"dtype":"F32"}})", 0), HasSubstr("has no shape"));
  EXPECT_THAT(refusal_of(R"({"a":{"dtype":"F32","shape":[0]}})", 0), HasSubstr("has no data_offsets"));
  EXPECT_THAT(refusal_of(one_tensor("BF16", "[1]", "[0,2]"), 2), HasSubstr("other than F32 and F16"));
  EXPECT_THAT(refusal_of(R"({"__metadata__":[]})", 0), HasSubstr("__metadata__"));
  EXPECT_THAT(refusal_of(R"({"__metadata__":{"k":1}})", 0), HasSubstr("__metadata__"));
}

// Values from the IEEE 754 binary16 format: 1 sign, 5 exponent (bias 15), 10 fraction bits.
TEST(Half, PublishedValues) {
  EXPECT_EQ(half_to_float(0x0000), 0.0F);
  EXPECT_TRUE(std::signbit(half_to_float(0x8000)));
  EXPECT_EQ(half_to_float(0x0001), 0x1p-24F);             // the smallest subnormal
  EXPECT_EQ(half_to_float(0x03ff), 0x1p-14F - 0x1p-24F);  // the largest subnormal
  EXPECT_EQ(half_to_float(0x0400), 0x1p-14F);             // the smallest normal
  EXPECT_EQ(half_to_float(0x3555), 0.333251953125F);      // the nearest to 1/3
  EXPECT_EQ(half_to_float(0x3bff), 1.0F - 0x1p-11F);      // the largest below 1
  EXPECT_EQ(half_to_float(0x3c00), 1.0F);
  EXPECT_EQ(half_to_float(0x3c01), 1.0F + 0x1p-10F);  // the smallest above 1
  EXPECT_EQ(half_to_float(0xc000), -2.0F);
  EXPECT_EQ(half_to_float(0x7bff), 65504.0F);  // the largest
  EXPECT_EQ(half_to_float(0x7c00), std::numeric_limits<float>::infinity());
  EXPECT_EQ(half_to_float(0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(half_to_float(0x7e01)));
}

TEST(Half, EveryHalfSurvivesAsFloat) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = half_to_float(half);
    const std::uint32_t exponent = (bits >> 10U) & 31U;
    const std::uint32_t fraction = bits & 1023U;
    if (exponent == 31 && fraction != 0) {
      EXPECT_TRUE(std::isnan(value));
      continue;
    }
    const double magnitude = exponent == 31  ? std::numeric_limits<double>::infinity()
                             : exponent == 0 ? std::ldexp(fraction, -24)
                                             : std::ldexp(1024 + fraction, static_cast<int>(exponent) - 25);
    ASSERT_EQ(value, (bits & 0x8000U) != 0 ? -magnitude : magnitude) << bits;
    ASSERT_EQ(float_to_half(value), half) << bits;
  }
}

TEST(Half, WritingRoundsToNearestTiesToEven) {
  EXPECT_EQ(float_to_half(1.0F + 0x1p-11F), 0x3c00);
  EXPECT_EQ(float_to_half(1.0F + 0x1p-11F + 0x1p-20F), 0x3c01);
  EXPECT_EQ(float_to_half(1.0F + 3 * 0x1p-11F), 0x3c02);
  EXPECT_EQ(float_to_half(0x1p-25F), 0x0000);
  EXPECT_EQ(float_to_half(0x1.8p-24F), 0x0002);
  EXPECT_EQ(float_to_half(0x1p-14F - 0x1p-26F), 0x0400);
  EXPECT_EQ(float_to_half(65519.0F), 0x7bff);
  EXPECT_EQ(float_to_half(65520.0F), 0x7c00);
}

TEST(Safetensors, AValueBeyondHalfPrecisionIsNotWrittenAsInfinity) {
  EXPECT_THROW(to_safetensors({{"a", {1}, {70000}}}, {}, Type::f16), Error);
  EXPECT_NO_THROW(to_safetensors({{"a", {1}, {70000}}}, {}, Type::f32));
}

}  // namespace
}  // namespace drumlin::nn
