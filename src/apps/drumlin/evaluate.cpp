// drumlin evaluate: how right transcriptions are, of files that exist or of a data set that is listened to now.
#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/options.h"
#include "apps/drumlin/progress.h"
#include "datasets/dataset.h"
#include "evaluate/mistakes.h"
#include "evaluate/reliability.h"
#include "evaluate/report.h"
#include "evaluate/scores.h"
#include "evaluate/tracks.h"
#include "evaluate/trials.h"
#include "score/file.h"
#include "score/plot.h"

namespace drumlin::app {
namespace {

constexpr const char* examples = R"(Examples:
  drumlin evaluate --reference annotations/ --estimate midi/
  drumlin evaluate --reference annotations/ --estimate midi/ --classes 7 --errors --error-list errors.csv
  drumlin evaluate --dataset mdb:MDBDrums --steps 10      listens to MDB Drums, then scores
  drumlin evaluate --dataset mdb-mixes:MDBDrums --classes 5 --json
  drumlin evaluate --dataset e-gmd:e-gmd-v1.0.0 --split test --classes 7
  drumlin evaluate --dataset pairs:performances --steps 1,2,4,10 --curve steps.svg
  drumlin evaluate --dataset mdb:MDBDrums --samples 8 --reliability reliability.svg)";

constexpr std::array<double, 3> windows = {0.05, 0.025, 0.01};  // seconds

struct Arguments {
  std::string reference;
  std::string estimate;
  std::string dataset;
  std::string split;
  bool roland = false;
  std::vector<int> classes = {3, 5};
  std::string model;
  transcribe::Options options;
  std::vector<double> guidance;  ///< several values: to be compared; so are steps and samples
  std::vector<int> steps;
  std::vector<int> samples;
  std::string curve;
  std::string reliability;
  bool json = false;
  bool errors = false;
  std::string error_list;
};

/// One way to listen: everything that the command line says, with one value of the option that has several.
struct Way {
  double value = 0.0;
  transcribe::Options options;
};

/// The ways to listen, and the option by which they differ; empty: there is one way.
struct Comparison {
  std::string_view option;
  std::vector<Way> ways;
};

template <class Value>
void compare(Comparison& comparison, std::string_view option, const std::vector<Value>& values,
             Value transcribe::Options::*member) {
  if (values.empty()) return;
  if (values.size() > 1 && !comparison.option.empty()) {
    throw Error(
        fmt::format("--{} and --{} both have several values; compare one at a time.", comparison.option, option));
  }
  if (values.size() > 1) comparison = {option, std::vector<Way>(values.size(), comparison.ways.front())};
  for (std::size_t i = 0; i < comparison.ways.size(); ++i) {
    const Value value = values[values.size() > 1 ? i : 0];
    comparison.ways[i].options.*member = value;
    if (values.size() > 1) comparison.ways[i].value = static_cast<double>(value);
  }
}

Comparison comparison_of(const Arguments& arguments) {
  Comparison comparison{"", {{0.0, arguments.options}}};
  compare(comparison, "steps", arguments.steps, &transcribe::Options::steps);
  compare(comparison, "guidance", arguments.guidance, &transcribe::Options::guidance);
  compare(comparison, "samples", arguments.samples, &transcribe::Options::samples);
  return comparison;
}

/// Listens to every recording of the data set once, however many vocabularies it is scored in.
class Student {
 public:
  Student(const Arguments& arguments, const transcribe::Options& options)
      : options_(options),
        transcriber_(arguments.model.empty() ? transcribe::default_model() : std::filesystem::path(arguments.model)) {}

  std::vector<evaluate::Track> answer(const std::vector<datasets::Recording>& recordings, int classes) {
    std::vector<evaluate::Track> tracks;
    for (const datasets::Recording& recording : recordings) {
      const auto [heard, is_new] = heard_.try_emplace(recording.name);
      if (is_new) heard->second = listen(recording);
      tracks.push_back(evaluate::compare(recording, classes, heard->second));
    }
    return tracks;
  }
  /// Seconds spent listening, and seconds listened to.
  double spent() const { return spent_; }
  double audio() const { return audio_; }

 private:
  score::Performance listen(const datasets::Recording& recording) {
    const auto start = std::chrono::steady_clock::now();
    ProgressBar bar(recording.name, true);
    const auto progress = [&](double done, double total) {
      stop_if_interrupted();
      bar.show(done, total);
    };
    const auto file = datasets::whole_file(recording);
    const score::Performance heard = file ? transcriber_.transcribe(*file, options_, progress)
                                          : transcriber_.transcribe(datasets::sound(recording), options_, progress);
    spent_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    audio_ += heard.duration;
    return heard;
  }

