"""Letters of delegation: an LAO lets an office above it enter for it, and takes that back."""

import pytest
from django.urls import reverse

from localplan.organisations.models import Delegation, Post
from localplan.toolkit.testing import count_queries

from . import make
from .make import days
from .test_people_pages import be

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao(db):
    return make.an_lao()


@pytest.fixture
def clerk(lao):
    return make.a_post(Post.CLERK, at=lao)


def a_letter(lao, **values):
    return {
        "taker": str(make.a_province().pk),
        "from_on": be(days(0)),
        "until_on": be(days(180)),
        "letter_number": "ชร 71201/9",
        "letter_on": be(days(-1)),
        **values,
    }


@pytest.mark.parametrize("post", [Post.CLERK, Post.EXECUTIVE])
def test_clerk_and_executive_delegate_to_the_office_above(client, lao, post):
    by = make.a_post(post, at=lao)
    url = reverse("delegate", args=[lao.pk])
    answer = make.signed_in(client, by).post(url, a_letter(lao, letter_file=make.a_scan("หนังสือ.pdf")))
    assert answer.url == url
    made = Delegation.objects.get()
    assert (made.giver, made.taker_id, made.by) == (lao, make.a_province().pk, by)
    scan = client.get(reverse("letter-file", args=[made.pk]))
    assert b"".join(scan.streaming_content).startswith(b"%PDF-")


def test_a_planner_and_the_province_see_the_letters_and_write_none(client, lao, clerk):
    make.a_delegation(clerk, make.a_province())
    url = reverse("delegate", args=[lao.pk])
    for by in (make.a_post(Post.PLANNER, at=lao), make.a_post(Post.OFFICER, at=make.a_province())):
        page = make.signed_in(client, by).get(url)
        assert page.context["form"] is None
        assert "นน 71201/5" in page.content.decode()
        assert client.post(url, a_letter(lao)).status_code == 404


def test_another_provinces_office_is_not_offered(client, lao, clerk):
    letter = a_letter(lao, taker=str(make.a_province(55).pk))
    answer = make.signed_in(client, clerk).post(reverse("delegate", args=[lao.pk]), letter)
    assert list(answer.context["form"].errors) == ["taker"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until_on": be(days(-1))}, "until_on"),
        ({"until_on": be(days(900))}, "until_on"),
        ({"until_on": ""}, "until_on"),
        ({"letter_number": ""}, "letter_number"),
        ({"letter_on": "31/2/2569"}, "letter_on"),
    ],
)
def test_a_faulty_letter_comes_back_filled(client, lao, clerk, wrong, field):
    answer = make.signed_in(client, clerk).post(reverse("delegate", args=[lao.pk]), a_letter(lao, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Delegation.objects.exists()


def test_it_is_taken_back_with_a_reason_from_today(client, lao, clerk):
    letter = make.a_delegation(clerk, make.a_province())
    url = reverse("revoke", args=[letter.pk])
    make.signed_in(client, clerk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "มีนักวิเคราะห์แล้ว"}).url == reverse("delegate", args=[lao.pk])
    letter.refresh_from_db()
    assert letter.revoked_on == days(0)
    assert not letter.is_in_force(days(0))


def test_the_office_it_was_given_to_cannot_take_it_back_nor_strangers_see_it(client, lao, clerk):
    letter = make.a_delegation(clerk, make.a_province())
    for by in (make.a_post(Post.HEAD, at=make.a_province()), make.a_post(Post.CLERK, at=make.an_lao())):
        assert make.signed_in(client, by).post(reverse("revoke", args=[letter.pk])).status_code == 404
    stranger = make.a_post(Post.HEAD, at=make.a_province(55))
    make.signed_in(client, stranger)
    assert client.get(reverse("delegate", args=[lao.pk])).status_code == 404
    assert client.get(reverse("letter-file", args=[letter.pk])).status_code == 404


def test_an_office_has_no_page_of_letters_given(client):
    head = make.a_post(Post.HEAD, at=make.a_province())
    url = reverse("delegate", args=[head.organisation_id])
    assert make.signed_in(client, head).get(url).status_code == 404


def test_twenty_letters_cost_the_same_as_one(client, lao, clerk):
    make.signed_in(client, clerk)
    url = reverse("delegate", args=[lao.pk])
    make.a_delegation(clerk, make.a_province())
    client.get(url)
    with count_queries() as few:
        client.get(url)
    for _ in range(19):
        make.a_delegation(clerk, make.a_province())
    with count_queries() as many:
        client.get(url)
    assert many.number == few.number, str(many)
