"""Guided notes of the sample: beside their film, at moments where something is said, with a handful of gaps."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from server.web.guided_notes import answers_of, moments_of

ROOT = Path(__file__).parents[2]
PACK = ROOT / "server" / "content" / "sample" / "gas-laws"
OBJECTS: list[dict[str, Any]] = tomllib.loads((PACK / "units" / "gas-laws.toml").read_text("utf-8"))["learning_object"]
NOTES = [thing for thing in OBJECTS if thing["kind"] == "notes"]
FILMS = {thing["id"]: thing for thing in OBJECTS if thing["kind"] == "video"}


def starts(film: Path) -> dict[int, str]:
    """Whole second at which a caption begins → what is said."""
    found = {}
    for block in re.split(r"\n{2,}", film.with_suffix(".en.vtt").read_text("utf-8").strip())[1:]:
        times, *words = block.split("\n")[-2:] if "-->" not in block.split("\n")[0] else block.split("\n")
        hours, minutes, seconds = re.findall(r"(?:(\d+):)?(\d+):(\d+)\.\d+ -->", times)[0]
        found[int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)] = " ".join(words)
    return found


def test_every_objective_has_a_film_and_its_notes() -> None:
    assert sorted(code for film in FILMS.values() for code in film["objectives"]) == [f"gases-{n}" for n in range(1, 8)]
    assert sorted(notes["reference"] for notes in NOTES) == sorted(FILMS)


@pytest.mark.parametrize("notes", NOTES, ids=lambda notes: notes["id"])
def test_notes_fit_their_film(notes: dict[str, Any]) -> None:
    text = (PACK / notes["path"]).read_text("utf-8")
    film = FILMS[notes["reference"]]
    assert film["objectives"] == notes["objectives"]
    said = starts(ROOT / "videos" / "gas-laws" / Path(film["path"]).name)
    moments = moments_of(text)
    assert len(moments) >= 5
    assert [m for m in moments if m not in said] == [], sorted(said)
    assert 6 <= len(answers_of(text)) <= 12
    assert "___" in text


@pytest.mark.parametrize("notes", NOTES, ids=lambda notes: notes["id"])
def test_an_answer_is_said_or_shown_not_invented(notes: dict[str, Any]) -> None:
    """What belongs into a gap that follows a moment is heard in the film, in some form, or is a number."""
    text = (PACK / notes["path"]).read_text("utf-8")
    said = (ROOT / "videos" / "gas-laws" / Path(FILMS[notes["reference"]]["path"]).with_suffix(".txt").name).read_text()
    heard = said.lower()
    strange = [
        answer
        for answer in answers_of(text)
        if not re.search(r"\d", answer)
        and not any(word[:4] in heard for word in re.findall(r"[a-z]{3,}", answer.lower()))
    ]
    assert strange == []
