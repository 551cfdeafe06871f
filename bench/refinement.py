#!/usr/bin/env python3
"""Whether drafts that were spoilt by known amounts come back better than they were, and better than from scratch.
   bench/refinement.py PROGRAM FOLDER [--part drums|mixes] [--strengths 0.1,0.3,0.5] [--steps N] [--seed S]
                       [--classes 3|5] [-- options of drumlin refine and transcribe, as --model WEIGHTS]

FOLDER has MDB Drums' layout (drums/, mixes/, annotations/class/). Drafts are the annotations, spoilt: a fifth of the
hits dropped; a fifth added, at any time, of drums drawn from the piece; every hit moved by up to 30 ms, evenly drawn; a
fifth given to another drum of the piece; or all four. Prints micro F1 at 50 ms of the draft, of a transcription from
scratch with the same steps, and of the draft refined at each strength."""
import argparse
import pathlib
import random
import tempfile

import hits

SHARE = 0.2
JITTER = 0.03


def dropped(played, drawn):
    return [hit for hit in played if drawn.random() >= SHARE]


def added(played, drawn):
    last = max(time for time, _, _ in played)
    new = [(drawn.uniform(0, last), drawn.choice(played)[1], 0.8) for _ in range(round(SHARE * len(played)))]
    return played + new


def jittered(played, drawn):
    return [(max(0, time + drawn.uniform(-JITTER, JITTER)), drum, velocity) for time, drum, velocity in played]


def wrong(played, drawn):
    def other(drum):
        others = [another for _, another, _ in played if another != drum]
        return drawn.choice(others) if others and drawn.random() < SHARE else drum
    return [(time, other(drum), velocity) for time, drum, velocity in played]


def everything(played, drawn):
    return jittered(wrong(added(dropped(played, drawn), drawn), drawn), drawn)


SPOILT = {"as annotated": lambda played, drawn: played, "20 % dropped": dropped, "20 % added": added,
          "±30 ms": jittered, "20 % wrong drum": wrong, "all of these": everything}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--part", choices=("drums", "mixes"), default="drums")
    parser.add_argument("--strengths", default="0.1,0.3,0.5,0.7,0.9")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--classes", type=int, default=5)
    asked = parser.parse_args(hits.own_arguments())
    passed_on = hits.passed_on()
    strengths = asked.strengths.split(",")
    options = ["--steps", asked.steps, "-q", *passed_on]
    annotations = asked.folder / "annotations" / "class"
    recordings = sorted(file for file in (asked.folder / asked.part).iterdir()
                        if (annotations / f"{file.stem}.txt").exists())
    with tempfile.TemporaryDirectory() as scratch:
        place = pathlib.Path(scratch)

        def score(folder):
            return hits.f1(asked.program, place / "truth", place / folder, asked.classes)

        for recording in recordings:
            hits.write_csv(place / "truth" / f"{recording.stem}.csv",
                           hits.read_labels(annotations / f"{recording.stem}.txt"))
            hits.write_csv(place / "scratch" / f"{recording.stem}.csv", [])
            hits.run(asked.program, "transcribe", recording, "-o", place / "scratch" / f"{recording.stem}.csv",
                     *options)
        scratch_f1 = score("scratch")
        print(f"{'draft':>16}{'F1':>7}{'scratch':>9}" + "".join(f"{strength:>7}" for strength in strengths))
        for kind, spoil in SPOILT.items():
            for recording in recordings:
                name = f"{recording.stem}.csv"
                drawn = random.Random(f"{asked.seed} {kind} {recording.stem}")
                hits.write_csv(place / "draft" / name, spoil(hits.read_csv(place / "truth" / name), drawn))
                for strength in strengths:
                    (place / strength).mkdir(exist_ok=True)
                    hits.run(asked.program, "refine", recording, place / "draft" / name, "--strength", strength,
                             "-o", place / strength / name, *options)
            print(f"{kind:>16}{score('draft'):7.3f}{scratch_f1:9.3f}"
                  + "".join(f"{score(strength):7.3f}" for strength in strengths), flush=True)


if __name__ == "__main__":
    main()
