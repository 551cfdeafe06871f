// Makes pieces one after the other, writes them whole, and says what became of each.
#include "apps/drumlin/pieces.h"

#include <drumlin/error.h>
#include <fmt/core.h>
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/progress.h"
#include "score/file.h"

namespace drumlin::app {
namespace {

/// What became of one piece.
struct Report {
  std::string input;
  std::vector<Output> outputs;
  std::size_t hits = 0;
  double duration = 0.0;  ///< seconds
  double speed = 0.0;     ///< times real time
};

/// Standard input is kept in a file that the user never named, so errors should not name it either.
std::string in_users_words(std::string message, const Input& input) {
  if (!input.is_standard_input) return message;
  if (const auto at = message.find(input.path.string()); at != std::string::npos) {
    message.replace(at, input.path.string().size(), input.name);
  }
  return message;
}

void write(const Output& output, const score::Performance& performance, const std::string& title,
           const Manner& manner) {
  if (manner.midi && output.format->name == "midi") {
    const std::vector<std::uint8_t> bytes = manner.midi(performance);
    score::write_file(output.path, std::span<const std::uint8_t>(bytes));
  } else {
    score::write_file(output.path, output.format->bytes(performance, title));
  }
}

Report make_one(const Input& input, const std::vector<Output>& outputs, const Manner& manner, const Make& make,
                std::size_t number) {
  for (const Output& output : outputs) check_free(output, manner.wish);
  const auto start = std::chrono::steady_clock::now();
  ProgressBar bar(input.name, !manner.quiet);
  const score::Performance performance = make(number, [&](double done, double total) {
    stop_if_interrupted();
    bar.show(done, total);
  });
  const std::string title = input.is_standard_input ? "" : input.path.stem().string();
  for (const Output& output : outputs) write(output, performance, title, manner);
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {input.name, outputs, performance.hits.size(), performance.duration, performance.duration / spent};
}

/// File names need not be UTF-8; what is not is replaced.
void print_json(const nlohmann::json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print(const Report& report, const Manner& manner, const Remarks& remarks) {
  std::vector<std::string> paths;
  for (const Output& output : report.outputs) paths.push_back(output.path.string());
  if (manner.json) {
    nlohmann::json line = {{"input", report.input},
                           {"outputs", paths},
                           {"hits", report.hits},
                           {"seconds", report.duration},
                           {"times_real_time", report.speed}};
    if (remarks.add_to_json) remarks.add_to_json(line);
    print_json(line);
  } else if (remarks.print) {
    remarks.print(report.input);
  }
  if (manner.quiet) return;
  std::string where = "standard output";
  if (report.outputs.front().path != standard_output) where = fmt::format("{}", fmt::join(paths, ", "));
  fmt::print(stderr, "{}: {} {}, {:.0f} × real time{}\n", where, report.hits, report.hits == 1 ? "hit" : "hits",
             report.speed, report.hits == 0 ? remarks.if_empty : "");
}

}  // namespace

void add_manner(CLI::App& command, Manner& manner, const std::string& piece) {
  command.add_option("-o,--output", manner.wish.path, "File or folder to write to, - for standard output");
  command.add_option("--format", manner.wish.formats, "Comma-separated, of: midi, csv, tsv, json, svg")->delimiter(',');
  command.add_option("--model", manner.model, "Weights (.safetensors); default: $DRUMLIN_MODEL, else the newest");
  command.add_flag("--overwrite", manner.wish.overwrite, "Replace files that exist");
  command.add_flag("-q,--quiet", manner.quiet, "Print errors only");
  command.add_flag("--json", manner.json, "Print one line of JSON per " + piece);
}

std::filesystem::path weights(const Manner& manner) {
  return manner.model.empty() ? transcribe::default_model() : std::filesystem::path(manner.model);
}

std::vector<std::vector<Output>> plan(const std::vector<Input>& pieces, const Manner& manner, const char* printed) {
  std::vector<std::vector<Output>> outputs = plan_outputs(pieces, manner.wish);
  if (manner.json) printed = "--json";
  if (printed != nullptr && outputs.front().front().path == standard_output) {
    throw Error(fmt::format("Standard output cannot take both the notes and {}; name a file with -o.", printed));
  }
  return outputs;
}

int make_pieces(const std::vector<Input>& pieces, const std::vector<std::vector<Output>>& outputs, const Manner& manner,
                const Make& make, const Remarks& remarks) {
  int status = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    stop_if_interrupted();
    try {
      print(make_one(pieces[i], outputs[i], manner, make, i), manner, remarks);
    } catch (const Error& fault) {
      const std::string message = in_users_words(fault.what(), pieces[i]);
      fmt::print(stderr, "drumlin: {}\n", message);
      if (manner.json) print_json({{"input", pieces[i].name}, {"error", message}});
      status = 2;
    }
  }
  return status;
}

}  // namespace drumlin::app
