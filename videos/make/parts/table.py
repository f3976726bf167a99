"""A small table whose rows appear one after the other."""

from typing import Any, ClassVar

from colours import GREY, INK, PALE

from parts.part import NEEDED, Part


class Table(Part):
    """`head` and `rows` of words; `shown` rows and `columns` columns are to be seen; `widths` in drawing units."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "widths": NEEDED, "head": NEEDED, "rows": NEEDED, "shown": 99.0, "columns": 99.0,
        "colours": [], "row_height": 34, "size": 21, "lit": 0.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        left, top = now.at
        starts = [left + sum(now.widths[:k]) for k in range(len(now.widths) + 1)]
        seen = min(now.columns, len(now.widths))
        edge = starts[int(seen)] + (now.widths[int(seen)] * (seen - int(seen)) if seen < len(now.widths) else 0)
        c.box(left, top, edge, top + 30, fill=PALE, round_by=6)
        for row in range(-1, len(now.rows)):
            words = now.head if row < 0 else now.rows[row]
            y = top + 15 if row < 0 else top + 30 + now.row_height * (row + 0.55)
            with c.faded(1.0 if row < 0 else now.shown - row):
                if row >= 0 and now.shown <= row + 0.02:
                    continue
                if row >= 0 and round(now.lit) == row + 1:
                    c.box(left, y - now.row_height / 2 + 1, edge, y + now.row_height / 2 - 1, fill="#fbe3d6")
                if row >= 0:
                    c.line([(left, y + now.row_height / 2), (edge, y + now.row_height / 2)], PALE, 2)
                for column, cell in enumerate(words):
                    if now.columns <= column + 0.02:
                        continue
                    with c.faded(now.columns - column):
                        colour = now.colours[column] if column < len(now.colours) and row >= 0 else INK
                        middle = (starts[column] + starts[column + 1]) / 2
                        size = 17 if row < 0 else now.size
                        c.text(middle, y, cell, size, GREY if row < 0 else colour)
