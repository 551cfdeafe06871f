// TOML to framewise::Config. The network's keys are those of its JSON, which checks them.
#include "train/framewise_config.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "score/file.h"
#include "train/section.h"

namespace drumlin::train::framewise {
namespace {

using nlohmann::ordered_json;

constexpr double many = 1e9;

ordered_json to_json(const toml::node& node) {
  std::ostringstream text;
  node.visit([&text](const auto& value) { text << toml::json_formatter(value); });
  return ordered_json::parse(text.str());
}

/// The network's defaults with the table's keys in their place.
models::framewise::Config read_model(const toml::table& file, const std::string& name) {
  ordered_json fields = ordered_json::parse(models::framewise::to_json({}));
  if (!file.contains("framewise")) return {};
  const toml::table* table = file["framewise"].as_table();
  if (table == nullptr) throw Error(fmt::format("{}: framewise is not a table; write [framewise].", name));
  for (const auto& [key, node] : *table) {
    if (!fields.contains(key.str())) {
      throw Error(fmt::format("{}: unknown key framewise.{}; remove it or correct its spelling.", name, key.str()));
    }
    fields[std::string(key.str())] = to_json(node);
  }
  try {
    return models::framewise::from_json(fields.dump());
  } catch (const Error& error) {
    throw Error(fmt::format("{}: [framewise]: {}", name, error.what()));
  }
}

/// "NAME:DIR" with the folder made absolute.
std::string located(const std::string& source, const std::filesystem::path& folder, const std::string& name) {
  const std::size_t colon = source.find(':');
  if (colon == std::string::npos || colon + 1 == source.size()) {
    throw Error(fmt::format("{}: source \"{}\" names no folder; write \"pairs:FOLDER\".", name, source));
  }
  const std::filesystem::path path = std::filesystem::absolute(folder / source.substr(colon + 1));
  return source.substr(0, colon + 1) + path.lexically_normal().string();
}

Source read_source(Section section, const std::filesystem::path& folder, const std::string& name, bool learns) {
  Source source;
  section.read("source", source.source);
  section.read("split", source.split);
  if (learns) section.read("share", source.share, 0, many);
  section.finish();
  source.source = located(source.source, folder, name);
  return source;
}

std::vector<Source> read_sources(const toml::table& file, const std::string& key, const std::filesystem::path& folder,
                                 const std::string& name) {
  std::vector<Source> sources;
  if (!file.contains(key)) return sources;
  const toml::array* tables = file[key].as_array();
  const auto is_table = [](const toml::node& node) { return node.is_table(); };
  if (tables == nullptr || !std::all_of(tables->begin(), tables->end(), is_table)) {
    throw Error(fmt::format("{}: {} is no list of tables; write [[{}]] above each source.", name, key, key));
  }
  for (const toml::node& node : *tables) {
    sources.push_back(read_source({node.as_table(), key, name}, folder, name, key == "dataset"));
  }
  return sources;
}

void read_training(Section section, TrainingConfig& training) {
  section.read("epochs", training.epochs, 1, 1e6);
  section.read("steps", training.steps, 0, 1e12);
  section.read("chunks", training.chunks, 0, many);
  section.read("batch", training.batch, 1, 1e6);
  section.read("learning_rate", training.learning_rate, 0, 10);
  section.read("weight_decay", training.weight_decay, 0, 10);
  section.read("clip", training.clip, 1e-9, many);
  section.read("plateau", training.plateau, 0, 1e6);
  section.read("plateau_factor", training.plateau_factor, 1e-6, 1);
  section.read("stop_after", training.stop_after, 1, 1e6);
  section.read("seed", training.seed);
  section.finish();
}

void read_run(Section section, const std::string& name, RunConfig& run) {
  section.read("device", run.device);
  section.read("precision", run.precision);
  section.read("threads", run.threads, 1, 1024);
  section.read("workers", run.workers, 1, 1024);
  section.finish();
  check_machine(run.device, run.precision, name);
}

void check_keys(const toml::table& file, const std::string& name) {
  static const std::set<std::string_view> known = {"framewise", "dataset", "validation", "test", "training", "run"};
  for (const auto& [key, node] : file) {
    if (!known.contains(key.str())) {
      throw Error(fmt::format("{}: unknown key {}; remove it or correct its spelling.", name, key.str()));
    }
  }
}

/// With a share for every [[dataset]] or for none, a mix is what its shares say.
void check_sources(const Config& config, const std::string& name) {
  if (config.datasets.empty() || config.validation.empty()) {
    throw Error(fmt::format("{}: there is nothing to {}; add a [[{}]] with source = \"pairs:FOLDER\".", name,
                            config.datasets.empty() ? "learn from" : "choose the best epoch by",
                            config.datasets.empty() ? "dataset" : "validation"));
  }
  std::size_t shares = 0;
  for (const Source& source : config.datasets) shares += source.share > 0.0 ? 1 : 0;
  if (shares != 0 && shares != config.datasets.size()) {
    throw Error(fmt::format("{}: only some [[dataset]]s have a share; give each one, or none.", name));
  }
}

ordered_json to_json(const std::vector<Source>& sources) {
  ordered_json list = ordered_json::array();
  for (const Source& s : sources) list.push_back({s.source, s.split, s.share});
  return list;
}

}  // namespace

Config parse_config(const std::string& text, const std::filesystem::path& folder, const std::string& name) {
  const toml::table file = parse_toml(text, name);
  check_keys(file, name);
  Config config;
  config.model = read_model(file, name);
  config.datasets = read_sources(file, "dataset", folder, name);
  config.validation = read_sources(file, "validation", folder, name);
  config.tests = read_sources(file, "test", folder, name);
  read_training({file, "training", name}, config.training);
  read_run({file, "run", name}, name, config.run);
  check_sources(config, name);
  return config;
}

Config read_config(const std::filesystem::path& file) {
  return parse_config(score::read_file(file), file.parent_path(), file.string());
}

std::string identity(const Config& config) {
  const TrainingConfig& t = config.training;
  const ordered_json object = {{"model", ordered_json::parse(models::framewise::to_json(config.model))},
                               {"datasets", to_json(config.datasets)},
                               {"validation", to_json(config.validation)},
                               {"steps", t.steps},
                               {"chunks", t.chunks},
                               {"batch", t.batch},
                               {"learning_rate", t.learning_rate},
                               {"weight_decay", t.weight_decay},
                               {"clip", t.clip},
                               {"plateau", t.plateau},
                               {"plateau_factor", t.plateau_factor},
                               {"stop_after", t.stop_after},
                               {"seed", t.seed}};
  return object.dump();
}

}  // namespace drumlin::train::framewise
