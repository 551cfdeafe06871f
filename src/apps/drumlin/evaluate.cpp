// drumlin evaluate: how right transcriptions are, of files that exist or of a data set that is listened to now.
#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <fmt/core.h>

#include <array>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/progress.h"
#include "evaluate/dataset.h"
#include "evaluate/mistakes.h"
#include "evaluate/report.h"
#include "evaluate/scores.h"
#include "score/file.h"

namespace drumlin::app {
namespace {

constexpr const char* examples = R"(Examples:
  drumlin evaluate --reference annotations/ --estimate midi/
  drumlin evaluate --reference annotations/ --estimate midi/ --classes 7 --errors --error-list errors.csv
  drumlin evaluate --dataset mdb:MDBDrums --steps 10      listens to MDB Drums, then scores
  drumlin evaluate --dataset mdb-mixes:MDBDrums --classes 5 --json)";

constexpr std::array<double, 3> windows = {0.05, 0.025, 0.01};  // seconds

struct Arguments {
  std::string reference;
  std::string estimate;
  std::string dataset;
  bool roland = false;
  std::vector<int> classes = {3, 5};
  std::string model;
  transcribe::Options options;
  bool json = false;
  bool errors = false;
  std::string error_list;
};

/// Listens to every recording of the data set once, however many vocabularies it is scored in.
class Student {
 public:
  explicit Student(const Arguments& arguments)
      : options_(arguments.options),
        transcriber_(arguments.model.empty() ? transcribe::default_model() : std::filesystem::path(arguments.model)) {}

  std::vector<evaluate::Track> answer(const std::vector<evaluate::Recording>& recordings) {
    std::vector<evaluate::Track> tracks;
    for (const evaluate::Recording& recording : recordings) {
      const auto [heard, is_new] = heard_.try_emplace(recording.audio);
      if (is_new) heard->second = listen(recording);
      const score::Annotation& annotation = recording.annotation;
      tracks.push_back({recording.name, annotation.performance, heard->second, annotation.has_velocity});
    }
    return tracks;
  }

 private:
  score::Performance listen(const evaluate::Recording& recording) {
    ProgressBar bar(recording.name, true);
    return transcriber_.transcribe(recording.audio, options_, [&](double done, double total) {
      stop_if_interrupted();
      bar.show(done, total);
    });
  }

  transcribe::Options options_;
  transcribe::Transcriber transcriber_;
  std::map<std::filesystem::path, score::Performance> heard_;
};

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

int evaluate_all(const Arguments& arguments) {
  const bool pairs = !arguments.reference.empty() && !arguments.estimate.empty();
  if (pairs == !arguments.dataset.empty()) {
    throw Error("evaluate needs either --reference and --estimate, or --dataset; drumlin evaluate --help shows how.");
  }
  catch_interrupts();
  std::unique_ptr<Student> student;
  if (!pairs) student = std::make_unique<Student>(arguments);
  const auto map = arguments.roland ? score::PitchMap::roland : score::PitchMap::general_midi;

  nlohmann::ordered_json document;
  std::string error_list = "classes,track,time,played,heard\n";
  for (const int classes : arguments.classes) {
    const std::vector<evaluate::Track> tracks =
        pairs ? evaluate::pair_folders(arguments.reference, arguments.estimate, map)
              : student->answer(evaluate::read_dataset(arguments.dataset, classes));
    std::vector<evaluate::Scores> scores;
    for (const double window : windows) scores.push_back(evaluate::evaluate(tracks, classes, window));
    const std::vector<evaluate::Mistake> mistakes = evaluate::find_mistakes(tracks, classes, windows.front());
    const std::vector<evaluate::Confusion> confusions = evaluate::count_confusions(mistakes);
    error_list += evaluate::to_csv(mistakes, classes);
    if (arguments.json) {
      auto& entry = document["classes"][std::to_string(classes)];
      entry = nlohmann::ordered_json::parse(evaluate::to_json(scores));
      if (arguments.errors) entry["errors"] = to_json(confusions);
    } else {
      print_table(classes, scores);
      if (arguments.errors) fmt::print("{}\n", evaluate::to_lines(confusions, classes));
    }
  }
  if (!arguments.error_list.empty()) score::write_file(arguments.error_list, error_list);
  if (arguments.json) fmt::print("{}\n", document.dump(2));
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("evaluate", "Score transcriptions against what was played");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--reference", arguments->reference, "Folder of annotations or MIDI files");
  command->add_option("--estimate", arguments->estimate, "Folder of transcriptions with the same stems");
  command->add_flag("--roland", arguments->roland, "The references' MIDI is of a Roland e-kit (GMD, E-GMD)");
  command->add_option("--dataset", arguments->dataset, "mdb:DIR (drums alone) or mdb-mixes:DIR (songs)");
  command->add_option("--classes", arguments->classes, "Of the vocabularies to score in: 3, 5, 7, 8, 9, 11 or 18")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--guidance", arguments->options.guidance, "How far the sound pulls beyond the plain answer; 0: not")
      ->check(CLI::Range(-1.0, 20.0));
  command->add_option("--model", arguments->model, "Weights (.safetensors); default: $DRUMLIN_MODEL, else the newest");
  command->add_option("--steps", arguments->options.steps, "Diffusion steps; default: the model's own")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seed", arguments->options.seed, "Of the noise that diffusion starts from")
      ->capture_default_str();
  command->add_option("--sensitivity", arguments->options.sensitivity, "-1 … 1")->check(CLI::Range(-1.0, 1.0));
  command->add_option("--threads", arguments->options.threads, "Windows listened to at once; default: one per core")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->add_flag("--errors", arguments->errors, "Say what was heard instead of what was missed, within 50 ms");
  command->add_option("--error-list", arguments->error_list, "Write every missed and false hit into this CSV file");
  command->footer(examples);
  command->callback([arguments, &status] { status = evaluate_all(*arguments); });
}

}  // namespace drumlin::app
