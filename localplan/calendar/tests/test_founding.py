"""Calendars read from their text: the same layout with other years, months and words."""

from __future__ import annotations

import pytest

from localplan.calendar.founding import as_json
from localplan.calendar.steps import STEPS
from localplan.calendar.tests.founding_texts import (
    CHECK,
    CLOSE,
    GOOD_LETTER,
    HEAD,
    NOTE,
    ORDINANCE,
    PLAN,
    ROWS_2560,
    SPEND,
    TITLE,
    a_document,
    a_row,
    codes,
    day,
    read,
    the_calendar,
    the_link,
    the_question,
    the_row,
)
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_text import thai_digits

# Rows


def test_the_rows_of_another_year_are_read_with_first_and_last_days() -> None:
    calendar = the_calendar(a_document(*ROWS_2560))
    assert calendar.fiscal_year == 2560
    assert calendar.title == "ปฏิทินการปฏิบัติงานของสำนักงานท้องถิ่นจังหวัด ตามโครงการทดลอง ของส่วนท้องถิ่น"
    assert [(row.number, str(row.from_on), str(row.until_on)) for row in calendar.rows] == [
        (1, "2016-08-01", "2016-09-30"),
        (2, "2016-10-01", "2017-02-28"),
        (3, "2017-03-01", "2017-04-30"),
        (4, "2017-05-01", "2017-06-30"),
        (5, "2017-07-01", "2017-08-31"),
        (6, "2017-09-01", "2017-09-30"),
    ]
    assert [row.fiscal_year for row in calendar.rows] == [2559, 2560, 2560, 2560, 2560, 2560]
    assert the_row(calendar, 2).months == "ตุลาคม 2559-กุมภาพันธ์ 2560"


def test_rows_in_another_order_give_the_same_calendar() -> None:
    shuffled = [ROWS_2560[n] for n in (4, 0, 5, 2, 1, 3)]
    straight, mixed = the_calendar(a_document(*ROWS_2560)), the_calendar(a_document(*shuffled))
    assert [(row.number, row.from_on, [i.text for i in row.items]) for row in mixed.rows] == [
        (row.number, row.from_on, [i.text for i in row.items]) for row in straight.rows
    ]
    assert mixed.deadlines == straight.deadlines
    assert mixed.note == straight.note


def test_a_seventh_row_is_a_row() -> None:
    seventh = a_row(7, "ตุลาคม-พฤศจิกายน 2560", CLOSE.format(year=2560))
    document = read(a_document(*ROWS_2560, seventh))
    assert as_json(document)["rows"] == 7
    close = the_link(the_row(document.calendars[0], 7).items[0].links, "year_close")
    assert (close.fiscal_year, close.due_on, "due_on" in close.proposed) == (2560, day("2017-11-30"), False)


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [
        ("ก.พ.-มี.ค. 2560", "2017-02-01", "2017-03-31"),
        ("ต.ค. 2559 – ก.พ. 60", "2016-10-01", "2017-02-28"),
        ("เดือนตุลาคม ถึง เดือนธันวาคม พ.ศ. 2559", "2016-10-01", "2016-12-31"),
        ("๑-๑๕ ตุลาคม ๒๕๕๙", "2016-10-01", "2016-10-15"),
        ("1 ตุลาคม 2559 - 15 มกราคม 2560", "2016-10-01", "2017-01-15"),
        ("ตลอดปีงบประมาณ พ.ศ. 2560", "2016-10-01", "2017-09-30"),
        ("กุมภาพันธ์ 2563", "2020-02-01", "2020-02-29"),
    ],
)
def test_months_are_read_in_the_ways_they_are_written(months: str, first: str, last: str) -> None:
    row = the_calendar(a_document(a_row(1, months, ORDINANCE))).rows[0]
    assert (row.from_on, row.until_on) == (day(first), day(last))


