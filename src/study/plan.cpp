// TOML to a list of trials.
#include "study/plan.h"

#include <drumlin/error.h>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "score/file.h"
#include "study/search.h"

namespace drumlin::study {
namespace {

constexpr std::string_view architecture_key = "framewise.architecture";

using Domains = std::map<std::string, Domain>;
using Assignment = std::map<std::string, Value>;

struct Search {
  bool random = false;
  int trials = 1;
  std::uint64_t seed = 1;
  Domains values;
  std::map<std::string, Domains> of_architecture;
};

/// What a mix or a test adds to a configuration: as the file says it, and with absolute paths.
struct Sources {
  toml::array written;
  toml::array absolute;
};

struct MixSources {
  Sources datasets;
  Sources validation;
};

/// FNV-1a (Fowler, Noll and Vo), 64 bits.
std::uint64_t fnv(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  return hash;
}

toml::table parse(std::string_view text, const std::string& name) {
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(
        fmt::format("{}: line {}: {}; correct the TOML.", name, error.source().begin.line, error.description()));
  }
}

std::string to_text(const toml::table& table) {
  std::ostringstream text;
  text << table << '\n';
  return text.str();
}

/// Puts a value at a dotted key, in tables that are made where they are missing.
void put(toml::table& table, std::string_view key, const Value& value) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) {
    std::visit([&](const auto& held) { table.insert_or_assign(key, held); }, value);
    return;
  }
  const std::string_view section = key.substr(0, dot);
  if (table.get(section) == nullptr || !table.get(section)->is_table()) {
    table.insert_or_assign(section, toml::table{});
  }
  put(*table.get(section)->as_table(), key.substr(dot + 1), value);
}

/// "NAME:DIR" with an absolute DIR; what has no colon stays.
std::string absolute(const std::string& source, const std::filesystem::path& folder) {
  const std::size_t colon = source.find(':');
  if (colon == std::string::npos) return source;
  const std::filesystem::path place = folder / source.substr(colon + 1);
  return source.substr(0, colon + 1) + std::filesystem::absolute(place).lexically_normal().string();
}

class Reader {
 public:
  Reader(std::filesystem::path folder, std::string name) : folder_(std::move(folder)), name_(std::move(name)) {}

  Plan plan(const toml::table& file);

 private:
  template <class... Arguments>
  [[noreturn]] void fail(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) const {
    throw Error(name_ + ": " + fmt::format(sentence, std::forward<Arguments>(arguments)...));
  }

  void refuse_others(const toml::table& table, std::string_view where,
                     std::initializer_list<std::string_view> known) const;
  std::string text(const toml::table& table, std::string_view key, std::string_view where) const;
  std::int64_t whole(const toml::table& table, std::string_view key, std::int64_t otherwise, std::int64_t low) const;
  std::string folder_name(const toml::table& table, std::string_view where, std::set<std::string>& used) const;

  toml::table base(const toml::node* node) const;
  const toml::array& tables(const toml::table& table, std::string_view key, std::string_view where) const;
  /// Takes `name` and `set` off and returns what the set is called.
  std::string add(const toml::table& entry, std::string_view where, Sources& sources) const;
  void read_mixes(const toml::table& file);
  void read_tests(const toml::table& file);

  Search search(const toml::table* table) const;
  void refuse_endless(const Domains& domains) const;
  void add_domains(const toml::table& table, const std::string& prefix, Domains& domains) const;
  Domain domain(const toml::node& node, const std::string& key) const;
  Range range(const toml::table& table, const std::string& key) const;
  Value value(const toml::node& node, const std::string& key) const;
  std::vector<std::string> architectures(const toml::table& base, Search& search) const;

  Trial trial(const toml::table& base, std::size_t mix, const std::string& architecture, int number,
              const Assignment& chosen) const;

  std::filesystem::path folder_;
  std::string name_;
  Plan plan_;
  std::vector<MixSources> mixes_;
  Sources tests_;
};

void Reader::refuse_others(const toml::table& table, std::string_view where,
                           std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      fail("unknown key {}{}; remove it or correct its spelling.", where, key.str());
    }
  }
}

