"""A choice without a key, whatever program it comes from: kept with its choices, told once, and given a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.formats.question_files import read_questions
from server.formats.recognise import recognise
from server.formats.sound import made_sound
from server.formats.unkeyed import NO_KEY, keyed, unkeyed
from server.mastery.values import Item
from server.mastery.variants import problems_of

MOODLE = """<quiz><question type="multichoice"><questiontext format="html"><text>Hot air?</text></questiontext>
<single>{single}</single><answer fraction="0"><text>sinks</text><feedback><text>Look up.</text></feedback></answer>
<answer fraction="0"><text>rises</text></answer></question></quiz>"""
QTI2 = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q" title="Air" adaptive="false"
timeDependent="false"><responseDeclaration identifier="R" cardinality="single" baseType="identifier"/>
<itemBody><choiceInteraction responseIdentifier="R" shuffle="false" maxChoices="1"><prompt>Hot air?</prompt>
<simpleChoice identifier="a">sinks</simpleChoice><simpleChoice identifier="b">rises</simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
QTI12 = """<questestinterop><assessment ident="z"><section ident="s"><item ident="q" title="Air"><itemmetadata>
<qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>
<fieldentry>multiple_choice_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>
<material><mattext>Hot air?</mattext></material><response_lid ident="r" rcardinality="Single"><render_choice>
<response_label ident="a"><material><mattext>sinks</mattext></material></response_label>
<response_label ident="b"><material><mattext>rises</mattext></material></response_label>
</render_choice></response_lid></presentation></item></section></assessment></questestinterop>"""
FILES = {
    "a.gift": "::Air::Hot air? {~sinks#Look up. ~rises}",
    "a.txt": "Hot air?\nA) sinks\nB) rises\nANSWER: E\n\nCold air?\nA) sinks\nB) rises\nANSWER: A",
    "moodle.xml": MOODLE.replace("{single}", "true"),
    "several.xml": MOODLE.replace("{single}", "false"),
    "two.xml": QTI2,
    "one.xml": QTI12,
}


def only(tmp_path: Path, name: str) -> Item:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    sound = made_sound(read_questions(path, recognise(path), "o"), name)
    told = [repair for repair in sound.repairs if repair.item == sound.items[0].id]
    assert [repair.done for repair in told] == [NO_KEY.done] and sound.warnings == [], "said once"
    return sound.items[0]


@pytest.mark.parametrize("name", FILES)
def test_its_choices_are_kept_and_one_becomes_the_key(tmp_path: Path, name: str) -> None:
    item = only(tmp_path, name)
    choice = unkeyed(item)
    assert choice is not None and item.type == "essay" and problems_of(item) == []
    assert "sinks" in item.body["prompt"] and "sinks" not in choice["prompt"] and "Hot air?" in choice["prompt"]
    whole = keyed(item, {1})
    assert whole.type == ("multiple_choice" if name == "several.xml" else "single_choice")
    assert [bool(option.get("correct")) for option in whole.body["options"]] == [False, True]
    assert (problems_of(whole), unkeyed(whole)) == ([], None)
    assert not {"kept", "other", "rubric", "unkeyed"} & set(whole.body)


def test_what_is_said_to_a_choice_stays_and_several_are_ticked(tmp_path: Path) -> None:
    item = only(tmp_path, "moodle.xml")
    assert keyed(item, {1}).body["options"][0]["feedback"] == "Look up."
    both = keyed(item, {0, 1})
    assert both.type == "multiple_choice" and problems_of(both) == []
