"""*Record mine instead*: the film of a learning object, and the teacher's own in its place."""

from __future__ import annotations

import secrets

from flask import Response, abort, current_app, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import choose_recording as recording
from server.actions.choose_recording import Piece
from server.mastery.progression import No
from server.mastery.values import LearningObject
from server.store import content
from server.store.recordings import recording_of
from server.web import media
from server.web.answering import go, op
from server.web.films import SECONDS_PER_GRADE, film_of, pack_file, recorded_file
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show

HEAVY = 1_500_000
"""bits a second; thirty netbooks that watch such a film at once ask more of a small Wi-Fi than it has"""


def _find(at: Lesson, object: str) -> tuple[str, LearningObject]:
    """The pack and the film; 404 when no unit of the class has it."""
    for unit in at.units:
        for thing in unit.objects:
            if thing.id == object and thing.kind == "video":
                return content.pack_of(unit.id), thing
    abort(404)


@bp.get("/films/<object>", endpoint="film")
def film_page(object: str) -> str:
    """The film as the class sees it, and a way to put one's own in its place."""
    at = lesson()
    pack, thing = _find(at, object)
    film = film_of(pack, thing, at.section.teacher)
    grade = int(content.pack_head(pack).get("grade") or 0)
    advised = grade * SECONDS_PER_GRADE
    return show(
        "film.html", at, "more", object=thing, film=film, unit=next(u for u in at.units if thing in u.objects),
        grade=grade, advised=advised, too_long=bool(advised and film.seconds > advised),
        heavy=bool(film.seconds and 8 * film.size / film.seconds > HEAVY),
    )  # fmt: skip


@bp.get("/films/<object>/files/<name>", endpoint="film_file")
def film_file(object: str, name: str) -> Response:
    """The film itself, its captions, its poster."""
    at = lesson()
    pack, thing = _find(at, object)
    sha256 = recorded_file(thing, at.section.teacher, name)
    if not sha256:
        row = pack_file(pack, thing, name)
        sha256 = row.sha256 if row else abort(404)
    return media.send(media.stored(sha256), name, sha256[:32])


@bp.post("/films/<object>/pieces")
def send_piece(object: str) -> AnyResponse:
    """One piece of a film on its way; the answer says where the next begins."""
    at = lesson()
    _find(at, object)
    place, whole = request.args.get("at", type=int), request.args.get("whole", type=int)
    if place is None or whole is None:
        return deny(No("piece"), at)
    piece = Piece(request.args.get("upload", ""), place, whole, request.get_data(cache=False))
    have = recording.add_piece(current_app.config["SETTINGS"], at.actor, object, piece)
    return deny(have, at) if isinstance(have, No) else jsonify({"have": have})


@bp.post("/films/<object>/whole")
def choose_recording(object: str) -> AnyResponse:
    """The last piece has arrived: show this film from now on."""
    at = lesson()
    _find(at, object)
    whole = request.form.get("whole", type=int) or -1
    return _chosen(at, object, request.form.get("upload", ""), whole)


@bp.post("/films/<object>")
def send_recording(object: str) -> AnyResponse:
    """A small film in one go, from a browser without script."""
    at = lesson()
    _find(at, object)
    body = request.files["film"].read() if "film" in request.files else b""
    upload = secrets.token_hex(16)
    if not body:
        return deny(No("not_a_film"), at)
    have = recording.add_piece(current_app.config["SETTINGS"], at.actor, object, Piece(upload, 0, len(body), body))
    return deny(have, at) if isinstance(have, No) else _chosen(at, object, upload, len(body))


def _chosen(at: Lesson, object: str, upload: str, whole: int) -> AnyResponse:
    answer = recording.finish_recording(current_app.config["SETTINGS"], at.actor, object, upload, whole, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.film", object=object))


@bp.post("/films/<object>/captions")
def caption_recording(object: str) -> AnyResponse:
    """Captions for the teacher's own film."""
    at = lesson()
    _find(at, object)
    text = request.files["captions"].read() if "captions" in request.files else b""
    answer = recording.caption_recording(current_app.config["SETTINGS"], at.actor, object, text, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.film", object=object))


@bp.post("/films/<object>/drop")
def drop_recording(object: str) -> AnyResponse:
    """The pack's film again."""
    at = lesson()
    _find(at, object)
    if recording_of(at.section.teacher, object) is None:
        abort(404)
    answer = recording.drop_recording(at.actor, object, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.film", object=object))
