"""Formulas as a netbook shows them: drawn by the browser, or pictures where it does not know MathML; and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from printed import printed
from served import Served, served
from windows import NETBOOK, PHONE, Watched, window

from server.store import box, database, writer
from server.web import maths
from server.web.markdown import rich

pytestmark = pytest.mark.full

FORMULAS = (
    r"\frac{P_1V_1}{T_1} = \frac{P_2V_2}{T_2}",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}",
    r"\ce{MnO4- + 8H+ + 5e- -> Mn^2+ + 4H2O}",
    r"\ce{N2 + 3H2 <=>[Fe][450 °C] 2NH3}",
    r"\ce{^{14}_{6}C -> ^{14}_{7}N + e-}",
    r"\SI{9.81}{\metre\per\second\squared}",
    r"\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}",
    r"\begin{aligned} 2x + 1 &= b \\ c &= -d \end{aligned}",
    r"f(x)=\begin{cases} x & x>0 \\ -x & x \le 0 \end{cases}",
    r"\frac{\cancel{m}}{\cancel{m}} = \boxed{1}",
    r"\vec{F} = m\vec{a}, \overline{AB} \perp \mathbf{v}",
    r"2\sin x + \sqrt[3]{\frac{a}{b}} \left(\frac{1}{2}\right)^2",
)
# A browser that never heard of MathML gives a space of a formula no size; that is how the page knows it.
UNKNOWN = """
    const style = new CSSStyleSheet();
    style.replaceSync("mspace { display: none !important }");
    document.adoptedStyleSheets = [style];
"""


@pytest.fixture(scope="module")
def server(made_box: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("maths") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    maths.sign_with(box.value("secret"))
    database.close()
    with served(folder) as running:
        yield running


def shown(server: Served, browser: Browser, html: str, size: dict[str, int] = NETBOOK, before: str = "") -> Page:
    """A page with these texts, in the styles and scripts of the server."""
    one: Watched = window(browser, size, "student")
    if before:
        one.page.add_init_script(before)
    one.page.goto(f"{server.address}/sign-in")
    put(one.page, html)
    one.check()
    return one.page


def put(page: Page, html: str) -> None:
    """Replace what the page shows, as it does itself while it is open."""
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", f"<div class='text'>{html}</div>")
    page.wait_for_load_state("networkidle")


def rows(formulas: tuple[str, ...] = FORMULAS) -> str:
    return "".join(rich(f"so ${tex}$ is it") for tex in formulas)


BOXES = """() => [...document.querySelectorAll('.maths')].map(one => {
    const seen = [...one.children].filter(part => part.getBoundingClientRect().width > 0);
    const box = seen[0].getBoundingClientRect(), style = getComputedStyle(one.parentElement);
    return [seen.map(part => part.tagName.toLowerCase()), box.width, box.height,
            (box.top + box.bottom) / 2 - one.parentElement.getBoundingClientRect().top] })"""


def test_the_browser_draws_formulas_itself_and_fetches_no_picture(server: Served, browser: Browser) -> None:
    page = shown(server, browser, rows())
    assert [seen for seen, *_ in page.evaluate(BOXES)] == [["math"]] * len(FORMULAS)
    over, under = page.evaluate(
        "[...document.querySelector('mfrac').children].map(part => part.getBoundingClientRect().toJSON())"
    )
    assert over["bottom"] <= under["top"]
    assert page.evaluate("performance.getEntriesByType('resource').filter(r => /svg/.test(r.name)).length") == 0
    page.context.close()


def test_a_browser_without_mathml_gets_pictures_of_the_same_size(server: Served, browser: Browser) -> None:
    page = shown(server, browser, rows())
    drawn = page.evaluate(BOXES)
    page.context.close()
    page = shown(server, browser, rows(), before=UNKNOWN)
    pictured = page.evaluate(BOXES)
    for tex, (_math, width, height, _), (seen, wide, tall, _middle) in zip(FORMULAS, drawn, pictured, strict=True):
        assert seen == ["img"], tex
        assert 0.75 < wide / width < 1.3, (tex, wide, width)
        assert 0.7 < tall / height < 1.7, (tex, tall, height)
    words = page.evaluate("document.querySelector('.maths img').alt")
    assert words == "(P₁V₁)/T₁ = (P₂V₂)/T₂"
    page.context.close()


def test_without_its_picture_a_formula_stays_in_words(server: Served, browser: Browser) -> None:
    page = shown(server, browser, rows(FORMULAS[:1]).replace("/maths/", "/no-maths/"), before=UNKNOWN)
    assert page.evaluate("document.querySelector('main p').innerText") == "so (P₁V₁)/T₁ = (P₂V₂)/T₂ is it"
    page.context.close()


def test_a_wide_formula_is_pushed_to_the_side_on_a_phone(server: Served, browser: Browser) -> None:
    long = " + ".join(rf"\frac{{x_{n}}}{{{n}}}" for n in range(1, 20))
    for html, before in ((rows((long,)), ""), (rich(f"$${long}$$"), ""), (rows((long,)), UNKNOWN)):
        shown(server, browser, html, PHONE, before).context.close()


def test_formulas_come_out_of_the_printer(server: Served, browser: Browser, tmp_path: Path) -> None:
    page = shown(server, browser, rows())
    paper = printed(page, "A4", tmp_path / "sheet.pdf")
    letters = "".join(word.text for word in paper.words)
    assert "MnO" in letters and "NH" in letters
    over, under = (next(word for word in paper.words if letter in word.text) for letter in "PT")
    assert over.bottom <= under.bottom
    page.context.close()
