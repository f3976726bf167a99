"""The gas box obeys the gas laws it is there to show, and runs inside the frame it is shown in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "server/content/sample/gas-laws/media/gas-box.html"
PRESETS = ("pressure", "boyle", "charles", "gay-lussac", "combined", "ideal", "two-gases", "two-masses")

pytestmark = pytest.mark.full


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of its own; whatever it complains about on the console fails the test."""
    page = browser.new_page(viewport={"width": 960, "height": 430})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
    yield page
    page.close()
    assert complaints == []


def visit(page: Any, preset: str) -> None:
    page.goto(f"{PAGE.as_uri()}?preset={preset}")
    page.evaluate("gasBox.pause()")


def a_minute(page: Any) -> dict[str, float]:
    """What the gauge says over a minute of the box's own time, after ten seconds to settle."""
    result: dict[str, float] = page.evaluate("(gasBox.advance(70), gasBox.read(60))")
    return result


def test_halving_the_volume_doubles_pressure_and_hits(page: Any) -> None:
    visit(page, "boyle")
    wide = a_minute(page)
    page.evaluate("gasBox.volume(50)")
    narrow = a_minute(page)
    assert narrow["volume"] == pytest.approx(50)
    assert narrow["pressure"] == pytest.approx(2 * wide["pressure"], rel=0.05)
    assert narrow["hits"] == pytest.approx(2 * wide["hits"], rel=0.12)
    assert narrow["ratio"] == pytest.approx(wide["ratio"], rel=0.05)
    assert narrow["kelvin"] == pytest.approx(300, rel=0.01)


def test_twice_the_particles_press_twice_as_hard(page: Any) -> None:
    visit(page, "pressure")
    before = a_minute(page)
    page.evaluate("gasBox.pump('light', 50)")
    after = a_minute(page)
    assert (before["particles"], after["particles"]) == (50, 100)
    assert after["pressure"] == pytest.approx(2 * before["pressure"], rel=0.05)


def test_heavy_particles_hit_half_as_often_and_press_the_same(page: Any) -> None:
    visit(page, "two-masses")
    light = a_minute(page)
    page.click("#swap")
    heavy = a_minute(page)
    assert heavy["pressure"] == pytest.approx(light["pressure"], rel=0.05)
    assert heavy["hits"] == pytest.approx(light["hits"] / 2, rel=0.15)


def test_pressure_follows_kelvin_and_a_floating_piston_follows_it_too(page: Any) -> None:
    visit(page, "gay-lussac")
    cold = a_minute(page)
    page.evaluate("gasBox.heat(150)")
    warm = a_minute(page)
    assert warm["pressure"] == pytest.approx(1.5 * cold["pressure"], rel=0.05)
    page.evaluate("gasBox.open('charles')")
    cold = a_minute(page)
    page.evaluate("gasBox.heat(150)")
    warm = a_minute(page)
    assert warm["pressure"] == pytest.approx(cold["pressure"], rel=0.05)
    assert warm["volume"] == pytest.approx(1.5 * cold["volume"], rel=0.05)


def test_without_the_thermostat_squeezing_warms_the_gas(page: Any) -> None:
    visit(page, "ideal")
    page.uncheck("#thermostat")
    before = a_minute(page)
    page.evaluate("gasBox.volume(50)")
    after = a_minute(page)
    assert after["kelvin"] > 1.5 * before["kelvin"]
    assert after["ratio"] == pytest.approx(before["ratio"], rel=0.05)


def test_a_reading_is_written_down_by_keyboard_once_the_gauge_is_steady(page: Any) -> None:
    visit(page, "boyle")
    page.focus("#note")
    page.keyboard.press("Enter")
    assert "steady" in page.inner_text("#said")
    page.evaluate("gasBox.advance(10)")
    page.keyboard.press("Enter")
    assert page.locator("#rows tr").count() == 1
    page.focus("#piston")
    page.keyboard.press("ArrowLeft")
    page.evaluate("gasBox.advance(1)")
    assert page.inner_text("#volume") == "99"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("width", [960, 390])
def test_every_preset_fits_its_frame_and_says_the_scale_is_not_real(page: Any, preset: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 430})
    visit(page, preset)
    assert page.input_value("#preset") == preset
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "drawn far too large and far too few; the scale is not real" in page.inner_text("body")
    unnamed = page.evaluate(
        "Array.from(document.querySelectorAll('button, input, select')).filter("
        "e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels.length)).length"
    )
    assert unnamed == 0


def test_it_runs_in_a_sandboxed_frame(page: Any) -> None:
    page.set_content('<iframe sandbox="allow-scripts" width="960" height="430"></iframe>')
    page.eval_on_selector("iframe", "(frame, html) => { frame.srcdoc = html; }", PAGE.read_text("utf-8"))
    run = page.frame_locator("iframe").locator("#run")
    run.click()
    assert run.inner_text() == "Run"


def test_it_waits_for_those_who_want_less_motion(browser: Any) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{PAGE.as_uri()}?preset=boyle")
    assert page.inner_text("#run") == "Run"
    assert not page.evaluate("gasBox.running()")
    page.click("#run")
    assert page.evaluate("gasBox.running()")
    context.close()


def test_the_file_stays_small_and_old_browsers_understand_it() -> None:
    text = PAGE.read_text("utf-8")
    assert len(text.encode()) <= 40_000
    for word in ("?.", "??", ":has(", ":is(", "aspect-ratio", "inset", "replaceAll", "<dialog", "localStorage", "://"):
        assert word not in text.replace("http://www.w3.org/2000/svg", ""), word
