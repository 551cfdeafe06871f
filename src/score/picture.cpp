// The drum roll as SVG 1.1, plain enough for every browser and for librsvg: no scripts, no style sheets.
#include "score/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace drumlin::score {
namespace {

struct Lane {
  Drum drum;
  std::string_view label;
  std::string_view colour;
};

// From top to bottom as a drummer reads: cymbals, hats, toms, snare, kick, other percussion; one hue a family.
constexpr std::array<Lane, drum_count> lanes = {{
    {Drum::crash, "Crash", "#8e5bb5"},
    {Drum::china, "China", "#a0459a"},
    {Drum::splash, "Splash", "#b06fc4"},
    {Drum::ride_bell, "Ride bell", "#5a55b8"},
    {Drum::ride_bow, "Ride", "#6f7fd0"},
    {Drum::hihat_open, "Open hi-hat", "#d08a1d"},
    {Drum::hihat_closed, "Closed hi-hat", "#b9720e"},
    {Drum::hihat_pedal, "Pedal hi-hat", "#9a6a2f"},
    {Drum::tom_high, "High tom", "#3fa06a"},
    {Drum::tom_mid, "Mid tom", "#2b8a58"},
    {Drum::tom_low, "Low tom", "#1f7047"},
    {Drum::snare_head, "Snare", "#cf3f45"},
    {Drum::snare_rim, "Rim shot", "#b52f52"},
    {Drum::side_stick, "Side stick", "#d96a4f"},
    {Drum::kick, "Kick", "#24659f"},
    {Drum::clap, "Clap", "#c04f86"},
    {Drum::tambourine, "Tambourine", "#5d7f86"},
    {Drum::cowbell, "Cowbell", "#7a6f5a"},
}};

constexpr double left = 124.0;  // pixels, all of these
constexpr double right = 28.0;
constexpr double top = 58.0;
constexpr double bottom = 46.0;
constexpr double strip_margin = 16.0;  // below a strip
constexpr double lane_height = 30.0;
constexpr double bar_width = 5.0;
constexpr double comfortable = 110.0;  // a second
constexpr double widest = 16000.0;
constexpr double narrowest = 640.0;
constexpr double label_distance = 1500.0;  // between repeated names in wide pictures

/// The numbers that place things.
struct Layout {
  double seconds;
  double scale;  // pixels a second
  double width, height;
  std::vector<Lane> lanes;

  double x(double time) const { return left + time * scale; }
  double y(std::size_t lane) const { return top + static_cast<double>(lane) * lane_height; }
  double base() const { return y(lanes.size()); }
};

Layout layout_of(const Performance& performance) {
  std::array<bool, drum_count> occurs{};
  double last = 0.0;
  for (const Hit& hit : performance.hits) {
    occurs[static_cast<std::size_t>(hit.drum)] = true;
    last = std::max(last, hit.time);
  }
  Layout layout{};
  std::copy_if(lanes.begin(), lanes.end(), std::back_inserter(layout.lanes),
               [&](const Lane& lane) { return occurs[static_cast<std::size_t>(lane.drum)]; });
  layout.seconds = std::max({performance.duration, last, 0.1});
  const double roll = std::clamp(layout.seconds * comfortable, narrowest, widest);
  layout.scale = roll / layout.seconds;
  layout.width = left + roll + right;
  layout.height = top + std::max(1.0, static_cast<double>(layout.lanes.size())) * lane_height + bottom;
  return layout;
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (code >= 0x20)
      safe += c;  // XML knows no other control characters
  }
  return safe;
}

