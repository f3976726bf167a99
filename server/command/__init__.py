"""What each subcommand does. One function for each, named as it is typed."""

from server.command.bundles import bundle, export
from server.command.care import backup, doctor, rebuild, restore
from server.command.contents import assemble, import_, pack
from server.command.history import replay
from server.command.running import demo, serve
from server.command.telling import CouldNot

globals()["import"] = import_

__all__ = [
    "CouldNot",
    "assemble",
    "backup",
    "bundle",
    "demo",
    "doctor",
    "export",
    "import_",
    "pack",
    "rebuild",
    "replay",
    "restore",
    "serve",
]
