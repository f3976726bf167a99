"""The help queue: every tap in every state by everybody, and an order that is fair whatever happens."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.mastery.help_queue import (
    CEILING_MINUTES,
    MOVES,
    OPEN,
    Moved,
    Refused,
    Ticket,
    estimate,
    in_order,
    may_join,
    move,
    not_seen,
    why,
)

# --- every move -------------------------------------------------------------------------------------------------

STATES = ("waiting", "called", "helping", "held", "parked", "carried", "done", "cancelled", "dismissed")
ROLES = ("student", "teacher", "server")
EXPECTED = """
    move       who              waiting    called     helping    held       parked     carried
    call       teacher          called     -          -          called     called     called
    start      teacher          helping    helping    -          helping    helping    helping
    not_here   teacher          -          held       -          -          -          -
    come_back  teacher          held       held       held       -          -          -
    ready      student,teacher  -          waiting    -          waiting    waiting    waiting
    cancel     student,teacher  cancelled  cancelled  -          cancelled  cancelled  cancelled
    dismiss    teacher          dismissed  dismissed  dismissed  dismissed  dismissed  dismissed
    bell       server           carried    carried    -          carried    carried    -
    carry_on   server           -          -          -          -          -          waiting
    close      teacher,server   done       done       done       done       done       done
