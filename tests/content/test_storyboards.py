"""Every storyboard reads well, moves with its words, and shows and says only numbers that have been worked out."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import chemistry
import pytest
from spoken_numbers import spoken_numbers

MAKE = Path(__file__).parents[2] / "videos" / "make"
sys.path.append(str(MAKE))

import constants  # noqa: E402
from expressions import compiled, written  # noqa: E402
from parts import KINDS  # noqa: E402
from parts.formula import _grouped  # noqa: E402
from parts.part import NEEDED, Part  # noqa: E402
from storyboard import Storyboard, read_storyboard  # noqa: E402
from timeline import Now, Track, eased, lives_of  # noqa: E402

BOARDS = sorted(MAKE.glob("*.toml"))
NOT_WORDS = {"kind", "on", "of", "when", "colour", "colours", "y_colour", "shape", "skin", "piston", "hits_on", "wall",
             "anchor", "state", "cancel", "light", "quiet", "becomes"}  # fmt: skip


def words_shown(spec: Any, kind: str = "") -> list[str]:
    """Everything that is written on screen by one part's table, as the storyboard writes it."""
    if isinstance(spec, str):
        return [] if re.match(r"=\S", spec) else [spec]
    if isinstance(spec, list):
        return [text for one in spec for text in words_shown(one, kind)]
    if isinstance(spec, dict):
        skipped = NOT_WORDS | ({"y"} if spec.get("kind", kind) == "curve" else set())
        return [text for key, one in spec.items() if key not in skipped for text in words_shown(one)]
    return []


def shown_in(board: Storyboard) -> list[str]:
    return [text for scene in board.scenes for spec in scene.show.values() for text in words_shown(spec)]


def among(board: Storyboard, value: float, decimals: int) -> bool:
    """Whether the number, given with so many decimals, is one of the storyboard's numbers."""
    return any(abs(abs(value) - abs(known)) <= 0.5 * 10**-decimals + 1e-9 for known in board.numbers.values())


@pytest.fixture(params=BOARDS, ids=lambda path: path.stem)
def film(request: pytest.FixtureRequest) -> Storyboard:
    try:
        return read_storyboard(request.param).guessed(0.6)
    except SystemExit as told:
        pytest.fail(str(told))


class TestEveryStoryboard:
    def test_its_scenes_can_be_played(self, film: Storyboard) -> None:
        assert lives_of(film)

    def test_it_is_as_long_as_a_film_may_be(self, film: Storyboard) -> None:
        assert 80 <= film.duration <= 260  # by counting words; the voice itself is timed in test_videos.py

    def test_sentences_are_short(self, film: Storyboard) -> None:
        long = [scene.say for scene in film.scenes if len(scene.say.split()) > 24]
        assert not long

    def test_something_new_is_seen_in_nearly_every_scene(self, film: Storyboard) -> None:
        still = [scene.say for scene in film.scenes if not scene.show]
        assert len(still) <= len(film.scenes) // 8, still

    def test_it_stops_once_for_an_estimate(self, film: Storyboard) -> None:
        kinds = [(scene.pause, {spec.get("kind") for spec in scene.show.values() if isinstance(spec, dict)})
                 for scene in film.scenes]  # fmt: skip
        assert any(pause >= 5 and "pause_sign" in seen for pause, seen in kinds)

    def test_nothing_on_screen_is_read_out(self, film: Storyboard) -> None:
        said = " ".join(scene.say.lower() for scene in film.scenes)
        for text in shown_in(film):
            assert not re.match(r"\s*([•–-]|\d+\.) ", text), f"a list of points: {text}"
            assert len(text.split()) < 4 or text.lower() not in said, f"read out: {text}"

    def test_every_number_on_screen_has_been_worked_out(self, film: Storyboard) -> None:
        for text in shown_in(film):
            plain = re.sub(r"\{[^}]*\}|[_^]\([^)]*\)|[_^][+\-−]?\d+", " ", text)
            for digits in re.findall(r"\d+(?:\.\d+)?", plain):
                if "." in digits or len(digits) >= 3:
                    decimals = len(digits.partition(".")[2])
                    assert among(film, float(digits), decimals), f"{digits} in “{text}” is not in [numbers]"

    def test_every_number_spoken_has_been_worked_out(self, film: Storyboard) -> None:
        for scene in film.scenes:
            for value, decimals, unit in spoken_numbers(scene.say):
                if (unit and value != 1) or decimals or value >= 100:
                    assert among(film, value, decimals), f"{value} in “{scene.say}” is not in [numbers]"

    def test_gaps_can_be_filled_at_any_moment(self, film: Storyboard) -> None:
        known = {life.name: life for life in lives_of(film)}

        def look(name: str) -> Any:
            if name in film.numbers:
                return film.numbers[name]
            part, _, field = name.partition(".")
            assert part in known, f"{name}: no such number or part"
            extra = known[part].kind(part).readings if known[part].kind.readings is not Part.readings else None
            if extra and field not in known[part].tracks:
                return 1.0  # a reading of a part that moves by itself
            return Now(known[part], 0.0, film.scenes[0], look, lambda other: None)._value(field)

        for life in known.values():
            for scene in film.scenes:
                now = Now(life, scene.end, scene, look, lambda other: None)
                for field in life.tracks:
                    now._value(field)

    def test_every_worked_out_number_is_checked_and_right(self, film: Storyboard) -> None:
        table = tomllib.loads((MAKE / f"{film.name}.toml").read_text("utf-8")).get("numbers", {})
        given = {name: value for name, value in table.items() if not isinstance(value, str)}
        laws = {
            **{"R": chemistry.R, "ATM": chemistry.ATM, "MMHG": chemistry.MMHG},
            **{"kelvin": chemistry.kelvin, "mass": chemistry.mass, "vapour": chemistry.VAPOUR.__getitem__},
            **{"litres": chemistry.litres, "moles": chemistry.moles},
        }
        checked = set()
        for check in film.checks:
            value = compiled(check["expression"])(film.numbers.__getitem__)
            wanted = eval(str(check["equals"]), {"__builtins__": {}}, {**laws, **given})
            assert abs(value - wanted) <= check["within"], f"{check['expression']} is {value}, not {wanted}"
            assert check["within"] <= 0.05 * abs(wanted), f"{check}: “within” lets a wrong number pass"
            checked |= set(re.findall(r"[A-Za-z_]\w*", check["expression"]))
        unchecked = {name for name, value in table.items() if isinstance(value, str)} - checked
        assert not unchecked, f"no [[check]] for {', '.join(sorted(unchecked))}"


