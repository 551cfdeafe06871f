// Comma-separated values (RFC 4180), but a line is a row: no data set has line breaks in its cells.
#include "datasets/table.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "score/file.h"

namespace drumlin::datasets {
namespace {

/// Takes the first cell off the line, and the comma behind it.
std::string take_cell(std::string_view& line) {
  std::string cell;
  bool quoted = false;
  std::size_t i = 0;
  for (; i < line.size() && (quoted || line[i] != ','); ++i) {
    const bool twice = quoted && line.substr(i).starts_with("\"\"");
    if (line[i] != '"' || twice) cell += line[i];
    if (twice) {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    }
  }
  line.remove_prefix(std::min(i + 1, line.size()));
  return cell;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (!line.empty()) cells.push_back(take_cell(line));
  return cells;
}

}  // namespace

Table::Table(std::filesystem::path path) : path_(std::move(path)) {
  const std::string text = score::read_file(path_);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) rows_.push_back(cells_of(line));
  }
  if (rows_.size() < 2) throw Error(fmt::format("{}: the table is empty; fetch the file again", path_.string()));
}

bool Table::has(std::string_view column) const {
  return std::ranges::find(rows_.front(), column) != rows_.front().end();
}

const std::string& Table::at(std::size_t row, std::string_view column) const {
  const std::vector<std::string>& names = rows_.front();
  const auto index = static_cast<std::size_t>(std::ranges::find(names, column) - names.begin());
  const std::vector<std::string>& cells = rows_[row + 1];
  if (index >= names.size() || index >= cells.size()) {
    throw Error(fmt::format("{}: line {} has no column \"{}\"; fetch the file again", path_.string(), row + 2, column));
  }
  return cells[index];
}

double Table::number(std::size_t row, std::string_view column) const {
  const std::string& text = at(row, column);
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !(value > 0.0 && value < 1e6)) {
    throw Error(fmt::format("{}: line {}: {} is \"{}\", not a number above 0; fetch the file again", path_.string(),
                            row + 2, column, text));
  }
  return value;
}

}  // namespace drumlin::datasets
