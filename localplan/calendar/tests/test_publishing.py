"""From a draft to live duties: who is expected, whose dates hold, what is refused."""

from dataclasses import replace

import pytest

from localplan.calendar import actions
from localplan.calendar.facts import CircularFact, StepDates
from localplan.calendar.models import Calendar, Deadline, DeadlineDate, Submission, YearBook
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import NotAllowed, Refused

from . import make
from .founding_texts import ROWS_2560, a_document

pytestmark = pytest.mark.django_db
#: The first working day from 20 days on: a due date typed for a weekend would move.
SOONER, LATER = (next(n for n in range(first, first + 3) if people.days(n).weekday() < 5) for first in (20, 40))


@pytest.fixture
def dla():
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def laos():
    near = [people.an_lao() for _ in range(3)]
    return [*near, people.an_lao(people.a_district(people.a_province(50)))]


def published(dla, **values):
    draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(**values), by=dla)
    return actions.publish_calendar(draft, by=dla)


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


class TestPublishing:
    def test_every_open_lao_gets_a_duty_and_a_year_book(self, dla, laos):
        people.an_lao(closed_on=people.days(-1))
        published(dla)
        assert Submission.objects.filter(deadline__step="plan_confirm").count() == len(laos)
        assert YearBook.objects.filter(year_id=make.YEAR).count() == len(laos)

    def test_a_provincial_step_goes_to_the_provinces(self, dla, laos):
        published(dla, steps=("provincial_strategy",))
        assert {row.organisation.level for row in Submission.objects.all()} == {"province"}

    def test_publishing_twice_is_refused_and_doubles_nothing(self, dla, laos):
        calendar = published(dla)
        count = Submission.objects.count()
        with pytest.raises(Refused) as error:
            actions.publish_calendar(calendar, by=dla)
        assert rules_of(error) == ["calendar_is_published_once"]
        assert Submission.objects.count() == count

    def test_a_calendar_without_rows_is_refused(self, dla):
        with pytest.raises(Refused) as error:
            actions.draft_calendar(dla.organisation, make.a_calendar_fact(rows=()), by=dla)
        assert rules_of(error) == ["calendar_has_rows"]

    def test_an_open_question_of_the_import_holds_it_up(self, dla, laos):
        text = a_document(*ROWS_2560)
        [draft] = actions.import_document(dla.organisation, text, by=dla).calendars
        with pytest.raises(Refused) as error:
            actions.publish_calendar(draft, by=dla)
        assert rules_of(error) == ["questions_are_answered"]
        for code, value in (("row1.item2.year", "2560"), ("row1.remark.contradiction", "opens:2016-09-01")):
            draft = actions.answer_import_question(draft, code, value, by=dla)
        assert draft.open_questions == []
        actions.publish_calendar(draft, by=dla)
        assert Deadline.objects.get(step="provincial_calendar").year_id == 2560

    def test_a_deadline_without_its_dates_holds_it_up_until_it_is_left_out(self, dla, laos):
        half = replace(make.a_draft_deadline("lao_strategy"), check_due_on=None)
        fact = make.a_calendar_fact(deadlines=(half, make.a_draft_deadline("plan_confirm")))
        draft = actions.draft_calendar(dla.organisation, fact, by=dla)
        with pytest.raises(Refused) as error:
            actions.publish_calendar(draft, by=dla)
        assert [(p.rule, p.field) for p in error.value.problems] == [("deadline_has_its_dates", "check_due_on")]
        draft = actions.leave_out(draft, "lao_strategy", make.YEAR, by=dla)
        actions.publish_calendar(draft, by=dla)
        assert list(Deadline.objects.values_list("step", flat=True)) == ["plan_confirm"]

    def test_a_calendar_without_a_deadline_is_refused(self, dla):
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(deadlines=()), by=dla)
        with pytest.raises(Refused) as error:
            actions.publish_calendar(draft, by=dla)
        assert rules_of(error) == ["calendar_has_deadlines"]

    def test_a_draft_changed_meanwhile_is_looked_at_again(self, dla, laos):
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(), by=dla)
        seen = draft.version
        actions.word_calendar(draft, title="ปฏิทินใหม่", note="", by=dla)
        with pytest.raises(Refused) as error:
            actions.publish_calendar(draft, seen=seen, by=dla)
        assert rules_of(error) == ["draft_is_as_it_was_seen"]

    def test_a_provinces_calendar_is_circulated_not_published(self, dla, laos):
        national = published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        with pytest.raises(Refused) as error:
            actions.publish_calendar(own, by=head)
        assert rules_of(error) == ["dla_publishes"]

    def test_only_dla_publishes_dlas_calendar(self, dla, laos):
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(), by=dla)
        for by in (people.a_post(Post.HEAD, at=people.a_province()), people.a_post(Post.VIEWER, at=dla.organisation)):
            with pytest.raises(NotAllowed):
                actions.publish_calendar(draft, by=by)

    def test_the_same_number_of_statements_for_one_lao_and_for_many(self, dla, django_assert_max_num_queries):
        for _ in range(20):
            people.an_lao()
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(), by=dla)
        with django_assert_max_num_queries(40):
            actions.publish_calendar(draft, by=dla)


