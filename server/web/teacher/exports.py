"""Friday: results for the school office, written, checked, and fetched."""

from __future__ import annotations

import logging

from flask import Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import export_results as actions
from server.mastery.progression import No
from server.store.bundles import BundleRow
from server.web import media
from server.web.answering import go, op, refuse_saying
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.words import _

log = logging.getLogger("classroom")


@bp.get("/export", endpoint="export")
def export_page() -> str:
    """Export, and what was exported before."""
    at = lesson()
    rows = list(BundleRow.select().where(BundleRow.section == at.section.id).order_by(BundleRow.sequence.desc()))
    asked = request.args.get("written", "")
    return show(
        "export.html", at, "more", rows=rows[:20], written=next((r for r in rows if str(r.sequence) == asked), None)
    )


@bp.post("/export")
def export_results() -> AnyResponse:
    """Write one bundle. The button stands beside the word that the stick is kept safe: pressing it gives that word."""
    at = lesson()
    try:
        answer = actions.export_results(at.actor, at.section.id, current_app.config["SETTINGS"].exports, True, op())
    except OSError:
        log.exception("the results could not be written")
        return refuse_saying(_("The results could not be written: there may be no room left on this box."))
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.export"), written=answer["sequence"])


@bp.get("/exports/<file>", endpoint="export_file")
def export_file(file: str) -> Response:
    """A bundle that was written for this class."""
    at = lesson()
    row = BundleRow.get_or_none((BundleRow.section == at.section.id) & (BundleRow.file == file))
    path = current_app.config["SETTINGS"].exports / file
    if row is None or not path.is_file():
        abort(404)
    return media.send(path, file, row.sha256[:32], download=True)
