"""A Frictionless description of the plain CSVs: which column means what, so that any tool can read them with types."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from server.formats.gradebook_csv import LONG, WHO, grid_headers
from server.formats.section_results import STATE_WORDS, SectionResults

Schema = dict[str, Any]

_LONG_TYPES: dict[str, Schema] = {
    "student_id": {"type": "string", "constraints": {"required": True}},
    "enrolled": {"type": "string", "constraints": {"enum": ["yes", "no"]}},
    "kind": {"type": "string", "constraints": {"required": True, "enum": ["objective", "test", "grade"]}},
    "essential": {"type": "string", "constraints": {"enum": ["yes", "no"]}},
    "score": {"type": "number", "constraints": {"minimum": 0}},
    "out_of": {"type": "integer"},
    "tries": {"type": "integer", "constraints": {"minimum": 1}},
    "talked_over": {"type": "string", "constraints": {"enum": ["yes", "no"]}},
    "date": {"type": "date"},
}


def datapackage(results: SectionResults, grid: bytes, long: bytes) -> bytes:
    """datapackage.json for gradebook/grid.csv and gradebook/long.csv, with their checksums and column types."""
    long_schema: Schema = {
        "fields": [{"name": name} | _LONG_TYPES.get(name, {"type": "string"}) for name in LONG],
        "primaryKey": ["student_id", "kind", "code"],
    }
    package = {
        "profile": "tabular-data-package",
        "name": "classroom-results",
        "title": f"Results of {results.section.title or results.section.code}, {results.period.title}",
        "resources": [
            _resource("grid", grid, {"fields": _grid_fields(results)}),
            _resource("long", long, long_schema),
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _resource(name: str, content: bytes, schema: Schema) -> Schema:
    return {
        "name": name,
        "path": f"gradebook/{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _grid_fields(results: SectionResults) -> list[Schema]:
    headers = grid_headers(results)[len(WHO) :]
    states = {"type": "string", "constraints": {"required": True, "enum": sorted(STATE_WORDS.values())}}
    percent = {"type": "integer", "constraints": {"minimum": 0, "maximum": 100}}
    value = {"type": "number", "constraints": {"minimum": 0, "maximum": results.rule.highest}}
    letter = {"type": "string", "constraints": {"enum": [letter for _, letter in results.rule.letters]}}
    kinds = [states] * len(results.objectives) + [percent] * len(results.units) + [value, letter]
    people: list[Schema] = [{"name": name, "type": "string"} for name in WHO]
    return people + [{"name": name} | kind for name, kind in zip(headers, kinds, strict=True)]