def test_months_that_cannot_be_read_are_asked_and_stand_for_the_whole_year_meanwhile() -> None:
    document = read(a_document(*ROWS_2560[:5], a_row(6, "เมื่อพร้อม", ORDINANCE)))
    row = document.calendars[0].rows[5]
    assert (row.months, row.from_on, row.until_on) == ("เมื่อพร้อม", day("2016-10-01"), day("2017-09-30"))
    assert the_question(document, "row6.months").is_open


def test_months_without_a_year_and_months_across_new_year_are_asked() -> None:
    document = read(
        a_document(*ROWS_2560[:4], a_row(5, "กรกฎาคม", ORDINANCE), a_row(6, "ธันวาคม-มกราคม 2560", ORDINANCE))
    )
    assert [str(row.from_on) for row in document.calendars[0].rows[4:]] == ["2017-07-01", "2016-12-01"]
    assert {"row5.months", "row6.months"} <= set(codes(document))
    other = the_question(document, "row6.months").choices[1].value
    answered = the_calendar("".join(line + "\n" for line in document.lines), answers={"row6.months": other})
    assert str(answered.rows[5].from_on) == "2017-12-01"


def test_a_row_lost_between_others_is_asked_for() -> None:
    assert "table.rows" in codes(read(a_document(*ROWS_2560[:2], *ROWS_2560[3:])))


def test_the_same_row_number_twice_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read(a_document(*ROWS_2560, ROWS_2560[2]))
    assert [(p.rule, p.row) for p in refused.value] == [("calendar_row_number_is_one", 3)]


@pytest.mark.parametrize("text", ["", "\n\n", "สวัสดี", TITLE + HEAD + NOTE, GOOD_LETTER])
def test_a_document_without_a_row_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert [p.rule for p in refused.value] == ["calendar_has_rows"]


# Items, remark, note


def test_items_are_kept_word_for_word_with_their_lines() -> None:
    text = a_document(*ROWS_2560)
    row = the_row(the_calendar(text), 1)
    assert [item.number for item in row.items] == [1, 2, 3]
    assert row.items[0].text == (
        "ติดตามและตรวจสอบการบันทึกข้อมูลการดำเนินงานปี 2559 ของทุก อปท. ให้เสร็จสิ้นถึงขั้นตอนการเบิกจ่ายงบประมาณ"
    )
    lines = text.split("\n")
    assert [line.text for line in row.items[0].lines][1] == lines[row.items[0].lines[1].number - 1]
    assert the_row(the_calendar(text), 2).items[0].number == 0


def test_figures_at_the_start_of_a_wrapped_line_are_no_item() -> None:
    item = the_row(the_calendar(a_document(*ROWS_2560)), 2).items[0]
    assert "แผนพัฒนา 4 ปี (2560-2563) ให้ครบถ้วนถึงขั้นตอน การยืนยันแผน" in item.text
    assert item.duties == ("supervise", "help")


def test_the_remark_and_the_note_are_kept() -> None:
    calendar = the_calendar(a_document(*ROWS_2560))
    assert calendar.rows[0].remark.startswith("อปท .เริ่มนำเข้าข้อมูลแผน")
    assert calendar.rows[0].remark.endswith("กันยายน 2559 เป็นต้นไป")
    assert calendar.note == ("ให้ติดตามและตรวจสอบการบันทึกข้อมูลเมนูเงินอุดหนุนเฉพาะกิจของ อปท. อย่างต่อเนื่องทุกเดือน โดยแจ้งกำชับ")


def test_a_row_without_a_remark_cell_and_a_document_without_a_note_are_read() -> None:
    calendar = the_calendar(
        a_document(
            a_row(1, "ตุลาคม 2559", ORDINANCE, remark=None), a_row(2, "มีนาคม 2560", "ก", "ข", remark="ค"), note=""
        )
    )
    assert [(row.number, len(row.items), row.remark) for row in calendar.rows] == [(1, 1, ""), (2, 2, "ค")]
    assert (calendar.note, calendar.note_links) == ("", ())


