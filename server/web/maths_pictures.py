"""Formulas as pictures, and the letters for those who draw them: asked for by browsers that lack either."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState

from server.web import maths
from server.web.formula.drawing import drawn
from server.web.formula.nodes import Unreadable

bp = Blueprint("maths_pictures", __name__)
LASTING = "public, max-age=31536000, immutable"


@bp.record
def _signed_by_this_box(state: BlueprintSetupState) -> None:
    maths.sign_with(str(state.app.config["SECRET"]))


@lru_cache(maxsize=512)
def _picture(token: str) -> bytes:
    """A class of old netbooks asks for the same formulas: each is drawn once. About 2 kB each, packed."""
    formula = maths.source_of(token)
    if formula is None:
        return b""
    try:
        return gzip.compress(drawn(formula), 6, mtime=0)
    except Unreadable:
        return b""


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """STIX Two Math (SIL Open Font License), which the drawing library brings with it."""
    return gzip.compress(files("ziamath").joinpath("fonts", "STIXTwoMath-Regular.ttf").read_bytes(), 6, mtime=0)


@bp.get("/maths/<token>.svg")
def picture(token: str) -> Response:
    """A formula as a picture. Only addresses that this box wrote into its pages lead to one."""
    svg = _picture(token)
    if not svg:
        abort(404)
    answer = _packed(svg, "image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@bp.get("/maths/letters.ttf")
def letters() -> Response:
    """The font in which brackets and roots grow, for a browser whose machine has none."""
    return _packed(_letters(), "font/ttf")


def _packed(body: bytes, kind: str) -> Response:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = Response(body, content_type=kind)
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = Response(gzip.decompress(body), content_type=kind)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = LASTING
    return answer