  transcribe::Options options_;
  transcribe::Transcriber transcriber_;
  std::map<std::string, score::Performance> heard_;  ///< by the recording's name
  double spent_ = 0.0;
  double audio_ = 0.0;
};

/// What is scored without the whole data set is not what others score.
void warn_of_missing(const std::string& source, const std::vector<std::string>& missing) {
  if (missing.empty()) return;
  const std::string others = missing.size() > 1 ? fmt::format(" and {} more", missing.size() - 1) : "";
  fmt::print(stderr, "drumlin: {} lacks {}{}; drumlin data check {} lists what is missing\n", source, missing.front(),
             others, source);
}

/// The recordings that are to be listened to; none without a data set. All annotations are read, so that one that is
/// broken is found before anything is listened to.
std::vector<datasets::Recording> recordings_of(const Arguments& arguments) {
  if (arguments.dataset.empty()) return {};
  const datasets::Dataset dataset = datasets::open(arguments.dataset);
  std::vector<datasets::Recording> recordings = datasets::only(dataset, arguments.split);
  for (const datasets::Recording& recording : recordings) {
    for (const int classes : arguments.classes) datasets::annotation(recording, classes);
  }
  warn_of_missing(arguments.dataset, dataset.missing);
  return recordings;
}

void print_table(int classes, const std::vector<evaluate::Scores>& scores) {
  fmt::print("{} classes\n{}", classes, evaluate::to_table(scores.front()));
  for (std::size_t i = 1; i < scores.size(); ++i) {
    fmt::print("micro F1 {:.3f} within {:.0f} ms\n", evaluate::f1(scores[i].all.counts), 1000.0 * scores[i].window);
  }
  fmt::print("\n");
}

nlohmann::ordered_json to_json(const std::vector<evaluate::Confusion>& confusions) {
  using Json = nlohmann::ordered_json;
  const auto name = [](std::string_view text) { return text.empty() ? Json() : Json(std::string(text)); };
  Json list = Json::array();
  for (const evaluate::Confusion& c : confusions) {
    list.push_back({{"played", name(c.played)}, {"heard", name(c.heard)}, {"count", c.count}});
  }
  return list;
}

bool have_probabilities(const std::vector<evaluate::Track>& tracks) {
  return std::ranges::any_of(tracks, [](const evaluate::Track& track) {
    return std::ranges::any_of(track.estimate.hits, [](const score::Hit& hit) { return hit.probability.has_value(); });
  });
}

/// What is printed and written, vocabulary by vocabulary.
class Report {
 public:
  explicit Report(const Arguments& arguments) : arguments_(arguments) {}

  void add(int classes, const std::vector<evaluate::Track>& tracks) {
    std::vector<evaluate::Scores> scores;
    for (const double window : windows) scores.push_back(evaluate::evaluate(tracks, classes, window));
    entry(classes) = nlohmann::ordered_json::parse(evaluate::to_json(scores));
    if (!arguments_.json) print_table(classes, scores);
    add_mistakes(classes, tracks);
    if (have_probabilities(tracks)) add_reliability(classes, tracks);
  }

  void finish() const {
    if (!arguments_.reliability.empty() && panels_ == 0) {
      throw Error("No hit says how probable it is; add --samples 8, or score JSON or CSV files with probabilities.");
    }
    if (!arguments_.error_list.empty()) score::write_file(arguments_.error_list, error_list_);
    if (!arguments_.reliability.empty()) {
      score::write_file(arguments_.reliability, score::picture(panel_height * panels_ + 20.0, panel_text_));
    }
    if (arguments_.json) fmt::print("{}\n", document_.dump(2));
  }

 private:
  static constexpr double panel_height = 290.0;  // pixels

  nlohmann::ordered_json& entry(int classes) { return document_["classes"][std::to_string(classes)]; }

  void add_mistakes(int classes, const std::vector<evaluate::Track>& tracks) {
    const std::vector<evaluate::Mistake> mistakes = evaluate::find_mistakes(tracks, classes, windows.front());
    error_list_ += evaluate::to_csv(mistakes, classes);
    if (!arguments_.errors) return;
    const std::vector<evaluate::Confusion> confusions = evaluate::count_confusions(mistakes);
    entry(classes)["errors"] = to_json(confusions);
    if (!arguments_.json) fmt::print("{}\n", evaluate::to_lines(confusions, classes));
  }

  void add_reliability(int classes, const std::vector<evaluate::Track>& tracks) {
    const evaluate::Reliability found = evaluate::measure_reliability(tracks, classes, windows.front());
    entry(classes)["reliability"] = nlohmann::ordered_json::parse(evaluate::to_json(found));
    panel_text_ += evaluate::to_panel(found, fmt::format("{} classes", classes), 40.0 + panel_height * panels_++);
    if (arguments_.json) return;
    fmt::print("expected calibration error {:.3f} of {} hits\n\n", found.expected_calibration_error, found.hits);
  }