def test_page_furniture_is_dropped_wherever_the_page_ends_and_listed() -> None:
    broken = PLAN.replace("ให้ครบถ้วน", f"\n\n           -3-\n{HEAD}ให้ครบถ้วน")
    rows = [*ROWS_2560]
    rows[1] = a_row(2, "ตุลาคม 2559-กุมภาพันธ์\n2560", broken)
    document, whole = read(a_document(*rows)), the_calendar(a_document(*ROWS_2560))
    assert document.calendars[0].rows[1].items[0].text == whole.rows[1].items[0].text
    assert [line.text.strip() for line in document.skipped].count("-3-") == 1
    assert len(document.skipped) == 9


def test_digits_line_ends_and_spaces_of_other_programs_change_nothing() -> None:
    text = a_document(*ROWS_2560) + GOOD_LETTER
    plain = read(text)
    for other in (
        "\ufeff" + text.replace("\n", "\r\n"),
        text.replace("  ", "\u00a0\u00a0"),
        text.replace("\n", "\n\n"),
        text.replace("\n\t", "\n\u00a0\t"),
        "\n\n" + text + "\n\n\n",
    ):
        found = read(other)
        assert found.calendars[0].deadlines == plain.calendars[0].deadlines
        assert [i.text for i in found.calendars[0].items] == [i.text for i in plain.calendars[0].items]
        assert found.circulars[0].links == plain.circulars[0].links
    thai = read(thai_digits(text))
    assert thai.calendars[0].deadlines == plain.calendars[0].deadlines
    assert [d.on for d in thai.circulars[0].dates] == [d.on for d in plain.circulars[0].dates]
    assert "ปี ๒๕๕๙" in thai.calendars[0].items[0].text or "ปี ๒๕๕๙" in thai.calendars[0].items[1].text


def test_rows_pasted_from_a_table_have_tabs_between_their_cells() -> None:
    pasted = (
        TITLE
        + "ที่\tเดือน\tแนวทางการดำเนินงาน\tหมายเหตุ\n"
        + "\n".join(
            [
                "1\tมีนาคม-เมษายน 2560\t1.\t" + ORDINANCE,
                "2.\t" + SPEND.format(n=2, year=2560) + "\tจำไว้",
                "2\tพฤษภาคม 2560\t" + CHECK.format(n=2) + "\t",
            ]
        )
    )
    rows = the_calendar(pasted).rows
    assert [(row.number, len(row.items), row.remark) for row in rows] == [(1, 2, "จำไว้"), (2, 1, "")]


def test_a_title_repeated_on_the_next_page_begins_no_second_calendar() -> None:
    text = TITLE + HEAD + "".join(ROWS_2560[:3]) + "\n  -2-\n" + TITLE + HEAD + "".join(ROWS_2560[3:]) + NOTE
    calendar = the_calendar(text)
    assert len(calendar.rows) == 6
    assert calendar.rows[2].items[1].text.endswith("ทุกแห่ง")


# Steps


def test_each_sentence_is_tied_to_the_steps_it_speaks_of() -> None:
    calendar = the_calendar(a_document(*ROWS_2560))
    tied = {
        (row.number, item.number): [(link.step, link.fiscal_year) for link in item.links]
        for row in calendar.rows
        for item in row.items
    }
    assert tied == {
        (1, 1): [("check_year", 2559), ("year_close", 2559)],
        (1, 2): [("provincial_calendar", 2559)],
        (1, 3): [("provincial_strategy", 2560)],
        (2, 0): [("lao_strategy", 2560), ("plan_confirm", 2560)],
        (3, 1): [("ordinance", 2560)],
        (3, 2): [("spending_q2", 2560)],
        (4, 0): [("check_q2", 2560)],
        (5, 0): [("spending_q3", 2560)],
        (6, 0): [("check_year", 2560), ("year_close", 2560)],
    }
    assert the_link(the_row(calendar, 2).items[0].links, "plan_confirm").span == (2560, 2563)


