"""The film that a class sees for a learning object: the pack's, or the one their teacher recorded instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from server.mastery.values import LearningObject
from server.store import content, recordings
from server.web.files import pack_text

SECONDS_PER_GRADE = 90
"""A film is advised to last at most 60–90 s for each year of school (B&S)."""


@dataclass(frozen=True)
class Film:
    """A film as a page shows it; `file`, `poster` and captions (language, name) are names for the film's address."""

    file: str
    size: int
    captions: list[tuple[str, str]]
    poster: str = ""
    transcript: tuple[str, ...] = ()
    own: bool = False
    seconds: float = 0.0


def film_of(pack: str, thing: LearningObject, teacher: str, packs: bool = False) -> Film:
    """The film of a learning object for this teacher's classes; with `packs`, the pack's in any case."""
    mine = None if packs else recordings.recording_of(teacher, thing.id)
    if mine is not None:
        captions = [("en", f"mine-{mine.captions[:16]}.vtt")] if mine.captions else []
        return Film(f"mine-{mine.sha256[:16]}{mine.suffix}", mine.size, captions, own=True, seconds=mine.seconds)
    beside = content.media_beside(pack, thing.path)
    captions = [(m.path.split(".")[-2], Path(m.path).name) for m in beside if m.path.endswith(".vtt")]
    return Film(
        Path(thing.path).name,
        next((m.size for m in beside if m.path == thing.path), 0),
        captions,
        next((Path(m.path).name for m in beside if m.path.endswith((".jpg", ".png"))), ""),
        _transcript(pack, next((m.path for m in beside if m.path.endswith(".vtt")), "")),
    )


def recorded_file(thing: LearningObject, teacher: str, name: str) -> str:
    """The hash of a teacher's own film, or of its captions, by its name in an address; empty when there is none."""
    mine = recordings.recording_of(teacher, thing.id)
    for sha256, suffix in ((mine.sha256, mine.suffix), (mine.captions, ".vtt")) if mine is not None else ():
        if sha256 and name == f"mine-{sha256[:16]}{suffix}":
            return str(sha256)
    return ""


def pack_file(pack: str, thing: LearningObject, name: str) -> content.MediaRow | None:
    """A file of the pack that belongs to a learning object: its own, or one of the same name beside it."""
    path = f"{thing.path.rsplit('/', 1)[0]}/{name}" if "/" in thing.path else name
    same = path.rsplit(".", 1)[0].split(".")[0] == thing.path.rsplit(".", 1)[0].split(".")[0]
    # Sheets hold keys, notes the words for their gaps: texts are shown on pages, never handed out.
    shown = thing.kind == "notes" or path.lower().endswith((".toml", ".md"))
    return content.media_of(pack, path) if same and not shown else None


def _transcript(pack: str, path: str) -> tuple[str, ...]:
    cues = re.split(r"\n{2,}", pack_text(pack, path).strip()) if path else []
    return tuple(" ".join(cue.split("-->")[1].split("\n")[1:]) for cue in cues if "-->" in cue)
