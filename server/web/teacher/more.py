"""Everything that is not for every minute: classes, roster, board, keys, settings."""

from __future__ import annotations

import base64
import io

from flask import g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import change_passphrase as passphrases
from server.actions import choose_section as choosing
from server.actions import learn, set_up_box
from server.mastery.help_queue import CEILING_MINUTES
from server.mastery.progression import No
from server.store.people import BoardCode, Section, setting
from server.web.answering import go, op, refuse, refuse_saying
from server.web.gate import Viewer, current_section
from server.web.qr import address
from server.web.student.quiz import ASK_SURE
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.unit_choice import ticked_units, unit_choices
from server.web.words import _

SETTINGS = {
    "pace_target": ("3", 1, 20),
    "pace_meetings": ("5", 1, 20),
    "ceiling_minutes": (str(CEILING_MINUTES), 1, 120),
    "ask_sure": (ASK_SURE, 0, 2),
}
"""name → default, least, most"""


@bp.get("/more", endpoint="more")
def more_page() -> str:
    """The rest of it. A teacher without a class adds one here."""
    who: Viewer = g.viewer
    mine = list(Section.select().where(Section.teacher == who.id).order_by(Section.code))
    if current_section(who) is None:
        return render_template("teacher/first_class.html", me=who, unit_choices=unit_choices())
    at = lesson()
    code = BoardCode.get_or_none(BoardCode.section == at.section.id)
    return show(
        "more.html", at, "more", sections=mine, address=address(), board=code.code if code else "",
        unit_choices=unit_choices(),
        values={n: setting(at.section.id, n, default) for n, (default, _least, _most) in SETTINGS.items()},
    )  # fmt: skip


@bp.post("/section")
def choose_section() -> AnyResponse:
    """Look at another class."""
    who: Viewer = g.viewer
    refused = choosing.choose_section(who.id, who.token, request.form.get("section", ""))
    return refuse(refused) if refused is not None else go(url_for("teacher.home"))


@bp.post("/sections")
def add_section() -> AnyResponse:
    """Another class."""
    who: Viewer = g.viewer
    code, title = request.form.get("code", "")[:20], request.form.get("title", "")[:80]
    made = set_up_box.add_section(who.id, code, title, ticked_units())
    if isinstance(made, No):
        return refuse(made)
    choosing.choose_section(who.id, who.token, made)
    return go(url_for("teacher.roster"))


@bp.post("/settings")
def change_setting() -> AnyResponse:
    """Pace and patience of this class."""
    at, tap = lesson(), op()
    for name, (default, least, most) in SETTINGS.items():
        typed = request.form.get(name, "").strip()
        if not typed:
            continue
        if not typed.isascii() or not typed.isdigit() or not least <= int(typed) <= most:
            return refuse_saying(_("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
        if int(typed) != int(setting(at.section.id, name, default)):
            answer = learn.change_setting(at.actor, name, str(int(typed)), f"{tap}-{name}" if tap else "")
            if isinstance(answer, No):
                return deny(answer, at)
    return go(url_for("teacher.more"))


@bp.post("/passphrase")
def change_passphrase() -> AnyResponse:
    """A new passphrase for the teacher who asks."""
    at = lesson()
    refused = passphrases.change_passphrase(at.who.id, request.form.get("old", ""), request.form.get("new", ""))
    return deny(refused, at) if isinstance(refused, No) else go(url_for("teacher.more"))


@bp.get("/join", endpoint="join")
def join_page() -> str:
    """A page for the wall: how to join, with a code to scan."""
    at = lesson()
    return show("join.html", at, "more", address=address(), picture=qr(address()))


def qr(text: str) -> str:
    """A QR code as a data address of an SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawn = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
