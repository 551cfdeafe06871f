// The words of the shared options, and the ranges that the library checks again.
#include "apps/drumlin/options.h"

namespace drumlin::app {

void add_listening_options(CLI::App& command, transcribe::Options& options) {
  command.add_option("--seed", options.seed, "Of the noise that diffusion starts from")->capture_default_str();
  command
      .add_option(
          "--temperature", options.temperature,
          "Factor on the noise: 0 settles on the likeliest, 1 draws one of all answers; default: the model's own")
      ->check(CLI::Range(0.0, 4.0));
  command.add_option("--sensitivity", options.sensitivity, "-1 … 1: above 0 hears fainter hits, below fewer")
      ->check(CLI::Range(-1.0, 1.0));
  command.add_option("--threads", options.threads, "Windows listened to at once; default: one per core")
      ->check(CLI::Range(1, 256));
}

void add_steps(CLI::App& command, int& steps) {
  command.add_option("--steps", steps, "Diffusion steps: 1 is fastest; default: the model's own")
      ->check(CLI::Range(1, 1000));
}

void add_guidance(CLI::App& command, double& guidance) {
  command.add_option("--guidance", guidance, "How far the sound pulls beyond the plain answer; 0: not")
      ->check(CLI::Range(-1.0, 20.0));
}

void add_imagining_options(CLI::App& command, imagine::Options& options) {
  command.add_option("--steps", options.steps, "Diffusion steps")->check(CLI::Range(1, 1000))->capture_default_str();
  command.add_option("--seed", options.seed, "Of the noise: every seed imagines something else")->capture_default_str();
  command.add_option("--temperature", options.temperature, "Factor on the noise: below 1 plainer, above 1 wilder")
      ->check(CLI::Range(0.01, 4.0));
  command.add_option("--sensitivity", options.sensitivity, "-1 … 1: above 0 more and fainter hits, below fewer")
      ->check(CLI::Range(-1.0, 1.0));
  command
      .add_option(
          "--strength", options.strength,
          "How freely what the piece repeats is played again where no sound is: 0 as it was, 1 regardless of it")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command.add_option("--resamplings", options.resamplings, "Times that each step is made, so that the seams fit")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
}

}  // namespace drumlin::app