class TestWhatTheFilmsRelyOn:
    def test_the_constants_are_those_of_the_course(self) -> None:
        assert (constants.R, constants.ATM, constants.MMHG) == (chemistry.R, chemistry.ATM, chemistry.MMHG)
        assert constants.ATOMS == chemistry.ATOMS
        assert constants.VAPOUR == chemistry.VAPOUR
        assert constants.kelvin(22) == chemistry.kelvin(22)
        assert constants.mass("CaCO3") == chemistry.mass("CaCO3")

    def test_numbers_are_written_as_the_house_writes_them(self) -> None:
        assert written(60, "3") == "60.0"
        assert written(99.96, "3") == "100"
        assert written(-18, ".0f") == "−18"
        assert written(0.001563, "4e") == "1.563 × 10^−3"
        assert written(2.4, None) == "2.4"

    def test_an_expression_may_not_do_just_anything(self) -> None:
        for source in ("__import__('os')", "[1, 2]", "a.b.c", "lambda: 1"):
            with pytest.raises(SystemExit, match="an expression may not"):
                compiled(source)
        with pytest.raises(SystemExit, match="not an expression"):
            compiled("2 +")

    def test_every_field_of_every_kind_is_told_in_the_readme(self) -> None:
        told = (MAKE / "README.md").read_text("utf-8")
        names = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", told))))
        missing = {f"{kind}.{field}" for kind, part in KINDS.items() for field in part.FIELDS if field not in names}
        assert not missing
        assert set(KINDS) <= names

    def test_spoken_numbers_are_understood(self) -> None:
        assert spoken_numbers("from two hundred and seventy-eight kelvin to three hundred and eight.") == [
            (278, 0, True), (308, 0, False),
        ]  # fmt: skip
        assert spoken_numbers("sixteen point eight litres, at minus eighteen degrees") == [
            (16.8, 1, True), (-18, 0, True),
        ]  # fmt: skip
        assert spoken_numbers("one thousand and thirteen, point taken, and one") == [(1013, 0, False), (1, 0, False)]
        assert spoken_numbers("zero point two one four grams") == [(0.214, 3, True)]


