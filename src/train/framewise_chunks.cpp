#include "train/framewise_chunks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/half.h"
#include "nn/random.h"

namespace drumlin::train::framewise {
namespace {

/// Keeps the order within an epoch apart from what is in it.
constexpr std::uint64_t order_salt = 0x6f72646572ULL;
/// Keeps parts apart.
constexpr std::uint64_t part_salt = 0x70617274ULL;

/// Fisher and Yates (1938).
template <class T>
void shuffle(std::vector<T>& values, nn::Random random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[static_cast<std::size_t>(random.below(static_cast<int>(left)))]);
  }
}

std::vector<Chunk> cut_all(const std::vector<Part>& parts, int length) {
  std::vector<Chunk> chunks;
  for (const Part& part : parts) {
    const std::vector<Chunk> more = cut(part.recordings, length);
    chunks.insert(chunks.end(), more.begin(), more.end());
  }
  return chunks;
}

}  // namespace

std::vector<Chunk> cut(const std::vector<Recording>& recordings, int length) {
  std::vector<Chunk> chunks;
  for (const Recording& recording : recordings) {
    for (int first = 0; first < recording.frames; first += length) chunks.push_back({&recording, first});
  }
  return chunks;
}

Epochs::Epochs(const std::vector<Part>& parts, int length, int size, std::uint64_t seed) : seed_(seed) {
  std::vector<Chunk> all = cut_all(parts, length);
  const auto total = size > 0 ? static_cast<std::int64_t>(size) : static_cast<std::int64_t>(all.size());
  double shares = 0.0;
  for (const Part& part : parts) shares += part.share;
  if (shares <= 0.0) {
    piles_.push_back({std::move(all), total});
    return;
  }
  double so_far = 0.0;
  std::int64_t given = 0;
  for (const Part& part : parts) {
    so_far += part.share;
    const std::int64_t end = std::llround(static_cast<double>(total) * so_far / shares);
    piles_.push_back({cut(part.recordings, length), end - given});
    given = end;
  }
}

void Epochs::draw(std::size_t pile, std::int64_t epoch, std::vector<Chunk>& drawn) const {
  const auto& [chunks, count] = piles_[pile];
  const auto size = static_cast<std::int64_t>(chunks.size());
  std::vector<std::size_t> order(chunks.size());
  std::int64_t shuffled = -1;  // which time through the pile `order` is of
  for (std::int64_t i = epoch * count; i < (epoch + 1) * count; ++i) {
    if (i / size != shuffled) {
      shuffled = i / size;
      std::iota(order.begin(), order.end(), std::size_t{0});
      shuffle(order, nn::Random(seed_ + part_salt * (pile + 1), static_cast<std::uint64_t>(shuffled)));
    }
    drawn.push_back(chunks[order[static_cast<std::size_t>(i % size)]]);
  }
}

std::vector<Chunk> Epochs::epoch(std::int64_t number) const {
  std::vector<Chunk> drawn;
  for (std::size_t pile = 0; pile < piles_.size(); ++pile) draw(pile, number, drawn);
  shuffle(drawn, nn::Random(seed_ ^ order_salt, static_cast<std::uint64_t>(number)));
  return drawn;
}

Batch to_batch(std::span<const Chunk> chunks, int length, const Standard& standard) {
  const Recording& any = *chunks.front().recording;
  const auto size = static_cast<std::int64_t>(chunks.size());
  const auto bands = any.spectra.size() / static_cast<std::size_t>(any.frames);
  const auto classes = any.targets.size() / static_cast<std::size_t>(any.frames);
  const auto mean = static_cast<float>(standard.mean);
  const auto scale = static_cast<float>(1.0 / standard.deviation);
  Batch batch{torch::full({size, length, static_cast<std::int64_t>(bands)}, -mean * scale),
              torch::zeros({size, length, static_cast<std::int64_t>(classes)})};
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto& [recording, first] = chunks[i];
    const auto start = static_cast<std::size_t>(first);
    const auto frames = static_cast<std::size_t>(std::min(length, recording->frames - first));
    auto* spectra = batch.spectra.data_ptr<float>() + i * static_cast<std::size_t>(length) * bands;
    auto* targets = batch.targets.data_ptr<float>() + i * static_cast<std::size_t>(length) * classes;
    std::transform(recording->spectra.begin() + static_cast<std::ptrdiff_t>(start * bands),
                   recording->spectra.begin() + static_cast<std::ptrdiff_t>((start + frames) * bands), spectra,
                   [&](std::uint16_t half) { return (nn::half_to_float(half) - mean) * scale; });
    std::copy_n(recording->targets.begin() + static_cast<std::ptrdiff_t>(start * classes), frames * classes, targets);
  }
  return batch;
}

}  // namespace drumlin::train::framewise
