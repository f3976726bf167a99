"""Picture and sound into one small MP4 that old netbooks decode in software."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from PIL import Image

AUDIO_RATE = 24_000  # that of the voice: nothing is lost, and 28 kbit/s are enough
LOUDNESS = "I=-16:TP=-3:LRA=7"


def write_mp4(
    path: Path, frames: Iterable[Image.Image], fps: int, track: np.ndarray, rate: int, quality: int, quick: bool = False
) -> None:
    """H.264 baseline + mono AAC, index in front. `quality` is x264's crf: bigger is smaller and worse."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=fps)
        video.pix_fmt = "yuv420p"
        video.options = {
            "crf": str(quality),
            "preset": "veryfast" if quick else "slower",
            "profile": "baseline",
            "level": "3.0",
            "tune": "animation",
            "aq-strength": "1.4",  # spends less on flying dots, and nobody sees where
        }
        video.gop_size = fps * 8
        sound = container.add_stream("aac", rate=AUDIO_RATE, layout="mono")
        sound.bit_rate = 28_000
        level = _Leveller(track, rate)
        for number, picture in enumerate(frames):
            if number == 0:
                video.width, video.height = picture.size
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(video.encode(frame))
            for chunk in level.until((number + 1) / fps, sound.codec_context.frame_size or 1024):
                container.mux(sound.encode(chunk))
        for chunk in level.until(None, sound.codec_context.frame_size or 1024):
            container.mux(sound.encode(chunk))
        container.mux(sound.encode(None))
        container.mux(video.encode(None))


class _Leveller:
    """Feeds the track through the loudness filter, a bit at a time, and hands out frames of the coder's size."""

    def __init__(self, track: np.ndarray, rate: int) -> None:
        self._track, self._rate, self._fed, self._out = track, rate, 0, 0
        graph = self._graph = av.filter.Graph()  # kept: its ends do not keep it alive
        self._source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono", time_base=Fraction(1, rate))
        steps = [graph.add("loudnorm", LOUDNESS), graph.add("aresample", str(AUDIO_RATE))]
        shape = graph.add("aformat", f"sample_fmts=fltp:channel_layouts=mono:sample_rates={AUDIO_RATE}")
        self._sink = graph.add("abuffersink")
        chain = [self._source, *steps, shape, self._sink]
        for one, next_one in pairwise(chain):
            one.link_to(next_one)
        graph.configure()
        self._fifo = av.AudioFifo()

    def until(self, seconds: float | None, size: int) -> Iterable[av.AudioFrame]:
        end = len(self._track) if seconds is None else min(len(self._track), int(seconds * self._rate))
        if end > self._fed:
            piece = av.AudioFrame.from_ndarray(self._track[None, self._fed : end], format="flt", layout="mono")
            piece.sample_rate, piece.pts, piece.time_base = self._rate, self._fed, Fraction(1, self._rate)
            self._source.push(piece)
            self._fed = end
        if seconds is None:
            self._source.push(None)
        while True:
            try:
                ready = self._sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            ready.pts = None
            self._fifo.write(ready)
        while self._fifo.samples >= size or (seconds is None and self._fifo.samples):
            chunk = self._fifo.read(min(size, self._fifo.samples))
            chunk.pts, chunk.time_base = self._out, Fraction(1, AUDIO_RATE)
            self._out += chunk.samples
            yield chunk
