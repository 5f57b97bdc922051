"""Seeing as an LAO: by its consent, for some hours, reading only, every page kept; over at once."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from localplan.organisations.models import Access, Change, Membership, Organisation, Post, User
from localplan.organisations.tests import make as people
from localplan.support import actions, middleware
from localplan.support.models import HelpRequest, SeeingAs
from localplan.support.tests.make_help import a_consent, a_request, an_answer
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส", phone="053-777123")


@pytest.fixture
def planner(lao):
    return people.a_post(Post.PLANNER, at=lao)


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province())


@pytest.fixture
def consent(planner, officer):
    return a_consent(planner, officer)


@pytest.fixture
def seeing(client, consent, officer):
    people.signed_in(client, officer)
    client.post(reverse("see-as", args=[consent.pk]))
    return client


def rules_of(error):
    return [problem.rule for problem in error.value]


@pytest.mark.parametrize("hours", [1, 4, 24])
def test_consent_is_short(planner, officer, hours):
    assert a_consent(planner, officer, hours).until_at
    for wrong in (0, -1, 25):
        with pytest.raises(Refused) as error:
            a_consent(planner, officer, wrong)
        assert rules_of(error) == ["consent_is_short"]


def test_consent_is_to_who_helps(lao, planner):
    a_consent(planner, people.a_post(Post.ANALYST, at=people.a_province()))
    a_consent(planner, people.a_post(Post.OFFICER, at=people.the_department()))
    strangers = (
        people.a_post(Post.HEAD, at=people.a_province(50)),
        people.a_post(Post.VIEWER, at=people.a_province()),
        people.a_post(Post.OFFICER, at=lao.parent),
        people.a_post_that_ended_yesterday(Post.OFFICER, at=people.a_province()),
    )
    for stranger in strangers:
        with pytest.raises(Refused) as error:
            a_consent(planner, stranger)
        assert rules_of(error) == ["consent_is_to_who_helps"]


def test_clerk_planner_and_executive_give_it_others_do_not(lao, officer):
    for post in (Post.CLERK, Post.EXECUTIVE):
        a_consent(people.a_post(post, at=lao), officer)
    for post in (Post.FINANCE, Post.VIEWER, Post.AUDITOR):
        with pytest.raises(NotAllowed):
            a_consent(people.a_post(post, at=lao), officer)
    assert Change.objects.filter(verb="seeing_allowed", organisation=lao).count() == 2


def test_consent_is_used_by_its_officer(consent, officer, planner):
    second = people.a_post(Post.HEAD, at=people.a_province())
    with pytest.raises(Refused) as error:
        actions.begin_seeing(consent, by=second)
    assert rules_of(error) == ["consent_is_used_by_its_officer"]
    actions.begin_seeing(consent, by=officer)
    actions.end_seeing(consent, by=planner)
    with pytest.raises(Refused) as error:
        actions.begin_seeing(consent, by=officer)
    assert rules_of(error) == ["consent_is_used_by_its_officer"]


def test_the_lao_gives_it_on_its_page_and_takes_it_back(client, lao, planner, officer):
    people.signed_in(client, planner)
    page = reverse("seeing", args=[lao.pk])
    client.post(page, {"officer": officer.pk, "lasts": "day", "request": ""})
    made = SeeingAs.objects.get()
    assert made.until_at.astimezone(clock.BANGKOK).time() == dt.time(0)
    assert clock.now() < made.until_at <= clock.now() + 24 * HOUR
    client.post(reverse("end-seeing", args=[made.pk]))
    assert not SeeingAs.objects.in_force(clock.now()).exists()
    people.signed_in(client, officer)
    assert client.get(page).status_code == 200
    assert client.post(page, {"officer": officer.pk, "lasts": "1"}).status_code == 404
    assert client.post(reverse("end-seeing", args=[made.pk])).status_code == 404


def test_the_officer_sees_what_the_lao_sees_under_a_banner(seeing, lao, officer, planner):
    shown = seeing.get("/")
    assert shown.context["acting"] == planner
    assert shown.context["seeing"].officer == officer
    words = shown.content.decode()
    assert 'class="seeing"' in words
    assert reverse("stop-seeing") in words
    assert reverse("stop-seeing") in seeing.get("/no-such-page").content.decode()
    seeing.post(reverse("stop-seeing"))
    shown = seeing.get("/")
    assert shown.context["acting"] == officer
    assert 'class="seeing"' not in shown.content.decode()


def test_every_page_opened_is_kept_with_the_real_officer_and_shown_to_the_lao(seeing, client, lao, officer, planner):
    Access.objects.all().delete()
    for page in ("/", reverse("people", args=[lao.pk]) + "?on=1", "/calendar"):
        seeing.get(page)
    kept = Access.objects.order_by("id")
    assert [access.path for access in kept] == ["/", reverse("people", args=[lao.pk]) + "?on=1", "/calendar"]
    assert {(access.by, access.organisation) for access in kept} == {(officer, lao)}
    own = people.signed_in(Client(), planner).get(reverse("seeing", args=[lao.pk]))
    assert len(own.context["page"].object_list) == 3
    assert officer.user.full_name in own.content.decode()


def test_looking_marks_nothing_as_read(seeing, officer, planner):
    made = an_answer(a_request(planner), officer)
    assert seeing.get(reverse("help-request", args=[made.pk])).status_code == 200
    made.refresh_from_db()
    assert made.read_at is None


def patterns(found=None):
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield one


def addresses(lao):
    """Every address of the product, filled with the LAO's id or a word."""
    for pattern in patterns():
        filled = {
            name: lao.pk if "Int" in type(converter).__name__ else "x"
            for name, converter in pattern.pattern.converters.items()
        }
        yield pattern.name, reverse(pattern.name, kwargs=filled)


