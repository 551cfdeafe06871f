// FluidSynth is driven note by note between blocks of samples, without its sequencer or reverb, so that the result
// depends on the notes alone.
#include "synth/soundfont.h"

#include <drumlin/error.h>
#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace drumlin::synth {

namespace {

constexpr int drum_channel = 9;
constexpr double rate = 44100.0;
constexpr int block = 64;  // FluidSynth's own: events take effect on its borders

struct Event {
  int sample;
  bool on;
  int channel;
  int pitch;
  int velocity;
};

/// Channels by program, in order of appearance; programs beyond the fifteenth get none.
std::map<int, int> channels_of(std::span<const InstrumentNote> notes) {
  std::map<int, int> channels;
  int next = 0;
  for (const InstrumentNote& note : notes) {
    if (next == drum_channel) ++next;
    if (next < 16 && channels.try_emplace(note.program, next).second) ++next;
  }
  return channels;
}

std::vector<Event> events_of(std::span<const InstrumentNote> notes, const std::map<int, int>& channels, int length) {
  std::vector<Event> events;
  for (const InstrumentNote& note : notes) {
    const auto channel = channels.find(note.program);
    const auto start = static_cast<int>(std::lround(note.time * rate));
    if (channel == channels.end() || start < 0 || start >= length) continue;
    const auto end = static_cast<int>(std::lround((note.time + note.duration) * rate));
    events.push_back({start, true, channel->second, note.pitch, note.velocity});
    events.push_back({std::max(end, start + 1), false, channel->second, note.pitch, 0});
  }
  // A note that ends where the next of its pitch begins must end first.
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.sample != b.sample ? a.sample < b.sample : a.on < b.on;
  });
  return events;
}

}  // namespace

struct Soundfont::Synth {
  fluid_settings_t* settings = new_fluid_settings();
  fluid_synth_t* synth = nullptr;
  fluid_sfont_t* font = nullptr;

  Synth() {
    fluid_settings_setnum(settings, "synth.sample-rate", rate);
    fluid_settings_setnum(settings, "synth.gain", 0.4);
    fluid_settings_setint(settings, "synth.reverb.active", 0);
    fluid_settings_setint(settings, "synth.chorus.active", 0);
    fluid_settings_setint(settings, "synth.polyphony", 48);
    synth = new_fluid_synth(settings);
    fluid_synth_set_interp_method(synth, -1, FLUID_INTERP_LINEAR);  // twice as fast; this only has to sound like a band
  }
  Synth(const Synth&) = delete;
  Synth& operator=(const Synth&) = delete;
  ~Synth() {
    delete_fluid_synth(synth);
    delete_fluid_settings(settings);
  }

  void send(const Event& event) const {
    if (event.on) {
      fluid_synth_noteon(synth, event.channel, event.pitch, event.velocity);
    } else {
      fluid_synth_noteoff(synth, event.channel, event.pitch);
    }
  }
};

Soundfont::Soundfont(const std::filesystem::path& path) : synth_(std::make_unique<Synth>()) {
  fluid_set_log_function(FLUID_ERR, nullptr, nullptr);
  fluid_set_log_function(FLUID_WARN, nullptr, nullptr);
  const int id = fluid_synth_sfload(synth_->synth, path.c_str(), 1);
  if (id < 0) throw Error(path.string() + " is not a soundfont that can be read; check the path.");
  synth_->font = fluid_synth_get_sfont_by_id(synth_->synth, id);
}

Soundfont::Soundfont(Soundfont&&) noexcept = default;
Soundfont::~Soundfont() = default;

std::vector<float> Soundfont::play(std::span<const InstrumentNote> notes, int length) {
  // A fresh synthesizer each time, borrowing the loaded samples: voices keep state that a reset does not clear.
  Synth fresh;
  fluid_synth_t* synth = fresh.synth;
  const int font = fluid_synth_add_sfont(synth, synth_->font);
  const std::map<int, int> channels = channels_of(notes);
  for (const auto& [program, channel] : channels) {
    fluid_synth_program_select(synth, channel, static_cast<unsigned>(font), 0, static_cast<unsigned>(program));
  }
  // Whole blocks, so that nothing of this piece is left over for the next.
  std::vector<float> left(static_cast<std::size_t>((length + block - 1) / block * block));
  std::vector<float> right(left.size());
  int done = 0;
  const auto render_to = [&](int sample) {
    sample = sample / block * block;
    if (sample <= done) return;
    fluid_synth_write_float(synth, sample - done, left.data(), done, 1, right.data(), done, 1);
    done = sample;
  };
  for (const Event& event : events_of(notes, channels, length)) {
    if (event.sample >= length) break;
    render_to(event.sample);
    fresh.send(event);
  }
  render_to(static_cast<int>(left.size()));
  fluid_synth_remove_sfont(synth, synth_->font);  // or it would be freed with the borrower
  left.resize(static_cast<std::size_t>(length));
  std::transform(left.begin(), left.end(), right.begin(), left.begin(),
                 [](float a, float b) { return 0.5F * (a + b); });
  return left;
}

}  // namespace drumlin::synth
