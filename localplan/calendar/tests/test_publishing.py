"""From a draft to live duties: who is expected, whose dates hold, what is refused."""

import pytest

from localplan.calendar import actions
from localplan.calendar.facts import CircularFact, GuidanceFact, Link, RowFact, StepDates
from localplan.calendar.models import Calendar, Deadline, DeadlineDate, Submission, YearBook
from localplan.calendar.steps import STEPS
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import NotAllowed, Refused

from . import make

pytestmark = pytest.mark.django_db


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
        question = {
            "id": "q1",
            "text": "ปี 2552 หรือ 2553",
            "choices": [
                {
                    "code": "later",
                    "label": "2571",
                    "changes": [{"row": 1, "item": 0, "step": "plan_confirm", "set": {"year": 2571}}],
                },
                {"code": "as_is", "label": "2570", "changes": []},
            ],
        }
        draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(questions=(question,)), by=dla)
        with pytest.raises(Refused) as error:
            actions.publish_calendar(draft, by=dla)
        assert rules_of(error) == ["questions_are_answered"]
        draft = actions.answer_import_question(draft, "q1", "later", by=dla)
        actions.publish_calendar(draft, by=dla)
        assert set(Deadline.objects.values_list("step", "year_id")) == {("lao_strategy", 2570), ("plan_confirm", 2571)}

    def test_two_rows_may_share_a_deadline(self, dla, laos):
        first, second = make.dates(0, 30, 30), make.dates(40, 70, 100)
        rows = tuple(
            RowFact(
                n, "เดือน", when.opens_on, when.due_on, (GuidanceFact(0, "ทำ", (Link("spending_q2", make.YEAR, when),)),)
            )
            for n, when in ((3, first), (4, second))
        )
        published(dla, rows=rows)
        row = Submission.objects.first()
        assert (row.opens_on, row.due_on, row.check_due_on) == (first.opens_on, first.due_on, second.check_due_on)

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
        earlier = make.dates(-30, 20, 60)
        deadline = Deadline.objects.get(step="plan_confirm")
        assert actions.set_dates(deadline, head.organisation, earlier, reason="ประชุมสภา", by=head) == 3
        due = dict(Submission.objects.filter(deadline=deadline).values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [people.days(20)] * 3 + [people.days(30)]

    @pytest.mark.parametrize("due", [31, -31])
    def test_a_provincial_date_outside_bounds_is_refused(self, dla, laos, due):
        published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        deadline = Deadline.objects.get(step="plan_confirm")
        given = StepDates(min(people.days(due), people.days(-30)), people.days(due), people.days(60))
        with pytest.raises(Refused) as error:
            actions.set_dates(deadline, head.organisation, given, reason="ประชุมสภา", by=head)
        assert rules_of(error) == ["provincial_due_within_national"]

    def test_dla_moves_all_but_the_province_that_set_its_own_and_the_lao_with_an_extension(self, dla, laos):
        published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province(50))
        deadline = Deadline.objects.get(step="plan_confirm")
        actions.set_dates(deadline, head.organisation, make.dates(-30, 20, 60), reason="ประชุมสภา", by=head)
        officer = people.a_post(Post.OFFICER, at=people.a_province())
        extended = Submission.objects.get(deadline=deadline, organisation=laos[0])
        actions.extend(extended, due_on=people.days(45), reason="น้ำท่วม", by=officer)
        actions.set_dates(deadline, dla.organisation, make.dates(-30, 40, 80), reason="เลื่อน", by=dla)
        due = dict(Submission.objects.filter(deadline=deadline).values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [people.days(45), people.days(40), people.days(40), people.days(20)]
        assert DeadlineDate.objects.filter(deadline=deadline).count() == 4


class TestProvince:
    def test_until_the_province_circulates_dlas_dates_hold(self, dla, laos):
        national = published(dla)
        head = people.a_post(Post.HEAD, at=people.a_province())
        own = actions.take_over_calendar(national, head.organisation, by=head)
        item = own.rows.get().items.get()
        sooner = [Link(code, make.YEAR, make.dates(-30, 25, 60)) for code in ("lao_strategy", "plan_confirm")]
        actions.tie_item(item, sooner, by=head)
        assert set(Submission.objects.values_list("due_on", flat=True)) == {people.days(30)}
        actions.circulate(own, CircularFact("แจ้งซักซ้อมปฏิทิน"), by=head)
        due = dict(Submission.objects.filter(deadline__step="plan_confirm").values_list("organisation_id", "due_on"))
        assert [due[lao.pk] for lao in laos] == [people.days(25)] * 3 + [people.days(30)]

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


def test_a_year_copied_forward_keeps_the_ends_of_months(dla):
    draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(2552), by=dla)
    when = StepDates(*(make.dt.date(y, m, d) for y, m, d in ((2009, 2, 1), (2009, 2, 28), (2009, 3, 31))))
    actions.tie_item(draft.rows.get().items.get(), [Link("plan_confirm", 2552, when)], by=dla)
    copy = actions.copy_forward(Calendar.objects.get(), 2555, by=dla)
    [link] = actions.links_of(copy)
    assert (link.year, link.dates.due_on) == (2555, make.dt.date(2012, 2, 29))
    assert copy.title == "ปฏิทินปี 2555"
    assert link.step in STEPS
