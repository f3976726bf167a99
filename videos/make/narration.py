"""From sentences to a voice, and from the voice to captions that fit it."""

import shutil
import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path

import numpy as np
from storyboard import Storyboard

RATE = 24_000
LEAD = 0.6  # seconds of picture before the first word
QUIET = 0.006  # below this a sample counts as silence


def speak(sentence: str) -> np.ndarray:
    """One sentence as mono samples at `RATE`, trimmed of the silence around it."""
    voice = _hibari()
    if voice is None:
        samples = _espeak(sentence)
    else:
        samples = np.asarray(voice(sentence, seed=0, speed=0.82), dtype=np.float32)
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return samples[max(loud[0] - RATE // 50, 0) : loud[-1] + RATE // 12]


@cache
def _hibari():
    """The good voice, loaded once; None where its package is not installed, and then espeak-ng speaks."""
    try:
        from hibari import Hibari
    except ImportError:
        return None
    return Hibari()


def _espeak(sentence: str) -> np.ndarray:
    program = shutil.which("espeak-ng")
    if program is None:
        raise SystemExit("no voice: install hibari-tts or espeak-ng")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        subprocess.run([program, "-v", "en-gb", "-s", "150", "-w", str(path), sentence], check=True)  # noqa: S603
        with wave.open(str(path)) as sound:
            rate = sound.getframerate()
            raw = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(np.float32) / 32768
    count = int(len(raw) * RATE / rate)
    return np.interp(np.linspace(0, len(raw) - 1, count), np.arange(len(raw)), raw).astype(np.float32)


def narrate(board: Storyboard) -> tuple[Storyboard, np.ndarray]:
    """The storyboard placed in time, and its sound track."""
    voices = [speak(scene.say) for scene in board.scenes]
    timed = board.timed([len(voice) / RATE for voice in voices], LEAD)
    track = np.zeros(int(timed.duration * RATE) + 1, np.float32)
    for scene, voice in zip(timed.scenes, voices, strict=True):
        begin = round(scene.start * RATE)
        track[begin : begin + len(voice)] = voice[: len(track) - begin]
    return timed, track


def webvtt(board: Storyboard) -> str:
    """Captions: the spoken sentences, each for exactly as long as it is spoken."""
    cues = [
        f"{number}\n{_clock(scene.start)} --> {_clock(scene.spoken)}\n{scene.say}\n"
        for number, scene in enumerate(board.scenes, 1)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"