std::string Reader::text(const toml::table& table, std::string_view key, std::string_view where) const {
  const auto found = table[key].value<std::string>();
  if (!found || found->empty()) fail("{} needs {} = \"…\"; add it.", where, key);
  return *found;
}

std::int64_t Reader::whole(const toml::table& table, std::string_view key, std::int64_t otherwise,
                           std::int64_t low) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return otherwise;
  if (!node->is_integer() || *node->value<std::int64_t>() < low) {
    fail("search.{} must be an integer from {} on.", key, low);
  }
  return *node->value<std::int64_t>();
}

std::string Reader::folder_name(const toml::table& table, std::string_view where, std::set<std::string>& used) const {
  std::string name = text(table, "name", where);
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+";
  if (name.find_first_not_of(allowed) != std::string::npos || name.front() == '.') {
    fail("{}: the name \"{}\" becomes part of a folder's; write it with letters, digits, '_', '+' and '.' alone.",
         where, name);
  }
  if (!used.insert(name).second) fail("two {} are called \"{}\"; rename one.", where, name);
  return name;
}

/// What a study says itself is taken off, so that any configuration of a run may be a base.
toml::table Reader::base(const toml::node* node) const {
  toml::table table;
  if (node != nullptr && node->is_table()) {
    table = *node->as_table();
    table.is_inline(false);  // a file is not written in braces
  } else if (node != nullptr && node->is_string()) {
    const std::filesystem::path file = folder_ / *node->value<std::string>();
    table = parse(score::read_file(file), file.string());
  } else if (node != nullptr) {
    fail("base must be a file's name or a table.");
  }
  for (const char* key : {"dataset", "validation", "test"}) table.erase(key);
  return table;
}

const toml::array& Reader::tables(const toml::table& table, std::string_view key, std::string_view where) const {
  const toml::array* list = table[key].as_array();
  const auto is_table = [](const toml::node& node) { return node.is_table(); };
  if (list == nullptr || list->empty() || !std::all_of(list->begin(), list->end(), is_table)) {
    fail("there is no [[{}{}]]; add at least one.", where, key);
  }
  return *list;
}

std::string Reader::add(const toml::table& entry, std::string_view where, Sources& sources) const {
  toml::table own = entry;
  const std::string source = text(own, "source", where);
  std::string set = own["set"].value_or(source);
  own.erase("set");
  own.erase("name");
  sources.written.push_back(own);
  own.insert_or_assign("source", absolute(source, folder_));
  sources.absolute.push_back(own);
  return set;
}

/// A data set's part to choose by, where the mix names none.
toml::table validation_of(const toml::table& dataset) {
  toml::table own = dataset;
  own.erase("share");
  own.insert_or_assign("split", "validation");
  return own;
}

void Reader::read_mixes(const toml::table& file) {
  std::set<std::string> used;
  for (const toml::node& node : tables(file, "mix", "")) {
    const toml::table& table = *node.as_table();
    refuse_others(table, "mix.", {"name", "dataset", "validation"});
    plan_.mixes.push_back({folder_name(table, "[[mix]]", used), {}});
    Mix& mix = plan_.mixes.back();
    MixSources& sources = mixes_.emplace_back();
    const bool own_validation = table.contains("validation");
    for (const toml::node& entry : tables(table, "dataset", "mix.")) {
      mix.sets.push_back(add(*entry.as_table(), "[[mix.dataset]]", sources.datasets));
      if (!own_validation) add(validation_of(*entry.as_table()), "[[mix.dataset]]", sources.validation);
    }
    if (!own_validation) continue;
    for (const toml::node& entry : tables(table, "validation", "mix.")) {
      add(*entry.as_table(), "[[mix.validation]]", sources.validation);
    }
  }
}

void Reader::read_tests(const toml::table& file) {
  std::set<std::string> used;
  for (const toml::node& node : tables(file, "test", "")) {
    const toml::table& table = *node.as_table();
    std::string name = folder_name(table, "[[test]]", used);
    plan_.tests.push_back({std::move(name), add(table, "[[test]]", tests_)});
  }
}

Value Reader::value(const toml::node& node, const std::string& key) const {
  if (node.is_boolean()) return *node.value<bool>();
  if (node.is_integer()) return *node.value<std::int64_t>();
  if (node.is_floating_point()) return *node.value<double>();
  if (node.is_string()) return *node.value<std::string>();
  fail("{} of the search holds neither numbers, texts nor true and false; correct it.", key);
}

