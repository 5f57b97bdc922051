"""LAOs in somebody's care: given, handed over, left when a post ends; never to two at once."""

import pytest
from django.urls import reverse

from localplan.organisations.models import Change, Membership, Post
from localplan.organisations.tests import make
from localplan.support import actions, rules
from localplan.support.care import care_of
from localplan.support.chasing import laos_kept_by
from localplan.support.models import Assignment
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import at_once, count_queries
from localplan.toolkit.thai_dates import format_short

from .make_analysts import an_office, in_care

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


def refused(act, *given, **values):
    with pytest.raises(Refused) as error:
        act(*given, **values)
    return [problem.rule for problem in error.value]


def kept(post, day=0):
    return len(laos_kept_by(post, make.days(day)))


def give(office, laos, to, day=0, **values):
    return actions.assign(laos, to, from_on=make.days(day), by=office.head, **values)


class TestAssigning:
    def test_who_had_them_has_them_until_the_day_before(self, office):
        give(office, office.laos[:2], office.second)
        assert (kept(office.first), kept(office.second)) == (2, 2)
        assert (kept(office.first, -1), kept(office.second, -1)) == (4, 0)
        assert Change.objects.filter(verb="assigned").count() == 2

    def test_what_is_in_this_care_already_is_left_as_it_is(self, office):
        assert give(office, office.laos, office.first) == []
        assert Assignment.objects.count() == 4

    def test_from_a_later_day_it_stays_till_then_and_what_was_planned_gives_way(self, office):
        give(office, [office.lao], office.second, day=30)
        assert (kept(office.first), kept(office.second, 29), kept(office.second, 30)) == (4, 0, 1)
        give(office, [office.lao], office.officer, day=10)
        assert (kept(office.first, 9), kept(office.first, 10), kept(office.officer, 10)) == (4, 3, 1)
        assert kept(office.second, 30) == 0

    def test_a_slip_of_today_is_put_right_today(self, office):
        give(office, [office.lao], office.second)
        give(office, [office.lao], office.officer)
        assert (kept(office.second), kept(office.officer), kept(office.first, -1)) == (0, 1, 4)

    def test_care_begins_after_the_last(self, office):
        assert refused(give, office, [office.lao], office.second, day=-101) == ["care_begins_after_the_last"]
        assert give(office, [office.lao], office.second, day=-100)
        assert list(rules.care_begins_after_the_last(make.days(1), last_from=make.days(0), name="ก")) == []

    def test_keeper_works_there(self, office):
        viewer = make.a_post(Post.VIEWER, at=office.province)
        elsewhere = make.a_post(Post.OFFICER, at=make.a_province(50))
        coming = make.a_post(Post.OFFICER, at=office.province, from_on=make.days(5))
        for keeper in (viewer, elsewhere, coming):
            assert refused(give, office, [office.lao], keeper) == ["keeper_works_there"]
        assert give(office, [office.lao], coming, day=5)

    def test_care_does_not_outlast_a_contract(self, office):
        ends = make.a_post(Post.ANALYST, at=office.province, until_on=make.days(10), supervisor=office.officer)
        assert refused(give, office, [office.lao], ends, day=11) == ["care_does_not_outlast_a_contract"]
        assert give(office, [office.lao], ends, day=10)

    def test_a_post_that_was_ended_a_moment_ago_takes_nothing(self, office):
        Membership.objects.filter(pk=office.second.pk).update(until_on=make.days(-1))
        assert refused(give, office, [office.lao], office.second) == ["care_does_not_outlast_a_contract"]

    def test_laos_are_chosen(self, office):
        assert refused(give, office, [], office.second) == ["laos_are_chosen"]

    def test_an_lao_of_another_province_and_whoever_may_not_are_refused(self, office):
        there = make.an_lao(make.a_district(make.a_province(50)))
        with pytest.raises(NotAllowed):
            give(office, [office.lao, there], office.second)
        for by in (office.first, make.a_post(Post.HEAD, at=make.a_province(50))):
            with pytest.raises(NotAllowed):
                actions.assign([office.lao], office.second, from_on=clock.today(), by=by)
        assert kept(office.first) == 4

    def test_care_moves_as_it_was_seen(self, office):
        give(office, [office.lao], office.second)
        late = {office.lao.pk: office.first.pk, office.laos[1].pk: office.first.pk}
        assert refused(give, office, office.laos[:2], office.officer, seen=late) == ["care_moves_as_it_was_seen"]
        assert kept(office.officer) == 0
        new = make.an_lao(serial=9)
        assert give(office, [new], office.officer, seen={new.pk: None})


class TestHandingOver:
    def test_moves_all_of_one_keeper_also_of_a_post_that_has_ended(self, office):
        Membership.objects.filter(pk=office.first.pk).update(until_on=make.days(-3))
        actions.hand_over_care(office.first, office.second, from_on=clock.today(), by=office.officer)
        assert kept(office.second) == 4
        assert not Assignment.objects.filter(keeper=office.first).in_force(clock.today()).exists()

    def test_something_is_handed_over(self, office):
        act = actions.hand_over_care
        assert refused(act, office.second, office.first, from_on=clock.today(), by=office.head) == [
            "something_is_handed_over"
        ]

    @pytest.mark.django_db(transaction=True)
    def test_of_two_at_once_the_second_is_told_what_the_first_did(self, office):
        def over(to):
            return lambda: actions.hand_over_care(office.first, to, from_on=make.days(0), by=office.head)

        answers = at_once(over(office.second), over(office.officer))
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 1
        assert {problem.rule for problem in refusals[0]} <= {"care_moves_as_it_was_seen", "something_is_handed_over"}
        assert sorted((kept(office.first), kept(office.second), kept(office.officer))) == [0, 0, 4]


