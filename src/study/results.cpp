// result.json in, results.csv out.
#include "study/results.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "score/file.h"
#include "study/run.h"

namespace drumlin::study {
namespace {

using Json = nlohmann::json;

/// A share without anything to count is null.
double share(const Json& object, const char* key) {
  const Json& value = object.at(key);
  return value.is_null() ? 0.0 : value.get<double>();
}

ClassResult class_result(const Json& json) {
  return {json.at("name").get<std::string>(), share(json, "precision"), share(json, "recall"), share(json, "f1"),
          json.at("hits").get<std::int64_t>()};
}

TestResult test_result(const Json& json) {
  TestResult test{share(json, "micro_f1"), share(json, "macro_f1"), {}};
  for (const Json& entry : json.at("classes")) test.classes.push_back(class_result(entry));
  return test;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string whole = "\"";
  for (const char letter : text) whole += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return whole + "\"";
}

/// Every key that some trial's search chose.
std::set<std::string> keys_of(const Plan& plan) {
  std::set<std::string> keys;
  for (const Trial& trial : plan.trials) {
    for (const auto& [key, value] : trial.settings) keys.insert(key);
  }
  return keys;
}

/// Class names in the order of the first result that has them.
std::vector<std::string> classes_of(std::span<const Finished> finished) {
  std::vector<std::string> names;
  for (const Finished& trial : finished) {
    for (const TestResult& test : trial.result.tests) {
      for (const ClassResult& own : test.classes) {
        if (std::ranges::find(names, own.name) == names.end()) names.push_back(own.name);
      }
    }
  }
  return names;
}

std::string header(const std::set<std::string>& keys, const std::vector<std::string>& classes) {
  std::string line = "trial,mix,architecture";
  for (const std::string& key : keys) line += "," + quoted(key);
  line += ",parameters,best_epoch,validation_micro_f1,test,unseen,micro_f1,macro_f1";
  for (const std::string& name : classes) line += fmt::format(",{0}_precision,{0}_recall,{0}_f1,{0}_hits", name);
  return line + "\n";
}

std::vector<std::string> names_of(const TestResult& test) {
  std::vector<std::string> names;
  for (const ClassResult& own : test.classes) names.push_back(own.name);
  return names;
}

/// Tables compare class by class.
void refuse_other_classes(const Result& result, const Result& first, const std::string& file) {
  for (std::size_t t = 0; t < result.tests.size(); ++t) {
    if (names_of(result.tests[t]) != names_of(first.tests[t])) {
      throw Error(fmt::format("{}: was scored in other classes than the first trial; give all trials the same.", file));
    }
  }
}

/// What all of a trial's lines begin with.
std::string trial_columns(const Finished& finished, const std::set<std::string>& keys) {
  const Trial& trial = *finished.trial;
  std::string line = fmt::format("{},{},{}", trial.name, trial.mix, trial.architecture);
  const std::map<std::string, std::string> settings(trial.settings.begin(), trial.settings.end());
  for (const std::string& key : keys) {
    const auto found = settings.find(key);
    line += "," + (found == settings.end() ? "" : quoted(found->second));
  }
  const Result& result = finished.result;
  return line + fmt::format(",{},{},{:.6f}", result.parameters, result.best_epoch, result.validation);
}

std::string test_columns(const TestResult& test, const std::vector<std::string>& classes) {
  std::string line = fmt::format("{:.6f},{:.6f}", test.micro_f1, test.macro_f1);
  for (const std::string& name : classes) {
    const auto own = std::ranges::find(test.classes, name, &ClassResult::name);
    line += own == test.classes.end()
                ? ",,,,"
                : fmt::format(",{:.6f},{:.6f},{:.6f},{}", own->precision, own->recall, own->f1, own->hits);
  }
  return line;
}

}  // namespace

Result parse_result(std::string_view json, std::size_t tests, const std::string& name) {
  try {
    const Json file = Json::parse(json);
    Result result{file.at("parameters").get<std::int64_t>(),
                  file.at("best_epoch").get<std::int64_t>(),
                  share(file.at("validation"), "micro_f1"),
                  {}};
    for (const Json& test : file.at("tests")) result.tests.push_back(test_result(test));
    if (result.tests.size() == tests) return result;
  } catch (const Json::exception&) {
  }
  throw Error(fmt::format("{}: is no result on {} test sets; remove it, and the trial is run again.", name, tests));
}

std::vector<Finished> read_results(const Plan& plan, const std::filesystem::path& output) {
  refuse_changes(plan, output);
  std::vector<Finished> finished;
  for (const Trial& trial : plan.trials) {
    if (!is_finished(output, trial)) continue;
    const std::filesystem::path file = trial_folder(output, trial) / "result.json";
    finished.push_back({&trial, parse_result(score::read_file(file), plan.tests.size(), file.string())});
    refuse_other_classes(finished.back().result, finished.front().result, file.string());
  }
  return finished;
}

std::string to_csv(const Plan& plan, std::span<const Finished> finished) {
  std::vector<Finished> sorted(finished.begin(), finished.end());
  std::ranges::stable_sort(sorted, {}, [](const Finished& one) { return one.trial->name; });
  const std::set<std::string> keys = keys_of(plan);
  const std::vector<std::string> classes = classes_of(finished);
  std::string text = header(keys, classes);
  for (const Finished& one : sorted) {
    const std::string columns = trial_columns(one, keys);
    for (std::size_t t = 0; t < plan.tests.size(); ++t) {
      text += fmt::format("{},{},{:d},{}\n", columns, plan.tests[t].name, unseen(plan, one.trial->mix, plan.tests[t]),
                          test_columns(one.result.tests[t], classes));
    }
  }
  return text;
}

}  // namespace drumlin::study
