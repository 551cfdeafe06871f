// Decides where transcriptions go.
#include "apps/drumlin/outputs.h"

#include <drumlin/error.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "score/midi.h"
#include "score/picture.h"
#include "score/text.h"

namespace drumlin::app {
namespace {

namespace fs = std::filesystem;

std::string midi(const score::Performance& performance, const std::string& /*title*/) {
  const std::vector<std::uint8_t> bytes = score::to_midi(performance);
  return {bytes.begin(), bytes.end()};
}

const Format& format_named(const std::string& name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  if (found != formats().end()) return *found;
  std::string known;
  for (const Format& format : formats()) known += (known.empty() ? "" : ", ") + std::string(format.name);
  throw Error("There is no format " + name + "; choose among " + known + ".");
}

std::vector<const Format*> wished_formats(const Wish& wish) {
  std::vector<const Format*> wished;
  for (const std::string& name : wish.formats) {
    const Format* format = &format_named(name);
    if (std::ranges::find(wished, format) == wished.end()) wished.push_back(format);
  }
  if (!wished.empty()) return wished;
  const auto by_ending = std::ranges::find(formats(), fs::path(wish.path).extension().string(), &Format::ending);
  return {by_ending != formats().end() ? &*by_ending : &formats().front()};
}

bool names_folder(const std::string& path) {
  std::error_code fault;
  return path.ends_with('/') || fs::is_directory(path, fault);
}

void make_folder(const fs::path& folder) {
  std::error_code fault;
  fs::create_directories(folder, fault);
  if (fault) throw Error(folder.string() + " cannot be made: " + fault.message() + "; choose another folder with -o.");
}

/// The file of one recording and format under the folder asked for, or beside the recording.
fs::path place(const Input& input, const Format& format, const std::string& folder) {
  const std::string stem = input.is_standard_input ? "drums" : input.path.stem().string();
  const fs::path file = input.stem.value_or(stem) + std::string(format.ending);
  if (folder.empty()) return input.path.parent_path() / file;
  const fs::path own_folder = fs::path(folder) / input.below.value_or("");
  make_folder(own_folder);
  return own_folder / file;
}

/// Better now than after the work.
void check_writable(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code fault;
  if (!fs::is_directory(folder, fault))
    throw Error(folder.string() + " is no folder; make it first, or choose another with -o.");
  if (!fs::exists(path, fault) && access(folder.c_str(), W_OK) != 0) {
    throw Error(folder.string() + " cannot be written to; choose another folder with -o.");
  }
}

void check_collisions(const std::vector<Input>& inputs, const std::vector<std::vector<Output>>& outputs) {
  std::map<fs::path, std::string> writer;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (const Output& output : outputs[i]) {
      if (output.path == standard_output) continue;
      check_writable(output.path);
      const auto [taken, is_new] = writer.emplace(fs::weakly_canonical(fs::absolute(output.path)), inputs[i].name);
      if (!is_new) {
        throw Error(taken->second + " and " + inputs[i].name + " would both be written to " + output.path.string() +
                    "; transcribe them one at a time with -o.");
      }
      for (const Input& input : inputs) {
        std::error_code missing;
        if (!input.is_standard_input && fs::equivalent(output.path, input.path, missing)) {
          throw Error(output.path.string() + " is a recording and would be overwritten; name another file with -o.");
        }
      }
    }
  }
}

std::vector<Output> to_standard_output(const std::vector<const Format*>& wished) {
  if (wished.size() > 1) throw Error("Standard output takes one format; choose one, or name a folder with -o.");
  if (wished.front()->binary && isatty(STDOUT_FILENO) == 1) {
    throw Error("MIDI is not for a terminal; redirect it to a file, or name one with -o.");
  }
  return {{wished.front(), standard_output}};
}

}  // namespace

const std::vector<Format>& formats() {
  using score::Performance;
  using std::string;
  static const std::vector<Format> all = {
      {"midi", ".mid", midi, true},
      {"csv", ".csv", [](const Performance& performance, const string&) { return score::to_csv(performance); }, false},
      {"tsv", ".tsv", [](const Performance& performance, const string&) { return score::to_tsv(performance); }, false},
      {"json", ".json", [](const Performance& performance, const string&) { return score::to_json(performance); },
       false},
      {"svg", ".svg",
       [](const Performance& performance, const string& title) { return score::to_svg(performance, title); }, false},
  };
  return all;
}

std::vector<std::vector<Output>> plan_outputs(const std::vector<Input>& inputs, const Wish& wish) {
  const std::vector<const Format*> wished = wished_formats(wish);
  const bool to_file =
      !wish.path.empty() && wish.path != "-" && !names_folder(wish.path) && inputs.size() == 1 && !inputs.front().below;
  if (wish.path == "-" && inputs.size() > 1) {
    throw Error("Standard output takes one recording; name a folder with -o for several.");
  }
  std::vector<std::vector<Output>> outputs;
  for (const Input& input : inputs) {
    std::vector<Output>& own = outputs.emplace_back();
    if (wish.path == "-" || (wish.path.empty() && input.is_standard_input)) {
      own = to_standard_output(wished);
      continue;
    }
    for (const Format* format : wished) {
      fs::path path = to_file ? fs::path(wish.path) : place(input, *format, wish.path);
      if (to_file && wished.size() > 1) path.replace_extension(format->ending);
      own.push_back({format, path});
    }
  }
  check_collisions(inputs, outputs);
  return outputs;
}

void check_free(const Output& output, const Wish& wish) {
  std::error_code fault;
  const bool named = output.path == fs::path(wish.path) || output.path == standard_output;
  if (named || wish.overwrite || !fs::exists(output.path, fault)) return;
  throw Error(output.path.string() + " exists; add --overwrite to replace it, or choose another place with -o.");
}

}  // namespace drumlin::app
