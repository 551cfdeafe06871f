// drumlin data: which data sets can be read, and whether one that lies here is whole.
#include <drumlin/error.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/progress.h"
#include "datasets/census.h"
#include "score/file.h"
#include "score/vocabulary.h"

namespace drumlin::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* examples = R"(Examples:
  drumlin data list
  drumlin data check mdb:MDBDrums
  drumlin data check enst-mixes:ENST-drums-public --classes 5 --json
  drumlin data check gmd:groove --picture groove.svg)";

constexpr std::size_t most_lines = 20;  // of what is missing or broken
constexpr std::array<std::string_view, 3> splits = {"train", "validation", "test"};

struct Arguments {
  std::string source;
  int classes = 18;
  std::string picture;
  std::string example;
  bool json = false;
};

int list_layouts(bool json) {
  Json document = Json::array();
  for (const datasets::Layout& layout : datasets::layouts()) {
    document.push_back(
        {{"name", layout.name}, {"title", layout.title}, {"expects", layout.expects}, {"origin", layout.origin}});
    if (json) continue;
    fmt::print("{}:DIR  {}\n    DIR holds {}\n    from {}\n", layout.name, layout.title, layout.expects, layout.origin);
  }
  if (json) fmt::print("{}\n", document.dump(2));
  return 0;
}

/// Names and counts: all, then the splits, then the other lists.
using Counts = std::vector<std::pair<std::string, datasets::Count>>;

Counts in_order(const datasets::Census& census) {
  Counts counts = {{"all", census.all}};
  for (const std::string_view split : splits) {
    if (const auto found = census.lists.find(std::string(split)); found != census.lists.end()) counts.push_back(*found);
  }
  for (const auto& list : census.lists) {
    if (std::ranges::find(splits, list.first) == splits.end()) counts.push_back(list);
  }
  return counts;
}

int total(const datasets::Count& count) {
  int sum = 0;
  for (const int hits : count.hits) sum += hits;
  return sum;
}

/// What a data set holds, list by list, and drum by drum for each split.
void print_counts(const Counts& counts, int classes) {
  fmt::print("{:<24}{:>12}{:>10}{:>10}\n", "", "recordings", "hours", "hits");
  for (const auto& [name, count] : counts) {
    fmt::print("{:<24}{:>12}{:>10.2f}{:>10}\n", name, count.recordings, count.seconds / 3600.0, total(count));
  }
  Counts columns = counts;
  std::erase_if(columns, [](const auto& column) {
    return column.first != "all" && std::ranges::find(splits, column.first) == splits.end();
  });
  fmt::print("\n{:<24}", "hits");
  for (const auto& column : columns) fmt::print("{:>12}", column.first);
  const auto names = score::vocabulary(classes).classes;
  for (std::size_t i = 0; i < names.size(); ++i) {
    fmt::print("\n{:<24}", names[i]);
    for (const auto& column : columns) fmt::print("{:>12}", column.second.hits[i]);
  }
  fmt::print("\n");
}

void print_lines(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  fmt::print("\n{}: {}\n", title, lines.size());
  for (std::size_t i = 0; i < std::min(most_lines, lines.size()); ++i) fmt::print("  {}\n", lines[i]);
  if (lines.size() > most_lines) fmt::print("  … and {} more; --json lists all\n", lines.size() - most_lines);
}

Json to_json(const datasets::Count& count, int classes) {
  Json hits = Json::object();
  const auto names = score::vocabulary(classes).classes;
  for (std::size_t i = 0; i < names.size(); ++i) hits[std::string(names[i])] = count.hits[i];
  return {{"recordings", count.recordings}, {"seconds", count.seconds}, {"hits", hits}};
}

void print_json(const datasets::Dataset& dataset, const datasets::Census& census, int classes) {
  Json lists = Json::object();
  for (const auto& [name, count] : in_order(census)) lists[name] = to_json(count, classes);
  const Json document = {{"layout", dataset.layout},
                         {"classes", classes},
                         {"lists", lists},
                         {"missing", dataset.missing},
                         {"faults", census.faults}};
  fmt::print("{}\n", document.dump(2));
}

std::string_view origin_of(const datasets::Dataset& dataset) {
  return std::ranges::find(datasets::layouts(), dataset.layout, &datasets::Layout::name)->origin;
}

/// The recording to be drawn: the one of that name, or the first.
const datasets::Recording& example_of(const datasets::Dataset& dataset, const std::string& name) {
  if (name.empty()) return dataset.recordings.front();
  const auto found = std::ranges::find(dataset.recordings, name, &datasets::Recording::name);
  if (found != dataset.recordings.end()) return *found;
  throw Error(fmt::format("There is no recording {} in {}; the first is {}.", name, dataset.layout,
                          dataset.recordings.front().name));
}

int check(const Arguments& arguments) {
  catch_interrupts();
  score::vocabulary(arguments.classes);  // one that does not exist is found before anything is read
  const datasets::Dataset dataset = datasets::open(arguments.source);
  if (!arguments.picture.empty()) {
    score::write_file(arguments.picture, datasets::draw(example_of(dataset, arguments.example)));
  }
  ProgressBar bar(arguments.source, true);
  const datasets::Census census = take_census(dataset, arguments.classes, [&](double done, double recordings) {
    stop_if_interrupted();
    bar.show(done, recordings);
  });
  if (arguments.json) {
    print_json(dataset, census, arguments.classes);
  } else {
    print_counts(in_order(census), arguments.classes);
    print_lines("missing", dataset.missing);
    if (!dataset.missing.empty()) fmt::print("  obtained from {}\n", origin_of(dataset));
    print_lines("cannot be read", census.faults);
  }
  return census.faults.empty() ? 0 : 2;
}

void add_list(CLI::App& data, int& status) {
  CLI::App* command = data.add_subcommand("list", "Say which data sets can be read, and how they are expected to lie");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json, &status] { status = list_layouts(*json); });
}

void add_check(CLI::App& data, int& status) {
  CLI::App* command = data.add_subcommand("check", "Count what a data set holds, and say what is missing");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("source", arguments->source, "NAME:DIR; drumlin data list says the names")->required();
  command->add_option("--classes", arguments->classes, "Of the vocabulary to count in: 3, 5, 7, 8, 9, 11 or 18")
      ->capture_default_str();
  command->add_option("--picture", arguments->picture, "Draw ten seconds of roll and spectrum into this SVG file");
  command->add_option("--example", arguments->example, "The recording to draw; default: the first");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->callback([arguments, &status] { status = check(*arguments); });
}

}  // namespace

void add_data(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("data", "Look at data sets of drum recordings");
  command->require_subcommand(1);
  command->footer(examples);
  add_list(*command, status);
  add_check(*command, status);
}

}  // namespace drumlin::app
