"""One question of each type, and a class of which Amina has them all in one test: what the pages are tried on."""

from __future__ import annotations

from dataclasses import replace

from cast import Cast

from server.actions.acting import Actor
from server.mastery.blueprint import Blueprint
from server.mastery.values import Item
from server.store import content

CODE = "gases-1"
LETTER = """My dear sister,

We have bread for three days. The mill *burned* on Monday, and nobody will lend us a horse. I am not afraid 🌧, but I \
count the sacks every evening.

The mayor says that help is coming. He said so last week, too.
The road was empty then, and it is empty now."""


def _item(id: str, type: str, **body: object) -> Item:
    return Item(id, CODE, 1, type, {"id": id, "type": type, **body})


ITEMS = [
    _item(
        "one", "single_choice", prompt="A balloon is pressed to half its volume. What happens to the pressure?",
        options=[{"text": "It doubles.", "correct": True}, {"text": "It halves."}, {"text": r"It stays $P_1$."}],
    ),
    _item(
        "several", "multiple_choice", prompt="Which of these are units of pressure?",
        options=[
            {"text": "kPa", "correct": True}, {"text": "mmHg", "correct": True}, {"text": "mL"},
            {"text": r"$\mathrm{N/m^2}$", "correct": True},
        ],
    ),
    _item("so", "true_false", prompt="Gas particles stop moving at 0 °C.", correct=False),
    _item(
        "number", "numeric", prompt="A pump holds 400 mL at 100 kPa. What is the pressure at 250 mL?", answer="160",
        unit="kPa", tolerance="1 %",
    ),
    _item("word", "short_text", prompt="Whose law says that P × V stays the same?", answers=["Boyle", "Boyle's law"]),
    _item("salt", "short_text", prompt="Write the formula of the sulfate ion.", reads="formula", answers=["SO4^2-"]),
    _item(
        "water", "short_text", prompt="Hydrogen burns to water. Write the balanced equation.", reads="equation",
        answers=["2 H2 + O2 -> 2 H2O"],
    ),
    _item(
        "pairs", "matching", prompt="What is measured with what?",
        pairs=[
            {"left": "pressure", "right": "manometer"}, {"left": "volume", "right": "syringe"},
            {"left": "temperature", "right": "thermometer"},
        ],
        distractors=["balance"],
    ),
    _item(
        "formulas", "matching", prompt="Which unit belongs to which quantity?",
        pairs=[
            {"left": "$P$", "right": r"$\frac{\mathrm{N}}{\mathrm{m}^2}$"}, {"left": "$V$", "right": r"$\mathrm{dm^3}$"}
        ],
    ),
    _item(
        "steps", "ordering", prompt="Put the steps of reading a manometer in order.",
        sequence=["Level the board.", "Read both sides.", "Subtract the lower from the higher.", "Add the air's part."],
    ),
    _item(
        "gaps", "cloze",
        prompt="When a gas is [[1]] at the same temperature, its particles hit the walls [[2]] often. **Robert** [[3]] "
        "found it; half the volume gives [[4]] times the pressure.\n\n| what | how it changes |\n|--|--|\n"
        "| volume | [[5]] |\n| pressure | [[6]] |",
        gaps=[
            {"choices": ["squeezed", "heated"], "answer": "squeezed"},
            {"choices": ["more", "less", r"$\frac{1}{2}$ as"], "answer": "more"},
            {"answer": "Boyle"}, {"answer": "2", "numeric": True},
            {"choices": ["down", "up"], "answer": "down"}, {"choices": ["down", "up"], "answer": "up"},
        ],
    ),
    _item(
        "bank", "cloze", prompt="A [[1]] gas fills its vessel, a [[2]] has a surface, and a [[3]] keeps its shape.",
        gaps=[
            {"choices": ["light", "liquid", "solid"], "answer": answer} for answer in ("light", "liquid", "solid")
        ],
    ),
    _item(
        "why", "essay", prompt="Why does a bicycle tyre get harder in the sun?",
        rubric=[{"points": 2, "text": "says that particles move faster"}, {"points": 1, "text": "names the walls"}],
    ),
    _item(
        "letter", "essay", prompt="Mark in the letter what is **claimed**, and what speaks for it.", passage=LETTER,
        marks=["claim", "evidence"], why=True, rubric=[{"points": 3, "text": "finds a claim and its evidence"}],
    ),
    _item(
        "show", "performance", prompt="Blow up a balloon to 2 L, and measure it.",
        rubric=[{"points": 1, "text": "measures round the middle"}],
    ),
]  # fmt: skip


def one_test_of_all(cast: Cast) -> str:
    """Class is open, and Amina has a test released that holds every item above. Returns the attempt."""
    return released_to(cast, cast.amina)[0]


def released_to(cast: Cast, *students: Actor) -> list[str]:
    """The same for several students: class is open, and each has a test of every item released."""
    unit = cast.unit
    first = next(o for o in unit.objectives if o.code == CODE)
    alone = replace(
        unit, objectives=(first,), activities=(),
        blueprint=Blueprint(items_per_bank=len(ITEMS), items_from_big_bank=len(ITEMS), retrieval=0),
    )  # fmt: skip
    content.save_unit(alone, "gas-laws", "en")
    content.save_items(ITEMS, unit.id)
    content.retire_items(unit.id, {(CODE, item.id) for item in ITEMS})
    cast.open_class()
    for student in students:
        cast.master_essentials(student)
    return [cast.release(student) for student in students]
