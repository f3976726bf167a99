"""XML files made by strangers, some of them hostile."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.guarded_xml import DEEPEST, local, read_xml
from server.formats.guarded_zip import Refused

BOMB = '<?xml version="1.0" encoding="{code}"?><!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>'
CODES = ["utf-8", "iso-8859-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"]
PIECES = ["&", "< ", "<a ", "<!DOCTYPE ", "<!--", "<![CDATA[", "<a b=c ", "&#", "<a b='", "<?x"]


@pytest.mark.parametrize("code", CODES)
def test_entities_are_refused_in_any_code(code: str) -> None:
    with pytest.raises(Refused, match=r"declares entities|not read here|no XML"):
        read_xml(BOMB.format(code=code).encode(code), "bank.xml")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://school.example/x.dtd"> %p;]><a/>',
        '<!DOCTYPE a [<!-- <![CDATA[ --><!ENTITY x "y"><!-- ]]> -->]><a>&x;</a>',
        f'<!DOCTYPE a [<!ATTLIST b c CDATA "{"x" * 100_000}">]><a>{"<b/>" * 2000}</a>',
        f'<!DOCTYPE a [<!-- <![CDATA[ --><!ATTLIST b c CDATA ">{"x" * 9000}"><!-- ]]> -->]><a>{"<b/>" * 9000}</a>',
        f'<!DOCTYPE a [<!ATTLIST b c CDATA "{"x" * 9000}">]><a>{"<b/>" * 1000}</a>',
        "<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1),
        "<a>" + "<b/>" * 1_000_001 + "</a>",
        "",
        "no markup at all",
        "\0\0\0\0",
    ],
)
def test_what_is_hostile_or_empty_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_xml(text.encode(), "bank.xml")
    assert "bank.xml" in str(refused.value)
    assert "root:" not in str(refused.value)


def test_a_document_type_that_points_elsewhere_is_never_fetched() -> None:
    root, told = read_xml(b'<!DOCTYPE quiz SYSTEM "http://school.example/never.dtd"><quiz a="b"/>', "bank.xml")
    assert (local(root), root.get("a"), told) == ("quiz", "b", [])


def test_a_document_type_that_says_what_an_element_holds_is_read() -> None:
    text = b"<!DOCTYPE a [<!ELEMENT b (c+)><!ATTLIST b shuffle (Yes|No) 'No'>]><a>" + b"<b/>" * 100 + b"</a>"
    root, told = read_xml(text, "bank.xml")
    assert (len(root), told) == (100, [])


def test_a_question_about_entities_may_show_one() -> None:
    root, told = read_xml(b'<a><![CDATA[Write <!ENTITY x "y"> & more < less]]></a>', "bank.xml")
    assert root.text == 'Write <!ENTITY x "y"> & more < less'
    assert told == []


def test_slips_are_mended_and_told_with_their_line() -> None:
    data = '<quiz>\n<q type=essay n="1">5 < 6 & 7&nbsp;K, a &lt; b</q>\n<r>é</r>\n</quiz>'.encode()
    root, told = read_xml(data, "bank.xml")
    assert (root[0].get("type"), root[0].text) == ("essay", "5 < 6 & 7\u00a0K, a < b")
    assert root[1].text == "é"
    assert len(told) == 3
    assert all(sentence.startswith("bank.xml, line 2: ") for sentence in told)


def test_html_breaks_and_what_a_server_said_before_cost_nothing() -> None:
    root, told = read_xml(b"Warning: old\n<?xml version='1.0'?>\n<a><t><p>x<br>y <img src='z'></p></t><b/></a>", "a")
    assert [element.tag for element in root.iter()] == ["a", "t", "p", "br", "img", "b"]
    assert (told[0], root.sourceline) == ("a, line 3: A line break or a picture had no end, and got one.", 3)


def test_a_file_cut_off_keeps_what_is_whole() -> None:
    root, told = read_xml(b"<quiz><q>one</q><q>two</q><q>thr", "bank.xml")
    assert [child.text for child in root][:2] == ["one", "two"]
    assert told


def test_other_codes_and_wrong_ones() -> None:
    assert read_xml('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "b")[0].text == "é"
    assert read_xml("<a>é</a>".encode("utf-16"), "b")[0].text == "é"
    root, told = read_xml('<?xml version="1.0" encoding="UTF-8"?><a>“é”</a>'.encode("cp1252"), "b")
    assert root.text == "“é”"
    assert "accents" in told[0]


def test_lines_are_told_beyond_the_sixty_five_thousandth() -> None:
    assert read_xml(b"<a>" + b"\n" * 70_000 + b"<b/></a>", "b")[0][0].sourceline == 70_001


@given(st.text(alphabet="<>&;!?[]-='\"/ab x#1\n\0é", max_size=80) | st.binary(max_size=80))
def test_any_bytes_end_in_a_tree_or_a_sentence(noise: str | bytes) -> None:
    data = noise if isinstance(noise, bytes) else f"<a>{noise}</a>".encode()
    try:
        root, _ = read_xml(data, "bank.xml")
    except Refused as reason:
        assert str(reason)
    else:
        assert isinstance(local(root), str)


@pytest.mark.parametrize("piece", PIECES)
def test_repetition_costs_no_time(piece: str) -> None:
    started = time.process_time()
    with contextlib.suppress(Refused):
        read_xml(b"<q>" + piece.encode() * 100_000, "bank.xml")
    assert time.process_time() - started < 10
