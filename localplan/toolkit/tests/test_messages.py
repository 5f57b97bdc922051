import gettext

import pytest

from localplan.toolkit import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Save")
B = ngettext("%(number)s row", "%(number)s rows", 2)
C = pgettext("month", "May")
"""
TEMPLATE = """{% load i18n %}{# ข้อสังเกต #}
  <p>
      {% translate "It's late" %}
    {% blocktranslate trimmed with n=1 %}
        {{ n }} of them
    {% endblocktranslate %}</p>
{% include "x" with y=_("Yes") %}
"""


@pytest.fixture
def room(tmp_path):
    room = tmp_path / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "__init__.py").touch()
    (room / "words.py").write_text(PYTHON, "utf-8")
    (room / "templates" / "room" / "a.html").write_text(TEMPLATE, "utf-8")
    (room / "tests" / "test_x.py").write_text('_("never")', "utf-8")
    return room


def translate(room, words):
    messages.update(room)
    catalog = messages.read(room)
    for entry in catalog:
        key = entry.id[0] if isinstance(entry.id, tuple) else entry.id
        if key in words:
            entry.string = (words[key],) if isinstance(entry.id, tuple) else words[key]
    messages.po_file(room).write_text(messages.as_text(catalog), "utf-8")


WHOLE = {
    "Save": "บันทึก",
    "%(number)s row": "%(number)s แถว",
    "May": "พ.ค.",
    "It's late": "ช้าแล้ว",
    "%(n)s of them": "%(n)s รายการ",
    "Yes": "ใช่",
}


def test_words_are_collected_from_python_and_templates_but_not_from_tests(room):
    assert {
        entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in messages.collect(room) if entry.id
    } == set(WHOLE)


def test_a_whole_room_has_no_faults_and_is_not_touched_again(room):
    translate(room, WHOLE)
    assert messages.faults(room.parent) == []
    assert not messages.update(room)


def test_moving_lines_does_not_change_the_po_file(room):
    translate(room, WHOLE)
    (room / "words.py").write_text("\n\n\n" + PYTHON, "utf-8")
    assert not messages.update(room)


def test_what_is_no_longer_said_is_dropped_and_the_rest_kept(room):
    translate(room, WHOLE)
    (room / "words.py").write_text('from x import _\nA = _("Save")\n', "utf-8")
    assert messages.update(room)
    text = messages.po_file(room).read_text("utf-8")
    assert "บันทึก" in text
    assert "แถว" not in text


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"Save": ""}, "“Save” is not translated"),
        ({"%(number)s row": ""}, "“%(number)s row” is not translated"),
        ({"%(n)s of them": "%(m)s รายการ"}, "placeholders differ"),
        ({"%(n)s of them": "รายการ"}, "placeholders differ"),
    ],
)
def test_a_word_that_is_not_whole_is_named(room, words, fault):
    translate(room, {**WHOLE, **words})
    (found,) = messages.faults(room.parent)
    assert fault in found


def test_a_fuzzy_word_is_named(room):
    translate(room, WHOLE)
    path = messages.po_file(room)
    path.write_text(path.read_text("utf-8").replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'), "utf-8")
    assert any("fuzzy" in fault for fault in messages.faults(room.parent))


def test_a_po_file_behind_its_source_is_named(room):
    translate(room, WHOLE)
    (room / "more.py").write_text('A = _("Later")', "utf-8")
    assert any("not up to date" in fault for fault in messages.faults(room.parent))


def test_thai_in_the_english_source_and_in_templates_is_named(room):
    translate(room, WHOLE)
    (room / "more.py").write_text('A = _("ภายหลัง")', "utf-8")
    (room / "templates" / "room" / "b.html").write_text("<p>\n\nสวัสดี</p>", "utf-8")
    faults = messages.faults(room.parent)
    assert any("Thai letters in the English source" in fault for fault in faults)
    assert any(fault.startswith("room/templates/room/b.html:3:") for fault in faults)


def test_two_rooms_may_not_translate_one_word_differently(room):
    translate(room, WHOLE)
    other = room.parent / "other"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "a.py").write_text('A = _("Save")', "utf-8")
    translate(other, {"Save": "เก็บ"})
    assert messages.faults(room.parent) == ["room: “Save” is translated differently in other"]


def test_compiled_words_are_found_at_run_time(room):
    translate(room, WHOLE)
    assert messages.compile_all(room.parent) == 1
    assert messages.compile_all(room.parent) == 0
    with messages.po_file(room).with_suffix(".mo").open("rb") as file:
        thai = gettext.GNUTranslations(file)
    assert thai.gettext("Save") == "บันทึก"
    assert thai.ngettext("%(number)s row", "%(number)s rows", 2) == "%(number)s แถว"
    assert thai.pgettext("month", "May") == "พ.ค."
