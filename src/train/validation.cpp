// Held-out loss from kits and grooves that training never sees.
#include "train/validation.h"

namespace drumlin::train {

Validation::Validation(const Config& config) : config_(config) {
  data::StreamConfig held_out = config.stream;
  held_out.held_out = true;
  const data::Stream stream(held_out);
  for (int i = 0; i < config.run.validation_examples; ++i) {
    if (batches_.empty() || batches_.back().size == config.training.batch) batches_.emplace_back();
    const auto number = static_cast<std::uint64_t>(i);
    batches_.back().append(stream.example(number), draw_corruption(config, number));
  }
}

Verdict Validation::judge(Trainer& trainer, const std::filesystem::path&) const {
  Verdict verdict;
  for (const Batch& batch : batches_) verdict.loss += trainer.judge(batch).denoised * batch.size;
  verdict.loss /= config_.run.validation_examples;
  return verdict;
}

}  // namespace drumlin::train
