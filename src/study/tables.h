// The two tables of a study, and their pictures (after Fosse, "Automatic Drum Transcription: Generalization via
// Architecture and Dataset", 2025): which architecture learns a data set best, and what which mix of them generalises
// to.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "study/plan.h"
#include "study/results.h"

namespace drumlin::study {

/// One row of a table: the best of some trials.
struct Row {
  std::string label;
  const Finished* best;
  int trials = 0;  ///< that it is the best of
};

/// Rows that are compared with each other.
struct Section {
  std::string title;
  std::vector<Row> rows;
};

/// A section for each mix, a row for each architecture: of its trials the one with the highest micro F1 on the mix's
/// validation part. Rows without a finished trial are left out. Points into `finished`.
std::vector<Section> by_architecture(const Plan& plan, std::span<const Finished> finished);

/// One section, a row for each mix: the best of its trials, whatever the architecture.
std::vector<Section> by_mix(const Plan& plan, std::span<const Finished> finished);

/// Markdown: micro F1 of every row on every test set, those that the row's mix has not seen with a dagger, the best of
/// a column bold; then the F1 of each class. label: what stands over the rows' names.
std::string to_markdown(const Plan& plan, std::span<const Section> sections, const std::string& title,
                        const std::string& label);

/// Bars (SVG): for each section micro F1 on every test set, one bar to a row; unseen ones pale.
std::string micro_svg(const Plan& plan, std::span<const Section> sections);

/// Bars (SVG): for each section and test set the F1 of every class, one bar to a row.
std::string classes_svg(const Plan& plan, std::span<const Section> sections);

/// Writes results.csv, architectures.md, mixes.md and, of each of these two, .svg and -classes.svg into the folder,
/// from the trials that are finished. The bytes depend on the results alone, and every file appears whole, so any
/// number of processes may do it at once. Returns how many trials are missing. Throws drumlin::Error.
std::size_t write_tables(const Plan& plan, const std::filesystem::path& output);

}  // namespace drumlin::study
