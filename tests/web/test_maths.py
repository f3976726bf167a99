"""Formulas: what schools write, in MathML and in words; what others bring, with nothing in it that acts."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cast import Cast
from flask import render_template_string
from hypothesis import given
from hypothesis import strategies as st

from server.app import create_app
from server.mastery.values import DrawnItem
from server.store import content
from server.web import maths
from server.web.files import picture
from server.web.foreign import foreign
from server.web.formula import allowed
from server.web.formula.drawing import drawn
from server.web.formula.nodes import Unreadable
from server.web.formula.reading import read
from server.web.markdown import choice, markdown, plainly, rich
from server.web.maths import maths_as_text

PHYSICS = r"""
\frac{P_1V_1}{T_1} = \frac{P_2V_2}{T_2}     (P₁V₁)/T₁ = (P₂V₂)/T₂
E = mc^2                                    E = mc²
\vec{F} = m\vec{a}                          F⃗ = ma⃗
v = v_0 + at                                v = v₀ + at
s = \frac12 at^2                            s = ½at²
T_{\mathrm{max}} = -3                       Tₘₐₓ = −3
\Delta T = T_2 - T_1                        ΔT = T₂ − T₁
3.0 \times 10^{8}\ \mathrm{m/s}             3.0 × 10⁸ m/s
25\,^\circ\mathrm{C}                        25°C
90^\circ                                    90°
\mathrm{kg\,m^{-2}}                         kg m⁻²
\SI{9.81}{\metre\per\second\squared}        9.81 m s⁻²
\SI{3.0e8}{m/s}                             3.0 × 10⁸ m/s
\SI{25}{\degreeCelsius}                     25 °C
\SI{1.5(2)}{\micro\metre}                   1.5(2) µm
\qty{5}{\kilo\metre\per\hour}               5 km h⁻¹
\qty{-40}{kPa}                              −40 kPa
\unit{kg.m^2.s^{-2}}                        kg m² s⁻²
\si{\ohm}                                   Ω
\num{1,2e-3}                                1,2 × 10⁻³
\ang{30}                                    30°
\pu{1.2e3 kJ mol-1}                         1.2 × 10³ kJ mol⁻¹
\pu{25 °C}                                  25 °C
\pu{3 m/s^2}                                3 m/s²
\lambda = \dfrac{h}{p}                      λ = h/p
\bar{v} \approx \hat{x}                     v̄ ≈ x̂
F = G\frac{m_1 m_2}{r^2}                    F = G(m₁m₂)/r²
\hbar\omega \gg kT                          ℏω ≫ kT
U = \mathbf{E}\cdot\mathbf{d}               U = E · d
"""
CHEMISTRY = r"""
\ce{H2O}                                    H₂O
\ce{2H2 + O2 -> 2H2O}                       2 H₂ + O₂ → 2 H₂O
\ce{SO4^2-}                                 SO₄²⁻
\ce{Na+}                                    Na⁺
\ce{OH^-}                                   OH⁻
\ce{^{14}_{6}C}                             ¹⁴₆C
\ce{^{235}U + ^1_0n}                        ²³⁵U + ¹₀n
\ce{CuSO4*5H2O}                             CuSO₄ · 5 H₂O
\ce{CuSO4.5H2O}                             CuSO₄ · 5 H₂O
\ce{CaCO3(s) ->[\Delta] CaO(s) + CO2 ^}     CaCO₃(s) →[Δ] CaO(s) + CO₂ ↑
\ce{Ag+(aq) + Cl-(aq) -> AgCl v}            Ag⁺(aq) + Cl⁻(aq) → AgCl ↓
\ce{N2 + 3H2 <=>[Fe][450 °C] 2NH3}          N₂ + 3 H₂ ⇌[Fe; 450 °C] 2 NH₃
\ce{Ca(OH)2}                                Ca(OH)₂
\ce{[Cu(NH3)4]^2+}                          [Cu(NH₃)₄]²⁺
\ce{1/2O2}                                  ½ O₂
\ce{CH3-CH2-OH}                             CH₃−CH₂−OH
\ce{H2C=CH2}                                H₂C=CH₂
\ce{HC#CH}                                  HC≡CH
\ce{A <- B <-> C}                           A ← B ↔ C
\ce{MnO4- + 8H+ + 5e- -> Mn^2+ + 4H2O}      MnO₄⁻ + 8 H⁺ + 5 e⁻ → Mn²⁺ + 4 H₂O
\ce{A+B}                                    A + B
\ce{Fe^{III}Cl3}                            Fe^(III)Cl₃
\ce{C_nH_{2n+2}}                            CₙH₂ₙ₊₂
\ce{KMnO4 ->[heat, light] X}                KMnO₄ →[heat, light] X
\mathrm{H_2O}                               H₂O
\mathrm{Fe^{3+}}                            Fe³⁺
{}^{14}_{6}\mathrm{C}                       ¹⁴₆C
\xrightarrow[b]{\text{heat}}                →[heat; b]
c(\ce{H+}) = 10^{-\mathrm{pH}}              c(H⁺) = 10^(−pH)
"""
ALGEBRA = r"""
x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}        x = (−b ± √(b² − 4ac))/(2a)
\sqrt[3]{27} = 3                            ∛27 = 3
\frac{1}{2} + \frac{3}{4}                   ½ + ¾
2\sin x \cos(x) - 3\log_{10} 2              2 sin x cos(x) − 3 log₁₀ 2
\lim_{x \to 0} \frac{\sin x}{x} = 1         lim_(x→0) (sin x)/x = 1
\sum_{i=1}^{n} i^2                          ∑ᵢ₌₁ⁿ i²
\int_0^\infty e^{-x}\,dx                    ∫₀^∞e⁻ˣ dx
f'(x) + f''(x)^2                            f′(x) + f″(x)²
\left( \frac{a}{b} \right)^2                (a/b)²
\begin{cases} x & x>0 \\ -x & x \le 0 \end{cases}     {x, x > 0; −x, x ≤ 0
\begin{aligned} a &= b \\ c &= -d \end{aligned}       a = b; c = −d
\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}          (1, 2; 3, 4)
a \\ b                                      a; b
\mbox{if } x<0                              if x < 0
\text{a & b, if $x \ge 0$}                  a & b, if x ≥ 0
x \in \mathbb{R} \setminus \{0\}            x ∈ ℝ∖{0}
\overline{AB} \perp \overrightarrow{CD}     A̅B̅ ⟂ C⃗D⃗
\cancel{x} + \boxed{y}                      x̸ + [y]
|x| \ne \lfloor x \rfloor                   |x| ≠ ⌊x⌋
3,14 < 3{,}15                               3,14 < 3,15
(-3) + 5\%                                  (−3) + 5%
a \not= b                                   a ≠ b
{a \over b} \choose c                       (a/b, c)
x &lt; y                                    x < y
\operatorname{ggT}(a,b)                     ggT(a, b)
\binom{n}{k} \equiv a \pmod 3               (n, k) ≡ a (mod 3)
\color{red}{x} + \href{https://x.example}{y}          x + y
"""
TABLE = [
    tuple(re.split(r" {3,}", line)) for part in (PHYSICS, CHEMISTRY, ALGEBRA) for line in part.strip().splitlines()
]
MATHML_IN = re.compile(r"<math.*?</math>", re.S)


def parsed(html: str) -> ElementTree.Element:
    """The only formula of a page."""
    (found,) = MATHML_IN.findall(html)
    return ElementTree.fromstring(found)


def harmless(html: str) -> None:
    """Only elements and attributes that are drawn, and text."""
    for source in MATHML_IN.findall(html):
        for part in ElementTree.fromstring(source).iter():
            assert part.tag in allowed.TOKENS | allowed.OTHERS | set(allowed.CHILDREN), part.tag
            assert set(part.attrib) <= set(allowed.ATTRIBUTES) | {"class"}, part.attrib
            assert len(part) in {allowed.CHILDREN.get(part.tag, len(part))}
    tags = " ".join(re.findall(r"<[^>]*>", MATHML_IN.sub("", html))).lower()
    assert not re.search(r"<(?:script|style|iframe|svg|a|form|object)\b|\son\w+=|javascript:|style=", tags)


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 70
    assert all(len(line) == 2 for line in TABLE)


@pytest.mark.parametrize(("tex", "words"), TABLE)
def test_a_formula_reads_as_it_is_meant(tex: str, words: str) -> None:
    assert maths_as_text(tex) == words
    html = maths.maths(tex)
    harmless(html)
    assert f'<span class="tex">{words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}</span>' in html


@pytest.mark.full
def test_every_formula_can_be_drawn() -> None:
    for tex, _words in TABLE:
        for block in (False, True):
            assert 200 < len(drawn(read(tex, block))) < 60_000, tex


def test_two_storeys_stay_two_storeys() -> None:
    fraction = parsed(maths.maths(r"\frac{P_1V_1}{T_1}")).find(".//mfrac")
    assert fraction is not None
    assert ["".join(part.itertext()) for part in fraction] == ["P1V1", "T1"]
    isotope = parsed(maths.maths(r"\ce{^{14}_{6}C}")).find(".//mmultiscripts")
    assert isotope is not None
    assert [part.text for part in isotope] == ["C", None, "6", "14"]


def test_a_quantity_slants_and_a_unit_stands() -> None:
    slanted, upright = parsed(maths.maths(r"m\,\mathrm{m}")).findall("mi")
    assert slanted.get("mathvariant") is None
    assert upright.get("mathvariant") == "normal"
    # Browsers no longer draw an alphabet from an attribute; the letters themselves say it.
    assert parsed(maths.maths(r"\mathbb{R}")).findtext("mi") == "ℝ"


def test_the_minus_of_a_number_is_close_and_that_of_a_difference_is_not() -> None:
    first, second = parsed(maths.maths("-3 - 2")).findall("mo")
    assert (first.get("lspace"), second.get("lspace")) == ("0", None)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}", "{a", "a}", "x^", "x^1^2", r"\left( a", r"\unknown x", r"\begin{matrix} a",
        r"\newcommand{\x}{y}\x", r"\SI{three}{m}", r"\not x", "a $ b", "\\", r"\text{\unknown}",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_shown_as_typed(tex: str) -> None:
    assert maths.maths(tex) == f'<span class="tex">{tex.strip()}</span>' or "&" in maths.maths(tex)
    assert maths_as_text(tex) == tex


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<img src=x onerror=alert(1)>}", r"\href{javascript:alert(1)}{x}", r"\style{background:url(x)}{x}",
        r"\class{evil}{x}", "</math><script>alert(1)</script>", r"\unknown<script>", r"\mathrm{<b onclick=x>}",
        r"\ce{<script>}", r"\SI{1}{<b>}", "\x00<\ud800>",
    ],
)  # fmt: skip
def test_nothing_of_a_formula_acts(tex: str) -> None:
    html = maths.maths(tex)
    harmless(html)
    assert "<img" not in html and "<b " not in html and "evil" not in html


PIECES = [
    *"ax1+-^_{}[]()&$<>'\"~ \n.,°é中=|/", r"\frac", r"\sqrt", r"\ce{", r"\text{", r"\left", r"\right",
    r"\begin{matrix}",
    r"\end{matrix}", r"\\", r"\SI{", r"\sum", r"\sin", r"\mathrm", r"\cancel", r"\xrightarrow", r"\limits", r"\not",
    r"\rm", r"\over", r"\pu{", "->",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_is_typed_gives_a_whole_page(tex: str) -> None:
    harmless(maths.maths(tex))
    assert maths_as_text(tex) is not None


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 2000, r"\sqrt" * 700 + "x", r"\frac{a}{" * 40, r"\frac{" * 19 + "b" + "}{a}" * 19, "x+" * 1999,
        "x" + "'" * 3000,
        r"\ce{" + "H2" * 1900 + "}", r"\ce{" + "{" * 1900 + "}" * 1900 + "}", r"\ce{->[" * 600, "&" * 3900,
        r"\si{" + "m" * 3900 + "}", r"\num{" + "1 " * 1900 + "}", r"\text{$" * 700, "x" * 1_000_000,
    ],
)  # fmt: skip
def test_a_monster_takes_little_time_and_space(tex: str) -> None:
    began = time.process_time()
    html = maths.maths(tex)
    maths_as_text(tex)
    assert time.process_time() - began < 2
    assert len(html) < max(250_000, 2 * len(tex))
    harmless(html)


# HTML of other programs


def test_latex_in_foreign_html_becomes_formulas_but_money_and_code_do_not() -> None:
    html = foreign(r"<p>\(\frac{1}{2}\) for $5 or $6 $$a<br>&lt; b$$ <code>\(x\)</code></p><pre>\(y\)</pre>")
    assert len(MATHML_IN.findall(html)) == 2
    assert "for $5 or $6" in html and r"<code>\(x\)</code>" in html and r"<pre>\(y\)</pre>" in html
    assert "<mo>&lt;</mo>" in html and 'display="block"' in html


def test_a_formula_kept_as_a_picture_elsewhere_is_read_from_its_latex() -> None:
    source = r'<img class="equation_image" src="/eq/1" data-equation-content="\frac{1}{2} &lt; x">'
    assert "<mfrac>" in foreign(source)
    assert plainly(source, "html") == "½ < x"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "½"),
        ('<m:math xmlns:m="x"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>', "x²"),
        ("<math><semantics><mi>x</mi><annotation encoding='a'>\\x</annotation></semantics></math>", "x"),
        ('<math><mfenced open="["><mi>x</mi><mi>y</mi></mfenced></math>', "[x, y)"),
        ("<math><mi mathvariant='double-struck'>R</mi><mo>-</mo><mn>1</mn></math>", "ℝ − 1"),
        ("<math><menclose notation='updiagonalstrike'><mi>x</mi></menclose></math>", "x̸"),
    ],
)
def test_mathml_of_others_is_kept(source: str, words: str) -> None:
    html = foreign(f"<p>{source}</p>")
    harmless(html)
    assert "<math>" in html
    assert plainly(f"<p>{source}</p>", "html") == words


@pytest.mark.parametrize(
    "source",
    [
        "<math href='javascript:alert(1)'><mi onclick='x' style='color:red' href='javascript:a'>x</mi></math>",
        "<math><mtext><img src=x onerror=alert(1)><a href='javascript:alert(1)'>t</a></mtext></math>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml><mi>x</mi></math>",
        "<math><mtext></p><style><a title='</style><img src onerror=alert(1)>'>",
        "<math><mtext><math><mi>x</mi></math></mtext></math><svg onload=alert(1)>",
        "<math><mi width='9999999em' mathsize='900em' mathbackground='url(x)'>x</mi></math>",
        "<table><math><mi>x</mi></table><script>alert(1)</script>",
        '<math><mglyph src="x"/><maction actiontype="statusline#javascript:x"><mi>x</mi></maction></math>',
    ],
)
def test_nothing_of_foreign_mathml_acts(source: str) -> None:
    html = foreign(source)
    harmless(html)
    assert not re.search(r"alert|onerror|9999999|900em|url\(", html)


def test_mathml_with_a_part_missing_or_too_many_is_no_other_number() -> None:
    html = foreign("<math><mfrac><mn>1</mn><mn>2</mn><mn>3</mn></mfrac></math>")
    assert "<math" not in html and "1 2 3" in html
    assert "<math" not in foreign("<math>" + "<mrow>" * 80 + "<mi>x</mi>" + "</mrow>" * 80 + "</math>")


def test_pictures_of_foreign_texts_come_from_the_pack_of_the_question(cast: Cast) -> None:
    with create_app(cast.settings).app_context():
        _pictures_of(content.pack_of(cast.unit.id))


def _pictures_of(pack: str) -> None:
    source = picture(pack, "media/g1-manometer-closed.svg", {})
    assert source
    tube = '<img src="media/g1-manometer-closed.svg" alt="a &lt;b&gt; tube" onerror="x">'
    text = f'<p>Look: {tube} <img src="media/none.png" alt="gone"></p>'
    html = rich(text, "html", pack)
    assert f'<img src="{source}" alt="a &lt;b&gt; tube">' in html and "[gone]" in html
    assert "<img" not in rich(text, "html")
    assert "<img" not in foreign('<img src="media/../pack.toml" alt="no"><img src="http://x.example/y.png">', pack)
    assert f'<img src="{source}"' in rich("![tube](media/g1-manometer-closed.svg)", "", pack)


def test_options_read_well_where_nothing_can_be_drawn() -> None:
    assert plainly(r"$\frac{1}{2}$ of **H**$_2$O & <b>") == "½ of H₂O & <b>"
    assert plainly("<p>10<sup>-3</sup> of CO<sub>2</sub></p><p>\\(x^2\\)</p>", "html") == "10⁻³ of CO₂ x²"
    assert choice("<p>a <b>b</b></p>", "html") == "a <b>b</b>"
    assert "<math" in choice("<p>\\(x\\)</p>", "html") and "<p" not in choice("<p>\\(x\\)</p>", "html")


def test_a_list_to_choose_from_holds_words_and_an_option_a_formula(cast: Cast) -> None:
    tex = ("<p>\\(\\frac{1}{2}\\)</p>", "CO<sub>2</sub>")
    page = "{% from 'student/_item.html' import answer with context %}{{ answer(0, item, {}) }}"
    asked = DrawnItem("x", 1, "o", "", 0, "", {}, {}, options=tex, left=tex, gaps=(tex,), format="html")
    with create_app(cast.settings).test_request_context():
        shown = {
            kind: render_template_string(page, item=replace(asked, type=kind))
            for kind in ("matching", "cloze", "single_choice")
        }
    for kind in ("matching", "cloze"):
            assert "½</option>" in shown[kind] and "CO₂</option>" in shown[kind]
    assert "<mfrac>" in shown["single_choice"] and "CO<sub>2</sub>" in shown["single_choice"]


# Pictures


def token_of(html: str) -> str:
    found = re.search(r'data-picture="/maths/([\w-]+)\.svg"', html)
    assert found
    return found[1]


def test_an_address_carries_the_formula_and_only_this_box_can_write_it() -> None:
    token = token_of(maths.maths(r"\frac{1}{2}"))
    again = maths.source_of(token)
    assert again is not None and again.find(".//mfrac") is not None
    for wrong in (token[:-2], "A" + token[1:] if token[0] != "A" else "B" + token[1:], "", "é", "x" * 5000):
        assert maths.source_of(wrong) is None
    foreign_token = token_of(foreign("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"))
    assert maths.source_of(foreign_token) is not None


def test_another_box_has_other_addresses() -> None:
    before = maths._key
    try:
        maths.sign_with("one box")
        token = token_of(maths.maths("x^2"))
        maths.sign_with("another box")
        assert maths.source_of(token) is None
        maths.sign_with("one box")
        assert token_of(maths.maths("x^2")) == token
    finally:
        maths._key = before


def test_a_picture_is_outlines_alone_and_stands_at_the_height_of_fraction_lines() -> None:
    picture = ElementTree.fromstring(drawn(read(r"\frac{a}{b}")))
    names = {part.tag.rpartition("}")[2] for part in picture.iter()}
    assert names <= {"svg", "g", "path", "use", "symbol", "rect", "line"}
    _left, top, _width, height = map(float, picture.attrib["viewBox"].split())
    assert -top > height / 2 > 8
    with pytest.raises(Unreadable):
        drawn(read("x+" * 400))


@pytest.mark.full
def test_formulas_of_real_banks_can_be_read(test_data: Path) -> None:
    """LaTeX of the Moodle files in the test data, as their authors wrote it."""
    from html import unescape

    read_well, refused = 0, set()
    for path in sorted((test_data / "banks" / "moodle_xml").glob("*.xml")):
        text = unescape(unescape(path.read_text(encoding="utf-8", errors="replace")))
        for tex in set(re.findall(r"\\\(((?:(?!\\\(|\\\)|[<{]@|#|\\\\[a-z]).){1,400}?)(?<!\\)\\\)", text)):
            try:
                read(tex)
                read_well += 1
            except Unreadable as why:
                refused.add(f"{tex}: {why}")
    assert read_well > 200
    assert len(refused) < 0.01 * read_well, sorted(refused)[:20]


def test_pictures_and_letters_are_kept_by_the_browser(cast: Cast) -> None:
    client = create_app(cast.settings).test_client()
    address = f"/maths/{token_of(maths.maths('x^2 + 1'))}.svg"
    got = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (got.status_code, got.content_type, got.headers["Content-Encoding"]) == (200, "image/svg+xml", "gzip")
    assert "immutable" in got.headers["Cache-Control"]
    assert got.headers["Content-Security-Policy"] == "default-src 'none'"
    assert len(got.data) < 4000
    assert client.get(address).data.startswith(b"<")
    assert client.get(address.replace("/maths/", "/maths/A")).status_code == 404
    assert client.get("/maths/letters.ttf").data[:4] == b"\x00\x01\x00\x00"


def test_a_formula_in_markdown_is_one() -> None:
    assert "<mfrac>" in markdown(r"so $\frac{1}{2}$ it is") and "<math" not in markdown("from $5 to $6")
