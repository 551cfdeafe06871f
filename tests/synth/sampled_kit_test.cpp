// Kit folders: layers, round robins, variants, the level law, and what is said of a broken one.
#include "synth/sampled_kit.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <sndfile.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "synth/measure.h"
#include "synth/two_microphones.h"

namespace drumlin::synth {
namespace {

using score::Drum;

/// A folder of this test alone, in which kits are written.
class SampledKits : public testing::Test {
 protected:
  SampledKits() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::temp_directory_path() / ("drumlin-kit-" + std::to_string(getpid()) + "-" + name);
    std::filesystem::create_directories(folder_);
  }
  ~SampledKits() override { std::filesystem::remove_all(folder_); }

  /// A FLAC file: silence, then a constant level from sample `start` on.
  void write_sound(const std::string& name, float level, int start = 0, int channels = 1, int rate = 44100) const {
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = channels;
    info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    std::vector<float> samples(static_cast<std::size_t>(2000 * channels), level);
    std::fill_n(samples.begin(), start * channels, 0.0F);
    SNDFILE* file = sf_open((folder_ / name).c_str(), SFM_WRITE, &info);
    ASSERT_NE(file, nullptr);
    sf_writef_float(file, samples.data(), 2000);
    sf_close(file);
  }

  void write_kit(const std::string& samples, const std::string& exponent = "2.0") const {
    std::ofstream(folder_ / "kit.json") << R"({"name": "test", "velocity_exponent": )" << exponent
                                        << R"(, "samples": [)" << samples << "]}";
  }

  static std::string sample(const std::string& file, int low, int high, int reference, const std::string& more = "",
                            const std::string& articulation = "kick") {
    return R"({"file": ")" + file + R"(", "articulation": ")" + articulation + R"(", "velocity_low": )" +
           std::to_string(low) + R"(, "velocity_high": )" + std::to_string(high) + R"(, "velocity_ref": )" +
           std::to_string(reference) + more + "}";
  }

  static float level_at(const Kit& kit, int velocity, std::uint64_t seed = 1) {
    nn::Random random(seed);
    return kit.strike(Drum::kick, static_cast<float>(velocity) / 127.0F, random).samples.back();
  }

  std::string complaint() const {
    try {
      const SampledKit kit(folder_);
    } catch (const Error& fault) {
      return fault.what();
    }
    return "none";
  }

  std::filesystem::path folder_;
};

TEST_F(SampledKits, TakeTheLayerOfTheVelocityAndItsLevelLaw) {
  write_sound("soft.flac", 0.1F);
  write_sound("loud.flac", 0.8F);
  write_kit(sample("loud.flac", 65, 127, 127) + "," + sample("soft.flac", 1, 64, 64));
  const SampledKit kit(folder_);
  // Squares, and a floor f by which velocity 1 is 36 dB below 127: ((1 + 127 f) / (127 + 127 f))² = 10^(−36 / 20).
  const double softest = std::pow(10.0, -36.0 / 40.0);
  const double floor = (127.0 * softest - 1.0) / (1.0 - softest);
  const auto law = [&](double v, double reference) { return std::pow((v + floor) / (reference + floor), 2.0); };
  EXPECT_NEAR(level_at(kit, 32), 0.1 * law(32, 64), 1e-4);
  EXPECT_NEAR(level_at(kit, 100), 0.8 * law(100, 127), 1e-4);
  EXPECT_NEAR(level_at(kit, 127), 0.8, 1e-4);
}

TEST_F(SampledKits, TheSoftestStrokeIsThirtySixDecibelsBelowTheHardestOrAsTheLawSays) {
  write_sound("loud.flac", 0.8F);
  write_kit(sample("loud.flac", 1, 127, 127), "2.0");
  EXPECT_NEAR(decibels(level_at(SampledKit(folder_), 1)) - decibels(0.8), -36.0, 0.05);
  write_kit(sample("loud.flac", 1, 127, 127), "0.5");
  EXPECT_NEAR(decibels(level_at(SampledKit(folder_), 1)) - decibels(0.8), -10.0 * std::log10(127.0), 0.05);
}

TEST_F(SampledKits, TheUpperLayerIsTheLikelierTheFurtherAStrokeIsOverTheBorder) {
  write_sound("soft.flac", 0.1F);
  write_sound("loud.flac", 0.8F);
  write_kit(sample("soft.flac", 1, 64, 64) + "," + sample("loud.flac", 65, 127, 127), "0");
  const SampledKit kit(folder_);
  const auto share_of_loud = [&](int velocity) {
    int loud = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) loud += level_at(kit, velocity, seed) > 0.4F ? 1 : 0;
    return loud / 1000.0;
  };
  EXPECT_EQ(share_of_loud(52), 0.0);  // more than 12 below the border at 64.5
  EXPECT_EQ(share_of_loud(77), 1.0);
  const double five_deviations = 5.0 * 0.5 / std::sqrt(1000.0);
  EXPECT_NEAR(share_of_loud(64) / 2 + share_of_loud(65) / 2, 0.5, five_deviations);
  const double below = share_of_loud(58);  // 0.229 of the way: 3 x² − 2 x³ = 0.133
  EXPECT_NEAR(below, 0.133, five_deviations);
}