Range Reader::range(const toml::table& table, const std::string& key) const {
  refuse_others(table, key + ".", {"from", "to", "scale", "points"});
  const auto low = table["from"].value<double>();
  const auto high = table["to"].value<double>();
  const std::string scale = table["scale"].value_or(std::string("linear"));
  Range range{low.value_or(0.0), high.value_or(0.0), table["from"].is_integer() && table["to"].is_integer(),
              scale == "log", static_cast<int>(table["points"].value_or<std::int64_t>(0))};
  if (!low || !high || !(*low <= *high)) fail("{} of the search needs from = … and to = …, in this order.", key);
  if (scale != "linear" && scale != "log") fail("{} of the search: scale is \"linear\" or \"log\".", key);
  if (range.logarithmic && *low <= 0.0) fail("{} of the search: a range with scale = \"log\" begins above 0.", key);
  if (range.points < 0) fail("{} of the search: points must be above 0.", key);
  return range;
}

Domain Reader::domain(const toml::node& node, const std::string& key) const {
  if (const toml::table* table = node.as_table()) return range(*table, key);
  std::vector<Value> choices;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& choice : *list) choices.push_back(value(choice, key));
  } else {
    choices.push_back(value(node, key));
  }
  if (choices.empty()) fail("{} of the search has no choices; add some.", key);
  return choices;
}

/// Dotted keys may be written as "a.b" = … or, which TOML reads as a table in a table, a.b = ….
void Reader::add_domains(const toml::table& table, const std::string& prefix, Domains& domains) const {
  for (const auto& [key, node] : table) {
    const std::string whole = prefix + std::string(key.str());
    if (node.is_table() && !node.as_table()->contains("from")) {
      add_domains(*node.as_table(), whole + ".", domains);
    } else {
      domains[whole] = domain(node, whole);
    }
  }
}

/// A grid cannot visit every real number of a range.
void Reader::refuse_endless(const Domains& domains) const {
  for (const auto& [key, domain] : domains) {
    const auto* range = std::get_if<Range>(&domain);
    if (range != nullptr && !range->whole && range->points == 0) {
      fail("{} of the search: a range of a grid needs points = N.", key);
    }
  }
}

Search Reader::search(const toml::table* table) const {
  Search search;
  if (table == nullptr) return search;
  refuse_others(*table, "search.", {"kind", "trials", "seed", "values", "architecture"});
  const std::string kind = (*table)["kind"].value_or(std::string("grid"));
  if (kind != "grid" && kind != "random") fail("search.kind is \"{}\"; choose \"grid\" or \"random\".", kind);
  search.random = kind == "random";
  if (search.random != table->contains("trials")) {
    fail("search.trials is for kind = \"random\", which needs it; a grid makes every trial once.");
  }
  search.trials = static_cast<int>(std::min<std::int64_t>(whole(*table, "trials", 1, 1), 1000000));
  search.seed = static_cast<std::uint64_t>(whole(*table, "seed", 1, 0));
  if (const toml::table* values = (*table)["values"].as_table()) add_domains(*values, "", search.values);
  if (const toml::table* own = (*table)["architecture"].as_table()) {
    for (const auto& [key, node] : *own) {
      if (!node.is_table())
        fail("search.architecture.{} is not a table; write [search.architecture.{}].", key.str(), key.str());
      add_domains(*node.as_table(), "", search.of_architecture[std::string(key.str())]);
    }
  }
  if (search.random) return search;
  refuse_endless(search.values);
  for (const auto& [name, domains] : search.of_architecture) refuse_endless(domains);
  return search;
}

/// Takes them out of the search: they are what trials are compared by.
std::vector<std::string> Reader::architectures(const toml::table& base, Search& search) const {
  std::vector<std::string> names;
  const auto found = search.values.find(std::string(architecture_key));
  if (found != search.values.end()) {
    for (const Value& value : points(found->second)) names.push_back(study::to_text(value));
    search.values.erase(found);
  } else if (const auto name = base.at_path(architecture_key).value<std::string>()) {
    names.push_back(*name);
  } else {
    fail("nothing says {}; put it into [search.values] or [base].", architecture_key);
  }
  for (const auto& [name, domains] : search.of_architecture) {
    if (std::ranges::find(names, name) == names.end()) {
      fail("[search.architecture.{}] is of no architecture in {}; remove it or add that.", name, architecture_key);
    }
  }
  return names;
}

