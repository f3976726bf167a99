"""Numbers as the voice says them: “two hundred and seventy-three”, “sixteen point eight”, “minus eighteen”."""

import re

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
SMALL = {word: value for value, word in enumerate(re.split(r"\s+", ONES))}
TENS = {f"{word}ty": 10 * value for value, word in enumerate(re.split(" ", "twen thir for fif six seven eigh nine"), 2)}
UNITS = re.compile(
    r"(kilopascal|millilitre|litre|degree|kelvin|gram|mole|millimetre|centimetre|metre|atmosphere|percent|milligram|"
    r"kilogram|joule)s?"
)


def spoken_numbers(sentence: str) -> list[tuple[float, int, bool]]:
    """Each number of the sentence: its value, its decimals, and whether a unit follows."""
    found = []
    words = re.findall(r"[a-z']+|[,.:;?!]", sentence.lower().replace("-", " "))
    at = 0
    while at < len(words):
        value, decimals, end = _number(words, at)
        if end == at:
            at += 1
            continue
        unit = end < len(words) and UNITS.fullmatch(words[end]) is not None
        found.append((-value if at and words[at - 1] == "minus" else value, decimals, unit))
        at = end
    return found


def _number(words: list[str], at: int) -> tuple[float, int, int]:
    """The number that begins at a word, its decimals, and the place after it; the same place if none begins there."""
    begin, total, last = at, 0, 1000
    while at < len(words):
        word = words[at]
        if word in SMALL and last > 9:
            if last < 20:
                break
            total, last = total + SMALL[word], SMALL[word]
        elif word in TENS and last >= 100:
            total, last = total + TENS[word], 20
        elif word in ("hundred", "thousand") and at > begin and last <= 99:
            total = total * 100 if word == "hundred" else total * 1000
            last = 100 if word == "hundred" else 1000
        elif (
            word == "and"
            and last in (100, 1000)
            and at > begin
            and words[at + 1 : at + 2]
            and (words[at + 1] in SMALL or words[at + 1] in TENS)
        ):
            pass
        else:
            break
        at += 1
    digits = ""
    if at > begin and words[at : at + 1] == ["point"]:
        at += 1
        while at < len(words) and words[at] in SMALL and SMALL[words[at]] < 10:
            digits += str(SMALL[words[at]])
            at += 1
    return float(f"{total}.{digits or 0}"), len(digits), at
