// The reader: time, level and channels in every format, damage, and that it streams.
#include "audio/reader.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

#include "audio/features.h"
#include "audio/mp3.h"
#include "sound_files.h"

namespace drumlin::audio {
namespace {

namespace fs = std::filesystem;
using testing::can_write;
using ::testing::Each;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::write_sound;

constexpr int wav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int mp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

std::string message_of(const fs::path& path) {
  try {
    read_file(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

double loudest_at(const std::vector<float>& samples) {
  const auto louder = [](float a, float b) { return std::abs(a) < std::abs(b); };
  return static_cast<double>(std::max_element(samples.begin(), samples.end(), louder) - samples.begin()) / sample_rate;
}

std::vector<float> sine(double hz, int rate, double seconds, float level = 0.5F) {
  std::vector<float> samples(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = level * static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
  }
  return samples;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Encoding {
  std::string name;
  int format;
};

class ReaderOfFormat : public ::testing::TestWithParam<std::tuple<Encoding, int>> {};

TEST_P(ReaderOfFormat, AClickComesOutWhenItWentIn) {
  const auto& [encoding, rate] = GetParam();
  if (encoding.format == mp3 && rate > 48000) GTEST_SKIP() << "mp3 has no such rate";
  if (!can_write(encoding.format, rate)) GTEST_SKIP() << "this libsndfile does not encode it";
  std::vector<float> click(static_cast<std::size_t>(rate));
  click[static_cast<std::size_t>(rate / 2)] = 0.9F;
  const TemporaryFolder folder;
  const fs::path path = folder / "click";
  if (!write_sound(path, encoding.format, rate, 1, click)) GTEST_SKIP() << "this libsndfile does not encode it";
  const auto samples = read_file(path);
  EXPECT_NEAR(loudest_at(samples), static_cast<double>(rate / 2) / rate, 0.002);
  EXPECT_GE(static_cast<double>(samples.size()), 0.99 * sample_rate);
  EXPECT_EQ(Reader(path).file_rate(), rate);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ReaderOfFormat,
    ::testing::Combine(::testing::Values(Encoding{"wav", wav16}, Encoding{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24},
                                         Encoding{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                         Encoding{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}, Encoding{"mp3", mp3}),
                       ::testing::Values(8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000)),
    [](const auto& test) { return std::get<0>(test.param).name + std::to_string(std::get<1>(test.param)); });

TEST(Reader, AnMp3WithoutGaplessInformationIsNotLate) {
  const TemporaryFolder folder;
  std::vector<float> click(44100);
  click[22050] = 0.9F;
  if (!can_write(mp3, 44100) || !write_sound(folder / "tagged.mp3", mp3, 44100, 1, click)) {
    GTEST_SKIP() << "this libsndfile does not encode mp3";
  }
  // Cut the first frame, which is silent and carries the information. Every frame begins with the same eleven ones.
  const std::string bytes = bytes_of(folder / "tagged.mp3");
  const std::size_t second = bytes.find(bytes.substr(0, 2), 4);
  ASSERT_NE(second, std::string::npos);
  write_bytes(folder / "bare.mp3", bytes.substr(second));
  ASSERT_EQ(mp3_delay(folder / "tagged.mp3"), 0);
  ASSERT_EQ(mp3_delay(folder / "bare.mp3"), 576 + 529);
  EXPECT_NEAR(loudest_at(read_file(folder / "bare.mp3")), 0.5, 0.002);
  write_bytes(folder / "id3.mp3", std::string("ID3\x04\0\0\0\0\1\0", 10) + std::string(128, '\0') + bytes);
  EXPECT_EQ(mp3_delay(folder / "id3.mp3"), 0);
}

struct Depth {
  std::string name;
  int format;
  double step;  // of its quantisation
};

class ReaderOfDepth : public ::testing::TestWithParam<Depth> {};

TEST_P(ReaderOfDepth, KeepsTheLevel) {
  const TemporaryFolder folder;
  const auto samples = sine(440, 44100, 0.2);
  ASSERT_TRUE(write_sound(folder / "a", GetParam().format, 44100, 1, samples));
  const auto read = read_file(folder / "a");
  ASSERT_EQ(read.size(), samples.size());
  for (std::size_t i = 0; i < read.size(); ++i) ASSERT_NEAR(read[i], samples[i], GetParam().step) << i;
}

INSTANTIATE_TEST_SUITE_P(Depths, ReaderOfDepth,
                         ::testing::Values(Depth{"unsigned8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1.0 / 64},
                                           Depth{"int16", wav16, 1.0 / 16384},
                                           Depth{"int24", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1e-6},
                                           Depth{"int32", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-7},
                                           Depth{"float32", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1e-9},
                                           Depth{"float64", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 1e-9},
                                           Depth{"flac24", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1e-6}),
                         [](const auto& test) { return test.param.name; });

TEST(Reader, AveragesChannels) {
  const TemporaryFolder folder;
  std::vector<float> stereo;
  for (int i = 0; i < 5000; ++i) stereo.insert(stereo.end(), {0.5F, -0.25F});
  ASSERT_TRUE(write_sound(folder / "stereo.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, stereo));
  const auto mono = read_file(folder / "stereo.wav");
  EXPECT_EQ(mono.size(), 5000U);
  EXPECT_THAT(mono, Each(0.125F));
}

TEST(Reader, AveragesFivePointOne) {
  const TemporaryFolder folder;
  std::vector<float> surround;
  for (int i = 0; i < 5000; ++i) surround.insert(surround.end(), {0.6F, 0, 0, 0.3F, 0, 0});
  ASSERT_TRUE(write_sound(folder / "5.1.wav", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, 44100, 6, surround));
  EXPECT_THAT(read_file(folder / "5.1.wav"), Each(::testing::FloatEq(0.15F)));
}

TEST(Reader, NumbersThatAreNoneReadAsZero) {
  const TemporaryFolder folder;
  std::vector<float> samples(100, 0.25F);
  samples[10] = std::numeric_limits<float>::quiet_NaN();
  samples[20] = std::numeric_limits<float>::infinity();
  samples[30] = -std::numeric_limits<float>::infinity();
  ASSERT_TRUE(write_sound(folder / "nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, samples));
  const auto read = read_file(folder / "nan.wav");
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(read[i], i == 10 || i == 20 || i == 30 ? 0.0F : 0.25F) << i;
}

TEST(Reader, AbsurdNumbersDoNotOverflowTheResampler) {
  const TemporaryFolder folder;
  std::vector<float> samples(4800, 0.25F);
  for (std::size_t i = 100; i < 200; ++i) samples[i] = i % 2 == 0 ? 3e38F : -3e38F;
  ASSERT_TRUE(write_sound(folder / "huge.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, samples));
  EXPECT_THAT(read_file(folder / "huge.wav"), Each(::testing::AllOf(::testing::Ge(-1.0F), ::testing::Le(1.0F))));
}

TEST(Reader, ResamplingKeepsASinesLevelAndPhase) {
  const TemporaryFolder folder;
  for (int rate : {8000, 48000, 96000}) {
    const fs::path path = folder / std::to_string(rate);
    ASSERT_TRUE(write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, 1, sine(1000, rate, 1.0)));
    const auto read = read_file(path);
    const auto expected = sine(1000, sample_rate, 1.0);
    EXPECT_NEAR(static_cast<double>(read.size()), sample_rate, 1.0);
    for (std::size_t i = 2000; i < 42000; ++i) ASSERT_NEAR(read[i], expected[i], 1e-4) << rate << ' ' << i;
  }
}

TEST(Reader, AnyBlockSizeReadsTheSame) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_sound(folder / "a.wav", wav16, 48000, 1, sine(300, 48000, 0.5)));
  const auto whole = read_file(folder / "a.wav");
  for (std::size_t size : {1U, 7U, 441U, 5000U}) {
    Reader reader(folder / "a.wav");
    std::vector<float> pieces;
    std::vector<float> block(size);
    while (const std::size_t n = reader.read(block)) {
      pieces.insert(pieces.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n));
    }
    EXPECT_EQ(pieces, whole) << size;
    EXPECT_EQ(reader.read(block), 0U);
  }
}

// Where the process stands in the file that it has open under this path.
std::optional<std::uintmax_t> position_in(const fs::path& path) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
    if (fs::read_symlink(entry.path(), error) != fs::canonical(path)) continue;
    std::ifstream info("/proc/self/fdinfo/" + entry.path().filename().string());
    std::string word;
    std::uintmax_t position = 0;
    if (info >> word >> position && word == "pos:") return position;
  }
  return std::nullopt;
}

TEST(Reader, StreamsThreeHoursAFewBlocksAtATime) {
  const TemporaryFolder folder;
  const fs::path path = folder / "long.wav";
  ASSERT_TRUE(write_sound(path, wav16, 44100, 1, {0.5F}));
  // Three hours, all but the first sample a hole that takes no room on the disk.
  constexpr std::uintmax_t data = 3ULL * 3600 * 44100 * 2;
  std::string header = bytes_of(path).substr(0, 46);
  for (int i = 0; i < 4; ++i) {
    header[4 + static_cast<std::size_t>(i)] = static_cast<char>((data + 36) >> (8 * i));
    header[40 + static_cast<std::size_t>(i)] = static_cast<char>(data >> (8 * i));
  }
  write_bytes(path, header);
  fs::resize_file(path, 44 + data);

  Reader reader(path);
  EXPECT_EQ(reader.duration(), 3 * 3600.0);
  std::vector<float> block(4410);
  for (int i = 1; i <= 20; ++i) {
    ASSERT_EQ(reader.read(block), block.size());
    const auto position = position_in(path);
    if (!position) GTEST_SKIP() << "this system does not tell where a file is read";
    EXPECT_LE(*position, static_cast<std::uintmax_t>(i) * 2 * block.size() + 65536);
  }
}

TEST(Reader, SilenceIsSoundToo) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_sound(folder / "silent.wav", wav16, 44100, 1, std::vector<float>(1000)));
  EXPECT_THAT(read_file(folder / "silent.wav"), Each(0.0F));
  EXPECT_EQ(peak_level(folder / "silent.wav"), 0.0F);
}

TEST(Reader, EveryMistakeHasItsSentence) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of(folder / "nowhere.wav"), HasSubstr("nowhere.wav does not exist"));
  EXPECT_THAT(message_of(folder / ""), HasSubstr("is a folder"));
  write_bytes(folder / "empty.wav", "");
  EXPECT_THAT(message_of(folder / "empty.wav"), HasSubstr("empty.wav is empty"));
  write_bytes(folder / "letter.wav", "Dear drummer, please find attached the recording.");
  EXPECT_THAT(message_of(folder / "letter.wav"), HasSubstr("letter.wav is not a sound file"));
  ASSERT_TRUE(write_sound(folder / "header.wav", wav16, 44100, 1, {}));
  EXPECT_THAT(message_of(folder / "header.wav"), HasSubstr("holds no sound"));
}

TEST(Reader, AFileThatMayNotBeReadIsAnError) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  ASSERT_TRUE(write_sound(folder / "private.wav", wav16, 44100, 1, {0.5F}));
  fs::permissions(folder / "private.wav", fs::perms::none);
  EXPECT_THAT(message_of(folder / "private.wav"), HasSubstr("permissions"));
}

TEST(Reader, ARateThatNoSoundHasIsAnError) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_sound(folder / "slow.wav", wav16, 10, 1, std::vector<float>(100)));
  EXPECT_THAT(message_of(folder / "slow.wav"), HasSubstr("10 samples a second"));
}

TEST(Reader, NoChannelsAreAnError) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_sound(folder / "a.wav", wav16, 44100, 1, std::vector<float>(100)));
  std::string bytes = bytes_of(folder / "a.wav");
  bytes[22] = 0;
  write_bytes(folder / "a.wav", bytes);
  EXPECT_THAT(message_of(folder / "a.wav"), HasSubstr("a.wav"));
}

