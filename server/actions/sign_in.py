"""Signing in and out: a name tile and a PIN for students, a passphrase for teachers, a code for the board."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.wrong_tries import right, too_many, wrong
from server.mastery.progression import No
from server.store import attempts, box, facts, lessons
from server.store.people import BoardCode, Student, Teacher
from server.store.signins import Credential, Session
from server.store.writer import write


def hashed_pin(student: str, pin: str) -> str:
    """A PIN as kept. Four digits cannot withstand a thief of the whole box; a slow hash would only cost the class."""
    return hmac.new(box.value("secret").encode(), f"pin/{student}/{pin}".encode(), hashlib.sha256).hexdigest()


def hashed_passphrase(passphrase: str, salt: str = "") -> str:
    """A passphrase as kept: scrypt with its own salt."""
    salt = salt or secrets.token_hex(16)
    digest = hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()
    return f"{salt}${digest}"


def token_hash(token: str) -> str:
    """What is kept of a session cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def _begin(role: str, person: str, section: str, device: str) -> str:
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    Session.delete().where((Session.device == device) & (Session.role == role) & (Session.device != "")).execute()
    Session.create(
        token=token_hash(token), role=role, person=person, section=section, device=device, tick=moment.tick,
        boot=moment.boot,
    )  # fmt: skip
    return token


def has_pin(student: str) -> bool:
    """Has this student chosen a PIN yet?"""
    return bool(Credential.select().where(Credential.student == student).exists())


def sign_in_student(student: str, pin: str, device: str) -> str | No:
    """Sign a student in at a device; the first time, while class is open, the PIN typed becomes theirs.

    Returns the session token, or No(pin_form | no_meeting | too_many | wrong_pin | unknown).
    """

    def change() -> str | No:
        row = Student.get_or_none((Student.id == student) & (Student.active == 1))
        if row is None:
            return No("unknown")
        if too_many(student, device):
            return No("too_many")
        if not (len(pin) == 4 and pin.isascii() and pin.isdigit()):
            return No("pin_form")
        kept = Credential.get_or_none(Credential.student == student)
        meeting = lessons.open_meeting(row.section)
        if kept is None:
            if meeting is None:
                return No("no_meeting")
            Credential.create(student=student, secret=hashed_pin(student, pin))
        elif not hmac.compare_digest(kept.secret, hashed_pin(student, pin)):
            wrong(student, device)
            return No("wrong_pin")
        right(student)
        token = _begin("student", student, row.section, device)
        arrive(student, row.section)
        box.bump(f"section:{row.section}", f"student:{student}")
        return token

    return write(change)


def arrive(student: str, section: str) -> None:
    """Note that a student is there, once a meeting; runs inside the writer."""
    meeting = lessons.open_meeting(section)
    if meeting is not None and student not in lessons.present(meeting.id):
        facts.append(
            "student_arrived", at=clock.now().at, by=student, section=section, student=student, meeting=meeting.id
        )


def note_arrival(student: str, section: str) -> None:
    """A student who was signed in before class started is there too."""
    write(lambda: arrive(student, section))


def sign_in_teacher(name: str, passphrase: str, device: str, section: str) -> str | No:
    """Sign a teacher in. Returns the session token, or No(too_many | wrong_passphrase)."""
    who = f"teacher:{name.strip().casefold()}"
    row = Teacher.get_or_none(Teacher.name == name.strip())
    if row is None:
        # The same work for an unknown name, so that the time taken does not tell which names exist.
        row_secret = hashed_passphrase("")
    else:
        row_secret = row.secret
    matches = hmac.compare_digest(hashed_passphrase(passphrase, row_secret.split("$")[0]), row_secret)

    def change() -> str | No:
        if too_many(who, device):
            return No("too_many")
        if row is None or not matches:
            wrong(who, device)
            return No("wrong_passphrase")
        right(who)
        return _begin("teacher", row.id, section, device)

    return write(change)


def open_board(code: str, device: str) -> str | No:
    """Open a class's board with the code on the teacher's phone. Returns the session token, or No."""

    def change() -> str | No:
        who = "board"
        if too_many(who, device):
            return No("too_many")
        row = BoardCode.get_or_none(BoardCode.code == code.strip().replace(" ", ""))
        if row is None:
            wrong(who, device)
            return No("wrong_code")
        right(who)
        return _begin("board", f"board:{row.section}", row.section, device)

    return write(change)


def sign_out(token: str) -> None:
    """End a session."""
    write(lambda: Session.delete().where(Session.token == token_hash(token)).execute())


def forget_pin(actor: Actor, student: str, op: str) -> Answer:
    """Let a student choose a new PIN at the next sign-in; ends their sign-ins, but for a test under way."""

    def change(tap: Tap) -> Answer:
        if Student.get_or_none((Student.id == student) & (Student.section == actor.section)) is None:
            return No("unknown")
        Credential.delete().where(Credential.student == student).execute()
        if not any(a.state == "open" for a in attempts.attempts_of([student])[student]):
            Session.delete().where((Session.person == student) & (Session.role == "student")).execute()
        right(student)
        return {"student": student}

    return act(actor, op, change)
