"""Two people at the same moment: two connections, and each race is shown to fail with its lock removed."""

import pytest
from django.db import IntegrityError, transaction

from localplan.organisations import actions
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.models import Membership, Post, ResetLink, SignIn
from localplan.organisations.queries import OrganisationQuerySet
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import at_once, meeting

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def appoint_two_executives():
    lao = make.an_lao()
    clerk = make.a_post(Post.CLERK, at=lao)
    return at_once(
        *(
            lambda name=name: actions.appoint(
                lao, [(Person(name, name), Appointment(Post.EXECUTIVE, make.days(0)))], by=clerk
            )
            for name in ("first.one", "second.one")
        )
    )


def test_two_executives_are_not_appointed_at_the_same_moment():
    answers = appoint_two_executives()
    assert [type(answer) for answer in answers].count(list) == 1
    [refused] = [answer for answer in answers if isinstance(answer, Refused)]
    assert refused.problems[0].rule == "one_holder_at_a_time"
    assert Membership.objects.filter(post=Post.EXECUTIVE).count() == 1


def test_without_the_lock_only_the_constraint_stops_the_second(monkeypatch):
    """The refusal in words needs the lock; without it the table still defends itself."""
    checked, write = meeting(2), actions.people._write

    def after_both_have_checked(*given):
        checked()
        return write(*given)

    monkeypatch.setattr(OrganisationQuerySet, "locked", lambda rows, ids: rows.filter(id__in=ids))
    monkeypatch.setattr(actions.people, "_write", after_both_have_checked)
    answers = appoint_two_executives()
    assert [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert Membership.objects.filter(post=Post.EXECUTIVE).count() == 1


def test_a_link_used_twice_at_once_sets_one_password():
    lao = make.an_lao()
    planner = make.a_post(Post.PLANNER, at=lao)
    token = actions.make_link(planner, by=make.a_post(Post.CLERK, at=lao))
    answers = at_once(
        lambda: actions.use_link(token, "rice-fields-11"), lambda: actions.use_link(token, "rice-fields-22")
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "User"]
    assert ResetLink.objects.get().used_at is not None


def test_wrong_tries_at_once_are_all_counted():
    user = make.a_post(Post.CLERK, at=make.an_lao()).user

    def try_():
        return actions.try_to_sign_in(user.username, "wrong", address="10.0.0.9", browser="")

    answers = at_once(*[try_] * 8)
    rules = sorted(answer.problem.rule for answer in answers)
    assert rules == ["password_is_right"] * 5 + ["sign_in_may_be_tried"] * 3


def test_without_the_wait_for_each_other_more_than_five_slip_through(monkeypatch):
    user = make.a_post(Post.CLERK, at=make.an_lao()).user
    counted, real = meeting(8), actions.signing_in.authenticate

    def after_all_have_counted(**credentials):
        counted()
        return real(**credentials)

    monkeypatch.setattr(actions.signing_in, "authenticate", after_all_have_counted)
    monkeypatch.setattr(actions.signing_in, "wait_for_tries_of", lambda username: None)
    at_once(*[lambda: actions.try_to_sign_in(user.username, "wrong", address="10.0.0.9", browser="")] * 8)
    assert SignIn.objects.filter(outcome="wrong").count() > 5


def test_two_corrections_of_different_fields_at_once_are_both_kept():
    lao = make.an_lao()
    clerk = make.a_post(Post.CLERK, at=lao)
    base = {"phone": "", "email": "", "address": ""}
    at_once(
        lambda: actions.correct_contact(lao, base | {"phone": "054 1"}, base=base, by=clerk),
        lambda: actions.correct_contact(lao, base | {"email": "a@b.th"}, base=base, by=clerk),
    )
    lao.refresh_from_db()
    assert (lao.phone, lao.email) == ("054 1", "a@b.th")
    with transaction.atomic():
        assert lao.version == 3
