// Schedulers' variables: Slurm (sbatch and srun manuals), Open MPI, PMI (MPICH, Intel MPI), Kubernetes indexed jobs.
#include "study/shard.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace drumlin::study {
namespace {

std::optional<int> whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// None if there is no such variable.
std::optional<int> number(const Environment& environment, const char* name) {
  const char* text = environment(name);
  if (text == nullptr) return std::nullopt;
  if (const auto value = whole(text)) return value;
  throw Error(fmt::format("{} is \"{}\", which is no number; unset it or give --shard.", name, text));
}

Shard checked(int index, int count, std::string origin) {
  if (index < 0 || index >= count) {
    throw Error(fmt::format("{}: there is no part {} of {}; correct them or give --shard.", origin, index, count));
  }
  return {index, count, std::move(origin)};
}

std::optional<Shard> slurm_array(const Environment& environment) {
  const auto id = number(environment, "SLURM_ARRAY_TASK_ID");
  if (!id) return std::nullopt;
  const auto low = number(environment, "SLURM_ARRAY_TASK_MIN");
  const auto high = number(environment, "SLURM_ARRAY_TASK_MAX");
  const int step = number(environment, "SLURM_ARRAY_TASK_STEP").value_or(1);
  if (!low || !high || step < 1 || *high < *low) {
    throw Error("SLURM_ARRAY_TASK_ID is set but not what array it is of; give --shard.");
  }
  const int count = (*high - *low) / step + 1;
  if (number(environment, "SLURM_ARRAY_TASK_COUNT").value_or(count) != count || (*id - *low) % step != 0) {
    throw Error("The Slurm array is no evenly spaced range; submit it as --array=1-N or give --shard.");
  }
  return checked((*id - *low) / step, count, "SLURM_ARRAY_TASK_ID");
}

std::optional<Shard> pair(const Environment& environment, const char* rank, const char* size) {
  const auto index = number(environment, rank);
  const auto count = number(environment, size);
  if (!index || !count) return std::nullopt;
  return checked(*index, *count, fmt::format("{}, {}", rank, size));
}

/// Of several processes that were started together.
std::optional<Shard> process(const Environment& environment) {
  if (auto shard = pair(environment, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")) return shard;
  if (auto shard = pair(environment, "PMI_RANK", "PMI_SIZE")) return shard;
  // A batch script has them too, though it is alone; only srun makes a step.
  if (environment("SLURM_JOB_ID") != nullptr && environment("SLURM_STEP_ID") == nullptr) return std::nullopt;
  return pair(environment, "SLURM_PROCID", "SLURM_NTASKS");
}

std::optional<Shard> kubernetes(const Environment& environment, int shards) {
  const auto index = number(environment, "JOB_COMPLETION_INDEX");
  if (!index) return std::nullopt;
  const int count = shards > 0 ? shards : number(environment, "JOB_COMPLETIONS").value_or(0);
  if (count == 0) {
    throw Error("JOB_COMPLETION_INDEX is set but not of how many; give --shards N, the job's completions.");
  }
  return checked(*index, count, "JOB_COMPLETION_INDEX");
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = whole(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : whole(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) {
    throw Error(fmt::format("--shard is \"{}\"; write k/n with k from 1 to n, such as 2/3.", text));
  }
  return {*index - 1, *count, "--shard"};
}

Shard shard_from_environment(const Environment& environment, int shards) {
  const auto array = slurm_array(environment);
  const auto within = process(environment);
  if (array && within) {
    return {array->index * within->count + within->index, array->count * within->count,
            array->origin + ", " + within->origin};
  }
  if (array) return *array;
  if (within) return *within;
  if (const auto job = kubernetes(environment, shards)) return *job;
  if (shards > 0) throw Error("--shards says of how many, but nothing says which; give --shard k/n.");
  return {};
}

}  // namespace drumlin::study
