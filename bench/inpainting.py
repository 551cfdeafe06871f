#!/usr/bin/env python3
"""How well gaps are filled: onset F1 (50 ms, 7 classes) inside 0.5, 1, 2 and 4 s of missing sound.
   bench/inpainting.py PROGRAM FOLDER [--count N] [--seed S] [-- options of drumlin inpaint, as --model WEIGHTS]

FOLDER holds recordings beside MIDI files of what is played, as written by
   drumlin-train performances --config configs/n2n.toml --count 20 --output FOLDER
One gap of each length is cut from each of the first N recordings (by name), at a place drawn by the seed, with at least
a bar and two seconds before it and one second after. The sound of the gap is zeros for every method, so that nothing of
it can be overheard: `drumlin inpaint --gap` writes the hits around the gap and in it. Two baselines: silence, and the
hits of the bar before the gap, repeated;
the tempo and the bar are those of the file's name (GMD's, such as _102_beat_4-4), else the tempo is the lag of 0.3 to
1.2 s at which the onsets before the gap agree best with themselves, and a bar is four of it. Hits are pooled over
recordings. "changed": hits outside the gaps that differ from what `drumlin transcribe` writes with the same options."""
import argparse
import pathlib
import random
import re
import tempfile
import wave

import hits

LENGTHS = (0.5, 1.0, 2.0, 4.0)


def bar_of_name(name):
    """Seconds a bar by the name of a file of GMD, or None."""
    found = re.search(r"_(\d+)_(?:beat|fill)_(\d+)-(\d+)$", name)
    if not found:
        return None
    bpm, count, unit = map(int, found.groups())
    return count * 4 / unit * 60 / bpm


def bar_by_ear(played):
    """Four times the lag at which most onsets have another near them."""
    times = sorted({round(time, 2) for time, _, _ in played})
    grid = {round(100 * time) for time in times}
    def agreement(lag):
        return sum(max((1, 0.6, 0.3)[abs(off)] for off in range(-2, 3) if tick + lag + off in grid)
                   for tick in grid if any(tick + lag + off in grid for off in range(-2, 3)))
    return 4 * max(range(30, 121), key=agreement) / 100 if times else 2.0


def silence(source, target, start, end):
    """Copies a wav file of 16 bits with zeros from start to end, in seconds."""
    with wave.open(str(source)) as sound:
        form, frames = sound.getparams(), bytearray(sound.readframes(sound.getnframes()))
    size = form.nchannels * form.sampwidth
    first, last = (size * round(time * form.framerate) for time in (start, end))
    frames[first:last] = bytes(last - first)
    with wave.open(str(target), "wb") as sound:
        sound.setparams(form)
        sound.writeframes(frames)


def previous_bar(played, start, end, bar):
    """What was played in the bar before the gap, again and again."""
    before = [(time, drum, velocity) for time, drum, velocity in played if start - bar <= time < start]
    repeated = [(time + times * bar, drum, velocity) for time, drum, velocity in before
                for times in range(1, int((end - start) / bar) + 2)]
    return [hit for hit in repeated if start <= hit[0] < end]


def within(played, start, end):
    return [hit for hit in played if start <= hit[0] < end]


def changed(one, other, start, end):
    """How many hits outside the gap only one of two performances has."""
    outside = [{hit for hit in played if not start <= hit[0] < end} for played in (one, other)]
    return len(outside[0] ^ outside[1])


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(hits.own_arguments())
    passed_on = hits.passed_on()
    model = [word for flag, value in zip(passed_on, passed_on[1:]) if flag == "--model"
             for word in (flag, value)]
    methods = ("inpaint", "previous bar", "silence")
    print(f"{'gap':>6}" + "".join(f"{method:>14}" for method in methods) + f"{'hits':>7}{'changed':>9}")
    recordings = sorted(asked.folder.glob("*.wav"))[: asked.count]
    for length in LENGTHS:
        with tempfile.TemporaryDirectory() as scratch:
            place = pathlib.Path(scratch)
            differing = missing = 0
            for recording in recordings:
                truth = hits.read_midi(recording.with_suffix(".mid"))
                with wave.open(str(recording)) as sound:
                    duration = sound.getnframes() / sound.getframerate()
                bar = bar_of_name(recording.stem)
                first = max(2.0, bar or 2.4)
                if duration - length - 1.0 <= first:
                    continue
                drawn = random.Random(f"{asked.seed} {recording.stem} {length}")
                start = round(drawn.uniform(first, duration - length - 1.0), 3)
                end = round(start + length, 3)
                spoilt = place / "spoilt.wav"
                silence(recording, spoilt, start, end)
                hits.run(asked.program, "inpaint", spoilt, "--gap", f"{start}:{end}", "-o", place / "filled.csv",
                         *passed_on)
                hits.run(asked.program, "transcribe", spoilt, "-q", "-o", place / "heard.csv", *model)
                filled, heard = hits.read_csv(place / "filled.csv"), hits.read_csv(place / "heard.csv")
                bar = bar or bar_by_ear([hit for hit in filled if hit[0] < start])
                name = f"{recording.stem}.csv"
                hits.write_csv(place / "truth" / name, within(truth, start, end))
                hits.write_csv(place / "inpaint" / name, within(filled, start, end))
                hits.write_csv(place / "previous bar" / name, previous_bar(filled, start, end, bar))
                hits.write_csv(place / "silence" / name, [])
                differing += changed(filled, heard, start, end)
                missing += len(within(truth, start, end))
            scores = [hits.f1(asked.program, place / "truth", place / method, 7) for method in methods]
        print(f"{length:5.1f}s" + "".join(f"{score:14.3f}" for score in scores) + f"{missing:7}{differing:9}",
              flush=True)


if __name__ == "__main__":
    main()
