// drumlin-train: teaches networks to transcribe. Reads the command line; src/train does the work.
#include <drumlin/error.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/drumlin-train/study.h"
#include "apps/drumlin/interrupt.h"
#include "apps/drumlin/progress.h"
#include "data/library.h"
#include "imagine/book.h"
#include "score/file.h"
#include "train/config.h"
#include "train/framewise_run.h"
#include "train/run.h"
#include "train/threads.h"

namespace {

namespace train = drumlin::train;

constexpr const char* footer = R"(Examples:
  drumlin-train n2n --config configs/tiny.toml --output runs/tiny        seconds, no data needed
  drumlin-train n2n --config configs/n2n.toml --output runs/n2n --resume
  drumlin-train diffroll --config configs/diffroll.toml --output runs/diffroll
  drumlin-train framewise --config configs/framewise.toml --output runs/framewise
  torchrun --nproc-per-node 2 --no-python drumlin-train n2n --config configs/n2n.toml --output runs/n2n
  drumlin-train examples --config configs/n2n.toml --count 8 --output examples
  drumlin-train grooves --count 200 --output grooves
  drumlin-train book --groove ../shared/data/groove --output models/groove-v1.safetensors
  drumlin-train performances --config configs/n2n.toml --count 30 --output performances
  drumlin-train export --config configs/n2n.toml --checkpoint runs/n2n/checkpoint.safetensors --output model.safetensors
  drumlin-train calibrate --config configs/n2n.toml --weights model.safetensors --output calibrated.safetensors --half
  drumlin-train study --config configs/study-architectures.toml --output runs/architectures

Without torchrun, start N processes with WORLD_SIZE=N, RANK=0 … N-1, MASTER_ADDR and MASTER_PORT set.

With Debian's LibTorch on a recent CPU, put OPENBLAS_CORETYPE=Cooperlake (AVX-512) or Haswell before the command:
OpenBLAS 0.3.21 takes CPUs that it does not know for slower ones.

Exit status: 0 done, 1 a failure inside (a process of the group died, memory is full), 2 a mistake in the command, a
file or the configuration.)";

struct Arguments {
  std::string config;
  std::string output;
  std::string checkpoint;
  std::string from;
  bool resume = false;
  bool half = false;
  bool held_out = false;
  int count = 8;
  double seconds = 20.0;
  std::uint64_t seed = 1;
  int performances = 1000;
  std::string groove;
  std::string split = "test";
  bool band = false;
  std::string weights;
  train::CalibrationOptions calibration;
};

void add_learn(CLI::App& app, Arguments& a, train::System system, const std::string& name, const std::string& what) {
  CLI::App* command = app.add_subcommand(name, "Train " + what);
  command->add_option("--config", a.config, "TOML file, such as configs/" + name + ".toml")->required();
  command->add_option("--output", a.output, "Folder for checkpoint, weights, log.csv and curves.svg")->required();
  command->add_option("--from", a.from, "Weights of the same system to begin from instead of chance");
  command->add_flag("--resume", a.resume, "Go on from the folder's checkpoint, if there is one");
  command->callback([&a, system] {
    const train::Config config = train::read_config(a.config);
    if (config.system != system) {
      throw drumlin::Error(a.config + ": describes another system (only DiffRoll has a [diffroll]); start it with " +
                           (system == train::System::n2n ? "drumlin-train diffroll." : "drumlin-train n2n."));
    }
    train::set_threads(config.run.threads);
    train::run(config, a.output, a.resume, a.from);
  });
}

void add_framewise(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand("framewise", "Train a frame-wise transcriber (RNN, CNN, CRNN, transformers)");
  command->add_option("--config", a.config, "TOML file, such as configs/framewise.toml")->required();
  command->add_option("--output", a.output, "Folder for weights, result.json, checkpoint, log.csv and curves.svg")
      ->required();
  command->add_flag("--resume", a.resume, "Go on from the folder's checkpoint, if there is one");
  command->callback([&a] {
    const train::framewise::Config config = train::framewise::read_config(a.config);
    train::set_threads(config.run.threads);
    train::framewise::run(config, a.output, a.resume);
  });
}

void add_examples(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand("examples", "Render what the network learns from, to listen to it");
  command->add_option("--config", a.config, "TOML file, such as configs/n2n.toml")->required();
  command->add_option("--count", a.count, "How many")->check(CLI::Range(1, 10000))->capture_default_str();
  command->add_option("--output", a.output, "Folder for example-0000.wav, example-0000.mid, …")->required();
  command->add_flag("--held-out", a.held_out, "Kits, songs and performances that training never hears: to judge by");
  command->callback([&a] {
    drumlin::data::StreamConfig stream = train::read_config(a.config).stream;
    stream.held_out = a.held_out;
    train::write_examples(stream, a.count, a.output);
  });
}

void add_grooves(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand("grooves", "Write the drum parts that are drawn by rule and chance, as MIDI");
  command->add_option("--count", a.count, "How many")->check(CLI::Range(1, 100000))->capture_default_str();
  command->add_option("--seconds", a.seconds, "How long each is")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();
  command->add_option("--seed", a.seed, "Of what is drawn")->capture_default_str();
  command->add_option("--output", a.output, "Folder for groove-0000.mid, …")->required();
  command->callback([&a] { train::write_grooves(a.seed, a.seconds, a.count, a.output); });
}

