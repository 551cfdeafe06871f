#!/usr/bin/env python3
"""The laws of the plan on includes: an include points to a lower floor or into its own folder; torch stays in
src/train and src/nn/torch."""
import pathlib
import re
import sys

FLOORS = {"audio": 0, "score": 0, "nn": 0, "models": 1, "diffusion": 1, "synth": 1, "datasets": 1, "transcribe": 2,
          "separate": 2, "evaluate": 2, "data": 2, "train": 3, "imagine": 3, "study": 3, "apps": 4}
ROOT = pathlib.Path(__file__).resolve().parent.parent
faults = []
for file in sorted((ROOT / "src").rglob("*")):
    if file.suffix not in (".h", ".cpp"):
        continue
    name = file.relative_to(ROOT)
    folder = name.parts[1]
    for number, line in enumerate(file.read_text().splitlines(), 1):
        include = re.match(r'#include ["<]([^/">]+)/([^">]*)[">]', line)
        if not include:
            continue
        target = include.group(1)
        if target in FLOORS and target != folder and FLOORS[target] >= FLOORS[folder]:
            faults.append(f"{name}:{number}: {folder} (floor {FLOORS[folder]}) includes {target} (floor {FLOORS[target]})")
        if target in ("torch", "ATen", "c10") and folder != "train" and name.parts[1:3] != ("nn", "torch"):
            faults.append(f"{name}:{number}: torch outside src/train and src/nn/torch")
print("\n".join(faults))
sys.exit(1 if faults else 0)
