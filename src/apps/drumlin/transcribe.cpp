// drumlin transcribe: recordings in, MIDI and other files out.
#include <drumlin/error.h>
#include <drumlin/transcribe.h>
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/drumlin/commands.h"
#include "apps/drumlin/inputs.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/outputs.h"
#include "apps/drumlin/progress.h"
#include "score/file.h"

namespace drumlin::app {
namespace {

constexpr int samples_for_doubts = 8;
constexpr std::size_t most_doubts = 10;  // a recording

constexpr const char* examples = R"(Examples:
  drumlin transcribe song.flac                       writes song.mid beside it
  drumlin transcribe song.flac -o hits.csv           the ending chooses the format
  drumlin transcribe takes/ -o midi/                 every sound file in takes/, at any depth
  drumlin transcribe - < loop.wav > loop.mid         standard input to standard output
  drumlin transcribe song.flac --doubts              also lists the places to check by ear

Files that exist are replaced only if you name them with -o, or with --overwrite.)";

struct Arguments {
  std::vector<std::string> recordings;
  Wish wish;
  std::string model;
  transcribe::Options options;
  int samples = 0;  ///< 0: as many as the other options need
  bool doubts = false;
  bool quiet = false;
  bool json = false;
};

/// What became of one recording.
struct Report {
  std::string input;
  std::vector<Output> outputs;
  std::size_t hits = 0;
  double duration = 0.0;  ///< seconds
  double speed = 0.0;     ///< times real time
  std::vector<transcribe::Doubt> doubts;
};

/// Standard input is kept in a file that the user never named, so errors should not name it either.
std::string in_users_words(std::string message, const Input& input) {
  if (!input.is_standard_input) return message;
  if (const auto at = message.find(input.path.string()); at != std::string::npos) {
    message.replace(at, input.path.string().size(), input.name);
  }
  return message;
}

Report transcribe_one(transcribe::Transcriber& transcriber, const Input& input, const std::vector<Output>& outputs,
                      const Arguments& arguments) {
  for (const Output& output : outputs) check_free(output, arguments.wish);
  const auto start = std::chrono::steady_clock::now();
  ProgressBar bar(input.name, !arguments.quiet);
  transcribe::Options options = arguments.options;
  options.samples = arguments.samples > 0 ? arguments.samples : arguments.doubts ? samples_for_doubts : 1;
  auto [performance, doubts] = transcriber.transcribe_with_doubts(input.path, options, [&](double done, double total) {
    stop_if_interrupted();
    bar.show(done, total);
  });
  if (doubts.size() > most_doubts) doubts.resize(most_doubts);
  const std::string title = input.is_standard_input ? "" : input.path.stem().string();
  for (const Output& output : outputs) score::write_file(output.path, output.format->bytes(performance, title));
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {input.name,       outputs, performance.hits.size(), performance.duration, performance.duration / spent,
          std::move(doubts)};
}

/// File names need not be UTF-8; what is not is replaced.
void print_json(const nlohmann::json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

nlohmann::json to_json(const score::Hit& hit) {
  return {{"time", hit.time},
          {"drum", score::name(hit.drum)},
          {"velocity", hit.velocity},
          {"probability", hit.probability.value_or(1.0F)}};
}

nlohmann::json to_json(const std::vector<transcribe::Doubt>& doubts) {
  nlohmann::json list = nlohmann::json::array();
  for (const transcribe::Doubt& doubt : doubts) {
    nlohmann::json entry = to_json(doubt.hit);
    entry["kept"] = doubt.kept;
    entry["others"] = nlohmann::json::array();
    for (const score::Hit& other : doubt.others) entry["others"].push_back(to_json(other));
    list.push_back(std::move(entry));
  }
  return list;
}

/// "1:02.345  snare_head    0.48 kept     side_stick 0.41, kick 1.00"
void print_doubts(const Report& report) {
  if (report.doubts.empty()) fmt::print("{}: nothing is doubtful\n", report.input);
  for (const auto& [hit, kept, others] : report.doubts) {
    const auto milliseconds = std::llround(1000.0 * hit.time);
    std::string line = fmt::format("{}:{:02}.{:03}  {:<12} {:4.2f} {:<8}", milliseconds / 60000,
                                   milliseconds / 1000 % 60, milliseconds % 1000, score::name(hit.drum),
                                   hit.probability.value_or(1.0F), kept ? "kept" : "left out");
    const char* separator = "  there too: ";
    for (const score::Hit& other : others) {
      line += fmt::format("{}{} {:.2f}", std::exchange(separator, ", "), score::name(other.drum),
                          other.probability.value_or(1.0F));
    }
    fmt::print("{}\n", line);
  }
}

void print(const Report& report, const Arguments& arguments) {
  std::vector<std::string> paths;
  for (const Output& output : report.outputs) paths.push_back(output.path.string());
  if (arguments.json) {
    nlohmann::json line = {{"input", report.input},
                           {"outputs", paths},
                           {"hits", report.hits},
                           {"seconds", report.duration},
                           {"times_real_time", report.speed}};
    if (arguments.doubts) line["doubts"] = to_json(report.doubts);
    print_json(line);
  } else if (arguments.doubts) {
    print_doubts(report);
  }
  if (arguments.quiet) return;
  std::string where = "standard output";
  if (report.outputs.front().path != standard_output) where = fmt::format("{}", fmt::join(paths, ", "));
  const char* note = report.hits == 0 ? " (nothing was heard; try --sensitivity 0.5 if there should be drums)" : "";
  fmt::print(stderr, "{}: {} {}, {:.0f} × real time{}\n", where, report.hits, report.hits == 1 ? "hit" : "hits",
             report.speed, note);
}

int transcribe_all(const Arguments& arguments) {
  catch_interrupts();
  const std::vector<Input> inputs = find_inputs(arguments.recordings);
  const std::vector<std::vector<Output>> outputs = plan_outputs(inputs, arguments.wish);
  if ((arguments.json || arguments.doubts) && outputs.front().front().path == standard_output) {
    throw Error(fmt::format("Standard output cannot take both the transcription and {}; name a file with -o.",
                            arguments.json ? "--json" : "--doubts"));
  }
  transcribe::Transcriber transcriber(arguments.model.empty() ? transcribe::default_model()
                                                              : std::filesystem::path(arguments.model));
  int status = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    stop_if_interrupted();
    try {
      print(transcribe_one(transcriber, inputs[i], outputs[i], arguments), arguments);
    } catch (const Error& fault) {
      const std::string message = in_users_words(fault.what(), inputs[i]);
      fmt::print(stderr, "drumlin: {}\n", message);
      if (arguments.json) print_json({{"input", inputs[i].name}, {"error", message}});
      status = 2;
    }
  }
  return status;
}

}  // namespace

