"""Contact sheets: every scene at its start, middle and end, in a few seconds and without a voice."""

from pathlib import Path

from canvas import CAPTIONS, SIZE
from narration import LEAD
from PIL import Image, ImageDraw, ImageFont
from stage import Stage
from storyboard import Scene, Storyboard

WIDE, HIGH = SIZE


def contact_sheets(board: Storyboard, folder: Path, fps: int) -> list[int]:
    """Write one PNG per scene (three moments side by side) and one of all ends; the scenes that draw into captions."""
    folder.mkdir(parents=True, exist_ok=True)
    timed = board.guessed(LEAD)
    stage = Stage(timed, fps)
    wanted: dict[int, tuple[Scene, int]] = {}
    for scene in timed.scenes:
        for place, at in enumerate((scene.start + 0.5, (scene.start + scene.end) / 2, scene.end - 0.12)):
            wanted[int(at * fps)] = (scene, place)
    sheets = {scene.number: Image.new("RGB", (WIDE * 3 // 2, HIGH // 2 + 24), "#dddddd") for scene in timed.scenes}
    ends, low = [], set()
    for number in range(int(timed.duration * fps) + 1):
        stage.move()
        if number not in wanted:
            continue
        scene, place = wanted[number]
        picture = stage.picture()
        if reaches_captions(picture):
            low.add(scene.number)
        sheets[scene.number].paste(picture.resize((WIDE // 2, HIGH // 2)), (place * WIDE // 2, 24))
        if place == 2:
            ends.append(picture.resize((WIDE // 2, HIGH // 2)))
    font = ImageFont.truetype("DejaVuSans.ttf", 14)
    for scene in timed.scenes:
        ImageDraw.Draw(sheets[scene.number]).text((6, 4), f"{scene.number}  {scene.say}", "#000000", font)
        sheets[scene.number].save(folder / f"{board.name}-{scene.number:02}.png")
    rows = (len(ends) + 2) // 3
    everything = Image.new("RGB", (WIDE * 3 // 2, rows * HIGH // 2), "#dddddd")
    for number, picture in enumerate(ends):
        everything.paste(picture, (number % 3 * WIDE // 2, number // 3 * HIGH // 2))
    everything.save(folder / f"{board.name}-all.png")
    return sorted(low)


def reaches_captions(picture: Image.Image) -> bool:
    """Whether anything is drawn in the lowest lines, which belong to the captions."""
    return any(low < 250 for low, _ in picture.crop((0, HIGH - CAPTIONS, WIDE, HIGH)).getextrema())
