"""There is no internet: no page asks another host for anything, and old netbooks understand every script and style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_in_browsers import Room

pytest_plugins = ("class_in_browsers",)

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted(
    p
    for folder in (ROOT / "static", ROOT / "server" / "web", ROOT / "server" / "content" / "sample")
    for p in folder.rglob("*")
    if p.suffix in {".html", ".js", ".css", ".svg", ".md"} and p.name != "README.md"
)
SCRIPTS = [p for p in SOURCES if p.suffix == ".js" or (p.suffix == ".html" and "sample" in p.parts)]
STYLES = [p for p in SOURCES if p.suffix == ".css"]

# What neither Chromium 79 nor Firefox 78 understands (or only one of them does).
NEW_IN_SCRIPTS = {
    "?.": r"\?\.(?!\d)",
    "??": r"\?\?",
    "||= or &&=": r"(?:\|\||&&)=",
    "replaceAll": r"\.replaceAll\(",
    "structuredClone": r"\bstructuredClone\b",
    ".at(": r"\.at\(",
    "Object.hasOwn": r"\bObject\.hasOwn\(",
    "findLast": r"\.findLast(?:Index)?\(",
    "a private field": r"(?<![\w\"'#/])#[a-z_]\w*\s*(?:=|\(|;)",
    "lookbehind": r"\(\?<[=!]",
    "Promise.any or allSettled": r"\bPromise\.(?:any)\b",
    "replaceChildren": r"\.replaceChildren\(",
    "randomUUID": r"\brandomUUID\b",
    "numeric separators": r"\b\d+_\d+\b",
    "AbortSignal.timeout": r"\bAbortSignal\.timeout\b",
    "top-level await or import": r"^\s*(?:import\s|await\s|export\s)",
    "a secure context": r"navigator\.(?:serviceWorker|clipboard|wakeLock|mediaDevices)|crypto\.subtle|\bNotification\b",
}
NEW_IN_STYLES = {
    "inset": r"(?<![\w-])inset\s*:",
    ":has(": r":has\(",
    ":is(": r":is\(",
    ":where(": r":where\(",
    "aspect-ratio": r"(?<![\w(-])aspect-ratio\s*:",
    "dvh": r"\d[dsl]v[hw]\b",
    "color-mix": r"color-mix\(",
    "a list in :not()": r":not\([^()]*,",
    ":focus-visible, but to take an outline away": r"(?<!:not\():focus-visible",
    "clamp or min or max": r"(?<![\w-])(?:clamp|min|max)\((?![^)]*-width)",
    "@layer or @container": r"@(?:layer|container)\b",
    "accent-color": r"(?<![\w-])accent-color\s*:",
    "logical shorthands": r"(?<![\w-])(?:margin|padding)-(?:inline|block)\s*:",
    "content-visibility": r"content-visibility",
}
ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.I)
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xlink")


def _others(text: str) -> list[str]:
    for name in NAMESPACES:
        text = text.replace(name, "")
    return [found for found in ELSEWHERE.findall(text) if "localhost" not in found]


def _bare(path: Path) -> str:
    """A script or style sheet without comments and strings' contents that could look like code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = "\n".join(re.findall(r"<script[^>]*>(.*?)</script>", text, re.S))
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return text if path.suffix == ".css" else re.sub(r"(?m)(^|\s)//.*$", " ", text)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 60
    assert SCRIPTS
    assert STYLES


def test_no_source_names_another_host() -> None:
    found = {_name(p): _others(p.read_text(encoding="utf-8")) for p in SOURCES}
    assert {name: hosts for name, hosts in found.items() if hosts} == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_a_script_speaks_the_language_of_old_netbooks(path: Path) -> None:
    text = _bare(path)
    assert {what for what, pattern in NEW_IN_SCRIPTS.items() if re.search(pattern, text, re.M)} == set()


def _blocks(css: str) -> Iterator[str]:
    """The innermost blocks of a style sheet."""
    yield from re.findall(r"\{([^{}]*)\}", css)


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_a_style_sheet_speaks_it_too(path: Path) -> None:
    text = _bare(path)
    found = {what for what, pattern in NEW_IN_STYLES.items() if re.search(pattern, text)}
    if any(re.search(r"(?<![\w-])gap\s*:", block) and "grid" not in block for block in _blocks(text)):
        found.add("gap outside of a grid")
    if re.search(r"\{[^{}@]*\{", re.sub(r"@(?:media|supports|keyframes|page)[^{]*\{", "", text)):
        found.add("nesting")
    assert found == set()


@pytest.mark.parametrize(
    ("script", "what"),
    [("a?.b", "?."), ("a ?? b", "??"), ("x.at(-1)", ".at("), ("class A { #b = 1; }", "a private field")],
)
def test_the_search_finds_new_scripts(script: str, what: str) -> None:
    assert re.search(NEW_IN_SCRIPTS[what], script, re.M)


def test_the_search_leaves_old_scripts_alone() -> None:
    old = 'x ? .5 : y; a ?.5:1; document.querySelector("#id"); el.closest("#main") || "#a"; at(1)'
    assert {w for w, p in NEW_IN_SCRIPTS.items() if re.search(p, old, re.M)} == set()


@pytest.mark.full
def test_rendered_pages_name_no_other_host_and_carry_the_headers(room: Room) -> None:
    from test_words import _pages

    read = 0
    for role, urls in _pages(room).items():
        for url in urls:
            answer = room.browsers[role].get(url)
            assert answer.headers["Referrer-Policy"] == "same-origin", url
            assert answer.headers["X-Content-Type-Options"] == "nosniff", url
            if answer.mimetype != "text/html":
                continue
            read += 1
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy, url
            assert "unsafe" not in policy, url
            text = answer.get_data(as_text=True)
            assert _others(text) == [], url
            assert not re.search(r"<[^>]+\son[a-z]+\s*=", text), f"{url}: a handler in an attribute"
            assert not re.search(r"<[^>]+\sstyle\s*=", text), f"{url}: a style in an attribute"
            assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text), f"{url}: a script in the page"
    assert read > 60


def test_a_simulation_runs_as_a_stranger(room: Room) -> None:
    unit = room.cast.unit
    simulation = next(o for o in unit.objects if o.kind == "simulation")
    name = Path(simulation.path).name
    answer = room.browsers["student"].get(f"/student/objects/{simulation.id}/files/{name}")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
