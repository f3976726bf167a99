"""A teacher's own film in place of a pack's."""

UP = [
    """CREATE TABLE recording (teacher TEXT NOT NULL, object TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
        suffix TEXT NOT NULL, seconds REAL NOT NULL, captions TEXT NOT NULL, PRIMARY KEY (teacher, object))""",
]
