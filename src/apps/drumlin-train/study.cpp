// Many runs of drumlin-train framewise, compared: reads the options; src/study does the work.
#include "apps/drumlin-train/study.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/progress.h"
#include "study/plan.h"
#include "study/run.h"
#include "study/shard.h"
#include "study/tables.h"

namespace drumlin::app {
namespace {

constexpr const char* footer =
    R"(The study's file says what the trials share, what is searched, what they learn from and what they are tested on: see
configs/study-architectures.toml and docs/study.md. Each trial is a process of its own, drumlin-train framewise in
DIR/trials/NAME. A trial with a result.json is finished; the same command goes on where a study was stopped, and tries
again what failed. As soon as all trials are there, results.csv and the tables are written.

Shards: every process of a study writes its own trials into the same DIR; who finishes the last one writes the tables.
  --shard 2/3                    the second of three, counted from 1
without it, as a scheduler says:
  Slurm array                    SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_MIN, _MAX, _COUNT, _STEP
  mpirun (also in an array)      OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_SIZE or PMI_RANK, PMI_SIZE
  srun (also in an array)        SLURM_PROCID, SLURM_NTASKS
  Kubernetes indexed job         JOB_COMPLETION_INDEX, and --shards N or JOB_COMPLETIONS

Exit status: 0 done, 1 a trial failed, 2 a mistake in the command or a file, 130 stopped by a signal.)";

struct Arguments {
  std::string config;
  std::string output;
  std::string shard;
  std::string program = "/proc/self/exe";
  int shards = 0;
  int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  bool tables = false;
};

study::Shard shard_of(const Arguments& a) {
  if (!a.shard.empty()) return study::parse_shard(a.shard);
  return study::shard_from_environment([](const char* name) { return std::getenv(name); }, a.shards);
}

/// Over the progress bar, if there is one.
void say(const std::string& sentence) {
  fmt::print(stderr, "{}drumlin-train: {}\n", isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "", sentence);
}

int run_trials(const Arguments& a, const study::Plan& plan) {
  const study::RunOptions options{a.output, a.program, a.jobs, shard_of(a)};
  if (options.shard.count > 1) {
    say(fmt::format("shard {} of {} ({})", options.shard.index + 1, options.shard.count, options.shard.origin));
  }
  catch_interrupts();
  ProgressBar bar("Study", true);
  const study::RunEvents events{[&bar](std::size_t done, std::size_t total) {
                                  stop_if_interrupted();
                                  bar.show(static_cast<double>(done), static_cast<double>(total));
                                },
                                [](const std::string& trial, const std::string& reason) {
                                  say(fmt::format("trial {} failed: {}", trial, reason));
                                }};
  return study::run_trials(plan, options, events);
}

void run(const Arguments& a) {
  const study::Plan plan = study::read_plan(a.config);
  const int failures = a.tables ? 0 : run_trials(a, plan);
  const auto finished = std::ranges::count_if(
      plan.trials, [&](const study::Trial& trial) { return study::is_finished(a.output, trial); });
  if (a.tables || finished == std::ssize(plan.trials)) study::write_tables(plan, a.output);
  fmt::print("{} of {} trials are finished\n", finished, plan.trials.size());
  if (failures > 0) throw CLI::RuntimeError(1);
}

}  // namespace

void add_study(CLI::App& app) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("study", "Compare architectures, hyper-parameters and data: many runs, two tables");
  command->footer(footer);
  command->add_option("--config", a->config, "TOML file, such as configs/study-architectures.toml")->required();
  command->add_option("--output", a->output, "Folder for trials/, results.csv and the tables")->required();
  command->add_option("--jobs", a->jobs, "Trials at a time; default: one for each core")->check(CLI::Range(1, 1024));
  command->add_option("--shard", a->shard, "k/n: the k-th part of the trials of n, k from 1 to n");
  command->add_option("--shards", a->shards, "Of a Kubernetes job: how many completions it has")
      ->check(CLI::Range(1, 1000000));
  command->add_flag("--tables", a->tables, "Run nothing, write the tables of what is finished");
  command->add_option("--program", a->program, "What runs a trial instead of this program, given the same words")
      ->check(CLI::ExistingFile);
  command->callback([a] { run(*a); });
}

}  // namespace drumlin::app