def everything():
    """How many rows each table has, and the newest of each: any insert shows."""
    ours = [model for model in apps.get_models() if model not in (Session, Access)]
    return {
        model._meta.label: (model.objects.count(), model.objects.order_by("-pk").values().first()) for model in ours
    }


def test_nothing_can_be_posted_to_any_address_while_seeing(seeing, lao):
    before = everything()
    walked = 0
    for name, path in addresses(lao):
        if name in middleware.MAY_BE_POSTED:
            continue
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(seeing, method)(path)
            assert answer.status_code == 403, (name, method)
            walked += 1
        assert "ดูได้อย่างเดียว" in answer.content.decode(), name
    assert walked > 400
    assert everything() == before


def test_what_may_be_posted_is_leaving_and_staying_signed_in_only():
    assert set(middleware.MAY_BE_POSTED) == {"stop-seeing", "sign-out", "extend-session"}


def test_reading_any_address_while_seeing_writes_nothing(seeing, lao):
    before = everything()
    for name, path in addresses(lao):
        assert seeing.get(path).status_code != 500, name
    assert everything() == before


def test_not_even_a_verb_called_by_a_page_that_is_read_can_write(seeing, lao, planner, monkeypatch):
    """The database itself refuses; the page answers in words."""

    def write(request):
        Organisation.objects.filter(pk=lao.pk).update(phone="1")
        raise AssertionError("it was written")

    pattern = next(one for one in patterns() if one.name == "calendar")
    monkeypatch.setattr(pattern, "callback", write)
    answer = seeing.get(reverse("calendar"))
    assert answer.status_code == 403
    assert "ดูได้อย่างเดียว" in answer.content.decode()
    lao.refresh_from_db()
    assert lao.phone == "053-777123"
    assert Access.objects.filter(path=reverse("calendar")).exists()


def test_without_the_guard_the_same_post_would_have_been_kept(seeing, planner):
    """What the walk above is refused, the post that is seen may do."""
    asked = {"subject": "กดไม่ได้", "text": "กดแล้วไม่ไปต่อ"}
    assert seeing.post(reverse("ask-help"), asked).status_code == 403
    assert people.signed_in(Client(), planner).post(reverse("ask-help"), asked).status_code == 302
    assert HelpRequest.objects.count() == 1


def test_after_the_consent_has_ended_one_is_back_in_ones_own_post_with_words(seeing, officer):
    with clock.at(clock.now() + HOUR + dt.timedelta(seconds=1)):
        answer = seeing.get("/calendar", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert answer.context["acting"] == officer
    assert "ความยินยอมของ อปท. สิ้นสุดแล้ว" in answer.content.decode()
    assert middleware.SEEING not in seeing.session


def test_what_is_posted_after_the_end_reaches_no_page(seeing, consent, planner, lao):
    actions.end_seeing(consent, by=planner)
    answer = seeing.post(reverse("correct-contact", args=[lao.pk]), {"phone": "1"})
    assert (answer.status_code, answer.url) == (302, "/")
    lao.refresh_from_db()
    assert lao.phone == "053-777123"


def test_taking_back_ends_it_at_the_next_page(seeing, consent, planner, officer):
    actions.end_seeing(consent, by=planner)
    assert seeing.get("/", follow=True).context["acting"] == officer
    assert Change.objects.filter(verb="seeing_ended").count() == 1
    actions.end_seeing(consent, by=planner)
    assert Change.objects.filter(verb="seeing_ended").count() == 1


@pytest.mark.parametrize("who", ["officer", "planner"])
def test_it_ends_with_the_post_of_the_officer_or_of_the_giver(seeing, request, officer, who):
    ended = request.getfixturevalue(who)
    Membership.objects.filter(pk=ended.pk).update(until_on=clock.today() - dt.timedelta(days=1))
    answer = seeing.get("/calendar")
    assert answer.status_code == 302
    if who == "planner":
        assert seeing.get("/").context["acting"] == officer


def test_another_post_of_the_same_person_does_not_see(client, consent, officer):
    second = people.a_post(Post.OFFICER, at=people.a_province(50), user=User.objects.get(pk=officer.user_id))
    people.signed_in(client, second)
    answer = client.post(reverse("see-as", args=[consent.pk]))
    assert answer.status_code == 404
    session = client.session
    session[middleware.SEEING] = consent.pk
    session.save()
    client.get("/")
    assert client.get("/").context["acting"] == second
