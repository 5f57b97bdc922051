"""Contacts with LAOs: noted where they are seen; a promise comes back, and ends by itself when it is kept."""

import datetime as dt

import pytest
from django.urls import reverse

from localplan.calendar.tests import make
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.support import actions, rules
from localplan.support.chasing import promises_of
from localplan.support.facts import Barrier, Talk
from localplan.support.models import Assignment, Contact, LateReason, SavedView
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year, format_short

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def late(lao):
    return make.a_submission(lao, year=YEAR, when=make.dates(-60, -17, 30))


@pytest.fixture
def officer():
    return people.a_post(Post.OFFICER, at=people.a_province())


def rules_of(error):
    return [problem.rule for problem in error.value]


def promise(row, days, by):
    on = clock.today() + dt.timedelta(days=min(days, 0))
    talk = Talk("phone", "promised", on, row, promised_on=people.days(days))
    return actions.note_contact(row.organisation, talk, by=by)


def talked(row, by, **values):
    told = {"way": "phone", "outcome": "talked", "on": clock.today(), "submission": row, **values}
    return actions.note_contact(row.organisation, Talk(**told), by=by)


def home(client, post, **query):
    people.signed_in(client, post)
    return client.get(reverse("home"), query)


def names(page):
    return [one.call.row.organisation.name for one in page.context["chases"]]


class TestNoting:
    def test_keeps_what_came_of_it_and_who_noted_it(self, late, officer):
        made = talked(late, officer, person="ปลัด", note="รอสภา")
        assert (made.way, made.outcome, made.by) == ("phone", "talked", officer)
        assert Change.objects.filter(verb="contact_noted", organisation=late.organisation).count() == 1

    def test_contact_has_happened(self, late, officer):
        with pytest.raises(Refused) as error:
            talked(late, officer, on=people.days(1))
        assert rules_of(error) == ["contact_has_happened"]

    def test_promise_is_ahead(self, late, officer):
        for values in (
            {"outcome": "promised"},
            {"outcome": "promised", "promised_on": people.days(-1)},
            {"outcome": "talked", "promised_on": people.days(1)},
        ):
            with pytest.raises(Refused) as error:
                talked(late, officer, **values)
            assert rules_of(error) == ["promise_is_ahead"]

    def test_promise_names_its_step(self, late, officer):
        talk = Talk("phone", "promised", clock.today(), promised_on=people.days(1))
        with pytest.raises(Refused) as error:
            actions.note_contact(late.organisation, talk, by=officer)
        assert rules_of(error) == ["promise_names_its_step"]
        assert list(rules.promise_names_its_step(outcome="talked", has_step=False)) == []

    def test_contact_is_about_its_step(self, late, officer):
        other = people.an_lao()
        with pytest.raises(Refused) as error:
            actions.note_contact(other, Talk("phone", "talked", clock.today(), late), by=officer)
        assert rules_of(error) == ["contact_is_about_its_step"]

    def test_neither_the_lao_nor_another_province_notes_it(self, late, lao):
        for post in (people.a_post(Post.CLERK, at=lao), people.a_post(Post.HEAD, at=people.a_province(50))):
            with pytest.raises(NotAllowed):
                talked(late, post)


