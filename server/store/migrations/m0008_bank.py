"""What was answered, beside each answer, so that a bank's statistics need no attempt; and the question on the board."""

UP = [
    "ALTER TABLE answered ADD COLUMN choice TEXT NOT NULL DEFAULT ''",
    """UPDATE answered SET choice = COALESCE((SELECT json_extract(a.marks, '$[' || answered.place || '].reading')
        FROM attempt a WHERE a.id = answered.attempt), '')""",
    """CREATE TABLE on_board (section TEXT PRIMARY KEY, id TEXT NOT NULL, meeting TEXT NOT NULL,
        seq INTEGER NOT NULL, unit TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL)""",
]