"""
_lines = [line.split() for line in EXPECTED.strip().splitlines()]
TABLE = {
    (state, what): (to, set(who.split(",")))
    for what, who, *row in _lines[1:]
    for state, to in zip(_lines[0][2:], row, strict=True)
    if to != "-"
}
TAPS = [line[0] for line in _lines[1:]]


@pytest.mark.parametrize("what", TAPS)
@pytest.mark.parametrize("state", STATES)
def test_every_tap_in_every_state_by_everybody(state, what):
    to, who_may = TABLE.get((state, what), (None, set()))
    for who in ROLES:
        for promised in (False, True):
            answer = move(state, what, who, promised=promised)
            if who not in who_may:
                assert answer == Refused(state), "refused, with the state as it is"
            elif what == "not_here":
                assert answer == Moved("held", 1, True)
            else:
                assert answer == Moved(to, 0, promised or what in {"come_back", "carry_on"})


def test_there_is_no_other_move():
    assert set(MOVES) == set(TABLE)
    assert {state for state, _ in MOVES} == set(OPEN), "what is closed stays closed"
    for tap in ("", "steal", "CALL"):
        assert move("waiting", tap, "teacher") == Refused("waiting")
    assert move("nowhere", "call", "teacher") == Refused("nowhere")
    assert move("waiting", "call", "stranger") == Refused("waiting")


def test_not_here_lets_the_next_go_first_and_then_parks():
    assert move("called", "not_here", "teacher") == Moved("held", 1, True)
    assert move("called", "not_here", "teacher", missed=1, promised=True) == Moved("parked", 2, True)
    assert move("called", "not_here", "teacher", missed=1) == Moved("parked", 2, False)
    assert move("called", "not_here", "teacher", missed=5) == Moved("parked", 6, False)
    assert move("parked", "ready", "student", missed=2, promised=True) == Moved("waiting", 2, True), "I'm here"


def test_other_moves_keep_the_count_of_misses():
    for (state, what), (_, who) in MOVES.items():
        if what != "not_here":
            assert move(state, what, min(who), missed=1).missed == 1


# --- the order --------------------------------------------------------------------------------------------------


def ticket(name, number, **known):
    return Ticket(id=name, student=f"student-{name}", kind=known.pop("kind", "check"), number=number, **known)


def test_the_four_tiers():
    line = [
        ticket("turn-2", 1, contacts=2),
        ticket("turn-1", 2, contacts=1),
        ticket("new", 3),
        ticket("long", 4, contacts=3, waited=12.5),
        ticket("promised", 5, contacts=4, promised=True),
    ]
    assert [(r.ticket.id, r.why) for r in in_order(line)] == [
        ("promised", "promised"),
        ("long", "waited"),
        ("new", "not_talked"),
        ("turn-1", "turn"),
        ("turn-2", "turn"),
    ]


def test_past_the_ceiling_means_past_it():
    assert CEILING_MINUTES == 12
    assert why(ticket("t", 1, waited=12.0)) == "not_talked"
    assert why(ticket("t", 1, waited=12.1)) == "waited"
    assert why(ticket("t", 1, waited=4, contacts=1), ceiling=3) == "waited"
    assert [r.why for r in in_order([ticket("t", 1, waited=4)], ceiling=3)] == ["waited"]
    assert why(ticket("t", 1, waited=99, promised=True)) == "promised"


def test_first_come_first_served_then_the_furthest_behind():
    line = [ticket("c", 2, behind=9), ticket("b", 1, behind=1), ticket("a", 1, behind=3), ticket("d", 1, behind=3)]
    assert [r.ticket.id for r in in_order(line)] == ["a", "d", "b", "c"]
    talked = [ticket("late", 9, contacts=1), ticket("early", 2, contacts=2)]
    assert [r.ticket.id for r in in_order(talked)] == ["late", "early"], "fewest talks first among those talked to"
    due = [ticket("late", 9, contacts=0, promised=True), ticket("early", 2, contacts=7, promised=True)]
    assert [r.ticket.id for r in in_order(due)] == ["early", "late"], "a promise is a promise"


def test_only_who_waits_for_the_teacher_is_in_it():
    line = [ticket(state, n, state=state) for n, state in enumerate(STATES)] + [ticket("seat", 0, kind="seat")]
    assert [r.ticket.id for r in in_order(line)] == ["waiting"]
    kinds = [ticket(kind, n, kind=kind) for n, kind in enumerate(("appointment", "stuck", "check"))]
    assert [r.ticket.id for r in in_order(kinds)] == ["appointment", "stuck", "check"]


some_tickets = st.lists(
    st.builds(
        Ticket,
        id=st.uuids().map(str),
        student=st.just("s"),
        kind=st.sampled_from(("check", "stuck", "appointment", "seat")),
        number=st.integers(1, 6),
        waited=st.sampled_from((0.0, 5.0, 12.0, 12.5, 40.0)),
        contacts=st.integers(0, 3),
        behind=st.integers(-2, 3),
        promised=st.booleans(),
        state=st.sampled_from(("waiting", "waiting", "waiting", "held", "done")),
    ),
    max_size=8,
    unique_by=lambda t: t.id,
)


@settings(max_examples=80, deadline=None)
@given(some_tickets, st.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_how_it_was_asked(tickets, luck):
    first = in_order(tickets)
    again = list(tickets)
    luck.shuffle(again)
    assert in_order(again) == first
    assert sorted(r.ticket.id for r in first) == sorted(
        t.id for t in tickets if t.state == "waiting" and t.kind != "seat"
    ), "nobody lost, nobody twice"
    for before, after in pairwise(first):
        one, other = before.ticket, after.ticket
        assert one.promised >= other.promised
        if one.promised == other.promised:
            assert one.promised or (one.waited > 12) >= (other.waited > 12), "the ceiling bounds every wait"
        if before.why == after.why and (before.why != "turn" or one.contacts == other.contacts):
            assert one.number <= other.number, "first come, first served"


@settings(max_examples=60, deadline=None)
@given(some_tickets, st.integers(0, 7))
def test_calling_one_changes_nothing_for_the_others(tickets, which):
    line = in_order(tickets)
    gone = line[which % len(line)].ticket.id if line else ""
    assert in_order(t for t in tickets if t.id != gone) == [r for r in line if r.ticket.id != gone]


# --- a whole lesson, and the next -------------------------------------------------------------------------------


class Lessons(RuleBasedStateMachine):
    """Students join and tap, the teacher calls, the bell rings; nobody is lost and nobody is passed over for ever."""

    @initialize()
    def open_class(self):
        self.tickets: dict[str, Ticket] = {}
        self.missed: dict[str, int] = {}
        self.count = 0

    def change(self, which, what, who):
        held = self.tickets[which]
        before, missed = dict(self.tickets), self.missed[which]
        answer = move(held.state, what, who, missed=missed, promised=held.promised)
        if isinstance(answer, Refused):
            assert (held.state, what) not in TABLE or who not in TABLE[held.state, what][1]
            assert answer.state == held.state and self.tickets == before
            return
        assert answer.promised >= held.promised, "a promise is not taken back"
        assert answer.missed == missed + (what == "not_here")
        if what == "not_here":
            assert (answer.state == "parked") is (answer.missed >= 2)
        self.missed[which] = answer.missed
        self.tickets[which] = replace(held, state=answer.state, promised=answer.promised)

    def line(self):
        return in_order(self.tickets.values())

    @rule(
        student=st.sampled_from("ABCDE"),
        kind=st.sampled_from(("check", "check", "stuck", "appointment")),
        objective=st.sampled_from(("gases-1", "gases-2")),
        contacts=st.integers(0, 2),
    )
    def join(self, student, kind, objective, contacts):
        mine = [(t.kind, t.objective) for t in self.tickets.values() if t.student == student and t.state in OPEN]
        if may_join(kind, mine, objective):
            self.count += 1
            name = f"t{self.count}"
            self.tickets[name] = Ticket(name, student, kind, self.count, objective, contacts=contacts)
            self.missed[name] = 0

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), what=st.sampled_from(TAPS), who=st.sampled_from(ROLES))
    def tap(self, data, what, who):
        self.change(data.draw(st.sampled_from(sorted(self.tickets))), what, who)

    @rule(minutes=st.sampled_from((1, 5, 13)))
    def wait(self, minutes):
        self.tickets = {n: replace(t, waited=t.waited + minutes) for n, t in self.tickets.items()}

    @precondition(lambda self: self.line())
    @rule()
    def call_next(self):
        self.change(self.line()[0].ticket.id, "call", "teacher")

    @rule()
    def bell(self):
        for name in self.tickets:
            self.change(name, "bell", "server")
        assert all(t.state in {"helping", "carried"} for t in self.tickets.values() if t.state in OPEN)

    @rule()
    def next_lesson(self):
        due = [n for n, t in self.tickets.items() if t.state == "carried"]
        for name in due:
            self.change(name, "carry_on", "server")
        assert all(self.tickets[n].promised and self.tickets[n].state == "waiting" for n in due)
        assert all(r.why == "promised" for r in self.line() if r.ticket.id in due), "owed talks come first"

    @rule()
    def serve_everybody(self):
        """Everybody parked or held says they are here; then call and close until nobody is left."""
        for name in self.tickets:
            self.change(name, "ready", "student")
            self.change(name, "start", "nobody")
        in_line = [r.ticket.id for r in self.line()]
        served = []
        while line := self.line():
            first = line[0].ticket.id
            self.change(first, "call", "teacher")
            self.change(first, "start", "teacher")
            assert self.tickets[first].state == "helping"
            self.change(first, "close", "teacher")
            served.append(first)
        assert served == in_line
        assert all(t.state in {"helping", "done", "cancelled", "dismissed"} for t in self.tickets.values())

    @invariant()
    def nobody_is_lost_or_doubled(self):
        assert len(self.tickets) == self.count
        assert all(t.state in STATES for t in self.tickets.values())
        held = [t for t in self.tickets.values() if t.state in OPEN]
        for student in "ABCDE":
            mine = [(t.kind, t.objective if t.kind == "check" else "") for t in held if t.student == student]
            assert len(set(mine)) == len(mine) <= 3

    @invariant()
    def the_longest_wait_comes_before_who_came_later(self):
        rows = self.line()
        for place, row in enumerate(rows):
            if row.ticket.waited > CEILING_MINUTES:
                ahead = [r.ticket for r in rows[:place]]
                assert all(t.promised or t.waited > CEILING_MINUTES for t in ahead)


Lessons.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestLessons = Lessons.TestCase


# --- joining, waiting, being overlooked -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "objective", "already", "may"),
    [
        ("check", "g1", [], True),
        ("check", "g1", [("check", "g1")], False),
        ("check", "g2", [("check", "g1")], True),
        ("check", "g1", [("stuck", "g1")], True),
        ("stuck", "g2", [("stuck", "g1")], False),
        ("stuck", "", [("check", "")], True),
        ("seat", "", [("seat", "")], False),
        ("appointment", "", [("seat", ""), ("check", "g1")], True),
        ("check", "g3", [("check", "g1"), ("check", "g2")], True),
        ("check", "g4", [("check", "g1"), ("check", "g2"), ("check", "g3")], False),
        ("seat", "", [("check", "g1"), ("stuck", ""), ("appointment", "")], False),
    ],
)
def test_who_may_join(kind, objective, already, may):
    assert may_join(kind, already, objective) is may


def test_joining_without_an_objective():
    assert may_join("check", [("check", "")]) is False
    assert may_join("check", [("check", "g1")]) is True


def test_no_estimate_below_five_samples():
    assert estimate(["check"], {}) is None
    assert estimate(["check"], {"check": [2.0] * 2, "stuck": [3.0] * 2}) is None
    assert estimate(["check"], {"check": [2.0] * 3, "stuck": [3.0] * 2}) is not None
    assert estimate(["check"], {"check": [2.0] * 5}) == (1, 4)


def test_an_estimate_is_a_range_from_the_middle_of_each_kind():
    samples = {"check": [9.0, 1.0, 2.0], "stuck": [10.0, 30.0, 20.0], "appointment": []}
    assert estimate([], samples) == (0, 1)
    assert estimate(["check"], samples) == (1, 4)
    assert estimate(["stuck", "check"], samples) == (15, 34)
    assert estimate(["appointment"], samples) == (7, 16), "an unknown kind takes as long as the middle of all"
    assert estimate(["seat", "seat"], samples) == (14, 31)
    assert estimate(["check"], {"check": [4.0, 1.0, 3.0, 2.0, 5.0, 6.0]}) == (2, 7)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(("check", "stuck", "appointment")), max_size=6),
    st.dictionaries(st.sampled_from(("check", "stuck")), st.lists(st.floats(0, 60), max_size=7)),
)
def test_an_estimate_is_honest_or_none(ahead, samples):
    found = estimate(ahead, samples)
    assert (found is None) is (sum(len(s) for s in samples.values()) < 5)
    if found is not None:
        least, most = found
        assert 0 <= least <= most
        longer = estimate([*ahead, "check"], samples)
        assert longer is not None and longer[0] >= least and longer[1] >= most


def test_who_has_not_been_seen():
    seen = not_seen(
        ["ann", "bo", "cy", "di", "ed", "fay"],
        {"ann": 1, "bo": 0},
        ["cy"],
        {"di": 2, "ed": -1, "ann": 9, "bo": 2},
    )
    assert seen == ["bo", "di", "fay", "ed"], "furthest behind first, then by name; unknown counts as on pace"
    assert not_seen(["zoe", "abe"], {}, [], {"abe": 0}) == ["abe", "zoe"]
    assert not_seen([], {}, ["x"], {"x": 1}) == []
