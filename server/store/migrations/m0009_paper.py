"""Tests on paper: each form as it was printed, and whose answers were typed in from it."""

UP = [
    """CREATE TABLE paper_form (code TEXT PRIMARY KEY, batch TEXT NOT NULL, place INTEGER NOT NULL,
        section TEXT NOT NULL, student TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL, objective TEXT NOT NULL,
        seed TEXT NOT NULL, items TEXT NOT NULL, pass_share REAL NOT NULL, away INTEGER NOT NULL, seq INTEGER NOT NULL,
        at TEXT NOT NULL)""",
    "CREATE INDEX paper_form_batch ON paper_form (batch)",
    "CREATE INDEX paper_form_section ON paper_form (section)",
    "CREATE TABLE typed_form (code TEXT PRIMARY KEY, student TEXT NOT NULL, attempt TEXT NOT NULL)",
]
