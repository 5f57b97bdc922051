"""A draft: read from a document, answered, corrected by hand; nothing an officer typed is lost."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from localplan.calendar import actions
from localplan.calendar.facts import GuidanceFact, HolidayFact, RowFact
from localplan.calendar.models import Calendar, Circular, Holiday
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import NotAllowed, Refused

from . import make
from .founding_texts import GOOD_LETTER, ROWS_2560, a_document, day

pytestmark = pytest.mark.django_db
TEXT = a_document(*ROWS_2560)


@pytest.fixture
def dla():
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def draft(dla):
    [calendar] = actions.import_document(dla.organisation, TEXT, by=dla).calendars
    return calendar


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


def the_deadline(calendar, step):
    return next(one for one in calendar.draft_deadlines if one.step == step)


class TestReading:
    def test_a_document_becomes_a_draft_with_one_deadline_for_each_step_and_year(self, draft):
        ties = [one.tie for one in draft.draft_deadlines]
        assert len(set(ties)) == len(ties)
        assert (draft.year_id, draft.rows.count(), draft.source_text) == (2560, 6, TEXT)
        assert the_deadline(draft, "spending_q2").check_due_on == day("2017-06-30")

    def test_an_answer_reads_the_text_again_and_keeps_what_was_typed(self, dla, draft):
        told = make.a_draft_deadline("provincial_calendar", 2559, make.StepDates(*map(day, TYPED)))
        draft = actions.set_draft_deadline(draft, told, by=dla)
        draft = actions.answer_import_question(draft, "row1.item2.year", "2560", by=dla)
        kept = the_deadline(draft, "provincial_calendar")
        assert (kept.year, kept.due_on, "due_on" in kept.typed) == (2560, day(TYPED[1]), True)
        assert "row1.item2.year" not in draft.open_questions

    def test_words_an_officer_changed_outlast_an_answer(self, dla, draft):
        row = RowFact(4, "พ.ค.-มิ.ย. 2560", day("2017-05-01"), day("2017-06-30"), (GuidanceFact(0, "ตรวจให้ครบ"),))
        actions.write_row(draft, row, replacing=4, by=dla)
        draft = actions.answer_import_question(Calendar.objects.get(), "row1.item2.year", "2560", by=dla)
        assert draft.rows.get(number=4).items.get().text == "ตรวจให้ครบ"

    def test_the_same_text_again_keeps_answers_another_text_replaces_the_draft(self, dla, draft):
        actions.answer_import_question(draft, "row1.item2.year", "2560", by=dla)
        again = actions.import_document(dla.organisation, TEXT, by=dla)
        assert (again.made, again.calendars[0].open_questions) == (0, ["row1.remark.contradiction"])
        other = actions.import_document(dla.organisation, a_document(*ROWS_2560[:5]), by=dla)
        assert (other.calendars[0].pk, other.calendars[0].rows.count()) == (draft.pk, 5)
        assert "row1.item2.year" in other.calendars[0].open_questions

    def test_the_letter_is_kept_once_and_its_dates_of_the_year_count(self, dla):
        text = TEXT + GOOD_LETTER
        first = actions.import_document(dla.organisation, text, by=dla)
        actions.import_document(dla.organisation, text, by=dla)
        letter = Circular.objects.get()
        assert (first.letters, letter.sent_at) == ([letter], None)
        assert letter.cites[0]["number"].endswith("ว 77")
        due = next(date for date in letter.dates if date["kind"] == "due")
        strategy = the_deadline(first.calendars[0], "provincial_strategy")
        assert strategy.due_on.isoformat() == due["on"]

    def test_a_choice_that_is_not_offered_is_refused(self, dla, draft):
        with pytest.raises(Refused) as error:
            actions.answer_import_question(draft, "row1.item2.year", "1999", by=dla)
        assert rules_of(error) == ["choice_is_offered"]
        with pytest.raises(Refused) as error:
            actions.import_document(dla.organisation, TEXT, answers={"nonsense": "1"}, by=dla)
        assert rules_of(error) == ["choice_is_offered"]

    def test_a_province_reads_no_document_for_dla(self, draft):
        head = people.a_post(Post.HEAD, at=people.a_province())
        with pytest.raises(NotAllowed):
            actions.import_document(people.the_department(), TEXT, by=head)


TYPED = ("2016-08-01", "2016-09-15", "2016-10-14")


class TestCorrecting:
    def test_a_due_date_typed_for_a_holiday_moves_on_and_both_days_are_kept(self, dla, draft):
        Holiday.objects.create(on=day("2017-04-17"), name="วันหยุดสมมติ")
        told = make.a_draft_deadline(
            "ordinance", 2560, make.StepDates(*map(day, ("2017-03-01", "2017-04-15", "2017-04-16")))
        )
        draft = actions.set_draft_deadline(draft, told, by=dla)
        kept = the_deadline(draft, "ordinance")
        assert (kept.due_on, kept.due_written, kept.check_due_on) == (
            day("2017-04-18"),
            day("2017-04-15"),
            day("2017-04-18"),
        )

    def test_dates_out_of_order_are_refused(self, dla, draft):
        told = make.a_draft_deadline(
            "ordinance", 2560, make.StepDates(*map(day, ("2017-05-01", "2017-04-18", "2017-06-01")))
        )
        with pytest.raises(Refused) as error:
            actions.set_draft_deadline(draft, told, by=dla)
        assert rules_of(error) == ["dates_are_in_order"]

    def test_a_step_nobody_counts_is_refused(self, dla, draft):
        with pytest.raises(Refused) as error:
            actions.set_draft_deadline(draft, make.a_draft_deadline("tea_break", 2560), by=dla)
        assert rules_of(error) == ["step_is_known"]

    def test_rows_are_added_changed_and_taken_out_and_numbers_stay_single(self, dla, draft):
        items = (GuidanceFact(1, "ก"), GuidanceFact(2, "ข"))
        row = RowFact(7, "กันยายน 2560", day("2017-09-01"), day("2017-09-30"), items, "หมายเหตุ")
        actions.write_row(draft, row, by=dla)
        with pytest.raises(Refused) as error:
            actions.write_row(draft, row, by=dla)
        assert rules_of(error) == ["row_number_is_free"]
        upside_down = RowFact(8, "x", day("2017-09-30"), day("2017-09-01"), items)
        with pytest.raises(Refused) as error:
            actions.write_row(draft, upside_down, by=dla)
        assert rules_of(error) == ["row_ends_after_it_begins"]
        actions.remove_row(draft, 7, by=dla)
        assert draft.rows.count() == 6

    def test_a_row_keeps_what_its_items_are_tied_to(self, dla, draft):
        before = draft.rows.get(number=3).items.get(number=1).links
        row = RowFact(3, "มี.ค.", day("2017-03-01"), day("2017-04-30"), (GuidanceFact(1, "ใหม่"), GuidanceFact(2, "อื่น")))
        assert actions.write_row(draft, row, replacing=3, by=dla).items.get(number=1).links == before != []

    def test_every_correction_is_in_the_history(self, dla, draft):
        actions.word_calendar(draft, title="ปฏิทินใหม่", note=draft.note, by=dla)
        told = Change.objects.filter(verb="corrected").latest("id")
        assert (told.after, told.by) == ({"title": "ปฏิทินใหม่"}, dla)


FOUNDING = Path(
    os.environ.get("FOUNDING_DOCUMENT", settings.BASE_DIR.parent / "shared/seed/operating-calendar-fy2553.txt")
)


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding document is not beside the project")
def test_the_founding_document_becomes_a_draft_and_a_letter(dla):
    done = actions.import_document(dla.organisation, FOUNDING.read_text("utf-8"), by=dla)
    [calendar], [letter] = done.calendars, done.letters
    assert (calendar.year_id, calendar.rows.count(), letter.year_id) == (2553, 6, 2551)
    assert {date["on"] for date in letter.dates} >= {"2008-01-25", "2008-02-05", "2008-02-11"}
    assert the_deadline(calendar, "plan_confirm").moved


class TestHolidays:
    def test_a_province_keeps_no_list_of_holidays(self):
        head = people.a_post(Post.HEAD, at=people.a_province())
        for act in (
            lambda: actions.import_holidays([HolidayFact(day("2027-04-13"), "สงกรานต์")], by=head),
            lambda: actions.remove_holiday(day("2027-04-13"), by=head),
        ):
            with pytest.raises(Refused) as error:
                act()
            assert rules_of(error) == ["dla_keeps_the_holidays"]

    def test_a_list_names_a_day_once(self, dla):
        twice = [HolidayFact(day("2027-04-13"), "สงกรานต์", row) for row in (2, 3)]
        with pytest.raises(Refused) as error:
            actions.import_holidays(twice, by=dla)
        assert [(p.rule, p.row) for p in error.value.problems] == [("holiday_is_named_once", 3)]
