// Parts of a study, as options and schedulers name them.
#include "study/shard.h"

#include <drumlin/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace drumlin::study {
namespace {

using testing::FieldsAre;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

Shard shard(const Variables& variables, int shards = 0) {
  return shard_from_environment(
      [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      shards);
}

auto part(int index, int count) {
  return FieldsAre(index, count, testing::_);
}

TEST(Shard, AnOptionCountsFromOne) {
  EXPECT_THAT(parse_shard("1/1"), part(0, 1));
  EXPECT_THAT(parse_shard("3/3"), part(2, 3));
  for (const char* wrong : {"0/2", "3/2", "1", "1/", "/2", "a/b", "1/2x", "-1/2"}) {
    EXPECT_THROW(parse_shard(wrong), Error) << wrong;
  }
}

TEST(Shard, WithoutASchedulerItIsTheWholeStudy) {
  EXPECT_THAT(shard({}), part(0, 1));
}

TEST(Shard, ASlurmArrayMayBeginAnywhereAndHaveSteps) {
  Variables array = {{"SLURM_ARRAY_TASK_ID", "7"},    {"SLURM_ARRAY_TASK_MIN", "3"},  {"SLURM_ARRAY_TASK_MAX", "9"},
                     {"SLURM_ARRAY_TASK_COUNT", "4"}, {"SLURM_ARRAY_TASK_STEP", "2"}, {"SLURM_JOB_ID", "1"},
                     {"SLURM_PROCID", "0"},           {"SLURM_NTASKS", "8"}};
  EXPECT_THAT(shard(array), part(2, 4)) << "3, 5, 7 and 9; a batch script is alone, whatever SLURM_NTASKS says";
  array["SLURM_STEP_ID"] = "0";
  array["SLURM_PROCID"] = "5";
  EXPECT_THAT(shard(array), part(2 * 8 + 5, 4 * 8)) << "srun in a job of the array";
  array["SLURM_ARRAY_TASK_COUNT"] = "3";
  EXPECT_THROW(shard(array), Error) << "a list such as 3,7,9";
}

TEST(Shard, ProcessesThatStartTogetherShare) {
  EXPECT_THAT(shard({{"SLURM_PROCID", "1"}, {"SLURM_NTASKS", "4"}}), part(1, 4));
  EXPECT_THAT(shard({{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "3"}}), part(2, 3));
  EXPECT_THAT(shard({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}}), part(0, 2));
  EXPECT_THAT(
      shard(
          {{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "3"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}}),
      part(2, 3))
      << "mpirun within a Slurm job";
}

TEST(Shard, AKubernetesJobSaysWhichAndIsToldOfHowMany) {
  EXPECT_THAT(shard({{"JOB_COMPLETION_INDEX", "4"}, {"JOB_COMPLETIONS", "5"}}), part(4, 5));
  EXPECT_THAT(shard({{"JOB_COMPLETION_INDEX", "4"}}, 6), part(4, 6));
  EXPECT_THROW(shard({{"JOB_COMPLETION_INDEX", "4"}}), Error);
  EXPECT_THROW(shard({{"JOB_COMPLETION_INDEX", "4"}}, 4), Error);
  EXPECT_THROW(shard({}, 4), Error) << "of how many, but not which";
}

TEST(Shard, ItSaysWhoSaidSo) {
  EXPECT_THAT(shard({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}}).origin, HasSubstr("PMI_RANK"));
  EXPECT_THROW(shard({{"PMI_RANK", "many"}, {"PMI_SIZE", "2"}}), Error);
}

}  // namespace
}  // namespace drumlin::study
