#!/usr/bin/env python3
"""How fast drumlin listens: CPU seconds per second of audio at several step counts on one thread, peak memory for ten
minutes, start-up of --help.   bench/listening.py [path of drumlin] [folder of recordings]

The recording is the given ones (or the bundled example) repeated to ten minutes of 44.1 kHz wav. Medians of five."""
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import wave

if len(sys.argv) != 3:
    sys.exit("bench/listening.py PROGRAM FOLDER")
PROGRAM = sys.argv[1]
MINUTES = 10
REPEATS = 3


def cost(arguments):
    """CPU seconds and peak resident megabytes of one run, alone in a child of its own."""
    script = ("import resource,subprocess,sys; subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL,"
              "stderr=subprocess.DEVNULL); u=resource.getrusage(resource.RUSAGE_CHILDREN);"
              "print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024)")
    answer = subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True)
    return tuple(float(word) for word in answer.stdout.split())


def ten_minutes(folder, path):
    """Repeats the wav files of a folder to ten minutes of mono 16-bit sound."""
    pieces = []
    for file in sorted(folder.glob("*.wav")):
        with wave.open(str(file)) as sound:
            assert sound.getsampwidth() == 2 and sound.getframerate() == 44100, f"{file}: not 16 bit at 44.1 kHz"
            frames = struct.unpack(f"<{sound.getnframes() * sound.getnchannels()}h", sound.readframes(sound.getnframes()))
            pieces.extend(frames[:: sound.getnchannels()])
    length = MINUTES * 60 * 44100
    whole = (pieces * (length // len(pieces) + 1))[:length]
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44100)
        sound.writeframes(struct.pack(f"<{length}h", *whole))


folder = pathlib.Path(sys.argv[2])
with tempfile.TemporaryDirectory() as scratch:
    recording = pathlib.Path(scratch) / "ten-minutes.wav"
    ten_minutes(folder, recording)
    print(f"{MINUTES} minutes, one thread, CPU time, median of {REPEATS}")
    print("| steps | CPU seconds | x real time | peak memory MB |")
    print("| --- | --- | --- | --- |")
    for steps in (1, 4, 10):
        runs = [cost([PROGRAM, "transcribe", str(recording), "-o", str(pathlib.Path(scratch) / "out.mid"), "--steps",
                      str(steps), "--threads", "1", "--quiet"]) for _ in range(REPEATS)]
        seconds = statistics.median(run[0] for run in runs)
        print(f"| {steps} | {seconds:.2f} | {MINUTES * 60 / seconds:.0f} | {max(run[1] for run in runs):.0f} |")

starts = []
for _ in range(20):
    begin = time.perf_counter()
    subprocess.run([PROGRAM, "--help"], check=True, stdout=subprocess.DEVNULL)
    starts.append(time.perf_counter() - begin)
print(f"--help: {1000 * statistics.median(starts):.1f} ms")
