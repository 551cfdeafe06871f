"""What the benchmarks of imagining share: hits as (time in seconds, drum, velocity), files of them, and scores.

Standard library only. Files are scored by `drumlin evaluate`, so that there is one definition of being right."""
import csv
import json
import pathlib
import struct
import subprocess
import sys

# The key map of General MIDI, and where the pads that recorded the Groove MIDI Dataset differ (src/score/pitch_map.cpp).
GENERAL_MIDI = {
    22: "hihat_closed", 26: "hihat_open", 35: "kick", 36: "kick", 37: "side_stick", 38: "snare_head", 39: "clap",
    40: "snare_rim", 41: "tom_low", 42: "hihat_closed", 43: "tom_low", 44: "hihat_pedal", 45: "tom_mid",
    46: "hihat_open", 47: "tom_mid", 48: "tom_high", 49: "crash", 50: "tom_high", 51: "ride_bow", 52: "china",
    53: "ride_bell", 54: "tambourine", 55: "splash", 56: "cowbell", 57: "crash", 59: "ride_bow"}
ROLAND = {**GENERAL_MIDI, 52: "crash", 55: "crash", 58: "tom_low"}
# The class labels of MDB Drums (src/score/text.cpp).
LABELS = {"KD": "kick", "SD": "snare_head", "HH": "hihat_closed", "TT": "tom_mid", "CY": "crash", "OT": "side_stick"}


def _number(data, at):
    """A number of variable length and where the next byte stands."""
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def _events(data, at, end):
    """(tick, status, data bytes) of a MIDI track."""
    tick, status = 0, 0
    while at < end:
        delta, at = _number(data, at)
        tick += delta
        if data[at] >= 0x80:
            status, at = data[at], at + 1
        if status in (0xF0, 0xF7, 0xFF):
            kind = data[at] if status == 0xFF else None
            length, at = _number(data, at + 1 if status == 0xFF else at)
            yield tick, (status, kind), data[at:at + length]
            at += length
        else:
            length = 1 if status >> 4 in (0xC, 0xD) else 2
            yield tick, status, data[at:at + length]
            at += length


def read_midi(path, pitches=GENERAL_MIDI):
    """The drum hits of a standard MIDI file, by time."""
    data = pathlib.Path(path).read_bytes()
    tracks, division = struct.unpack(">HH", data[10:14])
    at, events = 14, []
    for _ in range(tracks):
        length, = struct.unpack(">I", data[at + 4:at + 8])
        events += _events(data, at + 8, at + 8 + length)
        at += 8 + length
    events.sort(key=lambda event: event[0])
    hits, now, last, quarter = [], 0.0, 0, 0.5
    for tick, status, values in events:
        now += (tick - last) * quarter / division
        last = tick
        if status == (0xFF, 0x51):
            quarter = int.from_bytes(values, "big") / 1e6
        elif isinstance(status, int) and status >> 4 == 9 and values[1] > 0 and values[0] in pitches:
            hits.append((now, pitches[values[0]], values[1] / 127))
    return hits


def read_csv(path):
    """Hits that drumlin has written."""
    with open(path, newline="") as file:
        return [(float(row["time"]), row["drum"], float(row["velocity"])) for row in csv.DictReader(file)]


def read_labels(path):
    """An annotation of MDB Drums: lines of time and class label."""
    lines = (line.split() for line in open(path))
    return sorted((float(words[0]), LABELS[words[1]], 0.8) for words in lines if len(words) > 1)


def write_csv(path, hits):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{max(time, 0):.6f},{drum},{velocity:.4f}\n" for time, drum, velocity in sorted(hits)]
    path.write_text("time,drum,velocity\n" + "".join(lines))


def own_arguments():
    """What the command line holds before --."""
    return sys.argv[1:sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]


def passed_on():
    """What it holds after --."""
    return sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else []


def run(program, *arguments):
    """Runs drumlin and returns what it printed; its own message is enough when it fails."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr.strip() or f"{program} {arguments[0]} failed")
    return done.stdout


def f1(program, reference, estimate, classes):
    """Micro F1 at 50 ms of a folder of files against another with the same names."""
    answer = run(program, "evaluate", "--reference", reference, "--estimate", estimate, "--classes", classes, "--json")
    return json.loads(answer)["classes"][str(classes)]["windows"][0]["micro_f1"]
