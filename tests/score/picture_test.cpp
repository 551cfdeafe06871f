// The picture: a lane for each drum that occurs, a bar for each hit, bounded size, well-formed XML.
#include "score/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drumlin::score {
namespace {

using testing::HasSubstr;
using testing::Not;

int count(const std::string& text, std::string_view part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

double width(const std::string& svg) {
  const std::size_t at = svg.find("width=\"") + 7;
  return std::stod(svg.substr(at));
}

/// Every opened element is closed, in order.
bool well_formed(const std::string& svg) {
  std::vector<std::string> open;
  for (std::size_t at = svg.find('<'); at != std::string::npos; at = svg.find('<', at + 1)) {
    const std::size_t end = svg.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = svg.substr(at + 1, end - at - 1);
    if (tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
      continue;
    }
    if (open.empty() || open.back() != tag.substr(1)) return false;
    open.pop_back();
  }
  return open.empty();
}

const Performance beat = {{{0.0, Drum::kick, 1.0F}, {0.5, Drum::snare_head, 0.5F}, {1.0, Drum::kick, 0.9F}}, 2.0};

TEST(Picture, HasALaneForEachDrumThatOccurs) {
  const std::string svg = to_svg(beat, "beat");
  EXPECT_THAT(svg, HasSubstr(">Kick<"));
  EXPECT_THAT(svg, HasSubstr(">Snare<"));
  EXPECT_THAT(svg, Not(HasSubstr("hi-hat")));
  EXPECT_LT(svg.find(">Snare<"), svg.find(">Kick<"));  // the kick lies at the bottom
}

TEST(Picture, HasABarForEachHit) {
  EXPECT_EQ(count(to_svg(beat, "beat"), "rx=\"1.5\""), 3);
}

TEST(Picture, IsWellFormedWhateverTheTitle) {
  EXPECT_TRUE(well_formed(to_svg(beat, "<b> \"rock\" & roll \x01")));
  EXPECT_THAT(to_svg(beat, "R&B <1>"), HasSubstr("R&amp;B &lt;1&gt;"));
}

TEST(Picture, GrowsWithTheRecordingButNotForEver) {
  const double short_one = width(to_svg({{}, 10.0}, ""));
  const double longer = width(to_svg({{}, 60.0}, ""));
  const double longest = width(to_svg({{{36000.0, Drum::kick, 1.0F}}, 36000.0}, ""));
  EXPECT_LT(short_one, longer);
  EXPECT_LT(longer, longest);
  EXPECT_LT(longest, 17000.0);
}

TEST(Picture, MayStandOnAnother) {
  const std::string svg = to_svg(beat, "beat", {"data:image/png;base64,AAAA", 100.0});
  EXPECT_TRUE(well_formed(svg));
  EXPECT_EQ(count(svg, "<image "), 1);
  EXPECT_EQ(count(to_svg(beat, "beat"), "<image "), 0);
}

TEST(Picture, SaysSoIfNothingWasHeard) {
  EXPECT_THAT(to_svg({{}, 5.0}, "silence"), HasSubstr("No drums were heard"));
}

}  // namespace
}  // namespace drumlin::score
