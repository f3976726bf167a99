"""What each command of LaTeX stands for."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


IDENTIFIERS = _pairs("""
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ
chi χ psi ψ omega ω digamma ϝ
ell ℓ imath ı jmath ȷ wp ℘ eth ð
""")
"""Letters that stand for quantities: slanted, as x is."""

UPRIGHT = _pairs("""
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
hbar ℏ hslash ℏ Re ℜ Im ℑ aleph ℵ beth ℶ infty ∞ partial ∂ nabla ∇ emptyset ∅ varnothing ∅ mho ℧ Finv Ⅎ
degree ° celsius °C textdegree ° permil ‰ textmu µ micro µ ohm Ω angstrom Å AA Å aa å ae æ oe œ o ø ss ß
textohm Ω textcelsius °C textdegreecelsius °C perthousand ‰
prime ′ backprime ‵ dag † ddag ‡ dagger † ddagger ‡ S § P ¶ copyright © pounds £ euro € yen ¥ checkmark ✓
triangle △ square □ Box □ blacksquare ■ bigtriangleup △ lozenge ◊ Diamond ◇ bigstar ★ clubsuit ♣ diamondsuit ♦
heartsuit ♥ spadesuit ♠ flat ♭ natural ♮ sharp ♯ ldots … dots … dotsc … textellipsis … vdots ⋮ ddots ⋱
top ⊤ bot ⊥ Bbbk 𝕜 backslash \\ textbackslash \\ mathdollar $ textdollar $ textunderscore _ lq ‘ rq ’
""")
"""Letters and signs that are never slanted."""

OPERATORS = _pairs("""
times × div ÷ cdot · pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
cup ∪ cap ∩ uplus ⊎ sqcup ⊔ sqcap ⊓ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ amalg ⨿ dotplus ∔
neg ¬ lnot ¬ forall ∀ exists ∃ nexists ∄ angle ∠ measuredangle ∡ sphericalangle ∢ cdots ⋯ dotsb ⋯ centerdot ·
textasteriskcentered ∗ textperiodcentered · surd √ colon : wr ≀ diamond ⋄ bigcirc ◯ ltimes ⋉ rtimes ⋊
triangleleft ◃ triangleright ▹ dotsm ⋯ dotsi ⋯ dotso …
""")
"""Signs between things."""

RELATIONS = _pairs("""
ne ≠ neq ≠ le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ lt < gt > ll ≪ gg ≫ approx ≈ thickapprox ≈ approxeq ≊
sim ∼ thicksim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ varpropto ∝ doteq ≐ triangleq ≜ coloneqq ≔ asymp ≍ prec ≺ succ ≻
preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ ncong ≇
in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉
sqsubseteq ⊑ sqsupseteq ⊒ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⟂ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨
therefore ∴ because ∵ frown ⌢ smile ⌣ bowtie ⋈ vartriangle △ between ≬
to → rightarrow → longrightarrow ⟶ gets ← leftarrow ← longleftarrow ⟵ leftrightarrow ↔ longleftrightarrow ⟷
Rightarrow ⇒ Longrightarrow ⟹ implies ⟹ Leftarrow ⇐ Longleftarrow ⟸ impliedby ⟸ Leftrightarrow ⇔ iff ⟺
Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓ updownarrow ↕
Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightleftharpoons ⇌ leftrightharpoons ⇋
rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftarrows ⇄ leftrightarrows ⇆
leadsto ⇝ rightsquigarrow ⇝ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ upharpoonright ↾ twoheadrightarrow ↠
circlearrowright ↻ circlearrowleft ↺ curvearrowright ↷ curvearrowleft ↶ dashrightarrow ⇢ Vdash ⊩
""")
"""Signs that say how two sides stand to each other."""

BIG = _pairs("""
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆
""")
"""Big signs whose limits stand below and above in a formula of its own line."""

INTEGRALS = _pairs("int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ smallint ∫")

FUNCTIONS = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "sinh", "cosh", "tanh", "coth",
    "sech", "csch", "log", "ln", "lg", "exp", "arg", "deg", "dim", "hom", "ker", "tg", "ctg", "cotg", "arctg", "arcctg",
    "sh", "ch", "th", "cth", "sen", "arcsen",
})  # fmt: skip
LIMITS = {
    "lim": "lim", "max": "max", "min": "min", "sup": "sup", "inf": "inf", "gcd": "gcd", "lcm": "lcm", "det": "det",
    "Pr": "Pr", "limsup": "lim sup", "liminf": "lim inf", "argmax": "arg max", "argmin": "arg min",
}  # fmt: skip
"""Functions that carry what they range over below them."""

FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "\\{": "{", "\\}": "}", "\\lbrace": "{", "\\rbrace": "}",
    "\\lbrack": "[", "\\rbrack": "]", "|": "|", "\\vert": "|", "\\lvert": "|", "\\rvert": "|",
    "\\|": "‖", "\\Vert": "‖", "\\lVert": "‖", "\\rVert": "‖", "\\langle": "⟨", "\\rangle": "⟩", "<": "⟨", ">": "⟩",
    "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "/": "/", "\\backslash": "\\",
    "\\uparrow": "↑", "\\downarrow": "↓", "\\lgroup": "⟮", "\\rgroup": "⟯", ".": "", "⟨": "⟨", "⟩": "⟩",
}  # fmt: skip
OPENING = frozenset("([{⟨⌊⌈⟮")
CLOSING = frozenset(")]}⟩⌋⌉⟯")
BARS = frozenset("|‖")

SPACES = {
    ",": "0.1667em", "thinspace": "0.1667em", ":": "0.2222em", ">": "0.2222em", "medspace": "0.2222em",
    ";": "0.2778em", "thickspace": "0.2778em", "!": "-0.1667em", "negthinspace": "-0.1667em", " ": "0.25em",
    "\n": "0.25em", "\t": "0.25em", "space": "0.25em", "nobreakspace": "0.25em", "enspace": "0.5em",
    "enskip": "0.5em", "quad": "1em", "qquad": "2em",
}  # fmt: skip

ACCENTS = {
    "hat": "^", "widehat": "^", "check": "ˇ", "tilde": "~", "widetilde": "~", "acute": "´", "grave": "`",
    "dot": "˙", "ddot": "¨", "dddot": "⃛", "breve": "˘", "bar": "¯", "vec": "→", "mathring": "˚",
    "overrightarrow": "→", "overleftarrow": "←", "overleftrightarrow": "↔", "wideparen": "⏜", "overarc": "⏜",
    "overparen": "⏜",
}  # fmt: skip
WIDE = frozenset({
    "widehat", "widetilde", "overrightarrow", "overleftarrow", "overleftrightarrow", "wideparen", "overarc",
    "overparen",
})  # fmt: skip
"""Accents as wide as what they stand over."""

ARROWS = {
    "xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒", "xLeftarrow": "⇐",
    "xLeftrightarrow": "⇔", "xrightleftharpoons": "⇌", "xleftrightharpoons": "⇋", "xmapsto": "↦",
    "xlongequal": "=", "xrightharpoonup": "⇀", "xleftharpoonup": "↼",
}  # fmt: skip
"""Arrows with words above them, and below."""

NEGATED = {
    "=": "≠", "<": "≮", ">": "≯", "≤": "≰", "≥": "≱", "∈": "∉", "∋": "∌", "⊂": "⊄", "⊃": "⊅", "⊆": "⊈", "⊇": "⊉",
    "≡": "≢", "∼": "≁", "≈": "≉", "≅": "≇", "∣": "∤", "∥": "∦", "→": "↛", "←": "↚", "⇒": "⇏", "∃": "∄",
}  # fmt: skip

FONTS = {
    "mathrm": "normal", "rm": "normal", "textrm": "normal", "mathup": "normal", "operatorname": "normal",
    "mathnormal": "", "mathit": "italic", "it": "italic", "mathbf": "bold", "bf": "bold", "boldsymbol": "bold-italic",
    "bm": "bold-italic", "pmb": "bold-italic", "mathbb": "double-struck", "Bbb": "double-struck",
    "mathcal": "script", "mathscr": "script", "cal": "script", "mathfrak": "fraktur", "mathsf": "sans-serif",
    "sf": "sans-serif", "mathtt": "monospace", "tt": "monospace",
}  # fmt: skip
SWITCHES = frozenset({"rm", "it", "bf", "cal", "sf", "tt"})
"""Fonts that hold to the end of the group."""

ALPHABETS = {
    "double-struck": (0x1D538, 0x1D552, 0x1D7D8),
    "script": (0x1D49C, 0x1D4B6, 0),
    "fraktur": (0x1D504, 0x1D51E, 0),
}
"""Where capital letters, small letters and digits of a special alphabet begin."""
_APART = {
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
"""Letters that had a place of their own before."""


def in_alphabet(letter: str, font: str) -> str:
    """The letter of a special alphabet, such as ℝ; the letter itself where the alphabet has none.

    Browsers know a font by its letters alone: what MathML once said with an attribute they no longer draw.
    """
    if font not in ALPHABETS or not letter.isascii():
        return letter
    capital, small, digit = ALPHABETS[font]
    if letter in _APART[font]:
        return _APART[font][letter]
    if letter.isalpha():
        return chr(capital + ord(letter) - 65 if letter.isupper() else small + ord(letter) - 97)
    return chr(digit + int(letter)) if letter.isdigit() and digit else letter
