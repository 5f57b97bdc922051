"""One's own page: data, password, posts, sign-ins."""

import pytest
from django.test import Client
from django.urls import reverse

from localplan.organisations.browsers import browser_words
from localplan.organisations.models import Change, Post, SignIn, User
from localplan.toolkit import clock

from . import make
from .make import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "กล้วยน้ำว้า-สามหวี"
CHROME = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
)


@pytest.fixture
def clerk(db):
    return make.a_post(Post.CLERK, at=make.an_lao(), user=make.a_person("somboon", "สมบูรณ์ ดีพร้อม"))


def shown(client):
    """The form's hidden fields as the page gives them."""
    form = client.get(reverse("me")).context["data_form"]
    return {"v": form["v"].value(), "base": form["base"].value()}


class TestOwnData:
    def test_it_is_corrected_and_recorded(self, client, clerk):
        make.signed_in(client, clerk)
        form = shown(client) | {"full_name": "สมบูรณ์ ดีพร้อมยิ่ง", "phone": "081 000 0022", "email": "s@example.org"}
        assert client.post(reverse("me"), form).url == reverse("me")
        clerk.user.refresh_from_db()
        assert (clerk.user.full_name, clerk.user.phone) == ("สมบูรณ์ ดีพร้อมยิ่ง", "081 000 0022")
        assert Change.objects.get(object_type="user").verb == "corrected"

    def test_a_change_elsewhere_to_another_field_is_kept(self, client, clerk):
        make.signed_in(client, clerk)
        opened = shown(client)
        User.objects.filter(pk=clerk.user_id).update(email="new@example.org", version=2)
        client.post(reverse("me"), opened | {"full_name": clerk.user.full_name, "phone": "02 123", "email": ""})
        clerk.user.refresh_from_db()
        assert (clerk.user.email, clerk.user.phone) == ("new@example.org", "02 123")

    def test_a_change_elsewhere_to_the_same_field_is_shown_side_by_side(self, client, clerk):
        make.signed_in(client, clerk)
        opened = shown(client)
        User.objects.filter(pk=clerk.user_id).update(phone="02 999", version=2)
        mine = opened | {"full_name": clerk.user.full_name, "phone": "02 123", "email": ""}
        answer = client.post(reverse("me"), mine)
        assert answer.status_code == 409
        [conflict] = answer.context["data_form"].conflicts
        assert (conflict.yours, conflict.theirs) == ("02 123", "02 999")
        form = answer.context["data_form"]
        again = mine | {"v": form["v"].value(), "base": form["base"].value(), "keep": "theirs", "conflicting": "phone"}
        assert client.post(reverse("me"), again).status_code == 302
        clerk.user.refresh_from_db()
        assert clerk.user.phone == "02 999"

    def test_a_script_in_ones_own_name_is_text(self, client, clerk):
        make.signed_in(client, clerk)
        form = shown(client) | {"full_name": "<script>alert(1)</script>", "phone": "", "email": ""}
        page = client.post(reverse("me"), form, follow=True).content.decode()
        assert "<script>alert" not in page

    def test_an_empty_name_or_a_faulty_address_comes_back(self, client, clerk):
        make.signed_in(client, clerk)
        answer = client.post(reverse("me"), shown(client) | {"full_name": " ", "phone": "", "email": "x@"})
        assert answer.status_code == 422
        assert set(answer.context["data_form"].errors) == {"full_name", "email"}


class TestPassword:
    def change(self, client, old=PASSWORD, new=NEW, again=NEW):
        return client.post(reverse("change-password"), {"old": old, "new1": new, "new2": again})

    def test_it_changes_here_one_stays_and_elsewhere_one_leaves(self, client, clerk):
        make.signed_in(client, clerk)
        elsewhere = make.signed_in(Client(), clerk)
        assert self.change(client).url == reverse("me")
        assert client.get(reverse("me")).status_code == 200
        assert elsewhere.get(reverse("me")).status_code == 302
        clerk.user.refresh_from_db()
        assert clerk.user.check_password(NEW)

    @pytest.mark.parametrize(
        ("words", "field"),
        [({"old": "wrong"}, "old"), ({"new": "short", "again": "short"}, "new1"), ({"again": "x"}, "new2")],
    )
    def test_what_is_wrong_is_said_at_its_field(self, client, clerk, words, field):
        answer = self.change(make.signed_in(client, clerk), **words)
        assert answer.status_code == 422
        assert list(answer.context["password_form"].errors) == [field]
        assert PASSWORD not in answer.content.decode()

    def test_signing_out_elsewhere_keeps_the_password_and_this_session(self, client, clerk):
        make.signed_in(client, clerk)
        elsewhere = make.signed_in(Client(), clerk)
        assert client.post(reverse("sign-out-elsewhere"), {"password": PASSWORD}).url == reverse("me")
        assert client.get(reverse("me")).status_code == 200
        assert elsewhere.get(reverse("me")).status_code == 302
        clerk.user.refresh_from_db()
        assert clerk.user.check_password(PASSWORD)

    def test_signing_out_elsewhere_needs_the_password(self, client, clerk):
        elsewhere = make.signed_in(Client(), clerk)
        answer = make.signed_in(client, clerk).post(reverse("sign-out-elsewhere"), {"password": "wrong"})
        assert answer.status_code == 422
        assert elsewhere.get(reverse("me")).status_code == 200


class TestSignIns:
    def test_ones_own_tries_are_shown_and_nobody_elses(self, client, clerk):
        for user, outcome in [(clerk.user, "wrong"), (clerk.user, "done"), (make.a_person(), "wrong")]:
            SignIn.objects.create(
                user=user, username=user.username, address="10.1.2.3", browser=CHROME, outcome=outcome, at=clock.now()
            )
        page = make.signed_in(client, clerk).get(reverse("me"))
        assert [row.outcome for row, _ in page.context["sign_ins"]] == ["done", "wrong"]
        assert "Chrome 109 · Windows 7" in page.content.decode()
        assert "10.1.2.3" in page.content.decode()

    def test_they_come_in_pages(self, client, clerk):
        for _ in range(16):
            SignIn.objects.create(user=clerk.user, username="somboon", outcome="done", at=clock.now())
        make.signed_in(client, clerk)
        assert len(client.get(reverse("me")).context["sign_ins"]) == 15
        assert len(client.get(reverse("me"), {"page": 2}).context["sign_ins"]) == 1

    def test_posts_of_all_times_are_listed(self, client, clerk):
        make.a_post_that_ended_yesterday(Post.PLANNER, at=clerk.organisation, user=clerk.user)
        page = make.signed_in(client, clerk).get(reverse("me"))
        assert [in_force for _, in_force, _ in page.context["my_posts"]] == [True, False]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome 109 · Windows 7"),
        ("Mozilla/5.0 (Windows NT 10.0) … Chrome/140.0 Safari/537.36 Edg/140.0", "Edge 140 · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari 17 · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox 115 · Linux"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent, words):
    assert browser_words(agent) == words