TEST_F(SampledKits, DrawAmongRoundRobinsByTheRandomState) {
  write_sound("first.flac", 0.2F);
  write_sound("second.flac", 0.4F);
  write_kit(sample("first.flac", 1, 127, 127) + "," + sample("second.flac", 1, 127, 127));
  const SampledKit kit(folder_);
  std::set<int> heard;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    heard.insert(static_cast<int>(std::lround(10.0F * level_at(kit, 127, seed))));
    EXPECT_EQ(level_at(kit, 127, seed), level_at(kit, 127, seed));
  }
  EXPECT_THAT(heard, testing::ElementsAre(2, 4));
}

TEST_F(SampledKits, KeepToOneVariantWithinAPiece) {
  write_sound("plain.flac", 0.2F);
  write_sound("other.flac", 0.4F);
  write_kit(sample("other.flac", 1, 127, 127, R"(, "variant": "b")") + "," + sample("plain.flac", 1, 127, 127));
  const SampledKit kit(folder_);
  nn::Random random(1);
  std::set<int> pieces;
  for (int piece = 0; piece < 30; ++piece) {
    const SampledKit arranged = kit.arranged(random);
    const float level = level_at(arranged, 127, 1);
    for (std::uint64_t seed = 2; seed < 6; ++seed) EXPECT_EQ(level_at(arranged, 127, seed), level);
    pieces.insert(static_cast<int>(std::lround(10.0F * level)));
  }
  EXPECT_THAT(pieces, testing::ElementsAre(2, 4));
  EXPECT_NEAR(level_at(kit, 127), 0.2, 1e-4) << "as loaded, the plain variant plays";
}

TEST_F(SampledKits, KnowWhereTheStrokeIsHeardAndWhichDrumsTheyHave) {
  write_sound("late.flac", 0.5F, 37);
  write_kit(sample("late.flac", 1, 127, 127));
  const SampledKit kit(folder_);
  nn::Random random(1);
  EXPECT_EQ(kit.strike(Drum::kick, 1.0F, random).onset, 37);
  EXPECT_TRUE(kit.has(Drum::kick));
  EXPECT_FALSE(kit.has(Drum::crash));
  EXPECT_THAT(kit.strike(Drum::crash, 1.0F, random).samples, testing::IsEmpty());
  EXPECT_EQ(kit.name(), "test");
}

TEST_F(SampledKits, ABrokenKitIsRefusedInOneSentence) {
  using testing::HasSubstr;
  write_sound("good.flac", 0.5F);
  EXPECT_THAT(complaint(), HasSubstr("kit.json: there is no such file"));
  write_kit("[");
  EXPECT_THAT(complaint(), HasSubstr("not a drum kit's description"));
  write_kit(R"({"file": "good.flac"})");
  EXPECT_THAT(complaint(), HasSubstr("not a drum kit's description"));
  write_kit(sample("good.flac", 1, 127, 127, "", "gong"));
  EXPECT_THAT(complaint(), HasSubstr("'gong'"));
  write_kit(sample("good.flac", 1, 127, 0));
  EXPECT_THAT(complaint(), HasSubstr("velocity_ref"));
  write_kit(sample("good.flac", 1, 60, 60) + "," + sample("good.flac", 70, 127, 127));
  EXPECT_THAT(complaint(), HasSubstr("leave out or repeat"));
  write_kit(sample("absent.flac", 1, 127, 127));
  EXPECT_THAT(complaint(), HasSubstr("absent.flac: cannot be read"));
  write_sound("stereo.flac", 0.5F, 0, 2);
  write_kit(sample("stereo.flac", 1, 127, 127));
  EXPECT_THAT(complaint(), HasSubstr("stereo.flac: a kit's sound must be mono"));
  write_sound("slow.flac", 0.5F, 0, 1, 22050);
  write_kit(sample("slow.flac", 1, 127, 127));
  EXPECT_THAT(complaint(), HasSubstr("slow.flac: a kit's sound must be mono at 44.1 kHz"));
}

