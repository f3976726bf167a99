"""The invented class of the demonstration. Nobody here exists; names are drawn from many places on purpose."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from server.store import box

TEACHER = "Ms Rivera"
PASSPHRASE = "warm gas needs more room"  # noqa: S105 - a demonstration prints it
PIN = "1234"
SECTION = "10B"
TITLE = "Chemistry 10B"
SCHOOL = "Riverside School"
NETBOOKS = 7
KEPT = "demo_people"
"""The value of the box under which the sign-ins of a demonstration are kept."""

MASTERED_BEFORE_TODAY = {
    "Joseph Mensah": 1, "Fatou Diallo": 1, "Tomasz Wilk": 1, "Yusra Bello": 1,
    "Amina Kamau": 2, "Noor Haddad": 2, "Dmitri Zorin": 2, "Esra Yildiz": 2, "Femi Adeyo": 2, "Chloe Tanner": 2,
    "Ravi Nair": 2,
    "Li Wen": 3, "Diego Alvarado": 3, "Mateo Quispe": 3, "Hana Kolar": 3, "Grace Lindqvist": 3, "Kiri Tamihana": 3,
    "Paloma Reyes": 3,
    "Anjali Rao": 4, "Jonas Weidner": 4, "Nia Brathwaite": 4, "Lucía Ferrer": 4,
    "Björn Ekdal": 5, "Ifeanyi Obi": 5,
    "Sara Petrova": 6, "Kenji Mori": 6, "Ingrid Solberg": 6, "Minh Tran": 6, "Omar Siddiq": 6, "Leila Farahani": 6,
}  # fmt: skip
"""Everybody in the class, with how many objectives they had mastered before today's lesson."""

LATE = "Yusra Bello"
"""She joined in the seventh lesson, and started at objective 1."""

AT_NETBOOK = {
    "Chloe Tanner": 1, "Noor Haddad": 2, "Kenji Mori": 3, "Mateo Quispe": 4, "Sara Petrova": 6, "Lucía Ferrer": 7,
}  # fmt: skip
"""Who sits at which shared netbook today. Netbook 5 is free."""


def netbook(number: int) -> str:
    """The device id of a shared netbook of the demonstration, the same on every box."""
    return hashlib.sha256(f"demo/netbook/{number}".encode()).hexdigest()[:32]


def own_device(name: str) -> str:
    """The device id of somebody's own phone or tablet."""
    return hashlib.sha256(f"demo/own/{name}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class DemoPeople:
    """Who can be signed in as in the demonstration, and where its pages are.

    student and tester: the ids of Amina, and of whoever sits the test on netbook 3; half_typed: the number of the
    question they are in the middle of; pages: paths, most telling first.
    """

    section: str
    teacher: str
    passphrase: str
    student: str
    student_name: str
    tester: str
    tester_name: str
    pin: str
    board_code: str
    netbooks: dict[str, str]
    half_typed: int
    pages: tuple[str, ...] = ("/demo", "/teacher/", "/student/", "/board")


def demo_people() -> DemoPeople | None:
    """The people of the demonstration in this folder; None when it holds none."""
    kept = box.value(KEPT)
    if not kept:
        return None
    told = json.loads(kept)
    return DemoPeople(**{**told, "pages": tuple(told["pages"])})


def keep(people: DemoPeople) -> None:
    """Remember them, for the demonstration's page and the next start; runs inside the writer."""
    box.set_value(KEPT, json.dumps(asdict(people), ensure_ascii=False))
