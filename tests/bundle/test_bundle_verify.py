"""Verify finds every change, anywhere in the file, and answers anything at all with a sentence."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_section import fact, section_results

from server.bundle.bag import BrokenBag, bag, open_bag
from server.bundle.build import build
from server.bundle.verify import Broken, Verified, verify
from server.formats.stored_zip import LONGEST_NAME, UnreadableZip, pack, unpack
from server.mastery.grades import GradeRule

BUILT = build(section_results())
WHOLE = BUILT.data


def problems(data):
    answer = verify(data)
    assert isinstance(answer, Broken), "a damaged bundle was taken for a whole one"
    assert answer.problems and all(p.strip().endswith((".", ")")) or p for p in answer.problems)
    return " ".join(answer.problems)


def rebuilt(change):
    """The bundle with some files changed and every checksum made right again, as a forger would."""
    members = {name.partition("/")[2]: content for name, content in unpack(WHOLE).items()}
    payload = {name.removeprefix("data/"): c for name, c in members.items() if name.startswith("data/")}
    labels = [line.split(": ", 1) for line in members["bag-info.txt"].decode().splitlines()]
    info = {key: value for key, value in labels if key != "Payload-Oxum"}
    root = change(payload, info) or "CHEM-P3_seq0012"
    return pack({f"{root}/{name}": content for name, content in bag(payload, list(info.items())).items()})


def test_a_whole_bundle_says_what_it_is(tmp_path):
    path = tmp_path / "renamed by the office.zip"
    path.write_bytes(WHOLE)
    said = verify(path)
    assert isinstance(said, Verified) and said == verify(WHOLE)
    assert (said.name, said.box, said.section, said.section_id, said.sequence) == (
        BUILT.name,
        "box-a",
        "CHEM-P3",
        "sec-1",
        12,
    )
    assert (said.students, said.results) == (BUILT.students, BUILT.results) == (4, 14)
    assert said.sha256 == hashlib.sha256(WHOLE).hexdigest() == BUILT.sha256
    assert said.previous_sha256 == "ab" * 32 and said.rule == GradeRule() and said.made_at == "2026-09-28T15:10:00Z"
    assert list(said.facts) == [fact(1), fact(2, "mastery_recorded", student="st-2", by="teacher-1"), fact(3)]


@pytest.mark.parametrize("part", sorted(name.partition("/")[2] for name in unpack(WHOLE)))
def test_a_file_changed_and_packed_again_is_named(part):
    members = unpack(WHOLE)
    name = f"CHEM-P3_seq0012/{part}"
    said = problems(pack(members | {name: members[name].replace(b"0", b"1", 1)}))
    assert "zip around" not in said
    if part.startswith("data/") or part == "bag-info.txt":
        assert f"{part} was changed" in said
    assert f"{part} is missing" in problems(pack({n: c for n, c in members.items() if n != name}))
    added = problems(pack(members | {"CHEM-P3_seq0012/data/extra.txt": b"x", "CHEM-P3_seq0012/tag.txt": b"y"}))
    assert "data/extra.txt was added later" in added and "tag.txt was added later" in added


def test_the_first_and_the_empty_bundle_are_whole_too():
    first = verify(build(section_results(previous_sha256="", sequence=1)).data)
    assert isinstance(first, Verified) and first.previous_sha256 == ""
    empty = section_results(
        standings=(), attempts=(), grades={}, units=(), objectives=(), students=(), facts=(), school=""
    )
    said = verify(build(empty).data)
    assert isinstance(said, Verified) and (said.students, said.results, said.facts) == (0, 0, ())


@given(st.integers(0, len(WHOLE) * 8 - 1))
def test_any_flipped_bit_is_found(place):
    damaged = bytearray(WHOLE)
    damaged[place // 8] ^= 1 << place % 8
    problems(bytes(damaged))


@pytest.mark.nightly
def test_every_flipped_bit_is_found():
    for place in range(len(WHOLE)):
        for bit in range(8):
            damaged = bytearray(WHOLE)
            damaged[place] ^= 1 << bit
            assert isinstance(verify(bytes(damaged)), Broken), (place, bit)


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_is_found(length):
    problems(WHOLE[:length])


@given(st.binary(min_size=1, max_size=40), st.integers(0, len(WHOLE)))
def test_anything_put_in_is_found(more, place):
    problems(WHOLE[:place] + more + WHOLE[place:])


@given(st.binary(max_size=400))
@example(b"PK\x05\x06" + bytes(18))
@example(b"PK\x03\x04" + b"\xff" * 300)
def test_random_bytes_get_a_sentence(data):
    problems(data)
    problems(b"PK\x03\x04" + data)
    problems(b"PK\x03\x04" + data + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(data), 4, 0))


def test_the_sentences_name_the_cause(tmp_path):
    assert "folder" in problems(tmp_path)
    assert "no such file" in problems(tmp_path / "none.zip")
    assert "empty" in problems(b"")
    assert "not a zip" in problems(b"%PDF-1.7 and so on")
    assert "no such file" in problems(Path("a\0b"))
    grid = WHOLE.index(b"Gases 1")
    changed = WHOLE[:grid] + b"Gases 9" + WHOLE[grid + 7 :]
    assert "was changed" in problems(changed)
    assert "added behind it" in problems(WHOLE + b"\0")
    local_time = WHOLE.index(b"PK\x03\x04") + 11
    assert "zip around the files was changed" in problems(WHOLE[:local_time] + b"\1" + WHOLE[local_time + 1 :])


def zipped(*entries, **options):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", **options) as made:
        for name, content in entries:
            made.writestr(name, content)
    return held.getvalue()


def test_other_zips_are_refused_before_they_are_opened():
    assert "compressed" in problems(zipped(("a/b.txt", b"0" * 10_000_000), compression=zipfile.ZIP_DEFLATED))
    assert "name that no bundle has" in problems(zipped(("../evil.txt", b"x")))
    assert "name that no bundle has" in problems(zipped(("/etc/evil", b"x")))
    assert "name that no bundle has" in problems(zipped(("folder/", b"")))
    assert "name that no bundle has" in problems(zipped(("a/" + "b" * LONGEST_NAME, b"")))
    link = zipfile.ZipInfo("a/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert "not a plain file" in problems(zipped((link, b"/etc/passwd")))
    assert "never has more than" in problems(zipped(*((f"a/{n}", b"") for n in range(300))))
    assert "damaged" in problems(pack({"a/b": b"x"}).replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 2, 2)))
    encrypted = bytearray(pack({"a/b": b"x"}))
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in problems(bytes(encrypted))
    assert "one folder" in problems(pack({"a/b": b"x", "c/d": b"y"}))
    assert "one folder" in problems(pack({"a": b"x"}))
    assert "bagit.txt is missing" in problems(pack({"a/b": b"x"}))
    assert "one folder" in problems(pack({}))


def test_entries_that_lie_about_their_size_are_refused():
    size, offset = 20, 42
    plain = pack({"a/b": b"x" * 500, "a/c": b""})
    second = plain.rindex(b"PK\x01\x02")
    for claim, at in ((500, 0), (100, 500), (10_000, 0), (2**32 - 1, 2**32 - 1)):
        lying = bytearray(plain)
        struct.pack_into("<LL", lying, second + size, claim, claim)
        struct.pack_into("<L", lying, second + offset, at)
        with pytest.raises(UnreadableZip, match="cut short"):
            unpack(bytes(lying))
    with pytest.raises(UnreadableZip, match="name that no bundle has"):
        unpack(plain.replace(b"a/c", b"a/b"))


def test_a_wrong_size_in_the_bag_info_is_found():
    files = bag({"a.txt": b"abc"}, [("Bundle-Box", "b")])
    files["bag-info.txt"] = files["bag-info.txt"].replace(b"3.1", b"4.1")
    tags = {name: files[name] for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in tags.items()]
    with pytest.raises(BrokenBag, match="size of the payload"):
        open_bag(files | {"tagmanifest-sha256.txt": "".join(lines).encode()})


def test_a_zip_with_the_same_files_in_another_order_is_found():
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(held, "w") as new:
        for info in reversed(old.infolist()):
            again = zipfile.ZipInfo(info.filename, info.date_time)
            again.create_system, again.external_attr = info.create_system, info.external_attr
            new.writestr(again, old.read(info))
    assert "reordered" in problems(held.getvalue())


def drop(part):
    return lambda payload, info: payload.pop(part) and None


def put(part, content):
    return lambda payload, info: payload.update({part: content})


def label(name, value):
    return lambda payload, info: info.update({name: value})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop("report.html"), "data/report.html is missing"),
        (drop("oneroster/oneroster.zip"), "is missing"),
        (put("oneroster/oneroster.zip", b"nonsense"), "OneRoster package inside cannot be read"),
        (put("oneroster/oneroster.zip", pack({"a": b""})), "OneRoster package inside is not"),
        (
            put("oneroster/oneroster.zip", pack({"manifest.csv": b""}).replace(b"\x21\0", b"\x22\0")),
            "package inside is not",
        ),
        (put("facts/facts.jsonl", b"{}\n"), "Line 1 of the facts is not a whole fact"),
        (put("facts/facts.jsonl", b"[" * 100_000 + b"\n"), "Line 1 of the facts cannot be read"),
        (put("facts/facts.jsonl", b"9" * 10_000 + b"\n"), "Line 1"),
        (put("facts/facts.jsonl", b"\xff\xfe\n"), "Line 1"),
        (put("facts/facts.jsonl", b"{"), "cut short"),
        (put("grade-rules.json", b"[]"), "cannot be read"),
        (put("grade-rules.json", b'{"rule":[]}'), "holds no rule"),
        (put("grade-rules.json", b'{"rule":{}}'), "rules that count"),
        (label("Bundle-Sequence", "twelve"), "not a number"),
        (label("Bundle-Sequence", "13"), "does not carry"),
        (label("Bundle-Format", "2"), "does not know"),
        (label("Bundle-Box", ""), "does not say Bundle-Box"),
        (label("Previous-Bundle-SHA256", "?"), "does not name the bundle before"),
        (lambda payload, info: "OTHER_seq0012", "does not carry"),
    ],
)
def test_a_bundle_that_contradicts_itself_is_found(change, says):
    assert says in problems(rebuilt(change))


def test_a_forged_bundle_cannot_bring_in_what_stays():
    from server.bundle.facts import canonical

    assert isinstance(verify(rebuilt(put("facts/facts.jsonl", canonical(fact(1)) + b"\n"))), Verified)
    line = canonical(fact(1, "note_written")) + b"\n"
    assert "never leaves" in problems(rebuilt(put("facts/facts.jsonl", line)))


def test_more_gradebook_files_are_welcome():
    assert isinstance(verify(rebuilt(put("gradebook/canvas.csv", b"Student,ID\r\n"))), Verified)
