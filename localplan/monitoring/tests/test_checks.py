"""The page of a province's check, its report, and the acceptance of many at once."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from localplan.calendar import actions, duties
from localplan.calendar.duties import Completeness, Duty
from localplan.calendar.tests import make
from localplan.monitoring.check_report import FORMS, sheet_of
from localplan.monitoring.checks import check_of
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())


@pytest.fixture
def province():
    return people.a_province()


@pytest.fixture
def head(province):
    return people.a_post(Post.HEAD, at=province, user=people.a_person(full_name="นายหัวหน้า ใจดี"))


@pytest.fixture
def officer(province):
    return people.a_post(Post.OFFICER, at=province)


@pytest.fixture
def dla():
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def check(province):
    return make.a_submission(province, "check_q2", year=YEAR)


@pytest.fixture
def laos(check, monkeypatch):
    """One complete, one that waits for the province's own look, two not handed in."""
    monkeypatch.setitem(duties._DUTIES, "spending_q2", make.a_duty("spending_q2", there=0, missing="ยอดควบคุม"))
    lives = {"ครบ": "accepted", "รอ": "submitted", "ดอนแก้ว": "draft", "ห้วยน้ำใส": "draft"}
    return {
        name: make.a_submission(people.an_lao(name=name), "spending_q2", year=YEAR, life=life)
        for name, life in lives.items()
    }


def address(check, name="check", *more):
    return reverse(name, args=[check.organisation_id, YEAR, "check_q2", *more])


def read(client, post, check, **query):
    people.signed_in(client, post)
    return client.get(address(check), query)


def life(row):
    row.refresh_from_db()
    return row.life


class TestThePage:
    def test_shows_every_lao_with_its_verdict_and_what_is_missing(self, client, check, laos, officer):
        page = read(client, officer, check)
        assert [line.organisation.name for line in page.context["shown"]][:1] == ["รอ"]
        text = page.content.decode()
        for words in ("ครบ", "ดอนแก้ว", "ยอดควบคุม", reverse("review", args=[laos["รอ"].pk])):
            assert words in text, words

    def test_says_of_what_is_full_that_it_is_only_not_sent_on_the_page_and_on_paper(
        self, client, check, laos, officer, monkeypatch
    ):
        monkeypatch.setitem(duties._DUTIES, "spending_q2", make.a_duty("spending_q2", there=4, expected=4))
        assert read(client, officer, check).content.decode().count("<small>ครบแล้ว ยังไม่ส่ง</small>") == 2
        with translation.override("th"):
            rows = sheet_of(check_of(check)).parts[0].lines
        assert sum("ครบแล้ว ยังไม่ส่ง" in row.cells[4] for row in rows) == 2

    def test_narrows_to_one_verdict_and_says_how_many_it_left_out(self, client, check, laos, officer):
        page = read(client, officer, check, show="complete")
        assert [line.organisation.name for line in page.context["shown"]] == ["ครบ"]
        assert 'class="left-out"' in page.content.decode()

    def test_all_that_remain_are_chased_in_one_act(self, client, check, laos, officer):
        people.signed_in(client, officer)
        client.post(address(check), {"verb": "chase_all", "reason": "โทรแล้ว ส่งภายในสัปดาห์หน้า"})
        given = {line.organisation.name: line.kind for line in check_of(check).lines}
        assert given == {"ครบ": "complete", "รอ": "", "ดอนแก้ว": "chased", "ห้วยน้ำใส": "chased"}

    def test_only_the_ticked_ones_and_never_without_a_reason(self, client, check, laos, officer):
        people.signed_in(client, officer)
        ticked = {"verb": "chase", "lao": [laos["ดอนแก้ว"].organisation_id]}
        refused = client.post(address(check), ticked)
        assert refused.status_code == 422
        assert refused.context["ticked"] == [str(laos["ดอนแก้ว"].organisation_id)]
        client.post(address(check), ticked | {"reason": "ไปพบแล้ว"})
        assert check_of(check).number("chased") == 1

    def test_an_officer_reads_who_signs_and_the_head_signs(self, client, check, laos, officer, head):
        text = read(client, officer, check).content.decode()
        assert "นายหัวหน้า ใจดี" in text
        assert 'value="sign"' not in text
        actions.accept([laos["รอ"]], by=officer)
        client.post(address(check), {"verb": "chase_all", "reason": "โทรแล้ว"})
        people.signed_in(client, head)
        client.post(address(check), {"verb": "sign"})
        assert life(check) == "submitted"
        client.post(address(check), {"verb": "undo"})
        assert life(check) == "draft"

    def test_dla_reads_the_signed_report_and_writes_nothing(self, client, check, laos, officer, head, dla):
        actions.accept([laos["รอ"]], by=officer)
        chased = [laos[name].organisation_id for name in ("ดอนแก้ว", "ห้วยน้ำใส")]
        actions.chase_in_check(check, chased, reason="โทรแล้ว", by=officer)
        actions.sign_check(check, by=head)
        text = read(client, dla, check).content.decode()
        assert reverse("review", args=[check.pk]) in text
        assert 'value="undo"' not in text
        assert client.post(address(check), {"verb": "undo"}).status_code == 404
        assert address(check) in client.get(reverse("reviews")).content.decode()

    def test_an_analyst_and_a_viewer_only_read(self, client, check, laos, province):
        for post in (Post.ANALYST, Post.VIEWER):
            assert 'name="lao"' not in read(client, people.a_post(post, at=province), check).content.decode()
            assert client.post(address(check), {"verb": "chase_all", "reason": "โทร"}).status_code == 404

    def test_the_plain_page_of_the_step_offers_no_sending(self, client, check, laos, head):
        people.signed_in(client, head)
        text = client.get(reverse("step", args=[check.pk])).content.decode()
        assert 'value="submit"' not in text
        assert address(check) in text

    def test_costs_the_same_for_two_laos_and_twelve(self, client, check, laos, officer):
        read(client, officer, check)
        with count_queries() as few:
            client.get(address(check))
        for _number in range(10):
            make.a_submission(people.an_lao(), "spending_q2", year=YEAR)
        with count_queries() as many:
            client.get(address(check))
        assert many.number <= few.number


