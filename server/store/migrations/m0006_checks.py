"""Quizzes as checks beside unit tests; each answer on its own; what was gone over; files of questions brought in."""

UP = [
    "ALTER TABLE attempt RENAME TO attempt_before",
    """CREATE TABLE attempt (id TEXT PRIMARY KEY, student TEXT NOT NULL, section TEXT NOT NULL, unit TEXT NOT NULL,
        kind TEXT NOT NULL DEFAULT 'test', objective TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '',
        number INTEGER NOT NULL, state TEXT NOT NULL, seat TEXT NOT NULL, seating INTEGER NOT NULL,
        seed TEXT NOT NULL, items TEXT NOT NULL, responses TEXT NOT NULL, marks TEXT NOT NULL,
        pass_share REAL NOT NULL, share REAL, outcome TEXT NOT NULL, missed TEXT NOT NULL, "when" TEXT NOT NULL,
        at TEXT NOT NULL, UNIQUE (student, unit, kind, objective, number))""",
    """INSERT INTO attempt (id, student, section, unit, number, state, seat, seating, seed, items, responses, marks,
        pass_share, share, outcome, missed, "when", at) SELECT id, student, section, unit, number, state, seat, seating,
        seed, items, responses, marks, pass_share, share, outcome, missed, "when", at FROM attempt_before""",
    "DROP TABLE attempt_before",
    "CREATE INDEX attempt_student ON attempt (student)",
    # One row an answer: for marking by item, for statistics over years, for how sure a result is.
    """CREATE TABLE answered (attempt TEXT NOT NULL, place INTEGER NOT NULL, student TEXT NOT NULL,
        section TEXT NOT NULL, kind TEXT NOT NULL, purpose TEXT NOT NULL, objective TEXT NOT NULL, item TEXT NOT NULL,
        version INTEGER NOT NULL, variant INTEGER NOT NULL, points REAL, out_of INTEGER NOT NULL,
        misconception TEXT NOT NULL, sure TEXT NOT NULL, PRIMARY KEY (attempt, place))""",
    "CREATE INDEX answered_item ON answered (objective, item)",
    "CREATE INDEX answered_student ON answered (student, objective)",
    "CREATE INDEX answered_waiting ON answered (section) WHERE points IS NULL",
    """INSERT INTO answered SELECT a.id, i.key, a.student, a.section, a.kind, '',
        json_extract(i.value, '$.objective'), json_extract(i.value, '$.id'), json_extract(i.value, '$.version'),
        json_extract(i.value, '$.variant'), json_extract(a.marks, '$[' || i.key || '].points'),
        json_extract(a.marks, '$[' || i.key || '].out_of'), json_extract(a.marks, '$[' || i.key || '].misconception'),
        '' FROM attempt a, json_each(a.items) i WHERE a.state IN ('handed_in', 'closed')""",
    "ALTER TABLE exposure ADD COLUMN gone_over INTEGER NOT NULL DEFAULT 0",
    """UPDATE exposure SET gone_over = 1 WHERE EXISTS (SELECT 1 FROM attempt a, json_each(a.items) i
        WHERE a.student = exposure.student AND json_extract(i.value, '$.objective') = exposure.objective
        AND json_extract(i.value, '$.id') = exposure.item AND json_extract(i.value, '$.variant') = exposure.variant
        AND (EXISTS (SELECT 1 FROM cleared c WHERE c.attempt = a.id AND c.objective = exposure.objective)
        OR (a.outcome <> '' AND json_extract(a.marks, '$[' || i.key || '].points')
            < json_extract(a.marks, '$[' || i.key || '].out_of'))))""",
    "ALTER TABLE item ADD COLUMN variants TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE imported (id TEXT PRIMARY KEY, at TEXT NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL,
        objective TEXT NOT NULL, body TEXT NOT NULL)""",
]