class ReaderOfTheCut : public ::testing::TestWithParam<Encoding> {};

TEST_P(ReaderOfTheCut, UsesWhatCanBeRead) {
  const TemporaryFolder folder;
  auto samples = sine(300, 44100, 3.0);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += 0.1F * static_cast<float>(i * 7919 % 100) / 100.0F;
  if (!can_write(GetParam().format, 44100) || !write_sound(folder / "a", GetParam().format, 44100, 1, samples)) {
    GTEST_SKIP() << "this libsndfile does not encode it";
  }
  const auto whole = read_file(folder / "a");
  const std::string bytes = bytes_of(folder / "a");
  write_bytes(folder / "cut", bytes.substr(0, bytes.size() * 2 / 3));
  const auto cut = read_file(folder / "cut");
  EXPECT_GT(cut.size(), whole.size() / 3);
  EXPECT_LT(cut.size(), whole.size() * 9 / 10);
  for (std::size_t i = 0; i < whole.size() / 3; ++i) ASSERT_NEAR(cut[i], whole[i], 1e-3) << i;
}

INSTANTIATE_TEST_SUITE_P(Formats, ReaderOfTheCut,
                         ::testing::Values(Encoding{"wav", wav16}, Encoding{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                           Encoding{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}, Encoding{"mp3", mp3}),
                         [](const auto& test) { return test.param.name; });

TEST(Reader, OfADamagedLastBlockKeepsWhatCameBefore) {
  const TemporaryFolder folder;
  std::vector<float> noise(3 * 44100);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<float>(i * 7919 % 1000) / 2000.0F;
  ASSERT_TRUE(write_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, noise));
  std::string bytes = bytes_of(folder / "a.flac");
  for (std::size_t i = bytes.size() - 2000; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  write_bytes(folder / "a.flac", bytes);
  const auto read = read_file(folder / "a.flac");
  EXPECT_GT(read.size(), noise.size() / 2);
  for (std::size_t i = 0; i < noise.size() / 2; ++i) ASSERT_NEAR(read[i], noise[i], 1e-4);
}

TEST(PeakLevel, IsWhatHalfAPercentOfTheBlocksExceed) {
  // Ten seconds, a thousand blocks of 10 ms: five may be louder.
  std::vector<float> samples(1000 * hop, 0.25F);
  for (std::size_t i = 0; i < 5; ++i) samples[(i * 100 + 50) * hop + 17] = -1.0F;
  EXPECT_EQ(peak_level(samples), 0.25F);
  samples[900 * hop] = 0.75F;
  EXPECT_EQ(peak_level(samples), 0.75F);
}

TEST(PeakLevel, OfShortSoundIsItsPeak) {
  EXPECT_EQ(peak_level(std::vector<float>{0.1F, -0.6F, 0.3F}), 0.6F);
  EXPECT_EQ(peak_level(std::vector<float>{}), 0.0F);
}

TEST(PeakLevel, OfAFileIsThatOfItsSamples) {
  const TemporaryFolder folder;
  auto samples = sine(50, 44100, 3.0);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] *= static_cast<float>(i) / static_cast<float>(samples.size());
  ASSERT_TRUE(write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, samples));
  EXPECT_EQ(peak_level(folder / "a.wav"), peak_level(samples));
}

