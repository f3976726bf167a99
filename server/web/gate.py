"""Who may open what. One place for sessions, roles, the CSRF token and the origin."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.actions.acting import Actor
from server.actions.sign_in import token_hash
from server.store import box
from server.store.attempts import in_a_test
from server.store.people import Section, Student, Teacher, tile_of
from server.store.signins import Device, Session

ROLES = ("student", "teacher", "board")
IDLE_SECONDS = 600
"""A shared netbook signs a student out after ten minutes without a tap; a test never."""
YEAR = 365 * 24 * 3600

_last_tap: dict[str, float] = {}


@dataclass(frozen=True)
class Viewer:
    """Whoever is signed in, in one role."""

    role: str
    id: str
    name: str
    section: str
    device: str
    token: str

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.role, self.section, self.device)


def cookie_of(role: str) -> str:
    """The cookie that carries a session of this role."""
    return f"classroom_{role}"


def device() -> str:
    """This browser's id: a long-lived cookie, which identifies a netbook and nobody."""
    if "device" not in g:
        had = request.cookies.get("classroom_device", "")
        g.device = had if 16 <= len(had) <= 64 and had.isalnum() else secrets.token_hex(16)
        g.new_device = g.device != had
    return str(g.device)


def csrf_token() -> str:
    """What every form of this browser carries."""
    key = str(current_app.config["SECRET"])
    return hmac.new(key.encode(), f"csrf/{device()}".encode(), hashlib.sha256).hexdigest()[:40]


def viewer(role: str) -> Viewer | None:
    """The person signed in here in this role, if any."""
    cache: dict[str, Viewer | None] = g.setdefault("viewers", {})
    if role not in cache:
        cache[role] = _find(role)
    return cache[role]


def _find(role: str) -> Viewer | None:
    token = request.cookies.get(cookie_of(role), "")
    if not token:
        return None
    row = Session.get_or_none((Session.token == token_hash(token)) & (Session.role == role))
    if row is None:
        return None
    if role == "student":
        student = Student.get_or_none((Student.id == row.person) & (Student.active == 1))
        return Viewer(role, row.person, tile_of(student), row.section, row.device, token) if student else None
    if role == "teacher":
        teacher = Teacher.get_or_none(Teacher.id == row.person)
        return Viewer(role, row.person, teacher.name, row.section, row.device, token) if teacher else None
    return Viewer(role, row.person, "", row.section, row.device, token)


def idle(who: Viewer) -> bool:
    """Has this shared netbook been left alone too long? A poll is not a tap."""
    now = clock.now().tick
    last = _last_tap.get(who.token, now)
    if request.endpoint is None or not request.endpoint.endswith(".version"):
        _last_tap[who.token] = now
    if now - last < IDLE_SECONDS:
        return False
    seat = Device.get_or_none((Device.id == who.device) & (Device.seat == 1))
    return seat is not None


def require(role: str) -> AnyResponse | None:
    """Let only this role pass: 403 for another role; signed out, 303 to sign-in on a page and 401 otherwise."""
    who = viewer(role)
    if who is not None and role == "student" and idle(who):
        from server.actions.sign_in import sign_out

        if not in_a_test(who.id):
            sign_out(who.token)
            _last_tap.pop(who.token, None)
            who = None
    if who is not None:
        g.viewer = who
        return None
    if any(viewer(other) for other in ROLES if other != role):
        abort(403)
    if request.method in {"GET", "HEAD"} and "X-Part" not in request.headers and not is_version():
        where = {"teacher": "sign_in.teacher", "board": "sign_in.board"}.get(role, "sign_in.classes")
        return redirect(url_for(where), 303)
    abort(401)


def is_version() -> bool:
    """Is this the few bytes a live page asks for every two seconds?"""
    return bool(request.endpoint and request.endpoint.endswith(".version"))


def guard(blueprint: Blueprint, role: str) -> None:
    """Put the role's guard on a whole blueprint."""

    @blueprint.before_request
    def _only() -> AnyResponse | None:
        # Saving an answer carries the attempt's own token, and is taken even after sign-out.
        return None if request.endpoint in current_app.config["OWN_TOKEN"] else require(role)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def check_request() -> None:
    """Every request that changes something comes from a page of ours, with its token."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    sent_by = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if _host_of(sent_by) != request.host:
        abort(403, "origin")
    if request.endpoint in current_app.config["OWN_TOKEN"]:
        return
    if request.endpoint in current_app.config["LARGE"] and viewer("teacher"):
        # Read here for the first time, with the token in it: no more for strangers than for any form.
        request.max_content_length = current_app.config["LARGE"][request.endpoint]
    given = request.form.get("csrf") or request.headers.get("X-Csrf", "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        abort(403, "csrf")


def start_session(response: AnyResponse, role: str, token: str, *, alone: bool = True) -> AnyResponse:
    """Give the browser its session; one person at a time, so that a netbook never keeps a teacher signed in."""
    response.set_cookie(cookie_of(role), token, httponly=True, samesite="Lax")
    if alone:
        for other in ROLES:
            if other != role and cookie_of(other) in request.cookies:
                response.delete_cookie(cookie_of(other))
    return response


def keep_device(response: Response) -> Response:
    """Hand a new browser its device id."""
    if g.get("new_device"):
        response.set_cookie("classroom_device", g.device, max_age=YEAR, httponly=True, samesite="Lax")
    return response


def current_section(who: Viewer) -> Section | None:
    """The class a teacher looks at: the one chosen, else the first of theirs."""
    mine = list(Section.select().where(Section.teacher == who.id).order_by(Section.code))
    chosen = [s for s in mine if s.id == who.section]
    return next(iter(chosen or mine), None)


def load_secret() -> str:
    """The box's secret, read once at start."""
    return box.value("secret")
