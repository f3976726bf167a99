"""The wiring, as a table of contents."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from server.actions import bring_questions
from server.settings import VERSION, Settings
from server.store import box, database
from server.store import everything as everything
from server.web import answering, assets, files, gate, markdown, maths_pictures, room_left, wording, words
from server.web.admin import set_up
from server.web.board import board
from server.web.demo import demo
from server.web.sign_in import sign_in
from server.web.student import pages as student_pages
from server.web.teacher import pages as teacher_pages

log = logging.getLogger("classroom")


def create_app(settings: Settings) -> Flask:
    """The web application of one box."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database.open_database(settings.database)
    box.first_start()

    app = Flask("server", static_folder=None, template_folder="web/templates")
    app.config.update(
        SETTINGS=settings,
        ASSETS=assets.join(settings.static),
        SECRET=gate.load_secret(),
        OWN_TOKEN={"student.save_answer"},
        LARGE={"teacher.look_at_questions": bring_questions.LARGEST + 1024 * 1024},
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        asset=assets.url,
        csrf=gate.csrf_token,
        fresh_op=answering.fresh_op,
        language=words.language,
        wording=wording,
        demo=settings.demo,
        room_left=room_left.notice,
    )
    app.jinja_env.filters.update(
        markdown=markdown.markdown, inline=markdown.inline, illustrated=files.pack_html, choice=markdown.choice,
        plainly=markdown.plainly,
    )  # fmt: skip

    app.register_blueprint(assets.bp)
    app.register_blueprint(maths_pictures.bp)
    app.register_blueprint(set_up.bp)
    app.register_blueprint(sign_in.bp)
    app.register_blueprint(student_pages.bp)
    app.register_blueprint(teacher_pages.bp)
    app.register_blueprint(board.bp)
    if settings.demo:
        app.register_blueprint(demo.bp)

    @app.get("/healthz")
    def healthz() -> Response:
        # 200 even on a full card: it serves all the same, and starting it again would make no room.
        return jsonify({"status": room_left.health(), "version": VERSION})

    @app.before_request
    def one_origin() -> AnyResponse | None:
        # What a browser keeps is kept by origin: every other name leads to the one address.
        if settings.origin and request.path != "/healthz" and request.method in {"GET", "HEAD"}:
            wanted = urlsplit(settings.origin)
            if request.host != wanted.netloc:
                return redirect(settings.origin + request.full_path.rstrip("?"), 302)
        return None

    app.before_request(database.connect)
    app.before_request(gate.check_request)
    app.after_request(gate.keep_device)

    @app.after_request
    def headers(response: Response) -> Response:
        h = response.headers
        h.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'self'",
        )
        h.setdefault("Referrer-Policy", "same-origin")
        h.setdefault("X-Content-Type-Options", "nosniff")
        if response.mimetype == "text/html":
            h.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> AnyResponse:
        return _failed(error.code or 500)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> AnyResponse:
        if room_left.is_full(error):
            # One line, without what led there: the log may be on the same card.
            log.error("no room left for %s %s", request.method, request.path)
            return _failed(507)
        log.exception("a page failed: %s %s", request.method, request.path)
        return _failed(500)

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        g.pop("viewers", None)

    return app


def _failed(status: int) -> AnyResponse:
    sentence = room_left.sentence() if status == 507 else _sentence(status)
    if request.headers.get("X-Tap") or request.path.endswith("/answers") or request.is_json:
        answer = jsonify({"say": sentence, "reason": str(status)})
        answer.status_code = status
        return answer
    return make_response(render_template("error.html", status=status, sentence=sentence), status)


def _sentence(status: int) -> str:
    return {
        400: words._("Something in what was sent is not right. Go back and try again."),
        401: words._("You are signed out. Sign in again; nothing is lost."),
        403: words._("That is not yours to open."),
        404: words._("That cannot be found. It may have been changed meanwhile."),
        405: words._("That cannot be opened like this. Go back and use the buttons."),
        413: words._("That is too big for this box."),
    }.get(status, words._("That went wrong here. Nothing you saved is lost; try again."))