class TestPromises:
    def test_the_latest_of_a_step_stands(self, late, officer):
        promise(late, 3, officer)
        second = promise(late, 8, officer)
        talked(late, officer, outcome="nobody")
        assert promises_of([late.organisation_id]) == {late.organisation_id: second}

    @pytest.mark.parametrize("life", ["submitted", "accepted"])
    def test_is_kept_by_handing_in(self, late, officer, life):
        promise(late, 3, officer)
        type(late).objects.filter(pk=late.pk).update(life=life, submitted_at=clock.now())
        assert promises_of([late.organisation_id]) == {}

    def test_stays_kept_when_it_is_returned_and_stands_again_when_it_is_taken_back(self, late, officer):
        promise(late, 3, officer)
        type(late).objects.filter(pk=late.pk).update(
            life="returned", submitted_at=clock.now(), correct_by=people.days(7)
        )
        assert promises_of([late.organisation_id]) == {}
        type(late).objects.filter(pk=late.pk).update(life="draft", correct_by=None)
        assert len(promises_of([late.organisation_id])) == 1

    def test_due_today_or_broken_comes_first_in_the_calls_and_one_ahead_comes_last(self, client, late, officer):
        worst = make.a_submission(people.an_lao(name="ก"), year=YEAR, when=make.dates(-90, -50, 30))
        broken = make.a_submission(people.an_lao(name="ข"), year=YEAR, when=make.dates(-60, -2, 30))
        soon = make.a_submission(people.an_lao(name="ค"), year=YEAR, when=make.dates(-60, 20, 30))
        promise(late, 5, officer)
        promise(broken, -1, officer)
        promise(soon, 0, officer)
        page = home(client, officer)
        assert names(page) == ["ข", "ค", worst.organisation.name, "ห้วยน้ำใส"]
        assert page.context["chases"][0].promise_is_broken
        assert page.context["pressing"] == 4

    def test_leaves_the_calls_when_the_step_is_handed_in(self, client, late, officer):
        promise(late, 0, officer)
        assert names(home(client, officer)) == ["ห้วยน้ำใส"]
        type(late).objects.filter(pk=late.pk).update(life="submitted", submitted_at=clock.now())
        assert names(home(client, officer)) == []


class TestThePage:
    def test_takes_a_contact_and_lists_it(self, client, lao, late, officer):
        people.signed_in(client, officer)
        data = {
            "submission": late.pk,
            "way": "visit",
            "outcome": "promised",
            "promised_on": format_short(people.days(3)),
            "on": format_short(clock.today()),
            "person": "ปลัดสมใจ",
        }
        answer = client.post(reverse("contacts", args=[lao.pk]), data, follow=True)
        assert "ปลัดสมใจ" in answer.content.decode()
        assert Contact.objects.get().promised_on == people.days(3)

    def test_keeps_what_was_typed_when_it_is_refused(self, client, lao, late, officer):
        people.signed_in(client, officer)
        data = {"way": "visit", "outcome": "promised", "on": format_short(clock.today()), "note": "ขอเลื่อน"}
        answer = client.post(reverse("contacts", args=[lao.pk]), data)
        assert answer.status_code == 422
        assert "ขอเลื่อน" in answer.content.decode()

    def test_is_noted_in_the_list_of_calls_without_leaving_it(self, client, lao, late, officer):
        people.signed_in(client, officer)
        part = {"HTTP_HX_REQUEST": "true"}
        row = client.get(reverse("contacts", args=[lao.pk]), {"about": late.pk}, **part).content.decode()
        assert "<tr" in row
        assert "<html" not in row
        data = {
            f"c{lao.pk}-{name}": value
            for name, value in {"way": "phone", "outcome": "nobody", "on": format_short(clock.today())}.items()
        }
        assert "เรียบร้อย" in client.post(reverse("contacts", args=[lao.pk]), data, **part).content.decode() or (
            Contact.objects.get().outcome == "nobody"
        )

    def test_is_not_the_laos_own_nor_written_by_a_viewer(self, client, lao, late):
        people.signed_in(client, people.a_post(Post.CLERK, at=lao))
        assert client.get(reverse("contacts", args=[lao.pk])).status_code == 404
        people.signed_in(client, people.a_post(Post.VIEWER, at=people.a_province()))
        assert client.get(reverse("contacts", args=[lao.pk])).status_code == 200
        assert client.post(reverse("contacts", args=[lao.pk]), {}).status_code == 404

    def test_the_promise_stands_beside_the_cell_and_the_review_but_not_on_the_laos_own_page(
        self, client, lao, late, officer
    ):
        promise(late, -1, officer)
        people.signed_in(client, officer)
        for name in ("cell", "review"):
            assert reverse("contacts", args=[lao.pk]) in client.get(reverse(name, args=[late.pk])).content.decode()
        people.signed_in(client, people.a_post(Post.PLANNER, at=lao))
        assert reverse("contacts", args=[lao.pk]) not in client.get(reverse("cell", args=[late.pk])).content.decode()

    def test_home_costs_the_same_for_one_promise_and_seven(self, client, late, officer):
        promise(late, 0, officer)
        home(client, officer)
        with count_queries() as one:
            home(client, officer)
        for _number in range(6):
            promise(make.a_submission(people.an_lao(), year=YEAR, when=make.dates(-60, -17, 30)), 0, officer)
        with count_queries() as seven:
            home(client, officer)
        assert seven.number <= one.number


