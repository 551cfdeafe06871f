// IDMT-SMT-Drums V2 (Dittmar and Gärtner 2014): audio/TAKE#MIX.wav with annotation_xml/TAKE#MIX.xml, takes of RealDrum,
// TechnoDrum and WaveDrum; beside the mixes lie the stems that they were made of, which have no use here.
#include "datasets/idmt.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <pugixml.hpp>
#include <set>

#include "datasets/files.h"
#include "datasets/layouts.h"
#include "score/file.h"

namespace drumlin::datasets {

namespace fs = std::filesystem;

namespace {

constexpr double longest = 1e6;  // seconds

constexpr std::array<score::Label, 3> labels = {
    {{"KD", score::Drum::kick}, {"SD", score::Drum::snare_head}, {"HH", score::Drum::hihat_closed}}};

[[noreturn]] void fail(const std::string& name, std::string_view problem) {
  throw Error(fmt::format("'{}' is no annotation of IDMT-SMT-Drums: {}; fetch it again", name, problem));
}

score::Hit to_hit(const pugi::xml_node& event, const std::string& name) {
  const pugi::xml_text onset = event.child("onsetSec").text();
  const double time = onset.as_double(longest + 1.0);
  const std::string_view instrument = event.child("instrument").text().as_string();
  const auto label = std::ranges::find(labels, instrument, &score::Label::name);
  if (onset.empty() || !(time >= -1.0 && time <= longest)) fail(name, "the time of an event is no number of seconds");
  if (label == labels.end()) fail(name, fmt::format("\"{}\" is none of KD, SD and HH", instrument));
  return {std::max(time, 0.0), *label->drum, 1.0F};
}

score::Annotation read_xml(const Recording& recording, int /*classes*/) {
  return parse_idmt(score::read_file(recording.notes), recording.notes.string());
}

/// The part of the data set that a take is of: its name up to the first digit.
std::string part_of(const std::string& take) {
  const auto digit = std::ranges::find_if(take, [](unsigned char c) { return std::isdigit(c) != 0; });
  return {take.begin(), digit};
}

}  // namespace

score::Annotation parse_idmt(std::string_view xml, const std::string& name) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size());
  if (!parsed) fail(name, fmt::format("at byte {}: {}", parsed.offset, parsed.description()));
  const pugi::xml_node transcription = document.first_child().child("transcription");
  if (!transcription) fail(name, "it has no transcription");
  score::Annotation annotation{{}, false};
  for (const pugi::xml_node& event : transcription.children("event")) {
    annotation.performance.hits.push_back(to_hit(event, name));
  }
  score::sort_hits(annotation.performance);
  if (!annotation.performance.hits.empty()) annotation.performance.duration = annotation.performance.hits.back().time;
  return annotation;
}

std::vector<Recording> list_idmt(const fs::path& folder) {
  const fs::path root = first_folder(std::array{folder / "IDMT-SMT-DRUMS-V2", folder});
  std::set<std::string> takes;
  const auto note = [&](const fs::path& where, std::string_view ending) {
    for (const fs::path& file : files_below(where, std::array{ending})) {
      if (file.stem().string().ends_with("#MIX")) takes.insert(file.stem().string());
    }
  };
  note(root / "audio", ".wav");
  note(root / "annotation_xml", ".xml");
  std::vector<Recording> recordings;
  for (const std::string& take : takes) {
    recordings.push_back({.name = std::string(without(take, "#MIX")),
                          .lists = {part_of(take)},
                          .sounds = {{root / "audio" / (take + ".wav")}},
                          .notes = root / "annotation_xml" / (take + ".xml"),
                          .read = read_xml});
  }
  return recordings;
}

}  // namespace drumlin::datasets
