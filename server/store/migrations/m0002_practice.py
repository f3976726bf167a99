"""Practice: how often each question was practised and how it ended, and which ideas slipped in."""

UP = [
    """CREATE TABLE practice (student TEXT NOT NULL, source TEXT NOT NULL, objective TEXT NOT NULL, item TEXT NOT NULL,
        variant INTEGER NOT NULL, version INTEGER NOT NULL, rounds INTEGER NOT NULL, answered INTEGER NOT NULL,
        "right" INTEGER NOT NULL, last TEXT NOT NULL, first INTEGER NOT NULL, response TEXT NOT NULL,
        at INTEGER NOT NULL, PRIMARY KEY (student, source, objective, item, variant))""",
    """CREATE TABLE practice_slip (student TEXT NOT NULL, source TEXT NOT NULL, objective TEXT NOT NULL,
        misconception TEXT NOT NULL, times INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (student, source, objective, misconception))""",
]
