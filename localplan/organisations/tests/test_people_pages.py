"""The people page, appointing, handing over and ending, as its readers meet them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from localplan.organisations.models import Access, Change, Membership, Post, ResetLink, User
from localplan.toolkit.testing import count_queries

from . import make
from .make import days

pytestmark = pytest.mark.django_db


def be(day: dt.date) -> str:
    """As an officer types it."""
    return f"{day.day}/{day.month}/{day.year + 543}"


def words(answer) -> str:
    return answer.content.decode()


def a_form(username="kitti.k", **values):
    """What the form of appointing sends for a planner."""
    return {
        "post": "planner",
        "username": username,
        "full_name": "กิตติ แก้วเขียว",
        "phone": "081 000 0011",
        "from_on": be(days(0)),
        **values,
    }


def refused_at(answer) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return {name: [str(error) for error in errors] for name, errors in answer.context["form"].errors.items()}


@pytest.fixture
def lao(db):
    return make.an_lao()


@pytest.fixture
def clerk(lao):
    return make.a_post(Post.CLERK, at=lao)


@pytest.fixture
def head(lao):
    return make.a_post(Post.HEAD, at=make.a_province())


class TestThePeoplePage:
    def test_it_shows_who_holds_what_who_comes_and_who_was_there(self, client, lao, clerk):
        make.a_post(Post.PLANNER, at=lao, user=make.a_person(full_name="วรรณา ใจงาม"), until_on=days(17))
        make.a_post(Post.FINANCE, at=lao, user=make.a_person(full_name="พิมพ์ใจ แสนดี"), from_on=days(5))
        make.a_post_that_ended_yesterday(Post.EXECUTIVE, at=lao, user=make.a_person(full_name="จำรัส คำแสน"))
        answer = make.signed_in(client, clerk).get(reverse("people", args=[lao.pk]))
        context = answer.context
        assert {line.post.user.full_name for line in context["lines"]} == {clerk.user.full_name, "วรรณา ใจงาม"}
        assert [line.post.user.full_name for line in context["coming"]] == ["พิมพ์ใจ แสนดี"]
        assert [post.user.full_name for post in context["past"]] == ["จำรัส คำแสน"]
        assert [post.user.full_name for post in context["ending"]] == ["วรรณา ใจงาม"]
        assert [post for post, _ in context["unheld"]] == [Post.FINANCE, Post.EXECUTIVE]

    def test_a_post_with_somebody_to_follow_is_not_chased(self, client, lao, clerk):
        leaving = make.a_post(Post.PLANNER, at=lao, until_on=days(17))
        make.a_post(Post.PLANNER, at=lao, from_on=days(18), follows=leaving)
        assert make.signed_in(client, clerk).get(reverse("people", args=[lao.pk])).context["ending"] == []

    def test_it_looks_back_to_a_day_and_changes_nothing_there(self, client, lao, clerk):
        make.a_post(Post.PLANNER, at=lao, user=make.a_person(full_name="บุญส่ง ไชยา"), until_on=days(-30))
        page = make.signed_in(client, clerk).get(reverse("people", args=[lao.pk]), {"on": be(days(-60))})
        assert "บุญส่ง ไชยา" in [line.post.user.full_name for line in page.context["lines"]]
        assert page.context["seats"] == page.context["coming"] == []
        assert reverse("appoint", args=[lao.pk]) not in words(page)

    @pytest.mark.parametrize("typed", ["31/2/2569", "พรุ่งนี้เช้า", "1/1/2599", "<script>"])
    def test_a_day_that_cannot_be_answered_is_said_and_today_is_shown(self, client, lao, clerk, typed):
        page = make.signed_in(client, clerk).get(reverse("people", args=[lao.pk]), {"on": typed})
        assert page.status_code == 200
        assert page.context["unreadable"]
        assert page.context["is_today"]
        assert "<script>" not in words(page)

    def test_a_planner_sees_the_people_but_no_button(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao)
        page = make.signed_in(client, planner).get(reverse("people", args=[lao.pk]))
        assert clerk.user.full_name in words(page)
        for name in ("end-post", "hand-over", "make-link"):
            assert reverse(name, args=[clerk.pk]) not in words(page)
            assert client.get(reverse(name, args=[clerk.pk])).status_code == 404
        assert client.get(reverse("appoint", args=[lao.pk])).status_code == 404

    def test_another_provinces_people_do_not_exist(self, client, lao, clerk):
        stranger = make.a_post(Post.HEAD, at=make.a_province(55))
        make.signed_in(client, stranger)
        for name, key in [("people", lao.pk), ("appoint", lao.pk), ("delegate", lao.pk)]:
            assert client.get(reverse(name, args=[key])).status_code == 404
        for name in ("hand-over", "end-post", "make-link", "order-file"):
            assert client.get(reverse(name, args=[clerk.pk])).status_code == 404
            assert client.post(reverse(name, args=[clerk.pk])).status_code in (404, 405)

    def test_the_telephone_of_the_province_is_shown_to_the_lao(self, client, lao, clerk):
        officer = make.a_person(full_name="ปิยะ ช่วยเหลือ", phone="054 000 000")
        make.a_post(Post.OFFICER, at=make.a_province(), user=officer)
        page = words(make.signed_in(client, clerk).get(reverse("people", args=[lao.pk])))
        assert "ปิยะ ช่วยเหลือ" in page
        assert "054 000 000" in page

    def test_twenty_holders_cost_the_same_as_one(self, client, lao, clerk):
        make.signed_in(client, clerk)
        url = reverse("people", args=[lao.pk])
        make.a_post(Post.VIEWER, at=lao)
        make.a_post_that_ended_yesterday(Post.VIEWER, at=lao)
        client.get(url)
        with count_queries() as few:
            client.get(url)
        for _ in range(18):
            make.a_post(Post.VIEWER, at=lao)
            make.a_post(Post.PLANNER, at=lao, until_on=days(9))
            make.a_post_that_ended_yesterday(Post.VIEWER, at=lao)
        with count_queries() as many:
            client.get(url)
        assert many.number == few.number, f"{few}\n---\n{many}"

    def test_a_script_in_a_name_is_text(self, client, lao, clerk):
        make.a_post(Post.PLANNER, at=lao, user=make.a_person(full_name="<script>alert(1)</script>"), until_on=days(3))
        page = words(make.signed_in(client, clerk).get(reverse("people", args=[lao.pk])))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    def test_an_auditors_look_at_an_laos_people_is_recorded_there(self, client, lao, clerk):
        auditor = make.a_post(Post.AUDITOR, at=make.the_department())
        make.signed_in(client, auditor).get(reverse("people", args=[lao.pk]))
        assert Access.objects.filter(by=auditor, organisation=lao).exists()


class TestAppointing:
    def test_a_clerk_appoints_a_planner_and_gets_the_link_once(self, client, lao, clerk):
        answer = make.signed_in(client, clerk).post(reverse("appoint", args=[lao.pk]), a_form())
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        link = answer.context["link"]
        assert link.startswith("http://testserver/set-password/")
        assert link in words(answer)
        made = Membership.objects.get(user__username="kitti.k")
        assert (made.post, made.organisation, made.appointed_by) == ("planner", lao, clerk)
        assert link.rsplit("/", 1)[1] not in str(Change.objects.values_list("after", "label", "reason"))
        assert link not in words(client.get(reverse("people", args=[lao.pk])))
        assert client.get(link).status_code == 200

    def test_a_clerk_cannot_appoint_a_clerk(self, client, lao, clerk):
        answer = make.signed_in(client, clerk).post(reverse("appoint", args=[lao.pk]), a_form(post="clerk"))
        assert list(refused_at(answer)) == ["post"]
        assert not User.objects.filter(username="kitti.k").exists()

    def test_the_province_appoints_a_clerk_on_a_scanned_order(self, client, lao, head):
        form = a_form(post="clerk", order_number="จ 88/2569", order_on=be(days(-3)), order_file=make.a_scan())
        answer = make.signed_in(client, head).post(reverse("appoint", args=[lao.pk]), form)
        assert answer.status_code == 200
        made = Membership.objects.get(user__username="kitti.k")
        scan = client.get(reverse("order-file", args=[made.pk]))
        assert b"".join(scan.streaming_content).startswith(b"%PDF-")
        assert "sandbox" in scan.headers["Content-Security-Policy"]

    def test_without_the_order_it_cannot_and_the_form_comes_back_filled(self, client, lao, head):
        answer = make.signed_in(client, head).post(reverse("appoint", args=[lao.pk]), a_form(post="clerk"))
        assert set(refused_at(answer)) == {"order_number", "order_on", "order_file"}
        assert 'value="กิตติ แก้วเขียว"' in words(answer)
        assert not User.objects.filter(username="kitti.k").exists()

    def test_a_scan_handed_in_with_a_refused_form_need_not_be_chosen_again(self, client, lao, head):
        make.signed_in(client, head)
        url = reverse("appoint", args=[lao.pk])
        refused = client.post(url, a_form(post="clerk", order_file=make.a_scan()))
        assert "คำสั่ง.pdf" in words(refused)
        kept = re.search(r'name="order_file_kept" value="([^"]+)"', words(refused))[1]
        form = a_form(post="clerk", order_number="จ 88/2569", order_on=be(days(-3)), order_file_kept=kept)
        assert client.post(url, form).status_code == 200
        assert Membership.objects.get(user__username="kitti.k").order_file.name == "คำสั่ง.pdf"

    def test_a_made_up_kept_file_is_no_file(self, client, lao, head):
        form = a_form(post="clerk", order_number="1", order_on=be(days(-3)), order_file_kept="1:2:3")
        answer = make.signed_in(client, head).post(reverse("appoint", args=[lao.pk]), form)
        assert list(refused_at(answer)) == ["order_file"]

    def test_a_program_named_pdf_is_refused_at_its_field(self, client, lao, head):
        scan = make.a_scan(content=b"MZ\x90\x00")
        form = a_form(post="clerk", order_number="1", order_on=be(days(-3)), order_file=scan)
        answer = make.signed_in(client, head).post(reverse("appoint", args=[lao.pk]), form)
        assert "order_file" in refused_at(answer)

    def test_an_account_that_exists_is_shown_before_it_gets_the_post(self, client, lao, clerk):
        somebody = make.a_person("nipa", "นิภา กันทะ")
        make.signed_in(client, clerk)
        url = reverse("appoint", args=[lao.pk])
        asked = client.post(url, a_form("nipa", full_name=""))
        assert "นิภา กันทะ" in refused_at(asked)["username"][0]
        assert not somebody.memberships.exists()
        done = client.post(url, a_form("nipa", full_name="", is_known="nipa"))
        assert done.url == reverse("people", args=[lao.pk])
        assert somebody.memberships.get().post == "planner"
        assert not ResetLink.objects.filter(user=somebody).exists()

    def test_a_name_taken_by_another_is_not_given_by_confirming_the_first(self, client, lao, clerk):
        make.a_person("nipa"), make.a_person("nipha")
        answer = make.signed_in(client, clerk).post(reverse("appoint", args=[lao.pk]), a_form("nipha", is_known="nipa"))
        assert list(refused_at(answer)) == ["username"]

    @pytest.mark.parametrize("username", ["กิตติ", "a b", "-x", "", "x" * 41])
    def test_an_unusable_username_is_refused_at_its_field(self, client, lao, clerk, username):
        answer = make.signed_in(client, clerk).post(reverse("appoint", args=[lao.pk]), a_form(username))
        assert list(refused_at(answer)) == ["username"]

    def test_capitals_in_a_username_are_made_small(self, client, lao, clerk):
        make.signed_in(client, clerk).post(reverse("appoint", args=[lao.pk]), a_form(" Kitti.K "))
        assert User.objects.filter(username="kitti.k").exists()

    def test_an_acting_post_needs_an_end(self, client, lao, clerk):
        make.signed_in(client, clerk)
        url = reverse("appoint", args=[lao.pk])
        assert list(refused_at(client.post(url, a_form(acting="on")))) == ["until_on"]
        assert client.post(url, a_form(acting="on", until_on=be(days(20)))).status_code == 200
        page = client.get(reverse("people", args=[lao.pk]))
        assert [line.post.acting for line in page.context["lines"]] == [False, True]

    def test_an_analyst_without_contract_is_refused_and_the_form_comes_back_filled(self, client, head):
        office = head.organisation
        make.signed_in(client, head)
        url = reverse("appoint", args=[office.pk])
        form = a_form(post="analyst", until_on=be(days(300)))
        answer = client.post(url, form)
        assert set(refused_at(answer)) == {"contract_number", "supervisor"}
        assert 'value="kitti.k"' in words(answer)
        done = client.post(url, form | {"contract_number": "8/2569", "supervisor": str(head.pk)})
        assert done.status_code == 200

    def test_an_auditor_of_an_lao_is_appointed_by_the_department_on_a_letter(self, client, lao, clerk):
        administrator = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
        form = a_form(
            post="auditor",
            until_on=be(days(30)),
            order_number="ตผ 0012/45",
            order_on=be(days(-2)),
            order_file=make.a_scan(),
        )
        url = reverse("appoint", args=[lao.pk])
        assert list(refused_at(make.signed_in(client, clerk).post(url, form))) == ["post"]
        form["order_file"] = make.a_scan()
        assert make.signed_in(client, administrator).post(url, form).status_code == 200

    def test_the_button_pressed_twice_gives_one_post_and_says_so(self, client, lao, clerk):
        make.signed_in(client, clerk)
        url = reverse("appoint", args=[lao.pk])
        client.post(url, a_form())
        again = client.post(url, a_form(is_known="kitti.k"), follow=True)
        assert again.redirect_chain == [(reverse("people", args=[lao.pk]), 302)]
        assert Membership.objects.filter(user__username="kitti.k").count() == 1
        assert "กิตติ แก้วเขียว" in str(next(iter(again.context["messages"])))

    def test_nobody_is_appointed_in_a_closed_lao(self, client, head):
        closed = make.an_lao(closed_on=days(-1))
        assert make.signed_in(client, head).get(reverse("appoint", args=[closed.pk])).status_code == 404


class TestHandingOver:
    def test_it_moves_everything_in_one_step(self, client, head):
        office = head.organisation
        officer = make.a_post(Post.OFFICER, at=office)
        analyst = make.a_post(Post.ANALYST, at=office, supervisor=officer)
        make.signed_in(client, head)
        url = reverse("hand-over", args=[officer.pk])
        assert analyst.user.full_name in words(client.get(url))
        answer = client.post(url, a_form(from_on=be(days(1))))
        assert answer.status_code == 200
        assert answer.context["link"] in words(answer)
        officer.refresh_from_db(), analyst.refresh_from_db()
        successor = Membership.objects.get(user__username="kitti.k")
        assert officer.until_on == days(0)
        assert (successor.follows, successor.post, successor.from_on) == (officer, "officer", days(1))
        assert analyst.supervisor == successor

    def test_it_proposes_the_day_after_the_end(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao, until_on=days(17))
        page = make.signed_in(client, clerk).get(reverse("hand-over", args=[planner.pk]))
        assert page.context["form"].initial["from_on"] == days(18)

    def test_a_clerks_post_is_handed_over_on_a_scanned_order(self, client, lao, clerk, head):
        make.signed_in(client, head)
        url = reverse("hand-over", args=[clerk.pk])
        refused = client.post(url, a_form(from_on=be(days(1))))
        assert set(refused_at(refused)) == {"order_number", "order_on", "order_file"}
        clerk.refresh_from_db()
        assert clerk.until_on is None
        form = a_form(from_on=be(days(1)), order_number="2", order_on=be(days(0)), order_file=make.a_scan())
        assert client.post(url, form).status_code == 200

    def test_pressed_twice_it_is_done_once(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao)
        make.signed_in(client, clerk)
        url = reverse("hand-over", args=[planner.pk])
        client.post(url, a_form(from_on=be(days(1))))
        again = client.post(url, a_form(from_on=be(days(1)), is_known="kitti.k"))
        assert again.url == reverse("people", args=[lao.pk])
        assert Membership.objects.filter(follows=planner).count() == 1

    def test_a_post_is_not_handed_over_to_its_holder(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao)
        username = planner.user.username
        answer = make.signed_in(client, clerk).post(
            reverse("hand-over", args=[planner.pk]), a_form(username, is_known=username, from_on=be(days(1)))
        )
        assert list(refused_at(answer)) == ["username"]

    def test_an_ended_post_leads_back_with_a_word(self, client, lao, clerk):
        past = make.a_post_that_ended_yesterday(Post.PLANNER, at=lao)
        make.signed_in(client, clerk)
        for name in ("hand-over", "end-post", "make-link"):
            assert client.get(reverse(name, args=[past.pk])).url == reverse("people", args=[lao.pk])


class TestEnding:
    def test_a_post_ends_today_and_its_session_tomorrow(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao)
        form = {"last_day": be(days(0)), "reason": "ย้าย"}
        answer = make.signed_in(client, clerk).post(reverse("end-post", args=[planner.pk]), form)
        assert answer.url == reverse("people", args=[lao.pk])
        planner.refresh_from_db()
        assert (planner.until_on, planner.ended_reason) == (days(0), "ย้าย")

    def test_it_cannot_end_before_it_began_nor_without_a_reason(self, client, lao, clerk):
        planner = make.a_post(Post.PLANNER, at=lao)
        make.signed_in(client, clerk)
        url = reverse("end-post", args=[planner.pk])
        assert list(refused_at(client.post(url, {"last_day": be(days(0))}))) == ["reason"]
        early = {"last_day": be(days(-800)), "reason": "ย้าย"}
        assert list(refused_at(client.post(url, early))) == ["last_day"]

    def test_a_post_that_ended_yesterday_cannot_open_a_page(self, client, lao):
        past = make.a_post_that_ended_yesterday(Post.CLERK, at=lao)
        answer = make.signed_in(client, past).get(reverse("people", args=[lao.pk]))
        assert answer.url == reverse("sign-in")
        assert "_auth_user_id" not in client.session

    def test_with_another_post_in_force_one_goes_on_in_that(self, client, lao, head):
        past = make.a_post_that_ended_yesterday(Post.CLERK, at=lao)
        still = make.a_post(Post.PLANNER, at=lao, user=past.user)
        answer = make.signed_in(client, past).get(reverse("people", args=[lao.pk]))
        assert answer.status_code == 200
        assert answer.wsgi_request.by == still

    def test_one_switches_to_another_of_ones_posts_and_to_no_others(self, client, lao, clerk):
        acting = make.a_post(Post.FINANCE, at=lao, user=clerk.user, acting=True)
        others = make.a_post(Post.PLANNER, at=lao)
        make.signed_in(client, clerk).post(reverse("switch-post"), {"post": acting.pk})
        assert client.get(reverse("people", args=[lao.pk])).wsgi_request.by == acting
        client.post(reverse("switch-post"), {"post": others.pk})
        assert client.get(reverse("people", args=[lao.pk])).wsgi_request.by == acting
