"""What a teacher gave for each row of an objective's rubric, the last time it was marked."""

UP = [
    """CREATE TABLE rubric_mark (student TEXT NOT NULL, objective TEXT NOT NULL, at TEXT NOT NULL,
        meeting INTEGER NOT NULL, verdict TEXT NOT NULL, marks TEXT NOT NULL, PRIMARY KEY (student, objective))""",
]