  const Arguments& arguments_;
  nlohmann::ordered_json document_;
  std::string error_list_ = "classes,track,time,played,heard\n";
  std::string panel_text_;
  int panels_ = 0;
};

void evaluate_one_way(const Arguments& arguments, const transcribe::Options& options) {
  const bool pairs = arguments.dataset.empty();
  const auto map = arguments.roland ? score::PitchMap::roland : score::PitchMap::general_midi;
  std::unique_ptr<Student> student;
  if (!pairs) student = std::make_unique<Student>(arguments, options);
  const std::vector<datasets::Recording> recordings = recordings_of(arguments);
  Report report(arguments);
  for (const int classes : arguments.classes) {
    report.add(classes, pairs ? evaluate::pair_folders(arguments.reference, arguments.estimate, map)
                              : student->answer(recordings, classes));
  }
  report.finish();
}

/// The trials of each vocabulary, in its order.
std::vector<std::vector<evaluate::Trial>> try_all(const Arguments& arguments, const Comparison& comparison) {
  std::vector<std::vector<evaluate::Trial>> trials(arguments.classes.size());
  const std::vector<datasets::Recording> recordings = recordings_of(arguments);
  for (const Way& way : comparison.ways) {
    Student student(arguments, way.options);
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const int classes = arguments.classes[i];
      const auto tracks = student.answer(recordings, classes);
      trials[i].push_back(
          {way.value, student.spent(), student.audio(), evaluate::evaluate(tracks, classes, windows.front())});
    }
  }
  return trials;
}

void evaluate_all_ways(const Arguments& arguments, const Comparison& comparison) {
  if (arguments.dataset.empty()) {
    throw Error(fmt::format("Several values of --{} need a --dataset to listen to.", comparison.option));
  }
  if (arguments.errors || !arguments.error_list.empty() || !arguments.reliability.empty()) {
    throw Error(
        fmt::format("--errors, --error-list and --reliability need a single value of --{}.", comparison.option));
  }
  const std::vector<std::vector<evaluate::Trial>> trials = try_all(arguments, comparison);
  nlohmann::ordered_json document = {{"option", comparison.option}};
  std::vector<evaluate::TrialCurve> curves;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const int classes = arguments.classes[i];
    document["classes"][std::to_string(classes)] = nlohmann::ordered_json::parse(evaluate::to_json(trials[i]));
    curves.push_back({classes, trials[i]});
    if (arguments.json) continue;
    fmt::print("{} classes, within {:.0f} ms\n{}\n", classes, 1000.0 * windows.front(),
               evaluate::to_table(comparison.option, trials[i]));
  }
  if (!arguments.curve.empty()) score::write_file(arguments.curve, evaluate::to_svg(comparison.option, curves));
  if (arguments.json) fmt::print("{}\n", document.dump(2));
}

int evaluate_all(const Arguments& arguments) {
  const bool pairs = !arguments.reference.empty() && !arguments.estimate.empty();
  if (!arguments.split.empty() && arguments.dataset.empty()) throw Error("--split needs a --dataset to be a part of.");
  if (pairs == !arguments.dataset.empty()) {
    throw Error("evaluate needs either --reference and --estimate, or --dataset; drumlin evaluate --help shows how.");
  }
  catch_interrupts();
  const Comparison comparison = comparison_of(arguments);
  if (!comparison.option.empty()) {
    evaluate_all_ways(arguments, comparison);
  } else if (!arguments.curve.empty()) {
    throw Error("--curve needs several values to compare, as --steps 1,2,4,10.");
  } else {
    evaluate_one_way(arguments, comparison.ways.front().options);
  }
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("evaluate", "Score transcriptions against what was played");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--reference", arguments->reference, "Folder of annotations or MIDI files");
  command->add_option("--estimate", arguments->estimate, "Folder of transcriptions with the same stems");
  command->add_flag("--roland", arguments->roland, "The references' MIDI is of a Roland e-kit (GMD, E-GMD)");
  command->add_option("--dataset", arguments->dataset,
                      "NAME:DIR of a data set to listen to, such as mdb:DIR or pairs:DIR; drumlin data list names all");
  command->add_option("--split", arguments->split,
                      "Of the data set: train, validation, test or another published list");
  command->add_option("--classes", arguments->classes, "Of the vocabularies to score in: 3, 5, 7, 8, 9, 11 or 18")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--guidance", arguments->guidance, "How far the sound pulls beyond the plain answer; 0: not")
      ->delimiter(',')
      ->check(CLI::Range(-1.0, 20.0));
  command->add_option("--model", arguments->model, "Weights (.safetensors); default: $DRUMLIN_MODEL, else the newest");
  command->add_option("--steps", arguments->steps, "Diffusion steps; default: the model's own; several are compared")
      ->delimiter(',')
      ->check(CLI::Range(1, 1000));
  command->add_option("--samples", arguments->samples, "Transcriptions to draw and merge by vote; several are compared")
      ->delimiter(',')
      ->check(CLI::Range(1, 1000));
  command->add_option("--curve", arguments->curve, "Draw F1 against seconds per minute of sound into this SVG file");
  command->add_option("--reliability", arguments->reliability,
                      "Draw how often hits are right over how probable they were into this SVG file");
  add_listening_options(*command, arguments->options);
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->add_flag("--errors", arguments->errors, "Say what was heard instead of what was missed, within 50 ms");
  command->add_option("--error-list", arguments->error_list, "Write every missed and false hit into this CSV file");
  command->footer(examples);
  command->callback([arguments, &status] { status = evaluate_all(*arguments); });
}

}  // namespace drumlin::app