void add_transcribe(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("transcribe", "Write down what the drums of a recording play");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("recordings", arguments->recordings, "Sound files, folders of them, or - for standard input")
      ->required();
  command->add_option("-o,--output", arguments->wish.path, "File or folder to write to, - for standard output");
  command->add_option("--format", arguments->wish.formats, "Comma-separated, of: midi, csv, tsv, json, svg")
      ->delimiter(',');
  command->add_option("--steps", arguments->options.steps, "Diffusion steps: 1 is fastest; default: the model's own")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seed", arguments->options.seed, "Of the noise that diffusion starts from")
      ->capture_default_str();
  command
      ->add_option("--sensitivity", arguments->options.sensitivity, "-1 … 1: above 0 hears fainter hits, below fewer")
      ->check(CLI::Range(-1.0, 1.0));
  command->add_option("--model", arguments->model, "Weights (.safetensors); default: $DRUMLIN_MODEL, else the newest");
  command->add_option("--threads", arguments->options.threads, "Windows listened to at once; default: one per core")
      ->check(CLI::Range(1, 256));
  command->add_option("--samples", arguments->samples, "Transcriptions to draw and merge by vote; gives probabilities")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--doubts", arguments->doubts,
                    "List the places about which 8 samples, or --samples, disagree most");
  command->add_flag("--overwrite", arguments->wish.overwrite, "Replace files that exist");
  command->add_flag("-q,--quiet", arguments->quiet, "Print errors only");
  command->add_flag("--json", arguments->json, "Print one line of JSON per recording");
  command->footer(examples);
  command->callback([arguments, &status] { status = transcribe_all(*arguments); });
}

}  // namespace drumlin::app