class TestWhyLate:
    def test_something_else_is_explained(self, late, officer):
        with pytest.raises(Refused) as error:
            actions.tell_why_late(late, Barrier("other"), by=officer)
        assert rules_of(error) == ["something_else_is_explained"]
        assert actions.tell_why_late(late, Barrier("staff"), by=officer) == LateReason.objects.get()


class TestInMyCare:
    @pytest.fixture
    def analyst(self, lao, officer):
        found = people.a_post(Post.ANALYST, at=people.a_province(), supervisor=officer, until_on=people.days(90))
        Assignment.objects.create(
            organisation=lao, keeper=found, from_on=people.days(-9), by=officer, recorded_at=clock.now()
        )
        return found

    def test_an_analyst_sees_the_own_laos_unless_asked_for_all(self, client, late, analyst):
        make.a_submission(people.an_lao(name="อื่น"), year=YEAR, when=make.dates(-60, -20, 30))
        assert names(home(client, analyst)) == ["ห้วยน้ำใส"]
        assert names(home(client, analyst, mine="0")) == ["อื่น", "ห้วยน้ำใส"]

    def test_the_matrix_narrows_to_them_and_counts_what_it_leaves_out(self, client, late, analyst, officer):
        make.a_submission(people.an_lao(name="อื่น"), year=YEAR, when=make.dates(-60, -20, 30))
        people.signed_in(client, analyst)
        built = client.get(reverse("matrix"), {"mine": "1"}).context["matrix"]
        assert [row.organisation.name for row in built.rows] == ["ห้วยน้ำใส"]
        assert built.left_out == 1

    def test_an_assignment_that_ended_counts_no_more(self, client, late, analyst):
        Assignment.objects.update(until_on=people.days(-1))
        people.signed_in(client, analyst)
        assert not client.get(reverse("home")).context["kept"]


class TestViews:
    def save(self, client, name, query):
        return client.post(reverse("save-view"), {"name": name, "query": query})

    def test_a_filter_is_kept_under_a_name_listed_and_deleted(self, client, late, officer):
        people.signed_in(client, officer)
        answer = self.save(client, "เลยกำหนด", "only=over&as=csv&fy=2569&q=%E0%B8%AB")
        assert answer.url == f"{reverse('matrix')}?q=%E0%B8%AB&only=over"
        view = SavedView.objects.get()
        assert "เลยกำหนด" in client.get(reverse("matrix")).content.decode()
        client.post(reverse("forget-view", args=[view.pk]))
        assert not SavedView.objects.exists()

    def test_view_has_a_name_and_the_same_name_is_replaced(self, client, late, officer):
        people.signed_in(client, officer)
        self.save(client, " ", "only=over")
        assert not SavedView.objects.exists()
        with pytest.raises(Refused) as error:
            actions.save_view("", "", by=officer)
        assert rules_of(error) == ["view_has_a_name"]
        self.save(client, "ของฉัน", "only=over")
        self.save(client, "ของฉัน", "only=wait")
        assert SavedView.objects.get().query == "only=wait"

    def test_views_are_few(self, officer):
        for number in range(20):
            actions.save_view(f"{number}", "", by=officer)
        with pytest.raises(Refused) as error:
            actions.save_view("อีก", "", by=officer)
        assert rules_of(error) == ["views_are_few"]

    def test_nobody_deletes_anothers_view(self, client, late, officer):
        view = actions.save_view("ของฉัน", "", by=officer)
        people.signed_in(client, people.a_post(Post.HEAD, at=people.a_province()))
        assert client.post(reverse("forget-view", args=[view.pk])).status_code == 404
