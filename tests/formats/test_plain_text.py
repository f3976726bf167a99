"""Letters as other people's programs save them."""

import pytest

from server.formats.plain_text import as_text

TEXTS = {
    "cp1251": "Как изменится объём газа при нагревании? {=увеличится ~не изменится}",
    "koi8-r": "Как изменится объём газа при нагревании? {=увеличится ~не изменится}",
    "cp866": "Как изменится объём газа при нагревании? {=увеличится ~не изменится}",
    "cp1253": "Πόσο είναι η πίεση του αερίου στην επιφάνεια; {=μία ~δύο}",
    "cp1255": "מה קורה לגז כאשר מחממים אותו? {=מתפשט ~מתכווץ}",
    "cp1256": "ماذا يحدث للغاز عند تسخينه في الوعاء المغلق؟ {=يزداد الضغط ~يقل الضغط}",
    "cp1250": "Żółw był mądry i pływał, gdy wzrosło ciśnienie {=tak ~nie}",
    "cp1252": "Où est l’élève? ¿Größer? {=là ~über 3 m³}",
    "utf-16-le": "Wie ändert sich das Volumen? {=größer ~gleich}",
    "utf-16-be": "Объём газа {=больше ~меньше}",
    "utf-8": "Объём — größer {=да}",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_code_is_found_by_its_letters(code: str) -> None:
    text, warnings = as_text(TEXTS[code].encode(code))
    assert text == TEXTS[code]
    assert len(warnings) == (not code.startswith("utf"))


def test_a_slip_in_one_letter_does_not_spoil_the_others() -> None:
    text, warnings = as_text("Größe, Wärme, Öl, ".encode() + b"\xe4 und " + "Kälte".encode())
    assert text == "Größe, Wärme, Öl, � und Kälte"
    assert warnings[0].startswith("A few letters")
