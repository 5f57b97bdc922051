"""Digests: one a person and morning, in all posts; nothing lost, nothing twice; read in the system."""

import datetime as dt

import pytest
from django.urls import reverse

from localplan.calendar.models import Holiday, Submission
from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.models import Digest, Mail, Nudge, Round
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

from .telling import TODAY, a_morning, a_person_with_mail, a_staffed_lao, due, promised, returned, told_to

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def world():
    return a_staffed_lao()


def test_a_person_gets_one_digest_and_one_mail_with_everything_in_it(world):
    due(world.lao, 0)
    due(world.lao, -3, "plan_confirm")
    a_morning()
    assert Digest.objects.filter(user=world.planner.user).count() == 1
    mail = Mail.objects.get(user=world.planner.user)
    assert mail.subject == "LocalPlan: มีเรื่องต้องทำ 2 เรื่อง"
    assert mail.body.count("อบต.ห้วยน้ำใส") == 2
    assert "เกินกำหนด 3 วัน" in mail.body


def test_several_posts_of_one_person_make_one_mail(world):
    other = make.an_lao(name="สองแคว")
    make.a_post(Post.PLANNER, at=other, user=world.planner.user)
    make.a_post(Post.FINANCE, at=world.lao, user=world.planner.user)
    due(world.lao, 0)
    due(other, 0)
    a_morning()
    mail = Mail.objects.get(user=world.planner.user)
    assert mail.body.count("\n- ") == 2
    assert "สองแคว" in mail.body


def test_what_is_composed_after_the_digest_waits_for_the_next_and_is_not_lost(world):
    due(world.lao, 0)
    a_morning()
    due(world.lao, -3, "plan_confirm")
    assert actions.compose_day() == 2
    assert actions.tell_people() == 2  # the heads had no digest yet
    assert [nudge.stage for nudge in told_to(world.planner)] == [0]
    with clock.at(TOMORROW):
        a_morning()
        assert [nudge.stage for nudge in told_to(world.planner, TOMORROW)] == [3]
    with clock.at(TOMORROW + dt.timedelta(days=1)):
        assert a_morning() == 0


def test_what_waits_is_not_told_when_it_was_handed_in_meanwhile(world):
    due(world.lao, 0)
    a_morning()
    row = due(world.lao, 0, "plan_confirm")
    actions.compose_day()
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now())
    with clock.at(TOMORROW):
        assert a_morning() == 0


def test_who_comes_into_an_empty_post_is_told_what_the_week_brought(world):
    Membership.objects.filter(pk__in=[world.planner.pk, world.finance.pk]).update(until_on=make.days(-1))
    due(world.lao, 0)
    assert a_morning() == 0
    new = make.a_post(Post.PLANNER, at=world.lao, from_on=TOMORROW)
    with clock.at(TOMORROW):
        a_morning()
    assert [nudge.why for nudge in told_to(new)] == ["due"]


def test_of_several_stages_that_waited_only_the_last_is_shown(world):
    due(world.lao, 1)
    actions.compose_day()
    with clock.at(TOMORROW):
        a_morning()
        assert len(told_to(world.planner)) == 2
        assert Mail.objects.get(user=world.planner.user).body.count("\n- ") == 1
    with clock.at(TOMORROW + dt.timedelta(days=1)):
        assert a_morning() == 0


def test_returned_items_do_not_take_the_place_of_the_mornings_digest(world):
    row = due(world.lao, 20)
    returned(row, world.officer)
    assert actions.tell_returned() == 4
    due(world.lao, 0, "plan_confirm")
    a_morning()
    rows = Digest.objects.filter(user=world.planner.user).order_by("number")
    assert list(rows.values_list("number", "urgent")) == [(0, False), (1, True)]
    assert [nudge.why for nudge in Nudge.objects.filter(digests=rows[0])] == ["due"]


def test_who_may_not_sign_in_any_more_gets_nothing(world):
    world.planner.user.is_active = False
    world.planner.user.save(update_fields=["is_active"])
    due(world.lao, 0)
    a_morning()
    assert not told_to(world.planner)
    assert told_to(world.finance)


def test_mail_goes_only_to_an_address_that_takes_it_and_the_digest_to_everyone(world):
    for person, values in (
        (world.planner, {"by_mail": False}),
        (world.finance, {"email": ""}),
        (world.clerk, {"refused_email": world.clerk.user.email}),
    ):
        make.User.objects.filter(pk=person.user_id).update(**values)
    due(world.lao, -3)
    a_morning()
    assert Digest.objects.count() == 4
    assert [mail.user_id for mail in Mail.objects.all()] == [world.executive.user_id]


