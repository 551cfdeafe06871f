// A TOML table whose every key is read once by name; what is left over is an error, so that no misspelt key is ignored.
#pragma once

#include <drumlin/error.h>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace drumlin::train {

/// Throws drumlin::Error with the line that is no TOML. name: of the file.
toml::table parse_toml(const std::string& text, const std::string& name);

/// One table of the file, which remembers what has been read from it.
class Section {
 public:
  /// table: null if the file has none of that name. source: the file's name, for errors.
  Section(const toml::table* table, std::string name, std::string source)
      : table_(table), name_(std::move(name)), source_(std::move(source)) {}
  Section(const toml::table& file, std::string name, std::string source)
      : table_(file[name].as_table()), name_(std::move(name)), source_(std::move(source)) {
    if (file.contains(name_) && table_ == nullptr) {
      throw Error(fmt::format("{}: {} is not a table; write [{}].", source_, name_, name_));
    }
  }

  template <class T>
  void read(std::string_view key, T& value) {
    read_.insert(std::string(key));
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node != nullptr) assign(key, *node, value);
  }

  /// A number that must lie in [low, high].
  template <class T>
  void read(std::string_view key, T& value, double low, double high) {
    read(key, value);
    const auto number = static_cast<double>(value);
    if (!(number >= low && number <= high)) {
      throw Error(fmt::format("{}: {}.{} is {}; it must be from {} to {}.", source_, name_, key, number, low, high));
    }
  }

  void finish() const {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_) {
      if (!read_.contains(std::string(key.str()))) {
        throw Error(
            fmt::format("{}: unknown key {}.{}; remove it or correct its spelling.", source_, name_, key.str()));
      }
    }
  }

 private:
  template <class T>
  void assign(std::string_view key, const toml::node& node, T& value) {
    if constexpr (std::is_same_v<T, std::vector<int>> || std::is_same_v<T, std::vector<std::filesystem::path>>) {
      const toml::array* list = node.as_array();
      if (list == nullptr) fail(key);
      value.assign(list->size(), {});
      for (std::size_t i = 0; i < list->size(); ++i) assign(key, (*list)[i], value[i]);
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
      std::string text;
      assign(key, node, text);
      value = text;
    } else {
      if (std::is_same_v<T, bool> != node.is_boolean()) fail(key);
      const auto read = node.value<T>();
      if (!read) fail(key);
      value = *read;
    }
  }

  [[noreturn]] void fail(std::string_view key) const {
    throw Error(fmt::format("{}: {}.{} has the wrong type; see configs/n2n.toml for an example.", source_, name_, key));
  }

  const toml::table* table_;
  std::string name_;
  std::string source_;
  std::set<std::string> read_;
};

}  // namespace drumlin::train
