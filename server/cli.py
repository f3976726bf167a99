"""The command `classroom`: arguments in, one action, words or JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from server import command
from server.settings import VERSION, Settings, data_folder

DID, FOUND_WRONG, COULD_NOT = 0, 1, 2


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number up to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data", metavar="DIR", help="the box's whole state (default ./classroom-data, or CLASSROOM_DATA)"
    )
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print exactly one JSON document")
    parser = argparse.ArgumentParser(
        prog="classroom", description="A flipped-mastery classroom without internet.", parents=[shared]
    )
    parser.add_argument("--version", action="version", version=f"classroom {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, help: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        # --data may stand before or after the command; the one after must not undo the one before.
        after = argparse.ArgumentParser(add_help=False)
        after.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="the box's whole state")
        return commands.add_parser(name, help=help, description=help, parents=[after, *parents])

    demo = add("demo", "a class of 30 in the middle of a lesson, to try everything")
    demo.add_argument("--port", type=_port, default=8000)
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--fresh", action="store_true", help="start over with a new class")
    serve = add("serve", "the server")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--host", default="0.0.0.0")  # noqa: S104 - the box serves its own Wi-Fi
    serve.add_argument("--origin", default="", help="the one address browsers use, such as http://10.42.0.1")
    serve.add_argument("--no-announce", action="store_true", help="do not announce the name classroom.local")
    imports = add("import", "bring in packs, questions, class lists", as_json)
    imports.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    imports.add_argument("--into", default="", metavar="UNIT|OBJECTIVE|CLASS")
    imports.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    imports.add_argument("--items", action="store_true", help="with --json: every question as it was read")
    pack = add("pack", "a unit as a file again")
    pack.add_argument("unit", metavar="UNIT")
    pack.add_argument("--to", required=True, type=Path, metavar="FILE")
    pack.add_argument("--format", default="pack", choices=["pack", "gift", "moodle_xml", "qti21", "native"])
    export = add("export", "write one results bundle", as_json)
    export.add_argument("--to", required=True, type=Path, metavar="DEST")
    export.add_argument("--section", default="", metavar="CODE")
    bundle = add("bundle", "check results bundles, or take them in")
    which = bundle.add_subparsers(dest="bundle_command", metavar="verify|merge", required=True)
    verify = which.add_parser("verify", help="check a bundle without a database", parents=[as_json])
    verify.add_argument("file", metavar="FILE", type=Path)
    merge = which.add_parser("merge", help="take bundles in: any order, any number of times", parents=[as_json])
    merge.add_argument("files", nargs="+", metavar="FILE", type=Path)
    for sub in (verify, merge):
        sub.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS)
    backup = add("backup", "a consistent copy while serving")
    backup.add_argument("--to", required=True, type=Path, metavar="FILE")
    restore = add("restore", "put a backup back")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="overwrite what is there")
    rebuild = add("rebuild", "derive all tables afresh from the facts", as_json)
    rebuild.add_argument("--check", action="store_true", help="only compare; exit 1 on any difference")
    replay = add("replay", "one attempt as it was: questions, answers, marks and who gave them", as_json)
    replay.add_argument("attempt", metavar="ATTEMPT")
    assemble = add("assemble", "draw tests without recording them", as_json)
    assemble.add_argument("unit", metavar="UNIT")
    assemble.add_argument("--student", default="", metavar="ID")
    assemble.add_argument("--count", type=int, required=True, metavar="N")
    assemble.add_argument("--seed", default="", metavar="S")
    add("doctor", "what is wrong with this box, in plain words", as_json)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = sys.argv[1:] if argv is None else list(argv)
    try:
        arguments = _parser().parse_args(given)
    except SystemExit as stop:
        if stop.code and "--json" in given:
            print(json.dumps({"error": "The command was not understood; what is wrong with it stands on stderr."}))
        raise
    default = "classroom-demo" if arguments.command == "demo" and not arguments.data else ""
    settings = Settings(data=data_folder(arguments.data or default))
    run: Callable[[argparse.Namespace, Settings], int] = getattr(command, arguments.command)
    try:
        return run(arguments, settings)
    except command.CouldNot as error:
        return _failed(str(error), arguments)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{error.strerror or error}", arguments)


def _failed(why: str, arguments: Any) -> int:
    print(f"classroom {arguments.command}: {why}", file=sys.stderr)
    if getattr(arguments, "json", False):
        print(json.dumps({"error": why}, ensure_ascii=False))
    return COULD_NOT


if __name__ == "__main__":
    sys.exit(main())