std::string clock(double seconds, double step) {
  if (step < 1.0) return fmt::format("{:.1f}", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// The smallest step of a clock that leaves room for its numbers.
double tick_step(double scale) {
  constexpr std::array<double, 16> steps = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200};
  const auto roomy = [&](double step) { return step * scale >= 64.0; };
  const auto found = std::find_if(steps.begin(), steps.end(), roomy);
  return found != steps.end() ? *found : std::ceil(64.0 / scale / 86400.0) * 86400.0;
}

class Drawing {
 public:
  explicit Drawing(const Layout& layout) : layout_(layout) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
        "{1:.0f}\" "
        "font-family=\"Helvetica, Arial, sans-serif\">\n",
        layout.width, layout.height);
    add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  void heading(std::string_view title, std::size_t hits) {
    const long long seconds = std::llround(layout_.seconds);
    add("<text x=\"16\" y=\"26\" font-size=\"17\" font-weight=\"bold\" fill=\"#222222\">{}</text>\n", escaped(title));
    add("<text x=\"16\" y=\"45\" font-size=\"12\" fill=\"#777777\">{} hits in {}:{:02}</text>\n", hits, seconds / 60,
        seconds % 60);
  }

  void lane(std::size_t index) {
    const Lane& lane = layout_.lanes[index];
    const double y = layout_.y(index);
    add("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>\n", left, y, layout_.width - left - right,
        lane_height, index % 2 == 0 ? "#f6f6f4" : "#eeeeeb");
    name(left - 12.0, y, "end", lane, 1.0);
    for (double x = left + label_distance; x < layout_.width - right - 500.0; x += label_distance) {
      name(x, y, "start", lane, 0.35);
    }
  }

  void axis() {
    const double step = tick_step(layout_.scale);
    const auto ticks = static_cast<long long>(std::floor(layout_.seconds / step + 1e-9));
    for (long long i = 0; i <= ticks; ++i) {
      const double time = static_cast<double>(i) * step;
      const double x = layout_.x(time);
      add("<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#cfcfcb\"/>", x, top, layout_.base() + 6.0);
      add("<text x=\"{:.1f}\" y=\"{}\" font-size=\"12\" fill=\"#666666\" text-anchor=\"middle\">{}</text>\n", x,
          layout_.base() + 22.0, clock(time, step));
    }
  }

  void hits(const Performance& performance, std::size_t index) {
    const Lane& lane = layout_.lanes[index];
    const double base = layout_.y(index) + lane_height - 2.0;
    add("<g fill=\"{}\">\n", lane.colour);
    for (const Hit& hit : performance.hits) {
      if (hit.drum != lane.drum) continue;
      const double height = (lane_height - 4.0) * (0.2 + 0.8 * hit.velocity);
      add("<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\" rx=\"1.5\" opacity=\"{:.2f}\"/>\n",
          layout_.x(hit.time), base - height, bar_width, height, 0.4 + 0.6 * hit.velocity);
    }
    add("</g>\n");
  }

  void silence() {
    add("<text x=\"{}\" y=\"{}\" font-size=\"14\" fill=\"#777777\">No drums were heard.</text>\n", left,
        top + lane_height * 0.65);
  }

  void strip(const Strip& strip) {
    add("<image x=\"{}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\" preserveAspectRatio=\"none\" href=\"{}\"/>\n",
        left, layout_.base() + bottom, layout_.width - left - right, strip.height, strip.address);
  }

  std::string finish() { return std::move(text_) + "</svg>\n"; }

 private:
  template <class... Parts>
  void add(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Parts>(parts)...);
  }

  void name(double x, double y, std::string_view anchor, const Lane& lane, double opacity) {
    add("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"13\" fill=\"{}\" text-anchor=\"{}\" opacity=\"{}\">{}</text>\n", x,
        y + lane_height * 0.65, lane.colour, anchor, opacity, lane.label);
  }

  const Layout& layout_;
  std::string text_;
};

}  // namespace

std::string to_svg(const Performance& performance, std::string_view title, const Strip& below) {
  Layout layout = layout_of(performance);
  if (!below.address.empty()) layout.height += below.height + strip_margin;
  Drawing drawing(layout);
  drawing.heading(title, performance.hits.size());
  for (std::size_t lane = 0; lane < layout.lanes.size(); ++lane) drawing.lane(lane);
  drawing.axis();
  for (std::size_t lane = 0; lane < layout.lanes.size(); ++lane) drawing.hits(performance, lane);
  if (performance.hits.empty()) drawing.silence();
  if (!below.address.empty()) drawing.strip(below);
  return drawing.finish();
}

}  // namespace drumlin::score
