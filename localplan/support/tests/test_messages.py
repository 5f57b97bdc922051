"""Reminders: to those not done, not twice a day, with each LAO's own words; read by the LAO."""

import pytest
from django.urls import reverse

from localplan.calendar.models import FiscalYear
from localplan.calendar.tests import make
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.facts import Reminder
from localplan.support.models import Message
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
WORDS = "เรียน ‹อปท.› ‹ขั้นตอนที่เลยกำหนด› ‹จำนวนวัน› วัน"


@pytest.fixture
def lao():
    found = people.an_lao(name="ห้วยน้ำใส")
    make.a_submission(found, year=YEAR, when=make.dates(-60, -17, 30))
    make.a_submission(found, "ordinance", year=YEAR)
    return found


@pytest.fixture
def done(lao):
    found = people.an_lao(name="เสร็จแล้ว")
    make.a_submission(found, year=YEAR, life="accepted")
    return found


@pytest.fixture
def officer():
    return people.a_post(Post.OFFICER, at=people.a_province())


def remind(laos, by, text=WORDS, **values):
    return actions.remind(laos, FiscalYear.objects.get(pk=YEAR), Reminder(text, **values), by=by)


def rules_of(error):
    return [problem.rule for problem in error.value]


def test_each_lao_reads_its_own_name_steps_and_days(lao, officer):
    [sent] = remind([lao], officer)
    assert sent.text == "เรียน อบต.ห้วยน้ำใส วิสัยทัศน์และยุทธศาสตร์ 17 วัน"
    assert Change.objects.get(verb="reminded").organisation == lao


def test_reminder_only_to_those_not_done(lao, done, officer):
    with pytest.raises(Refused) as error:
        remind([lao, done], officer)
    assert rules_of(error) == ["reminder_only_to_those_not_done"]
    assert not Message.objects.exists()


def test_somebody_is_reminded_but_not_twice_a_day_unless_asked(lao, officer):
    remind([lao], officer)
    with pytest.raises(Refused) as error:
        remind([lao], officer)
    assert rules_of(error) == ["somebody_is_reminded"]
    other = people.an_lao()
    make.a_submission(other, year=YEAR)
    assert [one.organisation for one in remind([lao, other], officer)] == [other]
    assert len(remind([lao], officer, again=True)) == 1
    with clock.at(clock.now() + clock.dt.timedelta(hours=25)):
        assert len(remind([lao], officer)) == 1
    with pytest.raises(Refused):
        remind([], officer)


def test_message_says_something(lao, officer):
    with pytest.raises(Refused) as error:
        remind([lao], officer, text="  ")
    assert rules_of(error) == ["message_says_something"]


def test_an_analyst_chases_a_neighbouring_province_and_an_lao_do_not(lao):
    assert remind([lao], people.a_post(Post.ANALYST, at=people.a_province()))
    for by in (people.a_post(Post.HEAD, at=people.a_province(50)), people.a_post(Post.CLERK, at=lao)):
        with pytest.raises(NotAllowed):
            remind([lao], by)


def test_reminding_costs_the_same_for_one_and_for_thirty(lao, officer):
    with count_queries() as one:
        remind([lao], officer)
    others = [people.an_lao() for _number in range(30)]
    for other in others:
        make.a_submission(other, year=YEAR)
    with count_queries() as thirty:
        assert len(remind(others, officer)) == 30
    assert thirty.number - 29 <= one.number  # each LAO's right is asked, nothing else


def test_the_page_leaves_out_those_who_are_done(client, lao, done, officer):
    people.signed_in(client, officer)
    asked = {"lao": [lao.pk, done.pk]}
    shown = client.get(reverse("remind"), asked)
    assert [one for one, _todo in shown.context["going"]] == [lao]
    assert shown.context["done"] == [done]
    answer = client.post(reverse("remind"), {**asked, "text": WORDS, "step": ""})
    assert answer.status_code == 302
    assert Message.objects.get().organisation == lao
    again = client.post(reverse("remind"), {**asked, "text": WORDS, "step": ""})
    assert again.status_code == 422
    assert "ส่งซ้ำ" in again.content.decode()


def test_the_lao_reads_it_on_its_home_with_name_and_telephone(client, lao):
    user = people.a_person(full_name="ปิยะ สุขสันต์", phone="054 000 111")
    remind([lao], people.a_post(Post.OFFICER, at=people.a_province(), user=user))
    clerk = people.a_post(Post.CLERK, at=lao)
    people.signed_in(client, clerk)
    home = client.get(reverse("home")).content.decode()
    for words in ("ปิยะ สุขสันต์", "054 000 111", "17 วัน"):
        assert words in home
    message = Message.objects.get()
    client.post(reverse("read-message", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_by == clerk
    assert "ปิยะ สุขสันต์" in client.get(reverse("messages")).content.decode()
    first = message.read_at
    assert actions.read(message, by=people.a_post(Post.PLANNER, at=lao)).read_at == first


def test_others_neither_read_nor_mark_it(client, lao, officer):
    [message] = remind([lao], officer)
    for by in (people.a_post(Post.CLERK, at=people.an_lao()), officer, people.a_post(Post.VIEWER, at=lao)):
        people.signed_in(client, by)
        assert client.post(reverse("read-message", args=[message.pk])).status_code == 404, by
    people.signed_in(client, people.a_post(Post.VIEWER, at=lao))
    assert client.get(reverse("remind")).status_code == 404
