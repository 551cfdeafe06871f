// A queue of trials and as many processes at a time as are wanted.
#include "study/run.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <list>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "score/file.h"
#include "study/process.h"

namespace drumlin::study {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(fmt::format("{}: cannot be created ({}); choose another --output.", folder.string(), error.message()));
  }
}

/// Empty without such a file.
std::string read_if_there(const fs::path& file) {
  return fs::exists(file) ? score::read_file(file) : std::string();
}

/// The last line that says something.
std::string last_line(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \n\r\t");
  if (end == std::string_view::npos) return "it said nothing";
  text = text.substr(0, end + 1);
  return std::string(text.substr(text.find_last_of("\n\r") + 1));
}

/// A trial that runs.
struct Job {
  const Trial* trial;
  Process process;
};

class Run {
 public:
  Run(const Plan& plan, const RunOptions& options, const RunEvents& events) : options_(options), events_(events) {
    for (std::size_t i = 0; i < plan.trials.size(); ++i) {
      const bool ours =
          i % static_cast<std::size_t>(options.shard.count) == static_cast<std::size_t>(options.shard.index);
      if (ours && !is_finished(options.output, plan.trials[i])) waiting_.push_back(&plan.trials[i]);
    }
    total_ = waiting_.size();
  }

  int finish_all() {
    while (!waiting_.empty() || !running_.empty()) {
      while (!waiting_.empty() && running_.size() < static_cast<std::size_t>(options_.jobs)) start_next();
      collect();
      events_.progress(done_, total_);
      if (!running_.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return failures_;
  }

 private:
  void start_next() {
    const Trial& trial = *waiting_.front();
    waiting_.pop_front();
    const fs::path folder = trial_folder(options_.output, trial);
    make_folder(folder);
    const fs::path config = folder / "config.toml";
    if (read_if_there(config) != trial.config) score::write_file(config, trial.config);
    try {
      running_.push_back({&trial, Process({options_.program.string(), "framewise", "--config", config.string(),
                                           "--output", folder.string(), "--resume"},
                                          folder / "output.txt")});
    } catch (const Error& error) {
      fail(trial, error.what());
    }
  }

  void collect() {
    for (auto job = running_.begin(); job != running_.end();) {
      const auto status = job->process.status();
      if (!status) {
        ++job;
        continue;
      }
      judge(*job->trial, *status);
      job = running_.erase(job);
    }
  }

  void judge(const Trial& trial, int status) {
    const std::string said = last_line(read_if_there(trial_folder(options_.output, trial) / "output.txt"));
    if (status != 0) return fail(trial, fmt::format("{}: {}", to_text(status), said));
    if (!is_finished(options_.output, trial)) return fail(trial, fmt::format("it left no result.json: {}", said));
    ++done_;
  }

  void fail(const Trial& trial, const std::string& reason) {
    ++done_;
    ++failures_;
    events_.failed(trial.name, reason);
  }

  const RunOptions& options_;
  const RunEvents& events_;
  std::deque<const Trial*> waiting_;
  std::list<Job> running_;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  int failures_ = 0;
};

}  // namespace

fs::path trial_folder(const fs::path& output, const Trial& trial) {
  return output / "trials" / trial.name;
}

bool is_finished(const fs::path& output, const Trial& trial) {
  return fs::exists(trial_folder(output, trial) / "result.json");
}

void refuse_changes(const Plan& plan, const fs::path& output) {
  for (const Trial& trial : plan.trials) {
    const fs::path file = trial_folder(output, trial) / "config.toml";
    if (fs::exists(file) && !score::read_file(file).starts_with("# " + trial.hash)) {
      throw Error(
          fmt::format("{}: the study has changed since this trial was begun; choose another --output or remove {}.",
                      file.string(), file.parent_path().string()));
    }
  }
}

int run_trials(const Plan& plan, const RunOptions& options, const RunEvents& events) {
  refuse_changes(plan, options.output);
  return Run(plan, options, events).finish_all();
}

}  // namespace drumlin::study