class TestGlides:
    def test_a_number_glides_and_stays(self) -> None:
        track = Track(60.0)
        track.glide(1.0, 3.0, 30.0)
        assert track.change(0.5)[2] == 1.0 or track.change(0.5)[:2] == (60.0, 60.0)
        before, after, share = track.change(2.0)
        assert (before, after, share) == (60.0, 30.0, 0.5)
        assert track.change(9.0)[1:] == (30.0, 1.0)

    def test_easing_begins_and_ends_still(self) -> None:
        assert (eased(0, 1, 2), eased(1, 1, 2), eased(2, 1, 2), eased(3, 1, 2)) == (0, 0, 1, 1)
        assert eased(5, float("inf"), float("inf")) == 0

    def test_fractions_are_told_apart(self) -> None:
        assert _grouped("P = [ a b / c ] ×") == ["P", "=", (["a", "b"], ["c"]), "×"]
        with pytest.raises(SystemExit, match="without"):
            _grouped("[ a / b")


GAS = 'gas = { kind = "particles", at = [0, 0], size = [300, 100], light = 40, piston = "right"'
WRONG = {
    "no kind": ("gas = { volume = 1 }", "needs a kind"),
    "strange kind": ('gas = { kind = "dragon" }', "no kind “dragon”"),
    "strange field": (f"{GAS}, colour = 1 }}", "no field “colour”"),
    "missing field": ('gas = { kind = "gauge", at = [0, 0] }', "needs value"),
    "strange phrase": (f'{GAS}, when = "elephant" }}', "“elephant” is not in its sentence"),
    "not there": ("gas = false", "is not there"),
    "stops and phrases": (f'{GAS}, volume = {{ stops = [1, 2], when = ["Push"] }} }}', "2 stops, but 1 phrases"),
}


def board_of(tmp_path: Path, show: str, more: str = "") -> Storyboard:
    path = tmp_path / "try.toml"
    path.write_text(f'title = "T"\n{more}\n[[scene]]\nsay = "Push the plunger in."\n[scene.show]\n{show}\n', "utf-8")
    return read_storyboard(path).guessed(0.0)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_scene_is_told_in_a_sentence(tmp_path: Path, case: str) -> None:
    show, message = WRONG[case]
    with pytest.raises(SystemExit, match=message):
        lives_of(board_of(tmp_path, show))


def test_a_scene_that_clears_keeps_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "try.toml"
    path.write_text(
        'title = "T"\n[[scene]]\nsay = "One."\n[scene.show]\na = { kind = "text", at = [0, 0], words = "a" }\n'
        'b = { kind = "text", at = [0, 0], words = "b" }\n[[scene]]\nsay = "Two."\nclear = true\n'
        "[scene.show]\na = {}\n",
        "utf-8",
    )
    board = read_storyboard(path).guessed(0.0)
    a, b = lives_of(board)
    assert a.end == float("inf")
    assert b.end == board.scenes[1].start


def flown(tmp_path: Path, fields: str, seconds: float) -> tuple[Any, Any]:
    """A box of particles after some seconds, and how it is then."""
    board = board_of(tmp_path, f'gas = {{ kind = "particles", at = [0, 0], size = [300, 100], {fields} }}')
    life = lives_of(board)[0]
    part = life.kind("gas")
    for frame in range(round(seconds * 15)):
        now = Now(life, frame / 15, board.scenes[0], board.numbers.__getitem__, lambda name: None)
        part.move(now, 1 / 15)
    return part, now


def test_particles_stay_in_their_box_while_the_piston_moves(tmp_path: Path) -> None:
    fields = 'light = 40, piston = "right", full = 2, volume = { from = 2, to = 0.5 }'
    part, _ = flown(tmp_path, fields, 6)
    assert len(part.flyers) == 40
    assert all(0 <= p.x <= 300 * 0.25 and 0 <= p.y <= 100 for p in part.flyers)


def test_half_the_room_is_hit_twice_as_often_and_so_is_a_wall_four_times_as_hot(tmp_path: Path) -> None:
    def rate(fields: str) -> int:
        part, _ = flown(tmp_path, f'light = 150, piston = "right", {fields}', 9)
        return sum(side == "right" for _, side, _, _ in part.hits)

    usual = rate("full = 1, volume = 1")
    assert 1.7 < rate("full = 2, volume = 1") / usual < 2.3
    assert 1.7 < rate("temperature = 1172") / usual < 2.3


def test_light_particles_leave_through_a_hole_before_heavy_ones_and_none_is_lost(tmp_path: Path) -> None:
    part, now = flown(tmp_path, "light = 40, heavy = 40, masses = [4, 36, 18], hole = 30", 12)
    out = part.readings(now)
    assert 1.8 * out["out_heavy"] < out["out_light"] < 40
    assert len(part.flyers) == 80


def test_every_kind_says_what_it_needs() -> None:
    for name, kind in KINDS.items():
        assert kind.__doc__ and kind.__doc__ != Part.__doc__, name
        assert NEEDED in kind.FIELDS.values(), name
