#!/usr/bin/env python3
"""How far what is generated is from what drummers play: histograms of pieces, as distances to GMD's test split.
   bench/generation.py GENERATED GROOVE [--procedural FOLDER] [--seconds 20] [--count 200] [--seed S]

GENERATED and --procedural are folders of MIDI files, as written by
   drumlin generate --seconds 20 --seed 1 --count 200 -o GENERATED/
   drumlin-train grooves --seconds 20 --count 200 --output FOLDER
GROOVE is the Groove MIDI Dataset with its info.csv; of its train split as many performances are drawn by the seed as of
the generated pieces, of its test split all that last half of --seconds. Of every piece the first --seconds count.

Four histograms, each over all pieces of a set:
  position      the sixteenth of a 4/4 bar, for kick, snare, hats and rides, and the rest (64 bins)
  density       hits a second, of each piece (25 bins of 1/s)
  velocity      of each hit (16 bins)
  together      pairs of instruments struck within 25 ms, an instrument by itself with itself (28 bins)
No set says where its bars begin, so tempo and downbeat are estimated alike for all: the sixteenth of 75 to 187 ms (80 to
200 quarter notes a minute) onto whose grid the onsets fall best, by |Σ exp(2πi t / sixteenth)| / n; the downbeat among
the 16 phases of a bar where kicks and crashes count most and snares two beats of four count most.

Distances are Jensen-Shannon divergences in bits (Lin 1991): ½ KL(p|m) + ½ KL(q|m) with m = ½ (p + q), from 0, the same,
to 1, nothing in common."""
import argparse
import cmath
import collections
import csv
import itertools
import math
import pathlib
import random

import hits

GROUPS = {"kick": "kick", "snare_head": "snare", "snare_rim": "snare", "hihat_closed": "hats", "hihat_pedal": "hats",
          "hihat_open": "hats", "ride_bow": "hats", "ride_bell": "hats"}
CLASSES = {"kick": "KD", "snare_head": "SD", "snare_rim": "SD", "side_stick": "SD", "hihat_closed": "HH",
           "hihat_pedal": "HH", "hihat_open": "HH", "tom_high": "TT", "tom_mid": "TT", "tom_low": "TT", "crash": "CR",
           "china": "CR", "splash": "CR", "ride_bow": "RD", "ride_bell": "RD"}
TOGETHER = 0.025


def grid_of(played):
    """Seconds a sixteenth, and the time of one."""
    times = [time for time, _, _ in played]
    def sum_at(sixteenth):
        return sum(cmath.exp(2j * math.pi * time / sixteenth) for time in times)
    # Neighbours are further apart than the period's own uncertainty over twenty seconds.
    best = max((0.075 * 1.0015 ** step for step in range(611)), key=lambda sixteenth: abs(sum_at(sixteenth)))
    return best, cmath.phase(sum_at(best)) / (2 * math.pi) * best


def positions(played):
    """(sixteenth in the bar, group) of every hit."""
    sixteenth, offset = grid_of(played)
    slots = [(round((time - offset) / sixteenth), GROUPS.get(drum, "rest"), drum, velocity)
             for time, drum, velocity in played]
    def weight(downbeat):
        total = 0.0
        for slot, group, drum, velocity in slots:
            place = (slot - downbeat) % 16
            if place == 0 and (group == "kick" or drum == "crash"):
                total += velocity
            elif place in (4, 12) and group == "snare":
                total += 0.5 * velocity
        return total
    downbeat = max(range(16), key=weight)
    return [((slot - downbeat) % 16, group) for slot, group, _, _ in slots]


def pairs(played):
    """Pairs of instruments in every cluster of hits; one alone is paired with itself."""
    found, cluster = [], []
    for hit in played + [(math.inf, None, 0)]:
        if cluster and hit[0] - cluster[0][0] > TOGETHER:
            struck = sorted({CLASSES.get(drum, "OT") for _, drum, _ in cluster})
            found += itertools.combinations(struck, 2) if len(struck) > 1 else [(struck[0], struck[0])]
            cluster = []
        cluster.append(hit)
    return found


def histograms(pieces, seconds):
    counts = collections.defaultdict(collections.Counter)
    for played, duration in pieces:
        played = sorted(hit for hit in played if hit[0] < seconds)
        counts["density"][min(24, int(len(played) / min(seconds, duration)))] += 1
        if len(played) < 2:
            continue
        counts["position"].update(positions(played))
        counts["velocity"].update(min(15, int(16 * velocity)) for _, _, velocity in played)
        counts["together"].update(pairs(played))
    return counts


def divergence(one, other):
    """Jensen and Shannon's, in bits."""
    total = [sum(counts.values()) for counts in (one, other)]
    if 0 in total:
        return float("nan")
    bits = 0.0
    for key in one.keys() | other.keys():
        p, q = one[key] / total[0], other[key] / total[1]
        middle = (p + q) / 2
        bits += sum(0.5 * share * math.log2(share / middle) for share in (p, q) if share > 0)
    return bits


def read_folder(folder):
    return [(played, max((time for time, _, _ in played), default=0.0) + 0.5)
            for played in map(hits.read_midi, sorted(pathlib.Path(folder).glob("*.mid")))]


def read_split(folder, split, seconds):
    with open(folder / "info.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split and float(row["duration"]) >= seconds / 2]
    return [(hits.read_midi(folder / row["midi_filename"], hits.ROLAND), float(row["duration"])) for row in rows]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("generated", type=pathlib.Path)
    parser.add_argument("groove", type=pathlib.Path)
    parser.add_argument("--procedural", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    train = read_split(asked.groove, "train", asked.seconds)
    sets = {"generated": read_folder(asked.generated)[: asked.count]}
    sets["GMD train"] = random.Random(asked.seed).sample(train, min(asked.count, len(train)))
    if asked.procedural:
        sets["procedural"] = read_folder(asked.procedural)[: asked.count]
    test = histograms(read_split(asked.groove, "test", asked.seconds), asked.seconds)
    kinds = ("position", "density", "velocity", "together")
    print(f"{'to GMD test, bits':>18}{'pieces':>8}" + "".join(f"{kind:>10}" for kind in kinds))
    for name, pieces in sets.items():
        found = histograms(pieces, asked.seconds)
        print(f"{name:>18}{len(pieces):8}" + "".join(f"{divergence(found[kind], test[kind]):10.3f}" for kind in kinds),
              flush=True)


if __name__ == "__main__":
    main()
