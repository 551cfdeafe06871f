// log.csv and the progress line.
#include "train/log.h"

#include <drumlin/error.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>

#include "score/file.h"

namespace drumlin::train {
namespace {

constexpr const char* heading =
    "step,plain_loss,denoised_loss,learning_rate,held_out_loss,drums_f1_3,drums_f1_5,mixes_f1_3,mixes_f1_5\n";

std::string fields(const std::optional<Score>& score) {
  return score ? fmt::format("{},{}", score->three, score->five) : ",";
}

std::optional<double> number(const std::string& text) {
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return *end == '\0' ? std::optional(value) : std::nullopt;
}

std::optional<Score> to_score(const std::string& three, const std::string& five) {
  const auto a = number(three);
  const auto b = number(five);
  return a && b ? std::optional(Score{*a, *b}) : std::nullopt;
}

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  return whole >= 60 ? fmt::format("{} min {:02} s", whole / 60, whole % 60) : fmt::format("{} s", whole);
}

std::string describe(const Verdict& verdict) {
  std::string text = fmt::format("held-out loss {:.4f}", verdict.loss);
  if (verdict.drums) text += fmt::format(", F1 of drums {:.3f} / {:.3f}", verdict.drums->three, verdict.drums->five);
  if (verdict.mixes) text += fmt::format(", of songs {:.3f} / {:.3f}", verdict.mixes->three, verdict.mixes->five);
  return text;
}

}  // namespace

std::string to_csv(const Row& row) {
  std::string line = fmt::format("{},{},{},{}", row.step, row.plain, row.denoised, row.learning_rate);
  if (row.verdict) {
    line += fmt::format(",{},{},{}", row.verdict->loss, fields(row.verdict->drums), fields(row.verdict->mixes));
  } else {
    line += ",,,,,";
  }
  return line + "\n";
}

std::optional<Row> from_csv(const std::string& line) {
  std::istringstream stream(line + ",");
  std::vector<std::string> cells;
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  if (cells.size() != 9) return std::nullopt;
  const auto step = number(cells[0]);
  const auto plain = number(cells[1]);
  const auto denoised = number(cells[2]);
  const auto rate = number(cells[3]);
  if (!step || !plain || !denoised || !rate) return std::nullopt;
  Row row{static_cast<std::int64_t>(*step), *plain, *denoised, *rate, std::nullopt};
  if (const auto loss = number(cells[4]))
    row.verdict = Verdict{*loss, to_score(cells[5], cells[6]), to_score(cells[7], cells[8])};
  return row;
}

Log::Log(std::filesystem::path file, std::int64_t steps) {
  std::string kept = heading;
  if (steps > 0 && std::filesystem::exists(file)) {
    std::istringstream old(score::read_file(file));
    for (std::string line; std::getline(old, line);) {
      const std::optional<Row> row = from_csv(line);
      if (!row || row->step > steps) continue;
      rows_.push_back(*row);
      kept += line + "\n";
    }
  }
  score::write_file(file, kept);
  out_.open(file, std::ios::app);
  if (!out_) throw Error(file.string() + ": cannot be appended to; make it writable or choose another --output.");
}

void Log::add(const Row& row) {
  rows_.push_back(row);
  out_ << to_csv(row) << std::flush;
}

Progress::Progress(std::int64_t first, std::int64_t steps, int examples_per_step)
    : terminal_(isatty(STDERR_FILENO) != 0),
      first_(first),
      steps_(steps),
      examples_per_step_(examples_per_step),
      start_(std::chrono::steady_clock::now()) {}

void Progress::show(const Row& row) {
  const double loss = row.plain + row.denoised;
  loss_ = row.step == first_ + 1 ? loss : loss_ + 0.02 * (loss - loss_);
  if (!terminal_ && row.step % 50 != 0 && row.step != steps_) return;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
  const double speed = static_cast<double>(row.step - first_) / std::max(1e-9, spent.count());
  const std::string line =
      fmt::format("step {}/{}  loss {:.4f}{}{}  {:.1f} examples/s  {} left", row.step, steps_, loss_, last_ ? "  " : "",
                  last_ ? describe(*last_) : "", speed * examples_per_step_,
                  duration(static_cast<double>(steps_ - row.step) / speed));
  const bool end = !terminal_ || row.step == steps_;
  std::fprintf(stderr, "%s%s%s", terminal_ ? "\r\033[K" : "", line.c_str(), end ? "\n" : "");
}

void Progress::verdict(std::int64_t step, const Verdict& verdict) {
  last_ = verdict;
  if (!terminal_) std::fprintf(stderr, "step %ld  %s\n", static_cast<long>(step), describe(verdict).c_str());
}

}  // namespace drumlin::train