class TestTheReport:
    def test_names_every_lao_the_counts_and_who_signed(self, check, laos, officer, head):
        actions.accept([laos["รอ"]], by=officer)
        chased = [laos[name].organisation_id for name in ("ดอนแก้ว", "ห้วยน้ำใส")]
        actions.chase_in_check(check, chased, reason="โทรแล้ว", by=officer)
        check.refresh_from_db()
        told = json.dumps(sheet_of(check_of(check)).as_data(), ensure_ascii=False, default=str)
        assert "ยังไม่ได้ลงนาม" in told
        actions.sign_check(check, by=head)
        check.refresh_from_db()
        told = json.dumps(sheet_of(check_of(check)).as_data(), ensure_ascii=False, default=str)
        for words in ("ดอนแก้ว", "โทรแล้ว", "นายหัวหน้า ใจดี", "4 แห่ง"):
            assert words in told, words

    def test_is_there_by_name_for_the_command(self, check, laos):
        sheet = FORMS["check-report"].prepare(username=None, province=57, year=YEAR, step="check_q2")
        assert sheet.as_xlsx()[:2] == b"PK"
        with pytest.raises(Refused):
            FORMS["check-report"].prepare(username=None, province=57, year=YEAR + 1, step="check_q2")

    def test_comes_as_pdf_and_excel(self, client, check, laos, officer):
        people.signed_in(client, officer)
        assert client.get(address(check, "check-print", "pdf")).content[:4] == b"%PDF"
        assert client.get(address(check, "check-print", "xlsx")).content[:2] == b"PK"
        assert client.get(address(check, "check-print", "doc")).status_code == 404


class TestDlasTable:
    def test_says_which_province_has_not_signed(self, client, dla, province):
        make.a_submission(province, "check_q2", year=YEAR, when=make.dates(-60, -5, 5))
        make.a_submission(people.a_province(50), "check_q2", year=YEAR, life="submitted")
        people.signed_in(client, dla)
        page = client.get(reverse("matrix"), {"sort": "check_q2"})
        [told] = page.context["table"].not_followed_up
        assert (told["over"], told["open"], told["all"]) == (1, 0, 2)
        assert page.context["table"].rows[0].office == province
        text = page.content.decode()
        assert "เลยกำหนด ยังไม่ลงนาม" in text
        assert reverse("check", args=[province.pk, YEAR, "check_q2"]) in text


class TestAcceptingManyAtOnce:
    @pytest.fixture
    def waiting(self, monkeypatch):
        """Two that are complete, one of them reconciled; one that differs from its accounts; one that is not full."""
        contents = {
            "ตรง": Completeness(3, 3, (), True),
            "ไม่มียอด": Completeness(3, 3),
            "ต่าง": Completeness(3, 3, (), False),
            "ขาด": Completeness(2, 3, (), None),
        }
        rows = {
            name: make.a_submission(people.an_lao(name=name), "spending_q2", year=YEAR, life="submitted")
            for name in contents
        }
        told = {row.organisation_id: contents[name] for name, row in rows.items()}
        count = lambda ids, year: {id: told[id] for id in ids}  # noqa: E731
        monkeypatch.setitem(duties._DUTIES, "spending_q2", Duty("spending_q2", "tests", count, count, "home"))
        return rows

    def test_takes_what_is_complete_and_reconciled_and_leaves_the_rest(self, client, waiting, officer):
        people.signed_in(client, officer)
        ready = client.get(reverse("reviews")).context["ready"]
        assert {row.organisation.name for row in ready} == {"ตรง", "ไม่มียอด"}
        seen = [f"{row.pk}:{row.version}" for row in ready]
        client.post(reverse("reviews"), {"verb": "accept_ready", "ready": seen})
        assert {name: life(row) for name, row in waiting.items()} == {
            "ตรง": "accepted",
            "ไม่มียอด": "accepted",
            "ต่าง": "submitted",
            "ขาด": "submitted",
        }

    def test_refuses_what_changed_a_second_ago_and_names_the_one(self, client, waiting, officer):
        people.signed_in(client, officer)
        seen = [f"{row.pk}:{row.version}" for row in client.get(reverse("reviews")).context["ready"]]
        type(waiting["ตรง"]).objects.filter(pk=waiting["ตรง"].pk).update(version=9)
        answer = client.post(reverse("reviews"), {"verb": "accept_ready", "ready": seen})
        assert answer.status_code == 409
        [problem] = answer.context["problems"]
        assert waiting["ตรง"].organisation.short_name in str(problem)
        assert life(waiting["ไม่มียอด"]) == "submitted"

    def test_names_what_was_taken_back_meanwhile(self, client, waiting, officer):
        people.signed_in(client, officer)
        row = waiting["ตรง"]
        type(row).objects.filter(pk=row.pk).update(life="draft")
        answer = client.post(reverse("reviews"), {"take": [f"{row.pk}:{row.version}"]})
        assert answer.status_code == 409
        assert row.organisation.short_name in str(answer.context["problems"][0])
