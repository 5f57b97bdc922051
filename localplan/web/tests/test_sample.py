"""The sample as loaded: written by the verbs of the rooms at their own past moments, and open to visitors."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from localplan.organisations.models import Change, Delegation, Identity, Membership, Organisation, User
from localplan.organisations.posts import POSTS_AT, Level, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.web import sample
from localplan.web.sample.nation import make_nation

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 15)


@pytest.fixture(scope="module")
def in_the_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The sample, loaded for all tests of this module that ask for it, and taken back after them.

    It is loaded twice; the fixture is the fingerprint of the first time.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(TODAY):
            with transaction.atomic():
                sample.load(seed=3, today=TODAY)
                first = fingerprint()
                transaction.set_rollback(True)
            sample.load(seed=3, today=TODAY)
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
    ]
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def test_the_same_seed_and_day_give_the_same_rows(in_the_database, loaded):
    assert fingerprint() == in_the_database


def test_it_is_loaded_only_into_an_empty_register(loaded):
    with pytest.raises(Refused):
        sample.load(seed=3, today=TODAY)


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
    assert not Change.objects.exclude(verb="password_set").filter(by=None).exists()
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
