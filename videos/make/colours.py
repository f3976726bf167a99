"""The few colours of every film. A storyboard names them: `colour = "warm"`."""

from functools import cache

INK, GREY, BRAND, WARM = "#172033", "#4a5568", "#0b5cad", "#b3410e"
PALE, SOFT, WHITE, WATER = "#eef1f5", "#c9d0da", "#ffffff", "#d3e6f7"
NAMED = {
    "ink": INK, "grey": GREY, "brand": BRAND, "warm": WARM, "pale": PALE, "soft": SOFT, "white": WHITE, "water": WATER,
}  # fmt: skip


def named(colour: str) -> str:
    """`"warm"` as the colour it stands for; a colour written `#rrggbb` stays what it is."""
    return NAMED.get(colour, colour)


@cache
def mixed(one: str, other: str, share: float) -> str:
    """`share` of the way from the first colour to the second, 0 to 1."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
