"""Numbered from the first day; one module each, with UP as a list of SQL statements. Never edited once released."""
