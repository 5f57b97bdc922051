"""The sample as loaded: written by the verbs of the rooms at their own past moments, and open to visitors."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from localplan.calendar.models import Acknowledgement, Calendar, Circular, Question, Submission, SubmissionMove
from localplan.calendar.states import Look
from localplan.monitoring.standing import cells, lines
from localplan.organisations.models import Change, Delegation, Identity, Membership, Organisation, User
from localplan.organisations.posts import POSTS_AT, Kind, Level, Post
from localplan.planning.models import Edition, PlannedAmount, ProjectRevision
from localplan.support.models import HelpRequest, Message
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.web import sample
from localplan.web.sample.lives import deal
from localplan.web.sample.nation import make_nation
from localplan.web.sample.works import draw_works, values_of
from localplan.web.sample.years import Season, worked_on

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 15)
NAN = (5_500_000, 5_599_999)


@pytest.fixture(scope="module")
def in_the_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The sample, loaded for all tests of this module that ask for it, and taken back after them.

    It is loaded twice; the fixture is the fingerprint of the first time.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(TODAY):
            with transaction.atomic():
                sample.load(seed=3, today=TODAY, scale=0.05)
                first = fingerprint()
                transaction.set_rollback(True)
            sample.load(seed=3, today=TODAY, scale=0.05)
        yield first
        transaction.set_rollback(True)


@pytest.fixture
def loaded(in_the_database: str, db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


def fingerprint() -> str:
    """All that must be the same for the same seed and day: names, ids of organisations, posts, days, moments."""
    rows = [
        *Identity.objects.values_list("organisation_id", "kind", "code", "full_name", "from_on", "until_on"),
        *Membership.objects.values_list(
            "user__username", "user__full_name", "organisation_id", "post", "from_on", "until_on", "recorded_at"
        ).exclude(post=Post.OPERATOR),
        *Change.objects.values_list("verb", "at", "organisation_id", "label"),
        *Organisation.objects.values_list("id", "phone", "address", "closed_on", "latitude"),
        *Submission.objects.values_list("organisation_id", "deadline__year_id", "deadline__step", "life", "due_on"),
        *ProjectRevision.objects.values_list("organisation_id", "name", "target", "amounts__year", "amounts__amount"),
        *Acknowledgement.objects.values_list("organisation_id", "receipt_number", "at"),
    ]
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def test_the_same_seed_and_day_give_the_same_rows(in_the_database, loaded):
    assert fingerprint() == in_the_database


def test_it_is_loaded_only_into_an_empty_register(loaded):
    with pytest.raises(Refused):
        sample.load(seed=3, today=TODAY, scale=0.05)


def test_the_register_of_today_is_that_of_the_nation(loaded):
    laos = Organisation.objects.laos().open_on(TODAY)
    counts = [laos.filter(id__range=(office, office + 99_999)).count() for office in (5_500_000, 2_100_000, 9_100_000)]
    assert counts == [100, 40, 20]
    nation = make_nation(3)
    found = set(laos.values_list("id", "code", "kind", "full_name"))
    assert found == {(place.id, place.code, str(place.kind), place.full_name) for place in nation.today}


def test_former_names_are_kept_with_their_days(loaded):
    for event in make_nation(3).events:
        then = TODAY - dt.timedelta(days=event.days_ago + 10)
        assert Identity.objects.on(then).get(organisation_id=event.before.id).full_name == event.before.full_name


def test_everything_is_written_by_the_verbs_in_the_past(loaded):
    posts = Membership.objects.exclude(post=Post.OPERATOR)
    told = Change.objects.filter(object_type="membership", verb__in=["appointed", "handed_over"])
    assert set(told.values_list("object_id", flat=True)) == set(posts.values_list("id", flat=True))
    by_itself = ["password_set", "step_declare_nothing"]  # months without an open grant are answered at night
    assert not Change.objects.exclude(verb__in=by_itself).filter(by=None).exists()
    assert not Change.objects.filter(at__gte=clock.now()).exists()
    assert not posts.filter(recorded_at__gte=clock.now()).exists()
    laos = Organisation.objects.laos()
    told = Change.objects.filter(object_type="organisation", verb="registered").values_list("object_id", flat=True)
    assert set(laos.values_list("id", flat=True)) <= set(told)


def test_every_kind_of_post_has_an_account_that_can_sign_in(loaded, client: Client):
    accounts = sample.accounts()
    assert len(accounts) <= 16
    shown = Membership.objects.in_force(TODAY).filter(user__username__in=[account.username for account in accounts])
    wanted = {(level, post) for level, posts in POSTS_AT.items() for post in posts if post != Post.OPERATOR}
    assert {(Level(post.organisation.level), Post(post.post)) for post in shown} == wanted
    for account in accounts:
        answer = client.post(reverse("sign-in"), {"username": account.username, "password": account.password})
        assert answer.status_code == 302, account
        client.post(reverse("sign-out"))


def test_the_accounts_stand_on_the_sign_in_page(loaded, client: Client):
    page = client.get(reverse("sign-in")).content.decode()
    for account in sample.accounts():
        assert account.username in page
        assert account.organisation in page


def test_the_nation_lives(loaded):
    """Contracts end soon or have ended, posts are empty, acted in, handed over; people hold two; letters differ."""
    held = Membership.objects.in_force(TODAY)
    analysts = Membership.objects.filter(post=Post.ANALYST)
    assert analysts.ending_within(60, of=TODAY).exists()
    assert analysts.ended_before(TODAY).exists()
    assert held.filter(acting=True, post=Post.HEAD).exists()
    assert held.filter(acting=True, post=Post.CLERK).exists()
    assert Membership.objects.exclude(follows=None).count() > 50
    laos = Organisation.objects.laos().open_on(TODAY)
    for post in (Post.CLERK, Post.PLANNER):
        without = laos.exclude(memberships__in=held.filter(post=post)).count()
        assert 3 <= without <= 40, post
    people = held.values_list("user_id", flat=True)
    assert len(people) - len(set(people)) > 5
    letters = Delegation.objects.all()
    assert letters.in_force(TODAY).count() == 3
    assert letters.exclude(revoked_on=None).count() == 1
    assert letters.filter(until_on__lt=TODAY).count() == 1


def test_only_shown_people_have_a_password(loaded):
    with_password = [user.username for user in User.objects.all() if user.has_usable_password()]
    assert sorted(with_password) == sorted(account.username for account in sample.accounts())


def test_the_command_refuses_a_register_in_use(loaded, settings):
    settings.DEBUG = True
    before = Organisation.objects.count()
    with pytest.raises(SystemExit):
        call_command("sample")
    assert Organisation.objects.count() == before


def test_the_command_prints_the_accounts(loaded, capsys: pytest.CaptureFixture[str]):
    call_command("sample", "--accounts")
    printed = capsys.readouterr().out
    assert sample.PASSWORD in printed
    assert all(account.username in printed for account in sample.accounts())


def test_three_fiscal_years_stand_in_every_look(loaded):
    looks: dict[int, Counter[Look]] = {}
    for year in (2568, 2569, 2570):
        found = cells(lines(Submission.objects.of_year(year).expected()))
        looks[year] = Counter(cell.look for cell in found)
        for step in ("lao_strategy", "plan_confirm"):
            assert sum(cell.line.step == step for cell in found) in range(160, 163)
    assert set().union(*looks.values()) == set(Look)
    assert looks[2568][Look.DONE] > looks[2568][Look.BACK] == 0


def test_nobody_has_handed_in_without_a_move(loaded):
    rows = Submission.objects.exclude(life="draft")
    assert rows.count() > 50
    assert not rows.filter(moves=None).exists()
    moves = SubmissionMove.objects.all()
    assert not moves.filter(by=None).exclude(submission__deadline__step__startswith="grants_m").exists()
    assert not moves.filter(at__gte=clock.now()).exists()
    told = Change.objects.filter(verb__startswith="step_")
    assert told.count() == moves.count()
    assert set(moves.values_list("verb", flat=True)) == {
        "submit", "declare_nothing", "return", "accept", "ask_reopen", "reopen", "undo"
    }  # fmt: skip


def test_the_province_finds_work_on_its_desk(loaded):
    """Waiting to be checked, returned, overdue, extended; a question without an answer beside one that has it."""
    of_nan = Submission.objects.of_year(2570).filter(organisation__id__range=NAN)
    assert of_nan.waiting_for_check().count() >= 2
    assert of_nan.returned().filter(correct_by__gte=TODAY).exists()
    assert of_nan.returned().filter(correct_by__lt=TODAY).exists()
    assert of_nan.filter(extended=True, due_on__gt=TODAY).exists()
    asked = Question.objects.filter(organisation__id__range=NAN)
    assert (asked.exclude(answer="").count(), asked.filter(answer="").count()) == (1, 2)


def test_the_provinces_are_early_late_and_behind_with_the_newest_calendar(loaded):
    step = {row.organisation_id: row for row in Submission.objects.of_year(2570).of_steps(["provincial_calendar"])}
    early, late, behind = step[2_100_000], step[5_500_000], step[9_100_000]
    assert early.submitted_at.date() < early.due_on
    assert late.submitted_at.date() > late.due_on
    assert behind.life == "draft"
    assert behind.due_on < TODAY
    assert not Circular.objects.filter(organisation_id=9_100_000, year_id=2570).exists()
    letter = Circular.objects.get(organisation_id=5_500_000, year_id=2570)
    received = Acknowledgement.objects.filter(circular=letter).count()
    assert 0 < received < 100


def test_the_coming_calendar_was_handed_in_as_a_text_and_asks_one_question(loaded):
    draft = Calendar.objects.get(year_id=2571)
    assert draft.published_at is None
    assert draft.open_questions == ["row1.item2.year"]
    assert "จัดทำปฏิทินการดำเนินงานของปี 2570" in draft.source_text
    assert {deadline.step for deadline in draft.draft_deadlines} >= {"lao_strategy", "plan_confirm", "ordinance"}


def test_what_was_taken_back_was_handed_in_again(loaded):
    taken = SubmissionMove.objects.filter(verb="undo").select_related("submission")
    assert {move.submission.life for move in taken} <= {"accepted", "submitted", "returned"}
    lao = Membership.objects.get(user__username="sample.planner").organisation_id
    steps = {move.submission.deadline.step for move in taken if move.submission.organisation_id == lao}
    assert steps == {"lao_strategy", "plan_confirm"}
    assert Change.objects.filter(verb="plan_confirm_undone", organisation_id=lao).count() == 1


def test_the_shown_planner_has_a_draft_to_finish_in_some_days(loaded):
    lao = Membership.objects.get(user__username="sample.planner").organisation_id
    duty = Submission.objects.of_year(2570).of_steps(["plan_confirm"]).get(organisation_id=lao)
    assert 0 < (duty.due_on - TODAY).days <= 7
    rows = ProjectRevision.objects.filter(edition__in=Edition.objects.open(), organisation_id=lao)
    assert 20 <= rows.count() <= 300
    assert rows.filter(programme=None).count() == 6
    draft = Edition.objects.open().get(organisation_id=lao)
    assert draft.promulgated_on is not None
    assert draft.notice is None
    assert Message.objects.filter(organisation_id=lao, read_at=None).count() == 1


def test_confirmed_plans_are_whole(loaded):
    confirmed = Edition.objects.confirmed()
    assert confirmed.count() > 10
    assert not confirmed.filter(sha256="").exists()
    assert not confirmed.filter(notice=None).exists()
    assert confirmed.filter(sequence__gt=0).exists()
    assert not ProjectRevision.objects.filter(edition__in=confirmed, edition__sequence=0, programme=None).exists()
    own = PlannedAmount.objects.filter(revision__edition__in=confirmed)
    assert own.filter(amount__lte=0).count() == 0
    assert own.count() >= ProjectRevision.objects.filter(edition__in=confirmed, edition__sequence=0).count()


@pytest.mark.parametrize(("kind", "number"), [(Kind.SAO, 20), (Kind.PAO, 300)])
def test_a_plan_of_any_size_is_drawn_without_repeating_a_name(kind, number):
    place = next(place for place in make_nation(3).today if place.kind == kind)
    drawn = draw_works(place, tuple(range(6)), number, Random(1))
    rows = [values_of(work, blanks, place, [2570, 2571, 2572], Random(1)) for work, blanks in drawn]
    assert len({row["name"] for row in rows}) == number
    assert not any("{" in str(value) for row in rows for value in row.values())
    for (work, _), row in zip(drawn, rows, strict=True):
        assert work.low * 1000 <= next(value for name, value in row.items() if name[0] == "y") <= work.high * 1000


@pytest.mark.parametrize("number", [20, 40, 100])
def test_every_story_is_somebodys_however_few_there_are(number):
    places = make_nation(3).today[:number]
    deck = tuple((f"story {n}", share) for n, share in enumerate((60, 30, 5, 2, 1, 1, 1)))
    given = deal(list(places), deck, {place.id: place.serial for place in places})
    assert set(given) == {place.id for place in places}
    assert set(given.values()) == {story for story, _ in deck}


@pytest.mark.parametrize(("day", "year"), [("2026-10-01", 2570), ("2027-07-31", 2570), ("2027-08-03", 2571)])
def test_the_year_worked_on_is_the_coming_one_from_august_on(day, year):
    assert worked_on(dt.date.fromisoformat(day)) == year


def test_the_season_of_a_leap_day_has_a_day_in_other_years():
    assert Season.before(dt.date(2028, 2, 29), 1).today == dt.date(2027, 2, 28)


def test_help_was_asked_given_and_offered(loaded):
    asked = HelpRequest.objects.select_related("by__organisation").order_by("state")
    assert [one.state for one in asked] == ["answered", "closed", "waiting"]
    assert [one.offered for one in asked] == [False, True, False]
    assert {one.by.organisation.level for one in asked} == {"lao"}
