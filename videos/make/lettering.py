"""Words with small letters below and above the line: `H_2O`, `V_1`, `P_dry`, `10^−3`, `n_(N2)`."""

import re
from functools import cache

RUN = re.compile(r"([_^])(?:\(([^)]*)\)|([+\-−]?\d+|[A-Za-z]+|[+\-−]))")


@cache
def runs(words: str) -> tuple[tuple[str, int], ...]:
    """The words in pieces: each with 0 (on the line), −1 (below it) or 1 (above it)."""
    pieces, at = [], 0
    for match in RUN.finditer(words):
        if match.start() > at:
            pieces.append((words[at : match.start()], 0))
        small = match[2] if match[2] is not None else match[3]
        pieces.append((small.replace("-", "−"), -1 if match[1] == "_" else 1))
        at = match.end()
    if at < len(words):
        pieces.append((words[at:], 0))
    return tuple(pieces)
