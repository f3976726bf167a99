"""Running the server: waitress with the settings that survive a classroom, started late and stopped cleanly."""

from __future__ import annotations

import signal
import socket
import threading
from types import FrameType

from flask import Flask
from waitress.server import create_server

from server.settings import Settings
from server.store import writer


class PortTaken(Exception):
    """Something else listens there already."""


def serve(app: Flask, settings: Settings, ready: threading.Event | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop within five seconds with nothing lost."""
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            # Thirty browsers keep up to six connections each; past the limit waitress stops accepting.
            connection_limit=500,
            # select() ends at 1024 open files.
            asyncore_use_poll=True,
            channel_timeout=120,
            ident=None,
            clear_untrusted_proxy_headers=True,
            # A file of questions with its pictures; the application takes less for everything else.
            max_request_body_size=52 * 1024 * 1024,
        )
    except OSError as error:
        raise PortTaken(
            f"Port {settings.port} cannot be used: {error.strerror}. Try --port {settings.port + 1}."
        ) from error

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
    if ready is not None:
        ready.set()
    try:
        server.run()
    except (SystemExit, KeyboardInterrupt):
        pass
    finally:
        server.close()
        # Whatever was acknowledged is on disk already; what waits for the writer is finished now.
        writer.stop()


def local_addresses() -> list[str]:
    """The addresses under which others may reach this machine, best guess first; loopback last."""
    found: list[str] = []
    try:
        # No packet is sent: this only asks which way one would go.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            found.append(probe.getsockname()[0])
    except OSError:
        pass
    return [*dict.fromkeys([*found, "127.0.0.1"])]
