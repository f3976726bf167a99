"""`serve` and `demo`."""

from __future__ import annotations

import argparse
import io
import logging
import re
import shutil
import sys
from dataclasses import replace

from server import serving
from server.actions.import_path import CannotImport
from server.actions.install_samples import install_samples
from server.actions.set_up_box import is_set_up
from server.app import create_app
from server.command.telling import DID, CouldNot, say, show
from server.device.name_on_network import announced
from server.settings import Settings
from server.store import box, database


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """The server of a box."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    origin = arguments.origin.rstrip("/")
    if origin and not re.fullmatch(r"https?://[^/\s?#]+", origin):
        raise CouldNot(f"--origin is an address such as http://10.42.0.1, not {arguments.origin}.")
    settings = replace(settings, host=arguments.host, port=arguments.port, origin=origin)
    try:
        app = create_app(settings)
        install_samples(settings.samples, settings.videos, settings.media)
    except (database.NotOurs, CannotImport) as error:
        raise CouldNot(str(error)) from error
    addresses = reachable(settings.host)
    if settings.origin:
        show(f"Classroom: {settings.origin}")
    for address in addresses:
        show(f"Classroom: http://{address}:{settings.port}")
    if not is_set_up():
        show(f"Set-up code: {box.value('setup_code')}  (open the address, type the code, and the box is yours)")
    with announced(settings.host, settings.port, [] if arguments.no_announce else addresses) as named:
        if named:
            show(f"Also: http://classroom.local:{settings.port}")
        return _run(app, settings)


def reachable(host: str) -> list[str]:
    """The addresses to open, best first."""
    everybody = host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    return serving.local_addresses() if everybody else [host]


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """A class of 30 in minute 14 of a lesson."""
    from server.simulate import hands, history
    from server.simulate.people import demo_people

    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    settings = replace(settings, host=arguments.host, port=arguments.port, demo=True)
    say("Setting up a class of 30 with its history …")
    try:
        if arguments.fresh and settings.database.exists():
            database.open_database(settings.database)
            if is_set_up() and demo_people() is None:
                raise history.NotADemonstration(f"{settings.data} holds a real class; --fresh never removes one.")
            database.close()
            _remove(settings)
        database.open_database(settings.database)
        box.first_start()
        people = history.build(settings, seed="demo")
        app = create_app(settings)
    except (database.NotOurs, history.NotADemonstration) as error:
        raise CouldNot(str(error)) from error
    address = f"http://{reachable(settings.host)[0]}:{settings.port}"
    show(f"""
  Everything side by side:  {address}/demo
  Teacher (phone):          {address}/sign-in/teacher   {people.teacher}   passphrase: {people.passphrase}
  Student (netbook):        {address}/sign-in           {people.student_name}   PIN: {people.pin}
  Board (projector):        {address}/sign-in/board     code: {people.board_code}

{qr(f"{address}/demo")}
  Ctrl-C stops it; the class stays in {settings.data}. --fresh starts over.
  To open it on a phone or a netbook as well, start it with --host 0.0.0.0.""")
    hands.start(people.section)
    try:
        return _run(app, settings)
    finally:
        hands.stop()


def _remove(settings: Settings) -> None:
    # Only what a box consists of: a mistyped --data must not cost anybody their files.
    for name in ("classroom.db", "classroom.db-wal", "classroom.db-shm"):
        (settings.data / name).unlink(missing_ok=True)
    for folder in (settings.media, settings.exports):
        shutil.rmtree(folder, ignore_errors=True)


def qr(text: str) -> str:
    """A QR code for the terminal."""
    import qrcode

    code = qrcode.QRCode(border=1)
    code.add_data(text)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=sys.stderr.isatty())
    return drawn.getvalue()


def _run(app: object, settings: Settings) -> int:
    try:
        serving.serve(app, settings)  # type: ignore[arg-type]
    except serving.PortTaken as error:
        raise CouldNot(str(error)) from error
    return DID
