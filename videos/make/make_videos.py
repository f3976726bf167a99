"""Make the sample films from their storyboards. README.md beside this file tells how to write one.

    python videos/make/make_videos.py [NAME …] [--frames FOLDER] [--quick]

NAME is a storyboard of this folder without `.toml`, or the path of one; all of this folder if left out.
Needs the packages of the `video` extra.
Writes NAME.mp4, .en.vtt, .jpg (poster) and .txt (transcript) into videos/gas-laws/.
--frames writes contact sheets instead, in a few seconds and without a voice; --quick encodes a film faster and worse.
"""

import argparse
import math
from collections.abc import Iterator
from pathlib import Path

from film import write_mp4
from narration import RATE, narrate, webvtt
from PIL import Image
from preview import contact_sheets, reaches_captions
from stage import Stage
from storyboard import Storyboard, read_storyboard

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "gas-laws"
FPS = 15
QUALITY = 33  # x264's crf; flat drawings still look clean at 36
MOST_BYTES = 2_450_000
POSTER_BYTES = 40 * 1024


def make(board: Storyboard, quick: bool) -> None:
    """One film with all that goes with it; made again with coarser pictures if it came out too big."""
    timed, track = narrate(board)
    path = OUT / f".{board.name}.part.mp4"  # half a film never stands under the film's name
    quality = QUALITY
    while True:
        write_mp4(path, _frames(timed), FPS, track, RATE, quality, quick)
        size = path.stat().st_size
        if quick or size <= MOST_BYTES:
            break
        print(f"{board.name}: {size:,} bytes at quality {quality}, once more")
        sound = 3_700 * timed.duration
        quality += max(1, math.ceil(9 * math.log2((size - sound) / (MOST_BYTES - sound))))
    path.replace(OUT / f"{board.name}.mp4")
    (OUT / f"{board.name}.en.vtt").write_text(webvtt(timed), "utf-8")
    (OUT / f"{board.name}.txt").write_text("\n".join([board.title, "", *(s.say for s in board.scenes), ""]), "utf-8")
    print(f"{board.name}: {timed.duration:.1f} s, {size:,} bytes")


def _frames(board: Storyboard) -> Iterator[Image.Image]:
    """Every picture of the film in order; the poster is written on the way."""
    stage = Stage(board, FPS)
    poster = int((board.scenes[board.poster - 1].end - 0.2) * FPS)
    low: set[int] = set()
    for number in range(int(board.duration * FPS)):
        stage.move()
        picture = stage.picture()
        if number == poster:
            _write_poster(picture, OUT / f"{board.name}.jpg")
        if reaches_captions(picture):
            low.add(board.at(stage.at).number)
        yield picture
    _complain(board, sorted(low))


def _write_poster(picture: Image.Image, path: Path) -> None:
    for quality in (82, 74, 66, 58):
        picture.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= POSTER_BYTES:
            return


def _complain(board: Storyboard, low: list[int]) -> None:
    if low:
        print(f"{board.name}: these scenes draw into the lines of the captions: {', '.join(map(str, low))}")


def main() -> None:
    """Read the command line and make what it names, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="storyboards; all of this folder if left out")
    parser.add_argument("--frames", type=Path, metavar="FOLDER")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    for name in asked.name or sorted(path.stem for path in HERE.glob("*.toml")):
        board = read_storyboard(Path(name) if name.endswith(".toml") else HERE / f"{name}.toml")
        if asked.frames:
            _complain(board, contact_sheets(board, asked.frames, FPS))
            print(f"{name}: about {board.guessed(0.6).duration:.0f} s, {len(board.scenes)} scenes, in {asked.frames}")
        else:
            make(board, asked.quick)


if __name__ == "__main__":
    main()
