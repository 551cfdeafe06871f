// TOML to Config. Every key is read once by name; what is left over is an error, so that no misspelt key is ignored.
#include "train/config.h"

#include <drumlin/error.h>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <set>

#include "score/file.h"
#include "train/section.h"

namespace drumlin::train {
namespace {

constexpr double many = 1e9;

void read_features(Section& section, audio::LogMelConfig& features) {
  section.read("windows", features.windows);
  section.read("bands", features.bands, 8, 1000);
  section.read("low_hz", features.low_hz, 1, 22050);
  section.read("high_hz", features.high_hz, 1, 22050);
  section.read("gain", features.gain, 1e-3, many);
}

void read_model(Section section, models::n2n::Config& model) {
  read_features(section, model.features);
  section.read("frames", model.frames, 8, 1e5);
  section.read("frames_per_token", model.frames_per_token, 1, 16);
  section.read("stem", model.stem);
  section.read("width", model.width, 1, 1e4);
  section.read("heads", model.heads, 1, 1e3);
  section.read("depth", model.depth, 0, 100);
  section.read("kernel", model.kernel, 1, 999);
  section.read("heard", model.heard, 1, 1e4);
  section.read("denoiser_width", model.denoiser_width, 1, 1e4);
  section.read("denoiser_depth", model.denoiser_depth, 0, 100);
  section.read("denoiser_kernel", model.denoiser_kernel, 1, 999);
  section.read("far_depth", model.far_depth, 0, 100);
  section.read("far_width", model.far_width, 1, 1e4);
  section.read("far_heads", model.far_heads, 1, 1e3);
  section.read("far_frames", model.far_frames, 1, 64);
  section.read("sigma_data", model.sigma_data, 1e-3, 100);
  section.finish();
}

void read_diffroll(Section section, transcribe::DiffRoll& diffroll) {
  models::diffroll::Config& network = diffroll.config;
  read_features(section, network.features);
  section.read("frames", network.frames, 8, 1e5);
  section.read("width", network.width, 1, 1e4);
  section.read("depth", network.depth, 1, 100);
  section.read("kernel", network.kernel, 1, 63);
  diffusion::StepSampling& sampling = diffroll.sampling;
  section.read("total_steps", sampling.schedule.steps, 2, 1e5);
  section.read("first_alpha", sampling.schedule.first, 1e-3, 0.9999999);
  section.read("last_alpha", sampling.schedule.last, 1e-3, 0.9999999);
  section.read("steps", sampling.steps, 1, sampling.schedule.steps);
  section.read("eta", sampling.eta, 0, 1);
  section.finish();
  network = models::diffroll::from_json(models::diffroll::to_json(network));  // checks how its sizes fit together
  diffroll.sampling = transcribe::step_sampling_from_json(transcribe::to_json(diffroll.sampling));
}

void read_stream(Section section, const std::filesystem::path& folder, data::StreamConfig& stream) {
  section.read("root", stream.root);
  section.read("seed", stream.seed);
  section.read("procedural_grooves", stream.procedural_grooves, 0, 1);
  section.read("procedural_kits", stream.procedural_kits, 0, 1);
  section.read("exchange", stream.exchange, 0, 1);
  section.read("bands", stream.bands, 0, 1);
  section.read("loudest_drums_db", stream.loudest_drums_db, -60, 60);
  section.read("faintest_drums_db", stream.faintest_drums_db, -60, 60);
  section.read("soundfonts", stream.soundfonts);
  section.read("soundfont_parts", stream.soundfont_parts, 0, 1);
  section.finish();
  if (!stream.root.empty()) stream.root = (folder / stream.root).lexically_normal();
  for (std::filesystem::path& path : stream.soundfonts) path = (folder / path).lexically_normal();
}

void read_loss(Section section, LossConfig& loss) {
  section.read("reading_hit_weight", loss.reading_hit_weight, 0, many);
  section.read("hit_weight", loss.hit_weight, 0, many);
  section.read("velocity_weight", loss.velocity_weight, 0, many);
  section.read("elsewhere", loss.elsewhere, 0, many);
  section.read("c_start", loss.c_start, 1e-9, many);
  section.read("c_onset", loss.c_onset, 1e-9, many);
  section.read("c_velocity", loss.c_velocity, 1e-9, many);
  section.finish();
}

void read_noise(Section section, NoiseConfig& noise) {
  section.read("mean", noise.level.mean, -20, 20);
  section.read("deviation", noise.level.deviation, 0, 20);
  section.read("share_at_max", noise.share_at_max, 0, 1);
  section.read("forget_all", noise.forget_all, 0, 1);
  section.read("forget_span", noise.forget_span, 0, 1);
  section.finish();
}

void read_schedule(Section section, diffusion::Schedule& schedule) {
  section.read("sigma_min", schedule.sigma_min, 1e-6, many);
  section.read("sigma_max", schedule.sigma_max, 1e-6, many);
  section.read("rho", schedule.rho, 1e-3, 1e3);
  section.finish();
}

void read_training(Section section, TrainingConfig& training) {
  section.read("steps", training.steps, 1, 1e12);
  section.read("batch", training.batch, 0, 1e6);
  section.read("examples", training.examples, 0, many);
  section.read("unpaired", training.unpaired, 0, 1e6);
  section.read("learning_rate", training.learning_rate, 0, 10);
  section.read("warm_up", training.warm_up, 0, many);
  section.read("last_share", training.last_share, 0, 1);
  section.read("weight_decay", training.weight_decay, 0, 10);
  section.read("clip", training.clip, 1e-9, many);
  section.read("average", training.average, 0, 0.999999);
  section.read("seed", training.seed);
  section.finish();
}

void read_run(Section section, const std::filesystem::path& folder, const std::string& name, RunConfig& run) {
  section.read("device", run.device);
  section.read("precision", run.precision);
  section.read("threads", run.threads, 1, 1024);
  section.read("workers", run.workers, 0, 1024);
  section.read("prefetch", run.prefetch, 1, 1024);
  section.read("checkpoint_minutes", run.checkpoint_minutes, 0, many);
  section.read("validate_every", run.validate_every, 1, many);
  section.read("validation_examples", run.validation_examples, 1, 1e6);
  section.read("validation", run.validation);
  section.finish();
  if (!run.validation.empty()) run.validation = (folder / run.validation).lexically_normal();
  check_machine(run.device, run.precision, name);
}

}  // namespace

void check_machine(const std::string& device, const std::string& precision, const std::string& name) {
  if (device != "auto" && device != "cpu" && device != "cuda") {
    throw Error(fmt::format("{}: run.device is \"{}\"; choose auto, cpu or cuda.", name, device));
  }
  if (precision != "auto" && precision != "full" && precision != "mixed") {
    throw Error(fmt::format("{}: run.precision is \"{}\"; choose auto, full or mixed.", name, precision));
  }
}

Config parse_config(const std::string& text, const std::filesystem::path& folder, const std::string& name) {
  const toml::table file = parse_toml(text, name);
  Config config;
  if (file.contains("diffroll")) config.system = System::diffroll;
  read_model({file, "model", name}, config.model);
  read_diffroll({file, "diffroll", name}, config.diffroll);
  read_stream({file, "stream", name}, folder, config.stream);
  read_loss({file, "loss", name}, config.loss);
  read_noise({file, "noise", name}, config.noise);
  read_schedule({file, "schedule", name}, config.schedule);
  read_training({file, "training", name}, config.training);
  read_run({file, "run", name}, folder, name, config.run);
  for (const auto& [key, node] : file) {
    static const std::set<std::string_view> sections = {"model", "diffroll", "stream",   "loss",
                                                        "noise", "schedule", "training", "run"};
    if (!sections.contains(key.str())) {
      throw Error(fmt::format("{}: unknown key {}; remove it or correct its spelling.", name, key.str()));
    }
  }
  if (config.schedule.sigma_min >= config.schedule.sigma_max) {
    throw Error(fmt::format("{}: schedule.sigma_min must be below sigma_max; lower it.", name));
  }
  const bool n2n = config.system == System::n2n;
  if (config.training.batch + (n2n ? 0 : config.training.unpaired) == 0) {
    throw Error(fmt::format("{}: training.batch is 0; there is nothing to learn from.", name));
  }
  config.stream.frames = n2n ? config.model.frames : config.diffroll.config.frames;
  config.stream.features = n2n ? config.model.features : config.diffroll.config.features;
  config.model = models::n2n::from_json(models::n2n::to_json(config.model));  // checks how its sizes fit together
  return config;
}

Config read_config(const std::filesystem::path& file) {
  return parse_config(score::read_file(file), file.parent_path(), file.string());
}

}  // namespace drumlin::train
