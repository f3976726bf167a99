"""Make the sample videos from their storyboards.

    python videos/make/make_videos.py [boyle] [--frames FOLDER]

Needs the packages of the `video` dependency group. Writes <name>.mp4, .en.vtt, .jpg (poster) and .txt (transcript)
into videos/gas-laws/. With --frames it writes one picture per scene instead, to look at while drawing.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from boyle_drawing import BoyleDrawing
from film import write_mp4
from narration import RATE, narrate, webvtt
from PIL import Image
from storyboard import read_storyboard

HERE = Path(__file__).resolve().parent
FILMS = {"boyle": BoyleDrawing}
FPS = 15
QUALITY = 29


def make(name: str, frames_only: Path | None) -> None:
    """One film from one storyboard; with `frames_only` a folder of pictures instead, one at the end of each scene."""
    board, track = narrate(read_storyboard(HERE / f"{name}.toml"))
    drawing = FILMS[name](board, FPS)
    count = int(board.duration * FPS)
    if frames_only:
        wanted = {int((scene.end - 0.2) * FPS): number for number, scene in enumerate(board.scenes)}
        for number in range(count):
            drawing.move()
            if number in wanted:
                drawing.picture().save(frames_only / f"{name}-{wanted[number]:02}.png")
        return
    out = HERE.parent / "gas-laws"
    poster = int((board.scenes[board.poster].end - 0.2) * FPS)

    def frames() -> Iterator[Image.Image]:
        for number in range(count):
            drawing.move()
            picture = drawing.picture()
            if number == poster:
                picture.save(out / f"{name}.jpg", quality=80, optimize=True)
            yield picture

    write_mp4(out / f"{name}.mp4", frames(), FPS, track, RATE, QUALITY)
    (out / f"{name}.en.vtt").write_text(webvtt(board), "utf-8")
    (out / f"{name}.txt").write_text("\n".join([board.title, "", *(s.say for s in board.scenes), ""]), "utf-8")
    print(f"{name}: {board.duration:.1f} s, {(out / f'{name}.mp4').stat().st_size:,} bytes")


def main() -> None:
    """Read the command line and make what it names, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=list(FILMS), help="one film; all of them if left out")
    parser.add_argument("--frames", type=Path)
    asked = parser.parse_args()
    for name in [asked.name] if asked.name else FILMS:
        make(name, asked.frames)


if __name__ == "__main__":
    main()
