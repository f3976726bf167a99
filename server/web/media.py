"""Videos, pictures and other files, with byte ranges, handed to waitress's own file loop so that no thread waits.

`flask.send_file` would keep a worker for every viewer; eight viewers would stop the classroom.
"""

from __future__ import annotations

import mimetypes
import os
import re
from pathlib import Path

from flask import Response, current_app, request

from server.store.media_files import place_of

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_TYPES = {
    ".vtt": "text/vtt; charset=utf-8",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".md": "text/plain; charset=utf-8",
}

SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""What a pack brings runs as a stranger: no cookies, no storage, no request to anybody."""
_PASSIVE = re.compile(r"(video|audio)/|image/(?!svg)|text/(plain|vtt|csv)|application/(pdf|zip)")
"""what runs nothing, or needs its own viewer"""


def stored(sha256: str) -> Path:
    """Where the file of this hash lies."""
    folder: Path = current_app.config["SETTINGS"].media
    return place_of(folder, sha256)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """The (first, last) bytes asked for; None for the whole file. ValueError when it lies outside."""
    found = _RANGE.match(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        if int(last) == 0:
            raise ValueError("nothing asked for")
        return max(0, size - int(last)), size - 1
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if start >= size:
        raise ValueError("outside")
    return None if last and int(last) < start else (start, end)


def send(path: Path, name: str, etag: str, *, download: bool = False) -> Response:
    """A file, or the part of it that was asked for (206; 416 when it lies outside)."""
    size = path.stat().st_size
    quoted = f'"{etag}"'
    kind = _TYPES.get(Path(name).suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Accept-Ranges": "bytes", "ETag": quoted, "Cache-Control": "private, max-age=604800"}
    if not _PASSIVE.match(kind):
        headers["Content-Security-Policy"] = SANDBOX
    if download:
        safe = re.sub(r"[^A-Za-z0-9._-]", "_", Path(name).name)
        headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", quoted) != quoted:
        wanted = ""
    try:
        part = byte_range(wanted, size)
    except ValueError:
        return Response(status=416, headers={**headers, "Content-Range": f"bytes */{size}", "Content-Length": "0"})
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if request.method == "HEAD":
        response = Response(status=206 if part else 200, headers=headers, content_type=kind)
        response.automatically_set_content_length = False
        return response
    file = path.open("rb")
    file.seek(first, os.SEEK_SET)
    # waitress takes the file from where it stands and sends exactly Content-Length bytes of it.
    wrap = request.environ.get("wsgi.file_wrapper")
    body = wrap(file, 128 * 1024) if wrap else iter([file.read(last - first + 1)])
    return Response(body, 206 if part else 200, headers, content_type=kind, direct_passthrough=True)
