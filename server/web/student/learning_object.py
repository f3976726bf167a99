"""A learning object: a video that resumes, a text, a worksheet, a worked example, a simulation."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import learn
from server.mastery import variants
from server.mastery.luck import Dice
from server.mastery.values import LearningObject, Unit
from server.store import content, work
from server.web import media
from server.web.answering import go
from server.web.files import pack_text, picture, worksheet
from server.web.markdown import rich
from server.web.student.blueprint import bp, learner, me

SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""A simulation runs as a stranger: no cookies, no storage, no request to anybody."""


def _find(id: str) -> tuple[Unit, LearningObject]:
    for unit in learner().units:
        for found in unit.objects:
            if found.id == id:
                return unit, found
    abort(404)


@bp.get("/objects/<id>")
def object_page(id: str) -> str:
    """The page of one learning object."""
    who = me()
    unit, found = _find(id)
    learn.use_object(who.actor, id)
    pack = content.pack_of(unit.id)
    code = request.args.get("for", "")
    back = code if code in found.objectives else found.objectives[0]
    shared = {"me": who, "unit": unit, "object": found, "objective": unit.objective(back)}
    if found.kind == "video" or found.kind == "audio":
        beside = content.media_beside(pack, found.path)
        captions = [
            {"language": m.path.split(".")[-2], "url": url_for("student.object_file", id=id, name=Path(m.path).name)}
            for m in beside
            if m.path.endswith(".vtt")
        ]
        poster = next((m for m in beside if m.path.endswith((".jpg", ".png"))), None)
        return render_template(
            "student/video.html",
            **shared,
            captions=captions,
            poster=url_for("student.object_file", id=id, name=Path(poster.path).name) if poster else "",
            source=url_for("student.object_file", id=id, name=Path(found.path).name),
            size=next((m.size for m in beside if m.path == found.path), 0),
            seconds=work.watched(who.id).get(id, 0),
            transcript=_transcript(pack, found.path),
        )
    if found.kind in {"worksheet", "problem_set"}:
        return worksheet_page(found, pack, who.id, shared)
    if found.kind == "worked_example":
        steps = re.split(r"^---\s*$", pack_text(pack, found.path), flags=re.M)
        return render_template("student/worked_example.html", **shared, steps=[s.strip() for s in steps if s.strip()])
    if found.kind == "simulation":
        source = url_for("student.object_file", id=id, name=Path(found.path).name)
        return render_template("student/simulation.html", **shared, source=f"{source}?{found.reference}")
    if found.kind in {"text", "notes"}:
        text = pack_text(pack, found.path).removeprefix(f"# {found.title}\n")  # the page has that heading already
        return render_template("student/text.html", **shared, text=text)
    return render_template(
        "student/text.html", **shared, text="", file=url_for("student.object_file", id=id, name=Path(found.path).name)
    )


def worksheet_page(found: LearningObject, pack: str, student: str, shared: dict[str, object]) -> str:
    """A worksheet on screen and on paper; its key stays with the teacher."""
    title, intro, problems = worksheet(pack, found.path)
    drawn = []
    for item, space in problems:
        d = variants.draw_item(item, 0, Dice(f"{found.id}/{item.id}"))
        drawn.append({"item": d, "space": space, "picture": picture(pack, d.picture, dict(d.values))})
    return render_template(
        "student/worksheet.html", **shared, title=title, intro=intro, problems=drawn, rich=rich,
        written=work.paper_of(student, found.id),
    )  # fmt: skip


def _transcript(pack: str, path: str) -> list[str]:
    beside = [m for m in content.media_beside(pack, path) if m.path.endswith(".vtt")]
    if not beside:
        return []
    lines = pack_text(pack, beside[0].path).splitlines()
    return [x for x in lines if x.strip() and "-->" not in x and not x.strip().isdigit() and x.strip() != "WEBVTT"]


@bp.get("/objects/<id>/files/<name>")
def object_file(id: str, name: str) -> Response:
    """A file of a learning object: the video with its captions and poster, a simulation, a document."""
    unit, found = _find(id)
    pack = content.pack_of(unit.id)
    stem = found.path.rsplit("/", 1)
    path = f"{stem[0]}/{name}" if len(stem) == 2 else name
    if path.rsplit(".", 1)[0].split(".")[0] != found.path.rsplit(".", 1)[0].split(".")[0]:
        abort(404)
    row = content.media_of(pack, path)
    if row is None or path.endswith(".toml"):
        abort(404)
    response = media.send(media.stored(row.sha256), name, row.sha256[:32], download="download" in request.args)
    if name.endswith((".html", ".htm", ".svg")):
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


@bp.post("/objects/<id>/place")
def keep_place(id: str) -> AnyResponse:
    """Where the video stopped."""
    _find(id)
    try:
        seconds = float(request.form.get("seconds", ""))
    except ValueError:
        abort(400)
    if not 0 <= seconds < 86_400:
        abort(400)
    learn.keep_place(me().id, id, seconds)
    return jsonify({"kept": seconds})


@bp.post("/objects/<id>/paper")
def write_paper(id: str) -> AnyResponse:
    """One field of a worksheet, kept as it is typed."""
    _find(id)
    try:
        rev = int(request.form.get("rev", ""))
    except ValueError:
        abort(400)
    if not 0 <= rev < 2**53:
        abort(400)
    place = request.form.get("place", "")
    stands = learn.write_paper(me().id, id, place, rev, request.form.get("value", ""))
    if request.headers.get("X-Tap"):
        return jsonify({"rev": stands, "place": place})
    return go(url_for("student.object_page", id=id))
