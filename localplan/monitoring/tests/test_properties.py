"""Whatever happens, in whatever order: no rate above 100 %, no lost submission, no cell nobody has to act on."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from localplan.calendar import actions, duties
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.models import Deadline, Submission
from localplan.calendar.states import Turn
from localplan.calendar.tests import make
from localplan.monitoring import tally
from localplan.monitoring.standing import cells, lines
from localplan.monitoring.tally import GROUPS
from localplan.organisations import actions as register
from localplan.organisations.models import Level, Membership, Organisation, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

pytestmark = pytest.mark.django_db
STEPS = ("lao_strategy", "plan_confirm", "ordinance")
LAOS = 3

one = st.integers(0, LAOS - 1)
events = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(STEPS), st.integers(-40, 20)),
        st.tuples(
            st.sampled_from(["submit", "nothing", "undo", "ask", "accept", "return", "reopen", "extend"]), one, one
        ),
        st.tuples(st.just("close"), one, st.integers(0, 0)),
        st.tuples(st.just("merge"), one, one),
        st.tuples(st.just("days"), st.integers(1, 40), st.integers(0, 0)),
    ),
    min_size=3,
    max_size=20,
)


class World:
    """A province, its officer, DLA's operator, and three LAOs with their clerks."""

    def __init__(self):
        self.operator = people.the_operator()
        self.officer = people.a_post(Post.OFFICER, at=people.a_province())
        self.laos = [people.an_lao() for _number in range(LAOS)]
        self.clerks = {lao.pk: people.a_post(Post.CLERK, at=lao) for lao in self.laos}
        self.made = set()

    def open_step(self, step, opens):
        if Deadline.objects.filter(step=step).exists():
            return
        when = make.dates(opens, opens + 20, opens + 40)
        for lao in Organisation.objects.filter(level=Level.LAO, closed_on=None):
            self.made.add(make.a_submission(lao, step, when=when).pk)

    def answering(self, row):
        """In whose post one acts for the row: of the organisation, or of the one that took it over."""
        holder = next((m for m in self.standing() if m.organisation_id == row.organisation_id), None)
        return holder or next((m for m in self.standing() if row.organisation_id in m.organisation.absorbed), None)

    def standing(self):
        posts = Membership.objects.for_acting().in_force(clock.today()).filter(post=Post.CLERK)
        return [post for post in posts if post.organisation.is_open(clock.today())]

    def move(self, verb, lao, step):
        row = Submission.objects.filter(organisation=self.laos[lao], deadline__step=STEPS[step]).first()
        by = row and self.answering(row)
        if row is None or (by is None and verb in ("submit", "nothing", "undo", "ask")):
            return
        later = clock.today() + clock.dt.timedelta(days=9)
        review = Review((Verdict("it", "it", False, "ไม่ครบ"),))
        {
            "submit": lambda: actions.submit(row, by=by),
            "nothing": lambda: actions.declare_nothing(row, reason="", by=by),
            "undo": lambda: actions.undo(row, by=by),
            "ask": lambda: actions.ask_reopen(row, reason="พิมพ์ผิด", by=by),
            "accept": lambda: actions.accept([row], by=self.officer),
            "return": lambda: actions.return_(row, review, by=self.officer),
            "reopen": lambda: actions.reopen(row, reason="ตามที่ขอ", by=self.officer),
            "extend": lambda: actions.extend(row, due_on=later, reason="น้ำท่วม", by=self.officer),
        }[verb]()

    def close(self, lao):
        register.close([self.laos[lao]], effective_on=clock.today(), by=self.operator)

    def merge(self, lao, into):
        register.merge([self.laos[lao]], into=self.laos[into], effective_on=clock.today(), by=self.operator)

    def check(self):
        assert {row.pk for row in Submission.objects.all()} == self.made, "a submission was lost"
        found = cells(lines(Submission.objects.expected()))
        for cell in found:
            assert 0 <= cell.percent <= 100
            row = Submission.objects.select_related("organisation").get(pk=cell.line.id)
            if cell.turn == Turn.ACTOR:
                assert self.answering(row) is not None, f"nobody acts on {cell}"
        deadlines = list(Deadline.objects.values_list("pk", "step"))
        summed = tally.by_column(deadlines)
        assert sum(one.expected for one in summed.values()) == len(found)
        for (_area, column), counted in summed.items():
            here = [cell for cell in found if cell.step.column == column]
            assert counted.done <= counted.expected <= LAOS
            for group in counted.numbers:
                assert counted[group] == sum(GROUPS[cell.look] == group for cell in here)


@given(events)
@example([("merge", 0, 1), ("submit", 0, 0), ("close", 1, 0), ("accept", 0, 0)])
@example([("submit", 0, 0), ("return", 0, 0), ("days", 9, 0), ("extend", 0, 0), ("submit", 0, 0), ("accept", 0, 0)])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sequence_gives_a_rate_above_100_a_lost_submission_or_a_cell_nobody_acts_on(happening):
    before = {step: duties._DUTIES.get(step) for step in STEPS}
    duties._DUTIES.update({step: make.a_duty(step, there=2, expected=2) for step in STEPS})
    try:
        with transaction.atomic():
            live_through(happening)
            transaction.set_rollback(True)
    finally:
        for step, duty in before.items():
            duties._DUTIES.pop(step)
            if duty is not None:
                duties._DUTIES[step] = duty


def live_through(happening):
    world, moment = World(), clock.now()
    world.open_step("lao_strategy", -15)
    for verb, first, second in happening:
        with clock.at(moment):
            try:
                with transaction.atomic():
                    if verb == "open":
                        world.open_step(first, second)
                    elif verb == "close":
                        world.close(first)
                    elif verb == "merge":
                        world.merge(first, second)
                    elif verb != "days":
                        world.move(verb, first, second)
            except Refused:
                pass
        if verb == "days":
            moment += clock.dt.timedelta(days=first)
        with clock.at(moment):
            world.check()
