"""From an item as written to an item in a test: one door to the four steps on the way.

`rounding` shows numbers · `givens` draws the values that vary · `drawing` fills them in and works out the key ·
`proofing` tells an author what is wrong.
"""

from server.mastery.drawing import (
    READ_BY_TEACHER,
    draw_item,
    from_json,
    key_text,
    restored_test,
    stored_test,
    to_json,
)
from server.mastery.givens import NoVariant, Variant, variant
from server.mastery.keys import tolerance_of
from server.mastery.offered_variants import offered, variants_of
from server.mastery.proofing import problems_of, remarks_of
from server.mastery.rounding import decimals, figures

__all__ = [
    "READ_BY_TEACHER",
    "NoVariant",
    "Variant",
    "decimals",
    "draw_item",
    "figures",
    "from_json",
    "key_text",
    "offered",
    "problems_of",
    "remarks_of",
    "restored_test",
    "stored_test",
    "to_json",
    "tolerance_of",
    "variant",
    "variants_of",
]