class TestWhoKeepsWhat:
    def test_names_those_a_post_left_behind_and_those_nobody_keeps(self, office):
        new = make.an_lao(serial=9, name="ไม่มีคนดูแล")
        Membership.objects.filter(pk=office.first.pk).update(until_on=make.days(-1))
        care = care_of(office.head, clock.today())
        assert [(one.post.pk, len(one.laos)) for one in care.left] == [(office.first.pk, 4)]
        assert [lao.pk for lao in care.without] == [new.pk]

    def test_the_last_day_of_a_post_is_not_over(self, office):
        Membership.objects.filter(pk=office.first.pk).update(until_on=clock.today())
        care = care_of(office.head, clock.today())
        assert (care.left, [one.post.pk for one in care.ending]) == ([], [office.first.pk])

    @pytest.mark.parametrize(("days", "warned"), [(60, True), (61, False)])
    def test_warns_sixty_days_ahead(self, office, days, warned):
        Membership.objects.filter(pk=office.first.pk).update(until_on=make.days(days))
        assert bool(care_of(office.head, clock.today()).ending) is warned

    def test_a_new_contract_of_the_same_person_comes_first(self, office, client):
        Membership.objects.filter(pk=office.first.pk).update(until_on=make.days(20))
        again = make.a_post(
            Post.ANALYST, at=office.province, user=office.first.user, from_on=make.days(21), supervisor=office.officer,
            until_on=make.days(300),
        )  # fmt: skip
        assert care_of(office.head, clock.today()).ending == []
        page = make.signed_in(client, office.head).get(reverse("hand-over-care", args=[office.first.pk]))
        assert f'<option value="{again.pk}" selected>' in page.content.decode()

    def test_costs_the_same_for_four_laos_and_for_twenty(self, office, client):
        make.signed_in(client, office.head)
        client.get(reverse("keepers"))
        with count_queries() as few:
            client.get(reverse("keepers"))
        for serial in range(20, 36):
            in_care(make.an_lao(serial=serial), office.second)
        with count_queries() as many:
            client.get(reverse("keepers"))
        assert few.number == many.number


class TestPages:
    def test_a_whole_district_and_single_ones_are_given_at_once(self, office, client):
        make.signed_in(client, office.officer)
        page = client.get(reverse("assign-laos"))
        seen = [f"{lao.pk}:{office.first.pk}" for lao in office.laos]
        assert all(f'name="seen" value="{pair}"' in page.content.decode() for pair in seen)
        posted = {
            "keeper": office.second.pk,
            "from_on": format_short(clock.today()),
            "whole": [office.laos[0].parent_id],
            "lao": [office.laos[2].pk],
            "seen": seen,
        }
        assert client.post(reverse("assign-laos"), posted).status_code == 302
        assert (kept(office.first), kept(office.second)) == (1, 3)

    def test_what_a_colleague_did_meanwhile_is_told_and_nothing_moves(self, office, client):
        make.signed_in(client, office.officer)
        posted = {
            "keeper": office.officer.pk,
            "from_on": format_short(clock.today()),
            "lao": [lao.pk for lao in office.laos],
            "seen": [f"{lao.pk}:{office.first.pk}" for lao in office.laos],
        }
        give(office, [office.lao], office.second)
        page = client.post(reverse("assign-laos"), posted)
        assert page.status_code == 422
        assert office.second.user.full_name in str(page.context["form"].errors)
        assert (kept(office.first), kept(office.officer)) == (3, 0)

    @pytest.mark.parametrize("query", ["?of=none", "?of=left", "?of=x", "?district=x", "?of=999999999999999999999"])
    def test_filters_leave_out_and_say_so(self, office, client, query):
        page = make.signed_in(client, office.head).get(reverse("assign-laos") + query)
        assert (page.context["shown"], page.context["left_out"]) == (0, 4)

    def test_hands_over_on_a_day(self, office, client):
        make.signed_in(client, office.head)
        url = reverse("hand-over-care", args=[office.first.pk])
        answer = client.post(url, {"keeper": office.second.pk, "from_on": format_short(make.days(7))})
        assert answer.status_code == 302
        assert (kept(office.first, 6), kept(office.second, 7)) == (4, 4)

    def test_another_provinces_keeper_is_no_page(self, office, client):
        make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province(50)))
        assert client.get(reverse("hand-over-care", args=[office.first.pk])).status_code == 404

    def test_the_heads_home_names_what_was_left(self, office, client):
        Membership.objects.filter(pk=office.first.pk).update(until_on=make.days(-1))
        page = make.signed_in(client, office.head).get(reverse("home")).content.decode()
        assert reverse("hand-over-care", args=[office.first.pk]) in page
        assert office.lao.short_name in page

    def test_the_table_as_excel(self, office, client):
        answer = make.signed_in(client, office.head).get(reverse("keepers"), {"as": "xlsx"})
        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"

    def test_the_menu_has_one_entry_for_each(self, office, client):
        for post, url in ((office.head, "keepers"), (office.first, "my-work")):
            page = make.signed_in(client, post).get(reverse("keepers"))
            hrefs = [entry["href"] for entry in page.context["navigation"]]
            assert [href for href in hrefs if href in (reverse("keepers"), reverse("my-work"))] == [reverse(url)]


def test_days_are_read_as_officers_type_them(office, client):
    make.signed_in(client, office.head)
    url = reverse("hand-over-care", args=[office.first.pk])
    assert client.post(url, {"keeper": office.second.pk, "from_on": "32/13/2569"}).status_code == 422
    assert client.post(url, {"keeper": "x", "from_on": "วันนี้"}).status_code == 422
    assert client.post(url, {"keeper": office.second.pk, "from_on": "วันนี้"}).status_code == 302
    assert kept(office.second) == 4
