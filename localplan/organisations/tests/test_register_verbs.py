"""Single renamings, upgrades, mergers and closings; and what a new day does."""

import datetime as dt

import pytest
from django.core.management import call_command

from localplan.organisations import actions
from localplan.organisations.access import scope_of
from localplan.organisations.models import Change, Delegation, Membership, Organisation, Post
from localplan.organisations.posts import Kind
from localplan.organisations.tasks import start_of_day
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

from . import make

pytestmark = pytest.mark.django_db


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


def how(**values):
    return {"effective_on": clock.today(), "by": make.the_operator(), **values}


def test_a_renamed_lao_keeps_its_former_name_for_former_days():
    lao = make.an_lao(name="แม่ยาว")
    actions.rename(lao, name="ดอยงาม", **how(reason="ประกาศ มท."))
    lao.refresh_from_db()
    assert lao.full_name == "องค์การบริหารส่วนตำบลดอยงาม"
    assert lao.identities.on(make.days(-1)).get().name == "แม่ยาว"
    assert Change.objects.get(verb="renamed").reason == "ประกาศ มท."


def test_the_same_name_again_is_no_change():
    lao = make.an_lao(name="แม่ยาว")
    actions.rename(lao, name="แม่ยาว", **how())
    assert not Change.objects.filter(verb="renamed").exists()


def test_an_upgraded_lao_takes_the_first_digit_of_its_new_type():
    lao = make.an_lao(name="แม่ยาว")
    number = lao.code[1:]
    actions.upgrade(lao, kind=Kind.TOWN, **how())
    lao.refresh_from_db()
    assert (lao.short_name, lao.code) == ("ทม.แม่ยาว", f"4{number}")


def test_a_code_of_another_open_lao_is_not_taken():
    lao, other = make.an_lao(), make.an_lao()
    with pytest.raises(Refused) as refused:
        actions.upgrade(lao, kind=Kind.TOWN, code=other.code, **how())
    assert rules_of(refused) == ["code_is_free"]


def test_a_closed_lao_is_not_changed_any_more():
    lao = make.an_lao()
    actions.close([lao], **how())
    for act in (lambda: actions.rename(lao, name="ใหม่", **how()), lambda: actions.close([lao], **how())):
        with pytest.raises(Refused) as refused:
            act()
        assert rules_of(refused) == ["organisation_is_open"]


def test_a_closing_ends_posts_and_letters_and_keeps_the_rows():
    lao, province = make.an_lao(), make.a_province()
    clerk = make.a_post(at=lao)
    coming = make.a_post(Post.PLANNER, at=lao, from_on=make.days(5))
    letter = make.a_delegation(clerk, province)
    actions.close([lao], **how())
    assert Membership.objects.get(pk=clerk.pk).until_on == make.days(-1)
    assert Membership.objects.get(pk=coming.pk).until_on == make.days(5)
    assert actions.posts_in_force(clerk.user) == ()
    assert not Delegation.objects.in_force(clock.today()).filter(pk=letter.pk).exists()


def test_a_successor_reads_the_rows_of_those_merged_into_it():
    town, sub = make.an_lao(kind=Kind.TOWN), make.an_lao(kind=Kind.SUBM)
    clerk = make.a_post(at=town)
    actions.merge([sub], into=town, **how())
    sub.refresh_from_db()
    assert (sub.merged_into, sub.closed_on) == (town, clock.today())
    assert (sub.pk, sub.pk) in scope_of(Membership.objects.for_acting().get(pk=clerk.pk))
    assert Change.objects.get(verb="merged").after["merged_into"] == town.pk


def test_a_merger_ahead_opens_nothing_before_its_day():
    town, sub = make.an_lao(kind=Kind.TOWN), make.an_lao(kind=Kind.SUBM)
    actions.merge([sub], into=town, **how(effective_on=make.days(30)))
    assert Organisation.objects.get(pk=town.pk).absorbed == []
    actions.apply_due_identities(make.days(30))
    assert Organisation.objects.get(pk=town.pk).absorbed == [sub.pk]


def test_who_merged_earlier_comes_along():
    first, second, third = (make.an_lao(kind=Kind.SUBM) for _ in range(3))
    actions.merge([first], into=second, **how(effective_on=make.days(-9)))
    actions.merge([second], into=third, **how())
    assert Organisation.objects.get(pk=third.pk).absorbed == [first.pk, second.pk]


def test_laos_of_two_provinces_do_not_merge():
    here, there = make.an_lao(), make.an_lao(make.a_district(make.a_province(55)))
    with pytest.raises(Refused) as refused:
        actions.merge([there], into=here, **how())
    assert rules_of(refused) == ["merger_joins_others"]


def test_an_lao_is_not_closed_on_the_day_it_was_renamed():
    lao = make.an_lao()
    actions.rename(lao, name="ใหม่", **how())
    with pytest.raises(Refused) as refused:
        actions.close([lao], **how())
    assert rules_of(refused) == ["closing_follows_the_last_change"]


@pytest.mark.parametrize("post", [Post.CLERK, Post.EXECUTIVE])
def test_an_lao_does_not_rename_itself(post):
    lao = make.an_lao()
    by = Membership.objects.for_acting().get(pk=make.a_post(post, at=lao).pk)
    with pytest.raises(NotAllowed):
        actions.rename(lao, name="ใหม่", **how(by=by))


def test_cached_names_are_those_of_today_in_whatever_order_the_days_come():
    lao = make.an_lao(name="แม่ยาว")
    actions.rename(lao, name="ดอยงาม", **how(effective_on=make.days(10)))
    for day, name in ((11, "ดอยงาม"), (9, "แม่ยาว"), (10, "ดอยงาม")):
        actions.apply_due_identities(make.days(day))
        lao.refresh_from_db()
        assert lao.name == name, day


def test_two_laos_exchange_their_codes_on_one_day():
    one, other = make.an_lao(), make.an_lao()
    day = make.days(10)
    lists = {lao.pk: lao.code for lao in (one, other)}
    for lao, code in ((one, lists[other.pk]), (other, lists[one.pk])):
        lao.identities.update(until_on=day - dt.timedelta(days=1))
        lao.identities.create(
            kind=lao.kind,
            name=lao.name,
            full_name=lao.full_name,
            code=code,
            parent=lao.parent,
            from_on=day,
            recorded_at=clock.now(),
        )
    actions.apply_due_identities(day)
    assert Organisation.objects.get(pk=one.pk).code == lists[other.pk]


def test_the_start_of_a_day_brings_its_names():
    lao = make.an_lao(name="แม่ยาว")
    actions.rename(lao, name="ดอยงาม", **how(effective_on=make.days(1)))
    with clock.at(make.days(1)):
        start_of_day(0)
    lao.refresh_from_db()
    assert lao.name == "ดอยงาม"


def test_the_start_of_a_day_can_be_had_at_any_hour(capsys):
    lao = make.an_lao(name="แม่ยาว")
    actions.rename(lao, name="ดอยงาม", **how(effective_on=make.days(1)))
    with clock.at(make.days(3)):
        call_command("start_of_day")
    lao.refresh_from_db()
    assert lao.name == "ดอยงาม"
    assert capsys.readouterr().out.startswith("1 ")
