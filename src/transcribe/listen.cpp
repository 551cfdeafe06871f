// Windows of the network's length, each sampled by diffusion (Karras et al. 2022), cross-faded into one roll.
#include "transcribe/listen.h"

#include <drumlin/error.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "score/roll.h"

namespace drumlin::transcribe {
namespace {

constexpr int width = 2 * score::drum_count;

int overlap_of(const models::n2n::Config& config) {
  return config.frames / 8;
}

int threads_of(const Options& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Windows that cover that many frames.
std::int64_t windows_for(std::int64_t frames, int window, int stride) {
  if (frames <= 0) return 0;
  return 1 + (std::max<std::int64_t>(0, frames - window) + stride - 1) / stride;
}

/// Several draws are to differ as the answers do.
float temperature_of(const Options& options, const Sampling& sampling) {
  const double usual = options.samples > 1 ? 1.0 : sampling.temperature;
  return static_cast<float>(options.temperature.value_or(usual));
}

/// The noise of each draw of a window.
std::vector<nn::Random> noise_of(const Options& options, std::int64_t window) {
  std::vector<nn::Random> noise;
  for (int draw = 0; draw < options.samples; ++draw) {
    noise.emplace_back(options.seed + static_cast<std::uint64_t>(draw), static_cast<std::uint64_t>(window));
  }
  return noise;
}

/// Puts a draw's roll (frames, width) into those of all draws: (frames, draws, width).
void put_beside(std::span<const float> roll, std::size_t draw, std::vector<float>& rolls) {
  const std::size_t draws = rolls.size() / roll.size();
  for (std::size_t i = 0; i < roll.size(); ++i) rolls[(i / width * draws + draw) * width + i % width] = roll[i];
}

}  // namespace

void expect_velocities(std::span<float> planes) {
  for (std::size_t frame = 0; frame < planes.size(); frame += width) {
    for (std::size_t drum = frame; drum < frame + score::drum_count; ++drum) {
      const float near_stroke = std::clamp(planes[drum] + 1.0F, 0.0F, 1.0F);
      float& velocity = planes[drum + score::drum_count];
      velocity = near_stroke * (velocity + 1.0F) - 1.0F;
    }
  }
}

Listener::Listener(const Model& model)
    : config_(model.config),
      sampling_(model.sampling),
      engine_(nn::make_eigen_engine(model.weights)),
      log_mel_(model.config.features) {
  spectra_.resize(config_.features.windows.size() * static_cast<std::size_t>(config_.frames) *
                  static_cast<std::size_t>(config_.features.bands));
  if (model.framewise) framewise_ = std::make_unique<FramewiseListener>(*model.framewise, *engine_);
  if (model.diffroll) diffroll_ = std::make_unique<DiffRollListener>(*model.diffroll, *engine_);
}

std::vector<float> Listener::copy(const nn::Tensor& x) {
  const std::span<const float> values = engine_->values(x);
  return {values.begin(), values.end()};
}

Listener::Hearing Listener::hear(const Request& request) {
  namespace n2n = models::n2n;
  if (request.samples.empty() || request.guidance == -1.0F) return hear_nothing();
  log_mel_.compute(request.samples, request.first, config_.frames, spectra_);
  engine_->reset();
  const auto resolutions = static_cast<std::int64_t>(config_.features.windows.size());
  const nn::Tensor spectra = engine_->input(spectra_, {1, resolutions, config_.frames, config_.features.bands});
  nn::Tensor heard = n2n::hear(*engine_, {}, config_, spectra);
  std::vector<float> reading = copy(n2n::read_off(*engine_, {}, config_, heard));
  if (!request.heard.empty()) {
    const std::vector<float> mask(request.heard.begin(), request.heard.end());
    heard = n2n::forget(*engine_, {}, config_, heard, engine_->input(mask, {1, config_.frames, 1}));
    for (std::size_t i = 0; i < reading.size(); ++i) {
      if (request.heard[i / width] == 0) reading[i] = -1.0F;
    }
  }
  return {copy(heard), std::move(reading)};
}

Listener::Hearing Listener::hear_nothing() {
  engine_->reset();
  const auto frames = static_cast<std::size_t>(config_.frames);
  const std::vector<float> zeros(frames * static_cast<std::size_t>(config_.heard));
  const nn::Tensor anything = engine_->input(zeros, {1, config_.frames, config_.heard});
  const nn::Tensor mask = engine_->input(std::span(zeros).first(frames), {1, config_.frames, 1});
  return {copy(models::n2n::forget(*engine_, {}, config_, anything, mask)), std::vector<float>(frames * width, -1.0F)};
}

diffusion::Denoiser Listener::denoiser(const std::vector<float>& heard) {
  // Every step begins with an empty arena, so that memory does not grow with the number of steps.
  return
      [this, &heard](std::span<const float> x, float sigma, std::span<const float> guess, std::span<float> estimate) {
        const nn::Shape planes = {1, config_.frames, width};
        engine_->reset();
        const nn::Tensor x0 = models::n2n::denoise(*engine_, {}, config_, engine_->input(x, planes), {&sigma, 1},
                                                   engine_->input(guess, planes),
                                                   engine_->input(heard, {1, config_.frames, config_.heard}));
        std::ranges::copy(engine_->values(x0), estimate.begin());
      };
}

std::vector<float> Listener::listen(const Request& request, std::span<const nn::Random> noise) {
  if (framewise_) return listen_frame_by_frame(request, noise.size());
  if (diffroll_) return listen_with_diffroll(request, noise);
  const Hearing hearing = hear(request);
  const bool guided = request.guidance != 0.0F && request.guidance != -1.0F;
  const Hearing nothing = guided ? hear_nothing() : Hearing();
  diffusion::Task task = request.task;
  if (task.guess.empty()) task.guess = hearing.reading;
  // Without noise nothing is drawn, and velocities are truer left alone.
  if (task.temperature > 0.0F) task.expectation = expect_velocities;
  std::vector<float> rolls(static_cast<std::size_t>(config_.frames) * noise.size() * width);
  for (std::size_t draw = 0; draw < noise.size(); ++draw) {
    const diffusion::Denoiser denoise = guided ? diffusion::guided(denoiser(hearing.heard), denoiser(nothing.heard),
                                                                   request.guidance, nothing.reading, task.known)
                                               : denoiser(hearing.heard);
    nn::Random random = noise[draw];
    std::vector<float> roll =
        diffusion::sample(denoise, {sampling_.schedule, request.steps, request.method}, task, random);
    for (float& value : roll) value = std::clamp(0.5F * (value + 1.0F), 0.0F, 1.0F);
    put_beside(roll, draw, rolls);
  }
  return rolls;
}

std::vector<float> Listener::listen_frame_by_frame(const Request& request, std::size_t draws) {
  if (request.samples.empty() || !request.heard.empty() || !request.task.draft.empty() ||
      !request.task.known.mask.empty()) {
    throw Error("A frame-wise transcriber hears and does not imagine; give another --model.");
  }
  const std::vector<float> roll = framewise_->listen(request.samples, request.first);
  std::vector<float> rolls(roll.size() * draws);
  for (std::size_t draw = 0; draw < draws; ++draw) put_beside(roll, draw, rolls);
  return rolls;
}

std::vector<float> Listener::listen_with_diffroll(const Request& request, std::span<const nn::Random> noise) {
  if (!request.task.draft.empty() || !request.task.known.mask.empty()) {
    throw Error("A DiffRoll draws from noise alone: it takes no draft and no known hits; give another --model.");
  }
  const bool deaf = request.samples.empty();
  if (!deaf) log_mel_.compute(request.samples, request.first, config_.frames, spectra_);
  diffroll_->hear(spectra_, request.heard);
  std::vector<float> rolls(static_cast<std::size_t>(config_.frames) * noise.size() * width);
  for (std::size_t draw = 0; draw < noise.size(); ++draw) {
    put_beside(diffroll_->draw(request.steps, deaf ? -1.0F : request.guidance, noise[draw]), draw, rolls);
  }
  return rolls;
}

CrossFade::CrossFade(int window, int overlap, int per_frame)
    : settled_(static_cast<std::size_t>(window - overlap)), per_frame_(static_cast<std::size_t>(per_frame)) {}

std::vector<float> CrossFade::join(std::span<const float> window) {
  std::vector<float> settled(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(settled_ * per_frame_));
  const std::size_t overlap = tail_.size() / per_frame_;
  for (std::size_t frame = 0; frame < overlap; ++frame) {
    const float in = (static_cast<float>(frame) + 0.5F) / static_cast<float>(overlap);
    for (std::size_t i = frame * per_frame_; i < (frame + 1) * per_frame_; ++i) {
      settled[i] = in * settled[i] + (1.0F - in) * tail_[i];
    }
  }
  tail_.assign(window.begin() + static_cast<std::ptrdiff_t>(settled_ * per_frame_), window.end());
  return settled;
}

std::vector<float> CrossFade::finish() {
  return std::exchange(tail_, {});
}

Ensemble::Ensemble(const Model& model) : model_(model) {}

std::vector<std::vector<float>> Ensemble::listen_to_windows(std::span<const float> samples, std::ptrdiff_t first,
                                                            std::int64_t number, int count, const Options& options,
                                                            const Draft* draft) {
  const int stride = (model_.config.frames - overlap_of(model_.config)) * audio::hop;
  const int steps = options.steps > 0 ? options.steps : model_.sampling.steps;
  const auto threads = static_cast<std::size_t>(std::min(threads_of(options), count));
  while (listeners_.size() < threads) listeners_.push_back(std::make_unique<Listener>(model_));

  std::vector<std::vector<float>> rolls(static_cast<std::size_t>(count));
  std::atomic<int> next = 0;
  const auto draw = [&](const Draft& hits, std::int64_t window) {
    const auto start = static_cast<double>(window * stride) / audio::sample_rate;
    return score::to_planes(hits.hits, start, model_.config.frames);
  };
  const auto work = [&](Listener& listener) {
    for (int i = next++; i < count; i = next++) {
      Request request{.samples = samples,
                      .first = first + static_cast<std::ptrdiff_t>(i) * stride,
                      .steps = steps,
                      .guidance = static_cast<float>(options.guidance)};
      const std::vector<float> planes = draft != nullptr ? draw(*draft, number + i) : std::vector<float>();
      if (draft != nullptr) request.task = {.draft = planes, .strength = static_cast<float>(draft->strength)};
      request.task.temperature = temperature_of(options, model_.sampling);
      rolls[static_cast<std::size_t>(i)] = listener.listen(request, noise_of(options, number + i));
    }
  };
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < threads; ++i) {
    others.push_back(std::async(std::launch::async, work, std::ref(*listeners_[i])));
  }
  work(*listeners_.front());
  for (std::future<void>& other : others) other.get();
  return rolls;
}

double Ensemble::listen(const Source& source, float gain, const Options& options, const Sink& sink, double total,
                        const Progress& progress, const Draft* draft) {
  const int window = model_.config.frames;
  const int stride = window - overlap_of(model_.config);
  const std::int64_t sight = std::ranges::max(model_.config.features.windows) / 2;
  const int batch = 2 * threads_of(options);
  const auto seconds = [](std::int64_t samples) { return static_cast<double>(samples) / audio::sample_rate; };

  Buffer buffer(source, gain);
  const int per_frame = options.samples * width;
  CrossFade fade(window, window - stride, per_frame);
  std::int64_t done = 0;  // frames given to the sink
  std::int64_t frames = INT64_MAX;
  const auto give = [&](const std::vector<float>& settled) {
    const auto count = std::min<std::int64_t>(static_cast<std::int64_t>(settled.size()) / per_frame, frames - done);
    sink(std::span(settled).first(static_cast<std::size_t>(count * per_frame)));
    done += count;
  };
  for (std::int64_t number = 0;; number += batch) {
    buffer.read_until(((number + batch - 1) * stride + window) * audio::hop + sight);
    std::int64_t windows = number + batch + 1;
    if (buffer.ended()) {
      frames = buffer.end() > 0 ? buffer.end() / audio::hop + 1 : 0;
      windows = windows_for(frames, window, stride);
    }
    const auto count = static_cast<int>(std::clamp<std::int64_t>(windows - number, 0, batch));
    const auto first = static_cast<std::ptrdiff_t>(number * stride * audio::hop - buffer.start());
    if (count > 0) {
      for (const auto& roll : listen_to_windows(buffer.samples(), first, number, count, options, draft))
        give(fade.join(roll));
    }
    if (number + count >= windows) break;
    if (progress) progress(seconds(done * audio::hop), total);
    buffer.forget_before((number + batch) * stride * audio::hop - sight);
  }
  give(fade.finish());
  if (progress) progress(seconds(buffer.end()), seconds(buffer.end()));
  return seconds(buffer.end());
}

}  // namespace drumlin::transcribe
