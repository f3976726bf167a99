"""Scripts and style sheets: small files, joined per audience once at start, and cached for a year by their hash."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

bp = Blueprint("assets", __name__)

STYLES = {
    "student": ("tokens", "base", "maths", "student", "items", "worksheet", "practice"),
    "teacher": ("tokens", "base", "maths", "items", "teacher", "worksheet", "marking", "paper"),
    "board": ("tokens", "maths", "board"),
}
SCRIPTS = {
    "student": (
        "nomath", "tap", "live", "outbox", "answers", "test", "late", "asking", "reads", "unanswered", "chemistry",
        "drag", "order", "match", "pick", "annotate", "count", "paper", "video", "reveal", "pin",
    ),
    "teacher": ("nomath", "tap", "live", "undo", "reveal", "filter", "upload", "rubric", "marking", "typing"),
    "board": ("live",),
}  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """The joined files of one audience."""

    body: bytes
    packed: bytes
    type: str
    hash: str


def join(static: Path) -> dict[str, Joined]:
    """Read and join everything: "student.css", "student.js", …"""
    found: dict[str, Joined] = {}
    for kind, parts, mime in (("css", STYLES, "text/css"), ("js", SCRIPTS, "text/javascript")):
        for audience, names in parts.items():
            body = b"\n".join((static / kind / f"{name}.{kind}").read_bytes() for name in names)
            digest = hashlib.sha256(body).hexdigest()[:12]
            packed = gzip.compress(body, 9, mtime=0)
            found[f"{audience}.{kind}"] = Joined(body, packed, f"{mime}; charset=utf-8", digest)
    return found


def url(name: str) -> str:
    """The address of a joined file, with its hash."""
    joined: dict[str, Joined] = current_app.config["ASSETS"]
    return f"/static/{joined[name].hash}/{name}"


@bp.get("/static/<hash>/<name>")
def serve(hash: str, name: str) -> Response:
    """A joined file."""
    joined: dict[str, Joined] = current_app.config["ASSETS"]
    file = joined.get(name)
    if file is None:
        abort(404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(file.packed if packed else file.body, content_type=file.type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    fresh = file.hash == hash
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-store"
    return response
