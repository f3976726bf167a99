"""*Record mine instead*: a teacher's own film takes the place of the pack's in their classes, until taken back.

A phone's film is large and the Wi-Fi weak, so it comes in pieces that are kept; the last piece makes it whole.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from server.actions.acting import Actor, Answer, Tap, act
from server.formats.film import Film, NotAFilm, film_of
from server.mastery.progression import No
from server.settings import Settings
from server.store import content, people, recordings
from server.store.media_files import keep_file, place_of

LARGEST = 500 * 1024 * 1024
LARGEST_PIECE = 4 * 1024 * 1024
SPARE = 300 * 1024 * 1024
"""bytes that stay free on the card, whatever is uploaded"""
_UPLOAD = re.compile(r"[0-9a-f]{16,64}")
_CUE = re.compile(r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.M)


@dataclass(frozen=True)
class Piece:
    """A part of a film on its way: the upload's own id, where the part begins, how long the whole is, in bytes."""

    upload: str
    at: int
    whole: int
    body: bytes


def _film(actor: Actor, object: str) -> bool:
    """Is this a film of the teacher's class?"""
    section = people.Section.get_or_none(people.Section.id == actor.section)
    units = [content.unit(id) for id in section.unit_ids] if section else []
    return any(o.id == object and o.kind == "video" for unit in units if unit for o in unit.objects)


def add_piece(settings: Settings, actor: Actor, object: str, piece: Piece) -> int | No:
    """Keep one piece. Returns how many bytes stand now: the place where the next piece has to begin.

    A piece that does not begin there changes nothing. No(unknown | too_large | no_room | piece).
    """
    if not _film(actor, object):
        return No("unknown")
    if not _UPLOAD.fullmatch(piece.upload) or not 0 <= piece.at <= piece.whole:
        return No("piece")
    if piece.whole > LARGEST:
        return No("too_large")
    if len(piece.body) > LARGEST_PIECE or piece.at + len(piece.body) > piece.whole:
        return No("piece")
    waiting = _waiting(settings, actor, piece.upload)
    waiting.parent.mkdir(parents=True, exist_ok=True)
    for older in waiting.parent.glob(f"{actor.id}-*"):
        if older != waiting:
            older.unlink(missing_ok=True)  # one film at a time: what was broken off is not kept for ever
    have = waiting.stat().st_size if waiting.exists() else 0
    if have == 0 and shutil.disk_usage(waiting.parent).free < piece.whole + SPARE:
        return No("no_room")
    if piece.at == have:
        # At its place, not at the end: the same piece again at the same moment, from a retry, then does no harm.
        with os.fdopen(os.open(waiting, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as film:
            film.seek(piece.at)
            film.write(piece.body)
        have += len(piece.body)
    return have


def _waiting(settings: Settings, actor: Actor, upload: str) -> Path:
    return settings.data / "uploads" / f"{actor.id}-{upload}"


def finish_recording(settings: Settings, actor: Actor, object: str, upload: str, whole: int, op: str) -> Answer:
    """The film is whole: it takes the place of the pack's. No(unknown | piece | not_a_film | broken | codec)."""
    # Hashing half a gigabyte takes seconds on the card: never on the one writer, where a class would wait for it.
    kept = _kept(settings, actor, upload, whole)

    def choose_recording(tap: Tap) -> Answer:
        if isinstance(kept, No):
            return kept
        if not _film(actor, object):
            return No("unknown")
        film, sha256 = kept
        tap.note(
            "recording_chosen", object=object, sha256=sha256, size=whole, suffix=film.suffix,
            seconds=round(film.seconds, 1),
        )  # fmt: skip
        return {"object": object}

    return act(actor, op, choose_recording)


def _kept(settings: Settings, actor: Actor, upload: str, whole: int) -> tuple[Film, str] | No:
    """The uploaded film, moved to where media lie; or why it cannot be shown."""
    waiting = _waiting(settings, actor, upload)
    if not _UPLOAD.fullmatch(upload) or not waiting.exists() or waiting.stat().st_size != whole:
        return No("piece")
    with waiting.open("rb+") as file:
        try:
            film = film_of(file, whole)
        except NotAFilm as no:
            waiting.unlink()
            return No(no.reason)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    place = place_of(settings.media, digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting.replace(place)
    return film, digest


def caption_recording(settings: Settings, actor: Actor, object: str, captions: bytes, op: str) -> Answer:
    """Captions for the teacher's own film, as WebVTT. No(unknown | captions)."""

    def change(tap: Tap) -> Answer:
        if recordings.recording_of(actor.id, object) is None:
            return No("unknown")
        try:
            text = captions.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return No("captions")
        if not text.startswith("WEBVTT") or not _CUE.search(text):
            return No("captions")
        sha256, _size = keep_file(settings.media, io.BytesIO(text.encode()))
        tap.note("recording_captioned", object=object, sha256=sha256)
        return {"object": object}

    return act(actor, op, change)


def drop_recording(actor: Actor, object: str, op: str) -> Answer:
    """The pack's film again."""

    def change(tap: Tap) -> Answer:
        if recordings.recording_of(actor.id, object) is None:
            return No("unknown")
        tap.note("recording_dropped", object=object)
        return {"object": object}

    return act(actor, op, change)
