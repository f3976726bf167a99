"""Everything a teacher opens."""

from __future__ import annotations

from flask import Blueprint

from server.web.gate import guard

bp = Blueprint("teacher", __name__, url_prefix="/teacher")
guard(bp, "teacher")
