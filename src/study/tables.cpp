// Results as Markdown and as bars.
#include "study/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "score/bars.h"
#include "score/file.h"

namespace drumlin::study {
namespace {

constexpr const char* dagger = "†";

/// The best of the finished trials that are chosen, by validation; of equals the first.
std::optional<Row> best(std::string label, std::span<const Finished> finished,
                        const std::function<bool(const Trial&)>& chosen) {
  Row row{std::move(label), nullptr, 0};
  for (const Finished& one : finished) {
    if (!chosen(*one.trial)) continue;
    ++row.trials;
    if (row.best == nullptr || one.result.validation > row.best->result.validation) row.best = &one;
  }
  return row.best == nullptr ? std::nullopt : std::optional(row);
}

/// .813, as papers have it.
std::string to_text(double share) {
  std::string text = fmt::format("{:.3f}", share);
  return text.starts_with('0') ? text.substr(1) : text;
}

/// Of the values as they are printed, the largest.
std::string largest(const std::vector<double>& values) {
  return to_text(*std::ranges::max_element(values));
}

std::string marked(double value, const std::string& bold) {
  const std::string text = to_text(value);
  return text == bold ? "**" + text + "**" : text;
}

std::vector<double> column(const Section& section, const std::function<double(const Result&)>& value) {
  std::vector<double> values;
  for (const Row& row : section.rows) values.push_back(value(row.best->result));
  return values;
}

std::string micro_table(const Plan& plan, const Section& section, const std::string& label) {
  std::string text = fmt::format("| {} | trial | best of | parameters | validation |", label);
  std::string line = "| --- | --- | ---: | ---: | ---: |";
  std::vector<std::string> bold;
  for (std::size_t t = 0; t < plan.tests.size(); ++t) {
    text += fmt::format(" {} |", plan.tests[t].name);
    line += " ---: |";
    bold.push_back(largest(column(section, [t](const Result& result) { return result.tests[t].micro_f1; })));
  }
  text += "\n" + line + "\n";
  for (const Row& row : section.rows) {
    const Result& result = row.best->result;
    text += fmt::format("| {} | {} | {} | {} | {} |", row.label, row.best->trial->name, row.trials, result.parameters,
                        to_text(result.validation));
    for (std::size_t t = 0; t < plan.tests.size(); ++t) {
      const bool is_unseen = unseen(plan, row.best->trial->mix, plan.tests[t]);
      text += fmt::format(" {}{} |", marked(result.tests[t].micro_f1, bold[t]), is_unseen ? dagger : "");
    }
    text += "\n";
  }
  return text;
}

/// A test's classes: those of the first row.
const std::vector<ClassResult>& classes(const Section& section, std::size_t test) {
  return section.rows.front().best->result.tests[test].classes;
}

std::string class_table(const Plan& plan, const Section& section, std::size_t test, const std::string& label) {
  std::string text = fmt::format("| {} |", plan.tests[test].name + ": " + label);
  std::string line = "| --- |";
  std::vector<std::string> bold;
  for (std::size_t c = 0; c < classes(section, test).size(); ++c) {
    text += fmt::format(" {} |", classes(section, test)[c].name);
    line += " ---: |";
    bold.push_back(largest(column(section, [=](const Result& r) { return r.tests[test].classes[c].f1; })));
  }
  const std::string bold_macro = largest(column(section, [=](const Result& r) { return r.tests[test].macro_f1; }));
  text += " mean |\n" + line + " ---: |\n";
  for (const Row& row : section.rows) {
    const TestResult& result = row.best->result.tests[test];
    const bool is_unseen = unseen(plan, row.best->trial->mix, plan.tests[test]);
    text += fmt::format("| {}{} |", row.label, is_unseen ? dagger : "");
    for (std::size_t c = 0; c < bold.size(); ++c) text += fmt::format(" {} |", marked(result.classes[c].f1, bold[c]));
    text += fmt::format(" {} |\n", marked(result.macro_f1, bold_macro));
  }
  return text;
}

std::vector<std::string> labels(const Section& section) {
  std::vector<std::string> names;
  for (const Row& row : section.rows) names.push_back(row.label);
  return names;
}

score::BarPanel micro_panel(const Plan& plan, const Section& section) {
  score::BarPanel panel{section.title + ": micro F1 (pale: unseen in training)", {}, labels(section), {}};
  for (const Test& test : plan.tests) panel.groups.push_back(test.name);
  for (const Row& row : section.rows) {
    std::vector<score::Bar>& bars = panel.bars.emplace_back();
    for (std::size_t t = 0; t < plan.tests.size(); ++t) {
      bars.push_back({row.best->result.tests[t].micro_f1, unseen(plan, row.best->trial->mix, plan.tests[t])});
    }
  }
  return panel;
}

score::BarPanel class_panel(const Plan& plan, const Section& section, std::size_t test) {
  score::BarPanel panel{
      fmt::format("{}, tested on {}: F1 of each class", section.title, plan.tests[test].name), {}, labels(section), {}};
  for (const ClassResult& own : classes(section, test)) panel.groups.push_back(own.name);
  for (const Row& row : section.rows) {
    std::vector<score::Bar>& bars = panel.bars.emplace_back();
    const bool pale = unseen(plan, row.best->trial->mix, plan.tests[test]);
    for (const ClassResult& own : row.best->result.tests[test].classes) bars.push_back({own.f1, pale});
  }
  return panel;
}

void write(const Plan& plan, const std::filesystem::path& output, const std::string& name,
           const std::vector<Section>& sections, const std::string& title, const std::string& label) {
  score::write_file(output / (name + ".md"), to_markdown(plan, sections, title, label));
  score::write_file(output / (name + ".svg"), micro_svg(plan, sections));
  score::write_file(output / (name + "-classes.svg"), classes_svg(plan, sections));
}

}  // namespace

std::vector<Section> by_architecture(const Plan& plan, std::span<const Finished> finished) {
  std::vector<Section> sections;
  for (const Mix& mix : plan.mixes) {
    Section section{"Trained on " + mix.name, {}};
    for (const std::string& architecture : plan.architectures) {
      const auto row = best(architecture, finished, [&](const Trial& trial) {
        return trial.mix == mix.name && trial.architecture == architecture;
      });
      if (row) section.rows.push_back(*row);
    }
    if (!section.rows.empty()) sections.push_back(std::move(section));
  }
  return sections;
}

std::vector<Section> by_mix(const Plan& plan, std::span<const Finished> finished) {
  Section section{"The best of every mix", {}};
  for (const Mix& mix : plan.mixes) {
    const auto row = best(mix.name, finished, [&](const Trial& trial) { return trial.mix == mix.name; });
    if (row) section.rows.push_back(*row);
  }
  return section.rows.empty() ? std::vector<Section>{} : std::vector<Section>{std::move(section)};
}

std::string to_markdown(const Plan& plan, std::span<const Section> sections, const std::string& title,
                        const std::string& label) {
  std::string text = fmt::format(
      "# {}\n\nMicro F1 of the onsets in each test set. The trial with the best micro F1 in validation stands for all\n"
      "that it is the best of. {} unseen: nothing of that set was trained on. Bold: the best of a column.\n",
      title, dagger);
  for (const Section& section : sections) {
    text += fmt::format("\n## {}\n\n{}\nF1 of each class, and their mean:\n", section.title,
                        micro_table(plan, section, label));
    for (std::size_t t = 0; t < plan.tests.size(); ++t) text += "\n" + class_table(plan, section, t, label);
  }
  return text;
}

std::string micro_svg(const Plan& plan, std::span<const Section> sections) {
  std::vector<score::BarPanel> panels;
  for (const Section& section : sections) panels.push_back(micro_panel(plan, section));
  return score::bars_svg(panels);
}

std::string classes_svg(const Plan& plan, std::span<const Section> sections) {
  std::vector<score::BarPanel> panels;
  for (const Section& section : sections) {
    for (std::size_t t = 0; t < plan.tests.size(); ++t) panels.push_back(class_panel(plan, section, t));
  }
  return score::bars_svg(panels);
}

std::size_t write_tables(const Plan& plan, const std::filesystem::path& output) {
  const std::vector<Finished> finished = read_results(plan, output);
  score::write_file(output / "results.csv", to_csv(plan, finished));
  write(plan, output, "architectures", by_architecture(plan, finished), "Architecture × data set", "architecture");
  write(plan, output, "mixes", by_mix(plan, finished), "Training mix × test set", "mix");
  return plan.trials.size() - finished.size();
}

}  // namespace drumlin::study
