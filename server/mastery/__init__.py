"""The rules of flipped mastery.

Everything here is a pure function of its arguments: no clock, no files, no tables, no network. Time and luck
are handed in. A rule answers with a value that carries its reason (`Locked(missing=…)`, never just `False`),
because a page must be able to say why.

The words, one meaning each:
objective: what a student learns and shows · learning object: one way to learn it, a choice and never a step ·
activity: something that must be done (a lab, a demonstration) · bank: the items of one objective ·
item: one question · mastery check: the conversation in which mastery is shown · unit test: drawn from the banks ·
attempt: one student's one test · response: an answer to one item · verdict: mastered or not yet ·
ticket: a place in the help queue · seat: a device at which a test was released · appointment: the talk after a test ·
remedy: what to do after "not yet" · section: a class on the roster · meeting: one class period.
"""
