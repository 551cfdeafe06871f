// Preconditioning against the formulas of its paper and what they are there for.
#include "models/preconditioning.h"

#include <gtest/gtest.h>

namespace drumlin::models {
namespace {

TEST(Preconditioning, FollowsTableOne) {
  // σ = 1.2 and σ_data = 0.5: √(σ² + σ_data²) = 1.3.
  const Preconditioning p = precondition(1.2F, 0.5F);
  EXPECT_FLOAT_EQ(p.skip, 0.25F / 1.69F);
  EXPECT_FLOAT_EQ(p.out, 0.6F / 1.3F);
  EXPECT_FLOAT_EQ(p.in, 1.0F / 1.3F);
  EXPECT_FLOAT_EQ(p.noise, std::log(1.2F) / 4.0F);
}

TEST(Preconditioning, GivesTheNetworkInputsAndTargetsOfUnitVariance) {
  for (const float sigma : {0.02F, 0.5F, 20.0F}) {
    const float data = 0.5F;
    const Preconditioning p = precondition(sigma, data);
    EXPECT_NEAR(p.in * p.in * (data * data + sigma * sigma), 1.0, 1e-5);
    const float target = (1 - p.skip) * (1 - p.skip) * data * data + p.skip * p.skip * sigma * sigma;
    EXPECT_NEAR(target / (p.out * p.out), 1.0, 1e-4);
  }
}

}  // namespace
}  // namespace drumlin::models