/// The performances in 4/4 of more than two bars.
void write_book(const std::filesystem::path& folder, const std::filesystem::path& output) {
  namespace imagine = drumlin::imagine;
  std::vector<imagine::Take> book;
  for (const drumlin::data::Groove& groove : drumlin::data::load_grooves(folder, drumlin::data::Split::train)) {
    imagine::Take take = imagine::to_take(groove.performance, groove.bpm);
    const bool in_four = groove.name.find("_4-4") != std::string::npos;
    if (in_four && take.beats.size() > 2 * imagine::beats_per_bar) book.push_back(std::move(take));
  }
  const std::vector<std::uint8_t> bytes = imagine::write_book(book);
  drumlin::score::write_file(output, std::span<const std::uint8_t>(bytes));
}

void add_book(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand("book", "Write the book that drumlin generate draws grooves from");
  command->add_option("--groove", a.groove, "Folder of the Groove MIDI Dataset, of which the training split is taken")
      ->required();
  command->add_option("--output", a.output, "Weight file to write")->required();
  command->callback([&a] { write_book(a.groove, a.output); });
}

void add_performances(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand(
      "performances",
      "Render whole human performances on held-out kits, to judge transcribers by with drumlin evaluate");
  command->add_option("--config", a.config, "TOML file whose [stream] names the data and the seed")->required();
  command->add_option("--output", a.output, "Folder for a .wav and a .mid of each")->required();
  command->add_option("--split", a.split, "Of the Groove MIDI Dataset: validation or test")
      ->check(CLI::IsMember({"validation", "test"}))
      ->capture_default_str();
  command->add_option("--count", a.performances, "At most how many")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_flag("--band", a.band, "With a band as loud as the drums");
  command->callback([&a] {
    const auto split = a.split == "test" ? drumlin::data::Split::test : drumlin::data::Split::validation;
    const drumlin::data::Performances performances(train::read_config(a.config).stream, split, a.band);
    train::write_performances(performances, a.performances, a.output);
  });
}

void add_export(CLI::App& app, Arguments& a) {
  CLI::App* command = app.add_subcommand("export", "Write a checkpoint's averaged network as drumlin loads it");
  command->add_option("--config", a.config, "TOML file that the checkpoint was trained with")->required();
  command->add_option("--checkpoint", a.checkpoint, "checkpoint.safetensors")->required();
  command->add_option("--output", a.output, "Weight file to write")->required();
  command->add_flag("--half", a.half, "16-bit weights: half the size");
  command->callback([&a] { train::export_weights(train::read_config(a.config), a.checkpoint, a.output, a.half); });
}

void add_calibrate(CLI::App& app, Arguments& a) {
  CLI::App* command =
      app.add_subcommand("calibrate", "Choose thresholds and correct velocities on held-out recordings");
  command->add_option("--config", a.config, "TOML file whose [stream] says what is rendered")->required();
  command->add_option("--weights", a.weights, "Weight file to calibrate")->required();
  command->add_option("--output", a.output, "Weight file to write")->required();
  command->add_option("--count", a.calibration.count, "At most how many recordings to listen to")
      ->check(CLI::Range(2, 100000))
      ->capture_default_str();
  command->add_flag("--examples", a.calibration.examples,
                    "Held-out examples such as training's, instead of whole human performances: needs no data");
  command
      ->add_option("--shrinkage", a.calibration.shrinkage,
                   "F1 that a threshold must earn to move by 1 in log odds; 0: follow the recordings, 1: one half")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_option("--steps", a.calibration.steps, "Of sampling, from now on; default: as the weights say")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--temperature", a.calibration.temperature, "Of sampling, from now on: 0 settles on the likeliest")
      ->check(CLI::Range(0.0, 4.0));
  command->add_flag("--half", a.calibration.half, "16-bit weights: half the size");
  command->callback([&a] {
    const std::string table = [&a] {
      drumlin::app::ProgressBar bar("Listening", true);
      return train::calibrate(train::read_config(a.config), a.weights, a.output, a.calibration,
                              [&bar](double done, double total) { bar.show(done, total); });
    }();
    std::printf("Before and after (after: chosen on the other half of the recordings)\n%s", table.c_str());
  });
}

}  // namespace

int main(int argc, char** argv) {
  // Every step frees and asks again for the same large blocks: glibc would give them back to the system each time.
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  CLI::App app("Teaches networks to transcribe drums.");
  app.footer(footer);
  app.require_subcommand(1);
  Arguments arguments;
  add_learn(app, arguments, train::System::n2n, "n2n", "Noise-to-Notes (diffusion)");
  add_learn(app, arguments, train::System::diffroll, "diffroll", "DiffRoll (diffusion, also from performances alone)");
  add_framewise(app, arguments);
  add_examples(app, arguments);
  add_grooves(app, arguments);
  add_book(app, arguments);
  add_performances(app, arguments);
  add_export(app, arguments);
  add_calibrate(app, arguments);
  drumlin::app::add_study(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();  // what went wrong has been said
  } catch (const drumlin::app::Interrupted&) {
    return 130;  // as shells count: 128 + SIGINT
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const drumlin::Error& error) {
    std::fprintf(stderr, "drumlin-train: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    // LibTorch's messages go on for pages; the first line says what happened.
    const std::string_view text = error.what();
    const std::string first(text.substr(0, text.find('\n')));
    std::fprintf(stderr, "drumlin-train: stopped: %s\n", first.c_str());
    return 1;
  }
  return 0;
}
