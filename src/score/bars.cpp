// Panels as in score/plot.h, filled with rectangles.
#include "score/bars.h"

#include <fmt/format.h>

#include "score/plot.h"

namespace drumlin::score {
namespace {

constexpr double title_height = 20.0;
constexpr double name_height = 16.0;
constexpr int names_in_a_line = 4;
constexpr double group_share = 0.84;  ///< of a group's width that is bars
constexpr double readable = 15.0;     ///< pixels that three digits need

double heading(const BarPanel& bars) {
  const auto lines = (bars.series.size() + names_in_a_line - 1) / names_in_a_line;
  return 10.0 + title_height + name_height * static_cast<double>(lines);
}

std::string names(const BarPanel& bars, double top) {
  std::string text =
      fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"13\">{}</text>\n", Panel::margin, top + 20.0, bars.title);
  for (std::size_t s = 0; s < bars.series.size(); ++s) {
    const std::size_t line = s / names_in_a_line;
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\">■ {}</text>\n",
                        Panel::margin + 152.0 * static_cast<double>(s % names_in_a_line),
                        top + title_height + 16.0 + name_height * static_cast<double>(line),
                        colour(static_cast<int>(s)), bars.series[s]);
  }
  return text;
}

std::string rectangle(const Panel& panel, const Bar& bar, double left, double right, std::string_view fill) {
  const double x = panel.x(left);
  const double width = panel.x(right) - x;
  std::string text =
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" opacity=\"{}\"/>\n",
                  x, panel.y(bar.value), width, panel.y(0.0) - panel.y(bar.value), fill, bar.pale ? "0.45" : "1");
  if (width >= readable) {
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"8\" text-anchor=\"middle\">{:.2f}</text>\n",
                        x + 0.5 * width, panel.y(bar.value) - 2.0, bar.value);
  }
  return text;
}

std::string panel_svg(const BarPanel& bars, double top) {
  const auto groups = static_cast<double>(bars.groups.size());
  const Panel panel{.top = top + heading(bars),
                    .across = {0.0, groups, nullptr},
                    .up = {0.0, 1.0, [](double value) { return fmt::format("{:.2f}", value); }}};
  std::string body = names(bars, top) + grid(panel);
  const double wide = group_share / static_cast<double>(bars.series.size());
  for (std::size_t g = 0; g < bars.groups.size(); ++g) {
    const auto place = static_cast<double>(g);
    for (std::size_t s = 0; s < bars.series.size(); ++s) {
      const double left = place + 0.5 * (1.0 - group_share) + wide * static_cast<double>(s);
      body += rectangle(panel, bars.bars[s][g], left, left + wide, colour(static_cast<int>(s)));
    }
    body += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" fill=\"#666\">{}</text>\n",
                        panel.x(place + 0.5), panel.top + Panel::height + 16.0, bars.groups[g]);
  }
  return body;
}

}  // namespace

std::string bars_svg(std::span<const BarPanel> panels) {
  std::string body;
  double top = 0.0;
  for (const BarPanel& bars : panels) {
    if (!bars.groups.empty() && !bars.series.empty()) body += panel_svg(bars, top);
    top += heading(bars) + Panel::height + 30.0;
  }
  return picture(top + 10.0, body);
}

}  // namespace drumlin::score
