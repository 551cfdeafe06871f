#!/usr/bin/env python3
"""Whether the same recordings score the same when they come quieter, at other sample rates or as mp3.
   bench/robustness.py PROGRAM FOLDER [--model WEIGHTS]

FOLDER has MDB Drums' layout (drums/, mixes/, annotations/). Needs sox with libsox-fmt-mp3. Prints micro F1 at 50 ms in 3
and 5 classes for drums alone and songs, and the largest difference to the recordings as they are."""
import json
import pathlib
import subprocess
import sys
import tempfile

VARIANTS = {  # options of sox for the output, its ending, its effects
    "as they are": ([], "wav", []),
    "-30 dB": (["-b", "24"], "wav", ["gain", "-30"]),
    "22.05 kHz": ([], "wav", ["rate", "22050"]),
    "48 kHz": ([], "wav", ["rate", "48000"]),
    "mp3, 128 kbit/s": (["-C", "128"], "mp3", []),
}


def convert(source, target, variant):
    options, ending, effects = VARIANTS[variant]
    for part in ("drums", "mixes"):
        (target / part).mkdir(parents=True)
        for file in sorted((source / part).iterdir()):
            output = target / part / f"{file.stem}.{ending}"
            # A decibel of room, so that nothing clips on the way.
            subprocess.run(["sox", "-V1", file, *options, output, "gain", "-1", *effects], check=True)
    (target / "annotations").symlink_to((source / "annotations").resolve())


def scores(program, folder, options):
    found = []
    for kind in ("mdb", "mdb-mixes"):
        command = [program, "evaluate", "--dataset", f"{kind}:{folder}", "--classes", "3", "5", "--json", *options]
        classes = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["classes"]
        found += [classes[count]["windows"][0]["micro_f1"] for count in ("3", "5")]
    return found


def main():
    if len(sys.argv) < 3:
        sys.exit("bench/robustness.py PROGRAM FOLDER [--model WEIGHTS]")
    program, source, options = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    print(f"{'':18}{'drums 3':>9}{'drums 5':>9}{'songs 3':>9}{'songs 5':>9}{'change':>9}")
    plain = None
    for variant in VARIANTS:
        with tempfile.TemporaryDirectory() as folder:
            convert(source, pathlib.Path(folder) / "copy", variant)
            found = scores(program, f"{folder}/copy", options)
        plain = plain or found
        change = max((b - a for a, b in zip(plain, found)), key=abs)
        print(f"{variant:18}" + "".join(f"{score:9.3f}" for score in found) + f"{change:+9.3f}", flush=True)


if __name__ == "__main__":
    main()
