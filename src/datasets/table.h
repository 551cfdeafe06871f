// The tables that data sets come with: info.csv, e-gmd-v1.0.0.csv, index.csv.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace drumlin::datasets {

/// Comma-separated cells, their columns found by name. A cell in double quotes may hold commas, and a quote written
/// twice.
class Table {
 public:
  /// Throws drumlin::Error if the file cannot be read or has no row below its header.
  explicit Table(std::filesystem::path path);

  /// Rows without the header.
  std::size_t size() const { return rows_.size() - 1; }

  bool has(std::string_view column) const;

  /// Throws drumlin::Error, naming the line, if the row has no such column.
  const std::string& at(std::size_t row, std::string_view column) const;

  /// A number above 0. Throws drumlin::Error if it is none.
  double number(std::size_t row, std::string_view column) const;

 private:
  std::filesystem::path path_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace drumlin::datasets