TEST(WriteWav, IsReadBackToTheStep) {
  const TemporaryFolder folder;
  const auto samples = sine(440, 44100, 0.5, 0.9F);
  write_wav(folder / "a.wav", samples);
  const auto read = read_file(folder / "a.wav");
  ASSERT_EQ(read.size(), samples.size());
  for (std::size_t i = 0; i < read.size(); ++i) ASSERT_NEAR(read[i], samples[i], 0.5 / 32768 + 1e-7);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / ""), {}), 1);
}

TEST(WriteWav, ClipsAndWritesZeroForNoNumber) {
  const TemporaryFolder folder;
  write_wav(folder / "a.wav", std::vector<float>{2.0F, -2.0F, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_THAT(read_file(folder / "a.wav"), ::testing::ElementsAre(32767.0F / 32768.0F, -1.0F, 0.0F));
}

TEST(WriteWav, IntoNowhereIsAnErrorAndLeavesNothing) {
  const TemporaryFolder folder;
  EXPECT_THROW(write_wav(folder / "no/such/a.wav", std::vector<float>{0.5F}), Error);
  EXPECT_THROW(write_wav(folder / "", std::vector<float>{0.5F}), Error);
  EXPECT_TRUE(fs::is_empty(folder / ""));
}

}  // namespace
}  // namespace drumlin::audio
