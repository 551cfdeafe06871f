#include "train/framewise_log.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "score/plot.h"

namespace drumlin::train::framewise {
namespace {

using nlohmann::ordered_json;
using score::colour;
using score::Panel;
using score::Points;

ordered_json to_object(const Patience& patience) {
  return {patience.best, patience.failures};
}

Patience patience_from(const ordered_json& list) {
  return {list.at(0).get<double>(), list.at(1).get<int>()};
}

ordered_json to_object(const Row& r) {
  return {r.epoch, r.steps, r.training_loss, r.validation_loss, r.micro_f1, r.learning_rate, r.seconds};
}

Row row_from(const ordered_json& list) {
  return {list.at(0).get<int>(),    list.at(1).get<std::int64_t>(), list.at(2).get<double>(), list.at(3).get<double>(),
          list.at(4).get<double>(), list.at(5).get<double>(),       list.at(6).get<double>()};
}

Points column(const std::vector<Row>& rows, double Row::*value) {
  Points points;
  for (const Row& row : rows) points.emplace_back(static_cast<double>(row.epoch), row.*value);
  return points;
}

std::string label(double value) {
  return fmt::format("{:.2g}", value);
}

score::Axis epochs(const std::vector<Row>& rows) {
  return {1.0, std::max(2.0, static_cast<double>(rows.size())),
          [](double value) { return fmt::format("{:.0f}", value); }};
}

std::string losses(const std::vector<Row>& rows) {
  const std::array curves = {column(rows, &Row::training_loss), column(rows, &Row::validation_loss)};
  const Panel panel{.top = 40.0, .across = epochs(rows), .up = score::up(curves, label)};
  return grid(panel) + curve(panel, curves[0], colour(0), "training loss", 0) +
         curve(panel, curves[1], colour(1), "validation loss", 1);
}

std::string scores(const std::vector<Row>& rows) {
  const Panel panel{.top = 340.0, .across = epochs(rows), .up = {0.0, 1.0, label}};
  return grid(panel) + curve(panel, column(rows, &Row::micro_f1), colour(0), "micro F1 of validation", 0);
}

}  // namespace

std::string to_json(const State& s) {
  ordered_json rows = ordered_json::array();
  for (const Row& row : s.rows) rows.push_back(to_object(row));
  const ordered_json object = {
      {"rate", s.rate},       {"plateau", to_object(s.plateau)}, {"stopping", to_object(s.stopping)},
      {"best_f1", s.best_f1}, {"best_epoch", s.best_epoch},      {"rows", rows}};
  return object.dump();
}

State state_from_json(const std::string& json) {
  try {
    const ordered_json object = ordered_json::parse(json);
    State state{.rate = object.at("rate").get<double>(),
                .plateau = patience_from(object.at("plateau")),
                .stopping = patience_from(object.at("stopping")),
                .best_f1 = object.at("best_f1").get<double>(),
                .best_epoch = object.at("best_epoch").get<int>(),
                .rows = {}};
    for (const ordered_json& row : object.at("rows")) state.rows.push_back(row_from(row));
    return state;
  } catch (const nlohmann::json::exception&) {
    throw Error("The checkpoint does not say where its run stands; resume with the program that wrote it.");
  }
}

std::string to_csv(const std::vector<Row>& rows) {
  std::string text = "epoch,steps,training_loss,validation_loss,micro_f1,learning_rate,seconds\n";
  for (const Row& r : rows) {
    text += fmt::format("{},{},{},{},{},{},{:.1f}\n", r.epoch, r.steps, r.training_loss, r.validation_loss, r.micro_f1,
                        r.learning_rate, r.seconds);
  }
  return text;
}

std::string curves_svg(const std::vector<Row>& rows) {
  return score::picture(600.0, rows.empty() ? "" : losses(rows) + scores(rows));
}

}  // namespace drumlin::train::framewise
