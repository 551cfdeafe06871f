// Which part of a study this process runs.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace drumlin::study {

/// Trials whose number leaves the remainder `index` when divided by `count`.
struct Shard {
  int index = 0;
  int count = 1;
  std::string origin;  ///< who said so: "--shard" or the names of variables; empty: nobody, everything is run
};

/// "2/3", the second of three. Throws drumlin::Error.
Shard parse_shard(std::string_view text);

/// The value of a variable, or null.
using Environment = std::function<const char*(const char* name)>;

/// As the scheduler says: a Slurm array (SLURM_ARRAY_TASK_ID, _MIN, _MAX, _COUNT, _STEP), and within each of its jobs
/// the processes of mpirun (OMPI_COMM_WORLD_RANK, _SIZE or PMI_RANK, PMI_SIZE) or srun (SLURM_PROCID, SLURM_NTASKS); or
/// a Kubernetes indexed job (JOB_COMPLETION_INDEX, and `shards` or JOB_COMPLETIONS). shards: 0 if not known. Without
/// any of them the whole study. Throws drumlin::Error for variables that do not fit together.
Shard shard_from_environment(const Environment& environment, int shards);

}  // namespace drumlin::study