def test_without_a_mail_server_no_mail_is_made_and_everything_is_read_in_the_system(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    due(world.lao, 0)
    a_morning()
    assert Digest.objects.count() == 2
    assert not Mail.objects.exists()


def test_a_mail_has_links_that_work_outside(world, settings):
    settings.PUBLIC_URL = "https://plan.example.go.th"
    row = due(world.lao, 0)
    a_morning()
    body = Mail.objects.get(user=world.planner.user).body
    assert f"https://plan.example.go.th{reverse('step', args=[row.pk])}\n" in body
    assert f"https://plan.example.go.th{reverse('digests')}" in body


def test_a_mail_of_a_whole_province_spells_out_forty_and_counts_the_rest(world):
    for _number in range(42):
        due(make.an_lao(), -14)
    due(world.lao, -14)
    a_morning()
    body = Mail.objects.get(user=world.head.user).body
    assert body.count("\n- ") == 40
    assert "และอีก 3 อย่าง" in body


def test_the_morning_is_held_once_and_only_on_working_days(world):
    due(world.lao, 0)
    held = actions.hold_morning()
    assert (held.told, held.people) == (1, 2)
    assert actions.hold_morning() is None
    for day in (dt.date(2026, 11, 28), dt.date(2026, 11, 29)):
        with clock.at(day):
            assert actions.hold_morning() is None
    Holiday.objects.create(on=dt.date(2026, 11, 30), name="วันหยุด")
    with clock.at(dt.date(2026, 11, 30)):
        assert actions.hold_morning() is None
    assert Round.objects.count() == 1


def test_telling_people_costs_the_same_for_two_and_for_forty(world):
    due(world.lao, 0)
    actions.compose_day()
    with count_queries() as two:
        assert actions.tell_people() == 2
    for _number in range(20):
        lao = make.an_lao()
        for post in (Post.PLANNER, Post.FINANCE):
            make.a_post(post, at=lao, user=a_person_with_mail())
        due(lao, 0)
    actions.compose_day()
    with count_queries() as forty:
        assert actions.tell_people() == 40
    assert forty.number <= two.number


def test_a_person_reads_the_reminders_on_the_home_until_they_are_read(client, world):
    row = due(world.lao, 0)
    a_morning()
    people = make.signed_in(client, world.planner)
    home = people.get(reverse("home")).text
    assert "เรื่องเตือนที่ยังไม่ได้อ่าน" in home
    assert reverse("step", args=[row.pk]) in home
    digest = Digest.objects.get(user=world.planner.user)
    assert people.post(reverse("read-digests", args=[digest.pk])).url == reverse("home")
    assert "เรื่องเตือนที่ยังไม่ได้อ่าน" not in people.get(reverse("home")).text
    assert "อ่านเมื่อ" in people.get(reverse("digests")).text


def test_what_was_handed_in_since_leaves_the_home_and_is_marked_done(client, world):
    row = due(world.lao, 0)
    a_morning()
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now())
    make.signed_in(client, world.planner)
    assert "เรื่องเตือนที่ยังไม่ได้อ่าน" not in client.get(reverse("home")).text
    assert "เสร็จแล้ว" in client.get(reverse("digests")).text


def test_reminders_of_another_post_are_read_but_lead_nowhere(client, world):
    far = make.an_lao(make.a_district(make.a_province(50)), name="ไกล")
    make.a_post(Post.PLANNER, at=far, user=world.planner.user)
    row = due(far, 0)
    a_morning()
    page = make.signed_in(client, world.planner).get(reverse("digests")).text
    assert "ในตำแหน่งอื่นของท่าน" in page
    assert reverse("step", args=[row.pk]) not in page


def test_nobody_reads_the_reminders_of_others(client, world):
    due(world.lao, 0)
    a_morning()
    digest = Digest.objects.get(user=world.planner.user)
    make.signed_in(client, world.finance)
    assert client.post(reverse("read-digests", args=[digest.pk])).status_code == 404
    assert client.get(reverse("digests")).context["days"][0][0].user_id == world.finance.user_id


def test_the_page_of_reminders_costs_the_same_for_one_day_and_for_ten(client, world):
    due(world.lao, 0)
    a_morning()
    make.signed_in(client, world.planner)
    client.get(reverse("digests"))
    with count_queries() as one:
        client.get(reverse("digests"))
    for number in range(1, 11):
        with clock.at(TODAY + dt.timedelta(days=number)):
            due(world.lao, 0, f"grants_m{number:02d}")
            a_morning()
    with count_queries() as ten:
        client.get(reverse("digests"))
    assert ten.number <= one.number


def test_a_promise_is_read_by_the_officer_at_home(client, world):
    promised(world.lao, world.officer, TODAY, submission=due(world.lao, -40), person="ปลัดสมศรี")
    a_morning()
    assert "ปลัดสมศรี" in make.signed_in(client, world.officer).get(reverse("home")).text