def test_an_unknown_sentence_becomes_guidance_without_a_step() -> None:
    row = the_calendar(a_document(a_row(1, "มีนาคม 2560", ORDINANCE, "ปลูกต้นไม้หน้าสำนักงานทุกวันศุกร์"))).rows[0]
    assert (row.items[1].text, row.items[1].links) == ("ปลูกต้นไม้หน้าสำนักงานทุกวันศุกร์", ())


def test_the_month_of_the_row_gives_opening_and_due_and_a_verifying_row_the_check() -> None:
    deadlines = the_calendar(a_document(*ROWS_2560)).deadlines
    quarter = the_link(deadlines, "spending_q2")
    assert (quarter.opens_on, quarter.due_written) == (day("2017-03-01"), day("2017-04-30"))
    assert (quarter.due_on, quarter.check_due_on) == (day("2017-05-01"), day("2017-06-30"))  # 30 April is a Sunday
    assert quarter.proposed == ()
    third = the_link(deadlines, "spending_q3")
    assert (third.due_on, third.check_due_on) == (day("2017-08-31"), day("2017-10-02"))
    assert third.proposed == ("check_due_on",)


def test_a_row_that_verifies_without_a_row_that_enters_proposes_when_to_enter() -> None:
    deadlines = the_calendar(a_document(a_row(1, "พฤษภาคม-มิถุนายน 2560", CHECK.format(n=2)))).deadlines
    quarter = the_link(deadlines, "spending_q2")
    assert (quarter.due_on, quarter.check_due_on) == (day("2017-04-28"), day("2017-06-30"))
    assert "due_on" in quarter.proposed


def test_a_quarter_verified_without_a_step_for_it_sets_the_check_date() -> None:
    check = a_row(6, "กันยายน 2560", CHECK.format(n=3))
    calendar = the_calendar(a_document(*ROWS_2560[:5], check))
    third = the_link(calendar.deadlines, "spending_q3")
    assert (third.due_on, third.check_due_on, third.proposed) == (day("2017-08-31"), day("2017-09-30"), ())


def test_closing_a_year_is_due_after_it_although_the_check_is_in_september() -> None:
    links = the_row(the_calendar(a_document(*ROWS_2560)), 6).items[0].links
    check, close = the_link(links, "check_year"), the_link(links, "year_close")
    assert check.due_written == day("2017-09-30")
    assert (close.due_on, close.proposed) == (day("2017-10-31"), ("due_on", "check_due_on"))


def test_the_note_gives_twelve_months_of_grants_and_their_checks_as_proposals() -> None:
    links = the_calendar(a_document(*ROWS_2560)).note_links
    assert len(links) == 24
    assert all("due_on" in link.proposed and link.fiscal_year == 2560 for link in links)
    third = the_link(links, "grants_m03")
    assert (third.period, third.opens_on, third.due_on) == (3, day("2016-12-01"), day("2017-01-10"))
    assert third.check_due_on == day("2017-01-25") == the_link(links, "check_grants_m03").due_on


def test_there_is_one_deadline_per_step_and_year_with_its_dates_in_order() -> None:
    deadlines = the_calendar(a_document(*ROWS_2560)).deadlines
    assert len({(link.step, link.fiscal_year) for link in deadlines}) == len(deadlines)
    for link in deadlines:
        assert None not in (link.opens_on, link.due_on, link.check_due_on)
        assert link.opens_on <= link.due_on <= link.check_due_on  # type: ignore[operator]
        assert STEPS[link.step].period == link.period


def test_a_date_in_the_sentence_outweighs_the_months_of_the_row() -> None:
    item = ORDINANCE + " ภายในวันพุธที่ 15 มีนาคม 2560"
    link = the_calendar(a_document(a_row(1, "มีนาคม-เมษายน 2560", item))).deadlines[0]
    assert (link.step, link.due_on, link.exact) == ("ordinance", day("2017-03-15"), ("due_on",))
