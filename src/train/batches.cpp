// A bounded queue: workers claim example numbers in order, next() takes them in order.
#include "train/batches.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "nn/random.h"

namespace drumlin::train {
namespace {

/// Keeps the noise apart from what the stream draws for the same number.
constexpr std::uint64_t noise_salt = 0x6e6f697365ULL;
/// Keeps the noise of performances without sound apart from that of examples.
constexpr std::uint64_t unpaired_salt = 1ULL << 63;

void forget_some(const NoiseConfig& config, nn::Random& random, Corruption& corruption) {
  std::vector<float>& heard = corruption.heard;
  if (random.chance(config.forget_all)) {
    std::ranges::fill(heard, 0.0F);
  } else if (random.chance(config.forget_span)) {
    const auto frames = static_cast<double>(heard.size());
    const auto length = static_cast<std::ptrdiff_t>(random.uniform(0.1, 0.5) * frames);
    const auto start = static_cast<std::ptrdiff_t>(random.uniform() * (frames - static_cast<double>(length)));
    std::fill_n(heard.begin() + start, length, 0.0F);
    corruption.audible = heard;
  }
}

void extend(std::vector<float>& all, const std::vector<float>& part) {
  all.insert(all.end(), part.begin(), part.end());
}

}  // namespace

Corruption draw_corruption(const Config& config, std::uint64_t number) {
  nn::Random random(config.training.seed ^ noise_salt, number);
  const auto frames = static_cast<std::size_t>(config.stream.frames);
  Corruption corruption;
  corruption.heard.assign(frames, 1.0F);
  corruption.audible = corruption.heard;
  forget_some(config.noise, random, corruption);
  const bool at_max = random.chance(config.noise.share_at_max);
  const float drawn = diffusion::draw_sigma(random, config.noise.level);
  corruption.sigma = at_max ? config.schedule.sigma_max : std::min(drawn, config.schedule.sigma_max);
  corruption.noise.resize(frames * 2 * score::drum_count);
  for (float& value : corruption.noise) value = static_cast<float>(random.normal());
  corruption.level = static_cast<float>(random.uniform());
  return corruption;
}

void Batch::append(const data::Example& example, const Corruption& corruption) {
  assert(paired == size);
  ++paired;
  ++size;
  extend(features, example.features);
  extend(audible, corruption.audible);
  extend(planes, example.planes);
  extend(noise, corruption.noise);
  extend(heard, corruption.heard);
  sigma.push_back(corruption.sigma);
  level.push_back(corruption.level);
}

void Batch::append_unpaired(const std::vector<float>& example_planes, const Corruption& corruption) {
  ++size;
  extend(planes, example_planes);
  extend(noise, corruption.noise);
  heard.resize(heard.size() + corruption.heard.size(), 0.0F);
  sigma.push_back(corruption.sigma);
  level.push_back(corruption.level);
}

Batches::Batches(const Config& config, Source source, Performances performances, std::int64_t first, Place place)
    : config_(config),
      source_(std::move(source)),
      performances_(std::move(performances)),
      place_(place),
      step_(first),
      consumed_(first * config.training.batch),
      claimed_(consumed_) {
  for (int i = 0; i < config.run.workers; ++i) workers_.emplace_back([this] { work(); });
}

Batches::~Batches() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  room_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

Batch Batches::next() {
  Batch batch;
  for (int i = 0; i < config_.training.batch; ++i) {
    const Prepared prepared = take(consumed_);
    batch.append(prepared.example, prepared.corruption);
  }
  add_performances(batch);
  ++step_;
  return batch;
}

void Batches::add_performances(Batch& batch) const {
  const std::int64_t count = config_.training.unpaired;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto number = static_cast<std::uint64_t>((step_ * place_.world + place_.rank) * count + i);
    batch.append_unpaired(performances_(number), draw_corruption(config_, number ^ unpaired_salt));
  }
}

Batches::Prepared Batches::prepare(std::int64_t index) const {
  const std::int64_t step = index / config_.training.batch;
  const std::int64_t within = index % config_.training.batch;
  const auto number = static_cast<std::uint64_t>((step * place_.world + place_.rank) * config_.training.batch + within);
  return {source_(number), draw_corruption(config_, number)};
}

Batches::Prepared Batches::take(std::int64_t index) {
  if (workers_.empty()) {
    ++consumed_;
    return prepare(index);
  }
  std::unique_lock lock(mutex_);
  arrival_.wait(lock, [&] { return failure_ != nullptr || ready_.contains(index); });
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  Prepared prepared = std::move(ready_.extract(index).mapped());
  ++consumed_;
  room_.notify_all();
  return prepared;
}

void Batches::work() {
  const std::int64_t ahead = std::int64_t{config_.run.prefetch} * config_.training.batch;
  std::unique_lock lock(mutex_);
  for (;;) {
    room_.wait(lock, [&] { return stop_ || failure_ != nullptr || claimed_ < consumed_ + ahead; });
    if (stop_ || failure_ != nullptr) return;
    const std::int64_t index = claimed_++;
    lock.unlock();
    try {
      Prepared prepared = prepare(index);
      lock.lock();
      ready_.emplace(index, std::move(prepared));
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      failure_ = std::current_exception();
    }
    arrival_.notify_all();
  }
}

Batches::Source keep(Batches::Source source, std::uint64_t count) {
  struct Shelf {
    std::mutex mutex;
    std::map<std::uint64_t, data::Example> examples;
  };
  return [shelf = std::make_shared<Shelf>(), source = std::move(source), count](std::uint64_t number) {
    number %= count;
    {
      const std::lock_guard lock(shelf->mutex);
      if (const auto found = shelf->examples.find(number); found != shelf->examples.end()) return found->second;
    }
    data::Example example = source(number);  // perhaps by two threads at once, the same
    const std::lock_guard lock(shelf->mutex);
    return shelf->examples.try_emplace(number, std::move(example)).first->second;
  };
}

}  // namespace drumlin::train