class TestDates:
    def test_a_province_sets_an_earlier_date_for_its_laos_alone(self, dla, laos):
        published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        earlier = make.dates(-30, SOONER, 60)
        deadline = Deadline.objects.get(step="plan_confirm")
        assert actions.set_dates(deadline, head.organisation, earlier, reason="ประชุมสภา", by=head) == 3
        due = dict(Submission.objects.filter(deadline=deadline).values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [people.days(SOONER)] * 3 + [people.days(30)]

    @pytest.mark.parametrize("due", [31, -35])
    def test_a_provincial_date_outside_bounds_is_refused(self, dla, laos, due):
        published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        deadline = Deadline.objects.get(step="plan_confirm")
        given = StepDates(min(people.days(due), people.days(-30)), people.days(due), people.days(60))
        with pytest.raises(Refused) as error:
            actions.set_dates(deadline, head.organisation, given, reason="ประชุมสภา", by=head)
        assert "provincial_due_within_national" in rules_of(error)

    def test_a_date_moves_only_with_a_reason(self, dla, laos):
        published(dla)
        deadline = Deadline.objects.get(step="plan_confirm")
        with pytest.raises(Refused) as error:
            actions.set_dates(deadline, dla.organisation, make.dates(-30, LATER, 80), reason=" ", by=dla)
        assert rules_of(error) == ["reason_is_given"]

    def test_dla_moves_all_but_the_province_that_set_its_own_and_the_lao_with_an_extension(self, dla, laos):
        published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province(50))
        deadline = Deadline.objects.get(step="plan_confirm")
        actions.set_dates(deadline, head.organisation, make.dates(-30, SOONER, 60), reason="ประชุมสภา", by=head)
        officer = people.a_post(Post.OFFICER, at=people.a_province())
        extended = Submission.objects.get(deadline=deadline, organisation=laos[0])
        actions.extend(extended, due_on=people.days(45), reason="น้ำท่วม", by=officer)
        actions.set_dates(deadline, dla.organisation, make.dates(-30, LATER, 80), reason="เลื่อน", by=dla)
        due = dict(Submission.objects.filter(deadline=deadline).values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [
            people.days(45),
            people.days(LATER),
            people.days(LATER),
            people.days(SOONER),
        ]
        assert DeadlineDate.objects.filter(deadline=deadline).count() == 4


class TestProvince:
    def test_until_the_province_circulates_dlas_dates_hold(self, dla, laos):
        national = published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        for code in ("lao_strategy", "plan_confirm"):
            sooner = make.a_draft_deadline(code, when=make.dates(-30, SOONER, 60))
            own = actions.set_draft_deadline(own, sooner, by=head)
        assert set(Submission.objects.values_list("due_on", flat=True)) == {people.days(30)}
        actions.circulate(own, CircularFact("แจ้งซักซ้อมปฏิทิน"), by=head)
        due = dict(Submission.objects.filter(deadline__step="plan_confirm").values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [people.days(SOONER)] * 3 + [people.days(30)]

    def test_laos_acknowledge_once_ask_and_are_answered(self, dla, laos):
        national = published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อมปฏิทิน"), by=head)
        planner = people.a_post(Post.PLANNER, at=laos[0])
        first = actions.acknowledge(letter, by=planner)
        assert actions.acknowledge(letter, by=planner) == first
        question = actions.ask(letter, "ไตรมาส 1 ต้องส่งไหม", by=planner)
        assert actions.answer(question, "ไม่ต้อง", by=head).answer == "ไม่ต้อง"

    def test_a_draft_of_dla_is_not_taken_over(self, dla):
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(), by=dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        with pytest.raises(Refused) as error:
            actions.take_over_calendar(draft, head.organisation, by=head)
        assert rules_of(error) == ["calendar_is_published"]

    def test_only_those_it_was_sent_to_acknowledge_a_letter_and_ask(self, dla, laos):
        national = published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อมปฏิทิน"), by=head)
        stranger = people.a_post(Post.PLANNER, at=laos[3])
        for act in (lambda: actions.acknowledge(letter, by=stranger), lambda: actions.ask(letter, "ถามหน่อย", by=head)):
            with pytest.raises(Refused) as error:
                act()
            assert rules_of(error) == ["letter_is_for_the_reader"]

    def test_only_due_dates_of_laos_move_in_a_provinces_draft(self, dla, laos):
        national = published(dla, steps=("lao_strategy", "provincial_strategy"))
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        for wrong, rule in (
            (make.a_draft_deadline("provincial_strategy", when=make.dates(-30, SOONER, 60)), "province_moves"),
            (make.a_draft_deadline("lao_strategy", when=make.dates(-20, SOONER, 60)), "province_moves"),
            (make.a_draft_deadline("lao_strategy", when=make.dates(-30, 40, 60)), "provincial_due_within_national"),
        ):
            with pytest.raises(Refused) as error:
                actions.set_draft_deadline(own, wrong, by=head)
            assert rules_of(error)[0].startswith(rule)
        with pytest.raises(Refused) as error:
            actions.leave_out(own, "lao_strategy", make.YEAR, by=head)
        assert rules_of(error) == ["province_moves_due_dates_of_laos_only"]


def test_a_year_copied_forward_keeps_the_ends_of_months(dla):
    when = StepDates(*(make.dt.date(y, m, d) for y, m, d in ((2009, 2, 2), (2009, 2, 27), (2009, 3, 31))))
    drafted = make.a_draft_deadline("plan_confirm", 2552, when, due_written=make.dt.date(2009, 2, 28))
    actions.draft_calendar(dla.organisation, make.a_calendar_fact(2552, deadlines=(drafted,)), by=dla)
    copy = actions.copy_forward(Calendar.objects.get(), 2555, by=dla)
    [deadline] = copy.draft_deadlines
    assert (deadline.year, deadline.due_on, deadline.moved) == (2555, make.dt.date(2012, 2, 29), False)
    assert copy.title == "ปฏิทินปี 2555"
    with pytest.raises(Refused) as error:
        actions.copy_forward(Calendar.objects.get(year=2552), 2555, by=dla)
    assert rules_of(error) == ["calendar_year_is_free"]