std::vector<Assignment> grid(const Domains& domains) {
  std::vector<Assignment> all(1);
  for (const auto& [key, domain] : domains) {
    std::vector<Assignment> longer;
    for (const Assignment& sofar : all) {
      for (const Value& value : points(domain)) longer.emplace_back(sofar)[key] = value;
    }
    all = std::move(longer);
  }
  return all;
}

Assignment draw(const Domains& domains, std::uint64_t seed, const std::string& trial) {
  Assignment chosen;
  for (const auto& [key, domain] : domains) {
    nn::Random random(seed, fnv(trial + "/" + key));
    chosen[key] = draw(domain, random);
  }
  return chosen;
}

std::string trial_name(const std::string& mix, const std::string& architecture, int number) {
  return fmt::format("{}-{}-{:03}", mix, architecture, number);
}

std::vector<Assignment> assignments(const Search& search, const std::string& mix, const std::string& architecture) {
  Domains domains = search.values;
  const auto own = search.of_architecture.find(architecture);
  if (own != search.of_architecture.end()) {
    for (const auto& [key, domain] : own->second) domains[key] = domain;
  }
  if (!search.random) return grid(domains);
  std::vector<Assignment> drawn;
  for (int number = 1; number <= search.trials; ++number) {
    drawn.push_back(draw(domains, search.seed, trial_name(mix, architecture, number)));
  }
  return drawn;
}

Trial Reader::trial(const toml::table& base, std::size_t mix, const std::string& architecture, int number,
                    const Assignment& chosen) const {
  Trial trial{.name = trial_name(plan_.mixes[mix].name, architecture, number),
              .mix = plan_.mixes[mix].name,
              .architecture = architecture,
              .settings = {},
              .hash = {},
              .config = {}};
  toml::table config = base;
  put(config, architecture_key, architecture);
  for (const auto& [key, value] : chosen) {
    put(config, key, value);
    trial.settings.emplace_back(key, study::to_text(value));
  }
  const MixSources& sources = mixes_[mix];
  config.insert_or_assign("dataset", sources.datasets.written);
  config.insert_or_assign("validation", sources.validation.written);
  config.insert_or_assign("test", tests_.written);
  trial.hash = fmt::format("{:016x}", fnv(to_text(config)));
  config.insert_or_assign("dataset", sources.datasets.absolute);
  config.insert_or_assign("validation", sources.validation.absolute);
  config.insert_or_assign("test", tests_.absolute);
  trial.config = fmt::format("# {} {}: written by drumlin-train study\n{}", trial.hash, trial.name, to_text(config));
  return trial;
}

Plan Reader::plan(const toml::table& file) {
  refuse_others(file, "", {"base", "mix", "test", "search"});
  const toml::table shared = base(file.get("base"));
  read_mixes(file);
  read_tests(file);
  Search wanted = search(file["search"].as_table());
  plan_.architectures = architectures(shared, wanted);
  for (std::size_t mix = 0; mix < plan_.mixes.size(); ++mix) {
    for (const std::string& architecture : plan_.architectures) {
      int number = 0;
      for (const Assignment& chosen : assignments(wanted, plan_.mixes[mix].name, architecture)) {
        plan_.trials.push_back(trial(shared, mix, architecture, ++number, chosen));
      }
    }
  }
  return std::move(plan_);
}

}  // namespace

Plan parse_plan(std::string_view text, const std::filesystem::path& folder, const std::string& name) {
  return Reader(folder, name).plan(parse(text, name));
}

Plan read_plan(const std::filesystem::path& file) {
  return parse_plan(score::read_file(file), file.parent_path(), file.string());
}

bool unseen(const Plan& plan, std::string_view mix, const Test& test) {
  const auto found = std::ranges::find(plan.mixes, mix, &Mix::name);
  return found == plan.mixes.end() || std::ranges::find(found->sets, test.set) == found->sets.end();
}

}  // namespace drumlin::study
