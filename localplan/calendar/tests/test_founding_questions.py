"""What a founding document leaves open, the letter that follows it, and the real one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from localplan.calendar.founding import as_json, next_working_day, parse
from localplan.calendar.tests.founding_texts import (
    GOOD_LETTER,
    LETTER,
    ORDINANCE,
    ROWS_2560,
    TITLE,
    a_document,
    a_row,
    codes,
    day,
    read,
    the_calendar,
    the_link,
    the_question,
)

# Questions


def test_a_year_that_may_be_a_calendar_year_is_asked_and_the_answer_changes_the_link() -> None:
    text = a_document(*ROWS_2560)
    document = read(text)
    question = the_question(document, "row1.item2.year")
    assert (question.words, [choice.value for choice in question.choices]) == ("ปี 2559", ["2559", "2560"])
    assert question.is_open
    assert document.lines[question.line - 1].startswith("2. จัดทำปฏิทิน")
    assert "row1.item1.year" not in codes(document)  # August 2559 lies in fiscal year 2559
    answered = read(text, answers={"row1.item2.year": "2560"})
    link = answered.calendars[0].rows[0].items[1].links[0]
    assert (link.fiscal_year, link.questions) == (2560, ())
    assert not the_question(answered, "row1.item2.year").is_open


def test_an_answer_that_is_no_choice_answers_nothing() -> None:
    document = read(a_document(*ROWS_2560), answers={"row1.item2.year": "1999", "nonsense": "x"})
    assert the_question(document, "row1.item2.year").is_open


def test_within_and_from_on_contradict_each_other_and_both_readings_are_offered() -> None:
    text = a_document(*ROWS_2560)
    document = read(text)
    question = the_question(document, "row1.remark.contradiction")
    assert question.words == "ภายในเดือน กันยายน 2559 เป็นต้นไป"
    assert [choice.value for choice in question.choices] == ["opens:2016-09-01", "due:2016-09-30"]
    plan = the_link(document.calendars[0].deadlines, "plan_confirm")
    assert (plan.opens_on, plan.due_on) == (day("2016-09-01"), day("2017-02-28"))
    assert plan.questions == ("row1.remark.contradiction",)
    due = the_calendar(text, answers={"row1.remark.contradiction": "due:2016-09-30"})
    assert the_link(due.deadlines, "plan_confirm").due_on == day("2016-09-30")


def test_a_due_date_on_a_saturday_moves_to_monday_by_rule_and_may_be_brought_forward() -> None:
    text = a_document(a_row(1, "มีนาคม-เมษายน 2559", ORDINANCE))  # 30 April 2016 is a Saturday
    document = read(text)
    question = the_question(document, "row1.holiday")
    assert (question.answer, question.by_rule, question.is_open) == ("2016-05-02", True, False)
    link = document.calendars[0].deadlines[0]
    assert (link.due_on, link.due_written, link.moved) == (day("2016-05-02"), day("2016-04-30"), True)
    earlier = read(text, answers={"row1.holiday": "2016-04-29"})
    assert earlier.calendars[0].deadlines[0].due_on == day("2016-04-29")
    assert not the_question(earlier, "row1.holiday").by_rule


def test_a_public_holiday_moves_a_due_date_as_a_weekend_does() -> None:
    text = a_document(a_row(1, "มีนาคม-เมษายน 2559", ORDINANCE))
    link = the_calendar(text, holidays={day("2016-05-02")}).deadlines[0]
    assert link.due_on == day("2016-05-03")
    assert next_working_day(day("2016-04-30"), {day("2016-05-02")}) == day("2016-05-03")
    assert next_working_day(day("2016-05-03")) == day("2016-05-03")


def test_a_due_date_on_a_working_day_asks_nothing() -> None:
    assert codes(read(a_document(a_row(1, "พฤษภาคม 2560", ORDINANCE)))) == []


# The letter


def test_the_letter_that_follows_without_a_blank_line_is_read() -> None:
    document = read(a_document(*ROWS_2560) + GOOD_LETTER)
    (letter,) = document.circulars
    assert document.calendars[0].note.endswith("โดยแจ้งกำชับ")
    assert (letter.number, letter.to, letter.fiscal_year) == ("มท 0899.1/ว", "สำนักงานท้องถิ่นจังหวัดทุกแห่ง", 2560)
    assert (letter.month, letter.dated_on, letter.issuer) == ("มกราคม 2560", None, "กรมตัวอย่าง")
    assert letter.initials == ("ผอ.กตย.", "หน.กลุ่มงาน", "จนท.")
    assert letter.subject == "ปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. 2560"
    assert [(c.number, c.dated_on, c.urgency) for c in letter.cites] == [
        ("มท 0899.1/ว 77", day("2016-10-03"), "ด่วนที่สุด")
    ]
    assert len(letter.body) == 3
    assert letter.body[2] == "จึงเรียนมาเพื่อพิจารณาดำเนินการต่อไป"
    assert as_json(document)["circulars"] == 2


def test_the_dates_of_the_letter_open_and_close_steps() -> None:
    document = read(a_document(*ROWS_2560) + GOOD_LETTER)
    letter = document.circulars[0]
    assert [(date.kind, str(date.on), date.steps) for date in letter.dates] == [
        ("menu", "2017-01-09", ()),
        ("due", "2017-01-17", ("provincial_strategy",)),
        ("opens", "2017-01-23", ("lao_strategy", "plan_confirm")),
    ]
    strategy = the_link(letter.links, "provincial_strategy")
    assert (strategy.opens_on, strategy.due_on) == (day("2017-01-09"), day("2017-01-17"))
    assert "opens_on" in strategy.proposed
    plan = the_link(letter.links, "plan_confirm")
    assert (plan.opens_on, plan.due_on, plan.fiscal_year) == (day("2017-01-23"), None, 2560)
    assert not [code for code in codes(document) if code.startswith("letter")]


def test_a_weekday_that_does_not_match_is_asked_with_both_readings() -> None:
    text = a_document(*ROWS_2560) + LETTER.format(due="วันอังคารที่ 18 มกราคม 2560")
    document = read(text)
    question = the_question(document, "letter1.date3.weekday")
    assert question.words == "วันอังคารที่ 18 มกราคม 2560"
    assert [choice.value for choice in question.choices] == ["2017-01-18", "2017-01-17"]
    assert the_link(document.circulars[0].links, "provincial_strategy").questions == (question.code,)
    answered = read(text, answers={question.code: "2017-01-17"})
    assert the_link(answered.circulars[0].links, "provincial_strategy").due_on == day("2017-01-17")


def test_a_day_that_does_not_exist_is_asked() -> None:
    document = read(a_document(*ROWS_2560) + LETTER.format(due="วันที่ 31 เมษายน 2560"))
    question = the_question(document, "letter1.date3.date")
    assert [choice.value for choice in question.choices] == ["2017-04-30", "2017-05-01"]


def test_a_letter_may_stand_before_the_calendar() -> None:
    document = read(GOOD_LETTER + a_document(*ROWS_2560))
    assert [len(calendar.rows) for calendar in document.calendars] == [6]
    assert document.circulars[0].initials == ("ผอ.กตย.", "หน.กลุ่มงาน", "จนท.")


def test_no_filled_line_is_lost() -> None:
    text = "บันทึกปะหน้า\n" + a_document(*ROWS_2560) + GOOD_LETTER
    document = read(text)
    calendar, letter = document.calendars[0], document.circulars[0]
    found = {line.number for row in calendar.rows for line in row.lines} | {line.number for line in calendar.note_lines}
    found |= {line.number for line in letter.lines} | {line.number for line in document.skipped}
    numbers = {str(row.number) for row in calendar.rows}
    lost = [
        line for number, line in enumerate(document.lines, start=1)
        if line.strip() and number not in found and line.strip() not in numbers and line.strip() not in TITLE
    ]  # fmt: skip
    assert lost == []


# The real one

_NAME = Path("shared") / "seed" / "operating-calendar-fy2553.txt"
_FOUNDING = Path(os.environ.get("FOUNDING_DOCUMENT", settings.BASE_DIR.parent / _NAME))


@pytest.mark.skipif(not _FOUNDING.exists(), reason="the founding document is not here")
def test_the_founding_document_itself() -> None:
    document = parse(_FOUNDING.read_text(encoding="utf-8"))
    found = as_json(document)
    assert (found["rows"], found["items"], found["circulars"]) == (6, 9, 2)
    assert [question["code"] for question in found["questions"]] == [
        "row1.item2.year",
        "row1.item3.year",
        "row1.remark.contradiction",
        "row2.holiday",
    ]
    assert [question.code for question in document.open_questions] == codes(document)[:3]
    calendar, letter = document.calendars[0], document.circulars[0]
    assert (calendar.fiscal_year, letter.fiscal_year, letter.number) == (2553, 2551, "มท 0810.5/ว")
    plan = the_link(calendar.deadlines, "plan_confirm")
    assert (plan.due_written, plan.due_on, plan.span) == (day("2010-02-28"), day("2010-03-01"), (2553, 2555))
    assert {(link.step, link.fiscal_year) for link in calendar.deadlines if "grants" not in link.step} == {
        ("year_close", 2552), ("check_year", 2552), ("provincial_calendar", 2552), ("provincial_strategy", 2552),
        ("lao_strategy", 2553), ("plan_confirm", 2553), ("ordinance", 2553), ("spending_q2", 2553),
        ("spending_q3", 2553), ("check_q2", 2553), ("check_year", 2553), ("year_close", 2553),
    }  # fmt: skip
    assert [(date.kind, str(date.on)) for date in letter.dates] == [
        ("menu", "2008-01-25"),
        ("due", "2008-02-05"),
        ("opens", "2008-02-11"),
    ]
    assert [(c.number, str(c.dated_on)) for c in letter.cites] == [("มท 0810.5/ว 2573", "2007-12-20")]
    assert letter.initials == ("ผอ.สตป.", "หน.กลุ่มงาน", "จนท.")
    assert [line.number for line in document.skipped] == [5, 6, 7, 8, 33, 34, 35, 36, 37]