TEST_F(SampledKits, ARecordedKitPlays) {
  const std::filesystem::path recorded =
      std::filesystem::path(DRUMLIN_SOURCE_DIR) / "../shared/data/kits/muldjord-stereo";
  if (!std::filesystem::exists(recorded)) GTEST_SKIP() << "the recorded kits are not here";
  const SampledKit kit(recorded);
  nn::Random random(1);
  for (const Drum drum : {Drum::kick, Drum::snare_head, Drum::hihat_closed, Drum::crash}) {
    const Sound loud = kit.strike(drum, 1.0F, random);
    const Sound soft = kit.strike(drum, 0.2F, random);
    EXPECT_GT(energy(loud.samples), energy(soft.samples));
    EXPECT_LE(loud.onset, 441);
  }
}

TEST_F(SampledKits, ShareStrokesIfVariantsLayersAndTakesAreTheSame) {
  write_sound("a.flac", 0.2F);
  write_sound("b.flac", 0.4F);
  write_kit(sample("a.flac", 1, 127, 127) + "," + sample("a.flac", 1, 127, 127, "", "snare_head"));
  const SampledKit one(folder_);
  write_kit(sample("b.flac", 1, 127, 127) + "," + sample("b.flac", 1, 60, 60, "", "snare_head") + "," +
            sample("b.flac", 61, 127, 127, "", "snare_head"));
  const SampledKit other(folder_);
  EXPECT_TRUE(one.same_strokes(other, Drum::kick));
  EXPECT_FALSE(one.same_strokes(other, Drum::snare_head));
  EXPECT_FALSE(one.same_strokes(other, Drum::crash)) << "neither has one";
}

TEST_F(SampledKits, TwoMicrophonesHearTheSameTakeTheDistantOneLater) {
  write_sound("close1.flac", 0.2F, 100);
  write_sound("close2.flac", 0.4F, 100);
  write_sound("distant1.flac", 0.02F, 150);
  write_sound("distant2.flac", 0.04F, 150);
  write_kit(sample("close1.flac", 1, 127, 127) + "," + sample("close2.flac", 1, 127, 127) + "," +
            sample("close1.flac", 1, 127, 127, "", "crash"));
  const SampledKit close(folder_);
  write_kit(sample("distant1.flac", 1, 127, 127) + "," + sample("distant2.flac", 1, 127, 127));
  const TwoMicrophones both(close, SampledKit(folder_), 0.01, 0.5F);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    nn::Random random(seed);
    const Sound sound = both.strike(Drum::kick, 1.0F, random);
    const float take = sound.samples[100];
    EXPECT_EQ(sound.onset, 100);
    EXPECT_NEAR(sound.samples[540], take, 1e-6);  // 10 ms are 441 samples
    EXPECT_NEAR(sound.samples[541], take + 0.5F * 0.1F * take, 1e-4);
    EXPECT_EQ(both.strike(Drum::crash, 1.0F, random).samples, close.strike(Drum::crash, 1.0F, random).samples);
  }
}

TEST(OnsetOf, IsTheFirstSampleThatReachesHalfTheAttacksPeak) {
  std::vector<float> sound(4000, 0.0F);
  sound[100] = 0.45F;
  sound[130] = -0.55F;
  sound[200] = 1.0F;
  sound[3000] = 50.0F;  // long after the attack
  EXPECT_EQ(onset_of(sound), 130);
  EXPECT_EQ(onset_of(std::vector<float>(10, 0.0F)), 0);
  EXPECT_EQ(onset_of({}), 0);
}

TEST(DecayOf, FindsTheTimeConstantOfAnExponential) {
  std::vector<float> sound(44100, 0.0F);
  for (std::size_t n = 50; n < sound.size(); ++n) sound[n] = std::exp(-static_cast<float>(n - 50) / 4410.0F);
  EXPECT_NEAR(decay_of(sound, 50).ring(), 0.1, 1e-3);
  EXPECT_EQ(decay_of({}, 0).ring(), 0.0);
}

}  // namespace
}  // namespace drumlin::synth
