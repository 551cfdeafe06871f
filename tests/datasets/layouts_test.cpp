// Every published layout on a few files that lie exactly as it says. What a label or a pitch means is taken from the
// tables that docs/datasets.md names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/small.h"

namespace drumlin::datasets {
namespace {

using score::Drum;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Layouts = test::Small;

/// The drums of a recording in the order in which they are struck.
std::vector<Drum> drums(const Recording& recording, int classes = 18) {
  std::vector<Drum> struck;
  for (const score::Hit& hit : notes(recording, classes).hits) struck.push_back(hit.drum);
  return struck;
}

TEST_F(Layouts, GmdFollowsItsTable) {
  text("groove/info.csv",
       "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split\n"
       "drummer1,drummer1/eval_session,1,\"funk, slow\",138,beat,4-4,drummer1/eval_session/1_funk_138_beat_4-4.mid,"
       "drummer1/eval_session/1_funk_138_beat_4-4.wav,27.8,test\n"
       "drummer1,drummer1/session1,2,rock,90,fill,4-4,drummer1/session1/2_rock_90_fill_4-4.mid,"
       "drummer1/session1/2_rock_90_fill_4-4.wav,1.8,train\n"
       "drummer1,drummer1/session1,3,rock,90,fill,4-4,drummer1/session1/3_rock_90_fill_4-4.mid,,1.8,train\n");
  tone("groove/drummer1/eval_session/1_funk_138_beat_4-4.wav");
  midi("groove/drummer1/eval_session/1_funk_138_beat_4-4.mid", {{0.0, 36}, {0.5, 22}, {1.0, 55}, {1.5, 58}});
  const Dataset gmd = opened("gmd");
  ASSERT_EQ(gmd.recordings.size(), 1U);
  EXPECT_EQ(gmd.recordings[0].name, "drummer1/eval_session/1_funk_138_beat_4-4");
  EXPECT_EQ(gmd.recordings[0].split, "test");
  // A TD-11: 22 is the edge of the closed hat, 55 the edge of a crash, 58 the rim of the third tom.
  EXPECT_THAT(drums(gmd.recordings[0]), ElementsAre(Drum::kick, Drum::hihat_closed, Drum::crash, Drum::tom_low));
  EXPECT_TRUE(annotation(gmd.recordings[0], 18).has_velocity);
  // The third performance was published without sound: nothing of it is missing.
  EXPECT_THAT(gmd.missing, ElementsAre("groove/drummer1/session1/2_rock_90_fill_4-4.mid",
                                       "groove/drummer1/session1/2_rock_90_fill_4-4.wav"));
}

TEST_F(Layouts, EgmdKnowsItsKits) {
  text("e-gmd-v1.0.0.csv",
       "drummer,session,id,style,bpm,beat_type,time_signature,duration,split,midi_filename,audio_filename,kit_name\n"
       "drummer1,s,1,funk,138,beat,4-4,27.8,validation,drummer1/s/1_1.midi,drummer1/s/1_1.wav,Acoustic Kit\n");
  tone("drummer1/s/1_1.wav");
  midi("drummer1/s/1_1.midi", {{0.0, 26}, {0.5, 52}});
  const Dataset egmd = opened("e-gmd");
  ASSERT_EQ(egmd.recordings.size(), 1U);
  EXPECT_EQ(egmd.recordings[0].split, "validation");
  EXPECT_THAT(egmd.recordings[0].lists, ElementsAre("Acoustic Kit"));
  EXPECT_THAT(drums(egmd.recordings[0]), ElementsAre(Drum::hihat_open, Drum::crash));
}

TEST_F(Layouts, StemGmdIsTheSumOfNineStemsWithGroovesNotes) {
  text("groove/info.csv", "midi_filename,split\ndrummer1/session1/1_funk.mid,test\n");
  midi("groove/drummer1/session1/1_funk.mid", {{0.0, 36}, {0.25, 37}, {0.5, 44}, {0.75, 53}, {1.0, 39}});
  for (const char* stem :
       {"kick", "snare", "hi_tom", "mid_tom", "low_tom", "hihat_open", "hihat_closed", "crash_left", "ride"}) {
    constant("drummer1/session1/roots/" + std::string(stem) + "/1_funk.wav", 0.05F, 441);
  }
  tone("drummer1/session1/brooklyn/mixture/1_funk.wav");
  const Dataset stems = opened("stemgmd");
  ASSERT_EQ(stems.recordings.size(), 2U);
  EXPECT_THAT(stems.recordings[0].lists, ElementsAre("train-kits", "brooklyn"));
  EXPECT_EQ(stems.recordings[0].sounds.size(), 1U);
  const Recording& roots = stems.recordings[1];
  EXPECT_THAT(roots.lists, ElementsAre("test-kits", "roots"));
  EXPECT_EQ(roots.split, "test");
  EXPECT_NEAR(sound(roots).at(0), 9 * 0.05, 1e-3);
  // Cross-stick, pedal and bell sound as snare, closed hat and ride; a clap sounds as nothing.
  EXPECT_THAT(drums(roots), ElementsAre(Drum::kick, Drum::snare_head, Drum::hihat_closed, Drum::ride_bow));
}

TEST_F(Layouts, MdbHasThePublishedSplits) {
  for (const char* song : {"Punk", "Beatles", "Rock"}) {
    const std::string name = std::string("MusicDelta_") + song;
    tone("audio/full_mix/" + name + "_MIX.wav");
    text("annotations/class/" + name + "_class.txt", "1\tKD\n");
  }
  const Dataset mdb = opened("mdb-mixes");
  ASSERT_EQ(mdb.recordings.size(), 3U);
  EXPECT_EQ(mdb.recordings[0].split, "validation");  // Beatles
  EXPECT_THAT(mdb.recordings[0].lists, ElementsAre("fold2", "mirex-test"));
  EXPECT_EQ(mdb.recordings[1].split, "train");  // Punk
  EXPECT_EQ(mdb.recordings[2].split, "test");   // Rock
  EXPECT_THAT(mdb.recordings[2].lists, ElementsAre("fold2", "mirex-train"));
  EXPECT_EQ(only(mdb, "mirex-test").size(), 2U);
}

TEST_F(Layouts, EnstMixesThirds) {
  const std::string piece = "152_MIDI-minus-one_nu-soul_sticks";
  constant("ENST-drums-public/drummer_3/audio/wet_mix/" + piece + ".wav", 0.6F, 441);
  constant("ENST-drums-public/drummer_3/audio/accompaniment/" + piece + ".wav", 0.3F, 882);
  text("ENST-drums-public/drummer_3/annotation/" + piece + ".txt", "0.1 bd\n0.2 rc3\n0.3 sweep\n0.4 sd-\n0.5 cs\n");
  tone("ENST-drums-public/drummer_1/audio/wet_mix/001_hits_snare-drum_sticks_x6.wav");
  text("ENST-drums-public/drummer_1/annotation/001_hits_snare-drum_sticks_x6.txt", "0.1 sd\n0.2 rs\n");
  const Dataset mixes = opened("enst-mixes");
  ASSERT_EQ(mixes.recordings.size(), 1U);
  EXPECT_EQ(mixes.recordings[0].split, "test");
  EXPECT_THAT(mixes.recordings[0].lists, ElementsAre("fold2", "drummer_3", "minus-one"));
  EXPECT_THAT(drums(mixes.recordings[0]), ElementsAre(Drum::kick, Drum::ride_bow, Drum::snare_head, Drum::side_stick));
  const std::vector<float> samples = sound(mixes.recordings[0]);
  ASSERT_EQ(samples.size(), 882U);
  EXPECT_NEAR(samples[0], 0.6 * 2 / 3 + 0.3 / 3, 1e-3);
  EXPECT_NEAR(samples[881], 0.3 / 3, 1e-3);
  const Dataset alone = opened("enst");
  ASSERT_EQ(alone.recordings.size(), 2U);
  EXPECT_THAT(drums(alone.recordings[0]), ElementsAre(Drum::snare_head, Drum::snare_rim));
  EXPECT_NEAR(sound(alone.recordings[1]).at(0), 0.6, 1e-3);
}

TEST_F(Layouts, EnstRefusesALabelThatItDoesNotHave) {
  tone("drummer_1/audio/wet_mix/a.wav");
  text("drummer_1/annotation/a.txt", "0.1 bd\n0.2 gong\n");
  const Dataset enst = opened("enst");
  try {
    notes(enst.recordings.at(0), 18);
    FAIL() << "a gong is none of ENST's labels";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("line 2"));
  }
}

TEST_F(Layouts, IdmtReadsTheMixesAlone) {
  for (const char* ending : {"#MIX", "#KD", "#KD#train"}) tone("audio/WaveDrum02_01" + std::string(ending) + ".wav");
  text("annotation_xml/WaveDrum02_01#MIX.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<instrumentRecording><globalParameter>"
       "<audioFileName>WaveDrum02_01#MIX.wav</audioFileName><instrument>DRM</instrument></globalParameter>"
       "<transcription>"
       "<event><pitch>36</pitch><onsetSec>-2.5e-05</onsetSec><offsetSec>0.1</offsetSec><instrument>KD</instrument></"
       "event>"
       "<event><onsetSec>1.5</onsetSec><instrument>SD</instrument></event>"
       "<event><onsetSec>0.75</onsetSec><instrument>HH</instrument></event>"
       "</transcription></instrumentRecording>\n");
  text("annotation_xml/RealDrum01_00#MIX.xml", "");
  const Dataset idmt = opened("idmt");
  ASSERT_EQ(idmt.recordings.size(), 1U);
  EXPECT_EQ(idmt.recordings[0].name, "WaveDrum02_01");
  EXPECT_THAT(idmt.recordings[0].lists, ElementsAre("WaveDrum"));
  EXPECT_THAT(notes(idmt.recordings[0], 3).hits,
              ElementsAre(score::Hit{0.0, Drum::kick, 1.0F}, score::Hit{0.75, Drum::hihat_closed, 1.0F},
                          score::Hit{1.5, Drum::snare_head, 1.0F}));
  EXPECT_THAT(idmt.missing, ElementsAre("audio/RealDrum01_00#MIX.wav"));
}

TEST_F(Layouts, RbmaReadsTheLayerOfTheVocabulary) {
  const std::string track = "RBMA-13-Track-02";
  tone("rbma_13/audio/" + track + ".wav");
  text("rbma_13/annotations/drums/" + track + ".txt", "0.5\t0\n1.0\t2\n");
  text("rbma_13/annotations/drums_m/" + track + ".txt", "0.5\t0\n1.0\t3\n1.5\t7\n2.0\t6\n");
  text("rbma_13/annotations/drums_l/" + track + ".txt", "0.5\t0\n1.0\t9\n1.5\t17\n2.0\t3\n");
  const Dataset rbma = opened("rbma");
  ASSERT_EQ(rbma.recordings.size(), 1U);
  EXPECT_THAT(rbma.recordings[0].lists, ElementsAre("fold0"));
  EXPECT_THAT(drums(rbma.recordings[0], 3), ElementsAre(Drum::kick, Drum::hihat_closed));
  EXPECT_THAT(drums(rbma.recordings[0], 5), ElementsAre(Drum::kick, Drum::hihat_closed, Drum::ride_bell));
  EXPECT_THAT(drums(rbma.recordings[0], 18), ElementsAre(Drum::kick, Drum::hihat_open, Drum::clap));
}

constexpr const char* metadata =
    "UUID: 1a81ae092884234f3264e2f45927f00a\n"
    "midi_dir: MIDI\n"
    "stems:\n"
    "  S00:\n"
    "    audio_rendered: true\n"
    "    inst_class: Guitar\n"
    "    is_drum: false\n"
    "    midi_program_name: 'Acoustic Guitar (steel)'\n"
    "    plugin_name: clean_guitar.nkm\n"
    "  S01:\n"
    "    inst_class: Drums\n"
    "    is_drum: true\n"
    "    plugin_name: garage_kit_lite.nkm\n"
    "  S02:\n"
    "    is_drum: true\n"
    "    plugin_name: unheard_of.nkm\n"
    "target_peak: -1.0\n";

TEST_F(Layouts, SlakhHearsEachDrumStemOnItsOwnKit) {
  tone("slakh2100_flac_redux/validation/Track00001/mix.flac");
  text("slakh2100_flac_redux/validation/Track00001/metadata.yaml", metadata);
  midi("slakh2100_flac_redux/validation/Track00001/MIDI/S01.mid", {{0.0, 48}, {0.5, 35}, {1.0, 60}, {1.5, 47}});
  midi("slakh2100_flac_redux/validation/Track00001/MIDI/S02.mid", {{0.25, 48}});
  const Dataset slakh = opened("slakh");
  ASSERT_EQ(slakh.recordings.size(), 1U);
  EXPECT_EQ(slakh.recordings[0].name, "Track00001");
  EXPECT_EQ(slakh.recordings[0].split, "validation");
  // In the garage kit 48 is a crash, 35 a click of sticks, 60 an open kick and 47 the highest tom.
  EXPECT_THAT(drums(slakh.recordings[0]), ElementsAre(Drum::crash, Drum::tom_high, Drum::kick, Drum::tom_high));
}

TEST_F(Layouts, AdtofReadsItsOwnCleaning) {
  tone("audio/audio/Band - Song.ogg");
  text("annotations/aligned_drum/Band - Song.txt", "0.5\t35\n1.0\t38\n1.5\t47\n2.0\t42\n2.5\t49\n");
  const Dataset adtof = opened("adtof");
  ASSERT_EQ(adtof.recordings.size(), 1U);
  EXPECT_THAT(drums(adtof.recordings[0]),
              ElementsAre(Drum::kick, Drum::snare_head, Drum::tom_mid, Drum::hihat_closed, Drum::crash));
  EXPECT_FALSE(annotation(adtof.recordings[0], 5).has_velocity);
}

TEST_F(Layouts, SadtpIsForTesting) {
  tone("Some Song/mix.wav");
  midi("Some Song/annotation.mid", {{0.0, 36}, {0.5, 26}});
  const Dataset sadtp = opened("sadtp");
  ASSERT_EQ(sadtp.recordings.size(), 1U);
  EXPECT_EQ(sadtp.recordings[0].split, "test");
  EXPECT_THAT(drums(sadtp.recordings[0]), ElementsAre(Drum::kick, Drum::hihat_open));
}

TEST_F(Layouts, StarReadsSongsOrDrumsWithVelocities) {
  const std::string source = "STAR_publication/data/training/MUSDB18/";
  tone(source + "audio/mix/A_Song_mix_909_detailed_kit_full.flac");
  tone(source + "audio/re_synthesized_drum/A_Song_re_synth_drum_909_detailed_kit_full.flac");
  text(source + "annotation/A_Song_mix_909_detailed_kit_full.txt", "0.5\tBD\t127\n1.0\tSPC\t63.5\n1.5\tCL\t90\n");
  const Dataset songs = opened("star");
  ASSERT_EQ(songs.recordings.size(), 1U);
  EXPECT_EQ(songs.recordings[0].split, "train");
  EXPECT_EQ(songs.recordings[0].name, "MUSDB18/A_Song_mix_909_detailed_kit_full");
  EXPECT_THAT(notes(songs.recordings[0], 18).hits,
              ElementsAre(score::Hit{0.5, Drum::kick, 1.0F}, score::Hit{1.0, Drum::splash, 0.5F}));
  const Dataset alone = opened("star-drums");
  ASSERT_EQ(alone.recordings.size(), 1U);
  EXPECT_THAT(alone.recordings[0].sounds[0].file.string(), HasSubstr("re_synth_drum_909"));
}

TEST_F(Layouts, ThatAreNotThereSayWhatIsMissingAndWhereItIsObtained) {
  std::set<std::string_view> names;
  for (const Layout& layout : layouts()) {
    EXPECT_TRUE(names.insert(layout.name).second) << layout.name;
    const std::string said = refusal(std::string(layout.name));
    EXPECT_THAT(said, HasSubstr(std::string(layout.origin))) << layout.name;
    EXPECT_THAT(said, HasSubstr(std::string(layout.expects))) << layout.name;
    EXPECT_THAT(said, HasSubstr("holds no recordings")) << layout.name;
  }
  EXPECT_EQ(names.size(), 15U);
}

}  // namespace
}  // namespace drumlin::datasets
