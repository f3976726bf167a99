"""An activity may be handed in by a group: with whom, and as what."""

UP = [
    "ALTER TABLE activity ADD COLUMN together TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE activity ADD COLUMN role TEXT NOT NULL DEFAULT ''",
]
