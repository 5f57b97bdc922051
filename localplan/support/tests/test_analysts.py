"""The analysts' log and their monthly report: fed by what they did, handed in once, signed as it was read."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse

from localplan.organisations.history import Did, record
from localplan.organisations.models import Change, Membership, Post
from localplan.organisations.tests import make
from localplan.support import actions, delivery, rules
from localplan.support.delivery_print import DeliveryPaper
from localplan.support.facts import Talk, Work
from localplan.support.models import DeliveryReport, WorkEntry
from localplan.support.work_log import Log, log_of
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import at_once, count_queries
from localplan.toolkit.tests.read_pdf import pages
from localplan.toolkit.thai_dates import end_of_month, format_short

from .make_analysts import a_report, an_office, last_month

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def analyst(office):
    return office.first


def refused(act, *given, **values):
    with pytest.raises(Refused) as error:
        act(*given, **values)
    return [problem.rule for problem in error.value]


def note(by, day=None, text="ออกเยี่ยมช่วยบันทึกแผน", **values):
    return actions.note_work(Work(day or clock.today(), text, **values), by=by)


def sign(report, by, *, remarks="", accept=True, seen=None):
    version = DeliveryReport.objects.get(pk=report.pk).version if seen is None else seen
    return actions.sign_report(report, remarks=remarks, accept=accept, seen=version, by=by)


class TestTheLog:
    def test_is_fed_by_acts_contacts_and_lines(self, office, analyst):
        record(analyst, "projects_saved", [Did(office.lao, office.lao.pk, after={"n": n}) for n in range(3)])
        record(analyst, "help_answered", [Did(office.laos[1], office.laos[1].pk)])
        actions.note_contact(office.lao, Talk("visit", "helped", clock.today(), person="ปลัด"), by=analyst)
        note(analyst, hours=Decimal("3.5"), organisation=office.lao)
        log = log_of(analyst, clock.today())
        assert [(one.verb, one.times, one.laos) for one in log.acts] == [
            ("projects_saved", 3, 1),
            ("help_answered", 1, 1),
        ]
        assert sorted(log.helped.values()) == [1, 3]
        assert [(one.lao, one.way, one.person) for one in log.contacts] == [(office.lao.short_name, "visit", "ปลัด")]
        assert (log.noted[0].lao, log.hours) == (office.lao.short_name, Decimal("3.5"))
        assert len(log.laos) == 4

    def test_an_act_of_the_last_minute_is_of_its_month_and_nobody_elses(self, office, analyst):
        first, last = last_month(), end_of_month(last_month())
        for day, hour in ((first, 0), (last, 23)):
            with clock.at(clock.dt.datetime.combine(day, clock.dt.time(hour, 59))):
                record(analyst, "help_answered", [Did(office.lao, office.lao.pk)])
        record(analyst, "help_answered", [Did(office.lao, office.lao.pk)])
        record(office.second, "help_answered", [Did(office.lao, office.lao.pk)])
        assert log_of(analyst, first).times == 2
        assert log_of(analyst, clock.today()).times == 1

    def test_costs_the_same_for_one_line_and_for_twenty(self, office, analyst):
        note(analyst)
        record(analyst, "help_answered", [Did(office.lao, office.lao.pk)])
        with count_queries() as few:
            log_of(analyst, clock.today())
        for lao in office.laos * 5:
            note(analyst, organisation=lao)
            record(analyst, "help_answered", [Did(lao, lao.pk)])
        with count_queries() as many:
            log_of(analyst, clock.today())
        assert many.number == few.number

    def test_comes_back_as_it_was_kept(self, office, analyst):
        note(analyst, hours=Decimal(2), organisation=office.lao)
        record(analyst, "help_answered", [Did(office.lao, office.lao.pk)])
        log = log_of(analyst, clock.today())
        later = {**log.as_data(), "unheard_of": 1, "noted": [{**log.as_data()["noted"][0], "mood": "good"}]}
        assert Log.kept(log.month, later) == log


class TestLines:
    def test_work_has_happened(self, analyst):
        assert refused(note, analyst, make.days(1)) == ["work_has_happened"]
        assert refused(note, analyst, text=" ") == ["work_has_happened"]
        assert note(analyst, text="ก" * 500)
        assert list(rules.work_has_happened(clock.today(), today=clock.today(), text="ก" * 501))

    def test_hours_fit_a_day(self, analyst):
        for hours in ("0", "24.1", "-1"):
            assert refused(note, analyst, hours=Decimal(hours)) == ["hours_fit_a_day"]
        assert note(analyst, hours=Decimal(24))
        assert note(analyst, hours=Decimal("0.5"))

    def test_work_is_ones_own(self, office, analyst):
        line = note(analyst)
        told = Work(clock.today(), "อื่น")
        assert refused(actions.correct_work, line, told, by=office.second) == ["work_is_ones_own"]
        assert refused(actions.remove_work, line, by=office.second) == ["work_is_ones_own"]

    def test_of_another_province_nothing_is_noted(self, analyst):
        there = make.an_lao(make.a_district(make.a_province(50)))
        with pytest.raises(NotAllowed):
            note(analyst, organisation=there)

    def test_is_corrected_and_removed_and_the_history_keeps_it(self, analyst):
        line = note(analyst, text="ผิด")
        actions.correct_work(line, Work(clock.today(), "ถูก", hours=Decimal(1)), by=analyst)
        assert WorkEntry.objects.get().text == "ถูก"
        actions.remove_work(line, by=analyst)
        assert not WorkEntry.objects.exists()
        assert list(Change.objects.order_by("id").values_list("verb", flat=True)) == [
            "work_noted",
            "work_corrected",
            "work_removed",
        ]

    def test_month_is_not_handed_in(self, analyst):
        line = note(analyst, last_month())
        report = actions.hand_in_report(last_month(), by=analyst)
        told = Work(clock.today(), "ย้ายเดือน")
        assert refused(note, analyst, end_of_month(last_month())) == ["month_is_not_handed_in"]
        assert refused(actions.correct_work, line, told, by=analyst) == ["month_is_not_handed_in"]
        assert refused(actions.remove_work, line, by=analyst) == ["month_is_not_handed_in"]
        this = note(analyst)
        back = Work(last_month(), "ย้อน")
        assert refused(actions.correct_work, this, back, by=analyst) == ["month_is_not_handed_in"]
        assert len(Log.kept(report.month, report.content).noted) == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_line_written_while_it_is_handed_in_is_in_it_or_refused(self, analyst):
        day = last_month()
        answers = at_once(lambda: note(analyst, day), lambda: actions.hand_in_report(day, by=analyst))
        told = [answer for answer in answers if not isinstance(answer, Refused)]
        report = DeliveryReport.objects.get()
        assert report in told
        assert len(report.content["noted"]) == WorkEntry.objects.count() == len(told) - 1


class TestHandingIn:
    def test_month_has_ended(self, analyst):
        assert refused(actions.hand_in_report, clock.today(), by=analyst) == ["month_has_ended"]

    def test_the_last_month_of_a_contract_is_handed_in_in_its_last_week(self):
        month, last = clock.dt.date(2026, 11, 1), clock.dt.date(2026, 11, 20)
        for day, found in ((13, 1), (14, 0), (20, 0)):
            today = clock.dt.date(2026, 11, day)
            assert len(list(rules.month_has_ended(month, today=today, until_on=last))) == found
        assert list(rules.month_has_ended(month, today=clock.dt.date(2026, 11, 30), until_on=None))
        assert not list(rules.month_has_ended(month, today=clock.dt.date(2026, 12, 1), until_on=None))

    def test_report_is_of_the_contract(self, analyst):
        Membership.objects.filter(pk=analyst.pk).update(from_on=clock.today())
        analyst.refresh_from_db()
        assert refused(actions.hand_in_report, last_month(), by=analyst) == ["report_is_of_the_contract"]
        month, ends = clock.dt.date(2026, 11, 1), clock.dt.date(2026, 10, 31)
        assert list(rules.report_is_of_the_contract(month, from_on=ends, until_on=ends))
        assert not list(rules.report_is_of_the_contract(month, from_on=ends, until_on=month))

    def test_report_is_of_an_analyst(self, office):
        assert refused(actions.hand_in_report, last_month(), by=office.officer) == ["report_is_of_an_analyst"]

    def test_twice_is_once(self, analyst):
        actions.hand_in_report(last_month(), by=analyst)
        assert refused(actions.hand_in_report, last_month(), by=analyst) == ["month_is_not_handed_in"]
        assert Change.objects.filter(verb="report_handed_in").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_twice_at_once_is_once(self, analyst):
        act = lambda: actions.hand_in_report(last_month(), by=analyst)  # noqa: E731
        answers = at_once(act, act)
        assert len([answer for answer in answers if isinstance(answer, Refused)]) == 1
        assert DeliveryReport.objects.get().version == 2


class TestSigning:
    def test_the_supervisor_or_the_head_signs(self, office, analyst):
        assert sign(a_report(analyst), office.officer).signed_by == office.officer
        assert sign(a_report(office.second), office.head, remarks="ดี").remarks == "ดี"

    def test_supervisor_signs(self, office, analyst):
        other = make.a_post(Post.OFFICER, at=office.province)
        assert refused(sign, a_report(analyst), other) == ["supervisor_signs"]
        for nobody in (analyst, make.a_post(Post.HEAD, at=make.a_province(50))):
            with pytest.raises(NotAllowed):
                sign(DeliveryReport.objects.get(), nobody)

    def test_report_waits_for_its_signature(self, office, analyst):
        report = a_report(analyst, handed_in_at=None)
        assert refused(sign, report, office.head) == ["report_waits_for_its_signature"]
        DeliveryReport.objects.update(handed_in_at=clock.now())
        sign(report, office.head)
        assert refused(sign, report, office.officer) == ["report_waits_for_its_signature"]

    def test_sent_back_with_a_reason(self, office, analyst):
        report = a_report(analyst)
        assert refused(sign, report, office.head, accept=False, remarks=" ") == ["sent_back_with_a_reason"]
        sign(report, office.head, accept=False, remarks="ขาดวันที่ 5")
        assert note(analyst, last_month())
        again = actions.hand_in_report(last_month(), by=analyst)
        assert len(again.content["noted"]) == 1

    def test_report_is_as_it_was_read(self, office, analyst):
        report = a_report(analyst)
        sign(report, office.officer, accept=False, remarks="แก้")
        actions.hand_in_report(last_month(), by=analyst)
        assert refused(sign, report, office.head, seen=2) == ["report_is_as_it_was_read"]
        assert DeliveryReport.objects.get().signed_at is None
        assert sign(report, office.head, seen=4)

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_sign_at_once_one_has_signed(self, office, analyst):
        report = a_report(analyst)
        answers = at_once(lambda: sign(report, office.head, seen=2), lambda: sign(report, office.officer, seen=2))
        assert len([answer for answer in answers if isinstance(answer, Refused)]) == 1
        assert Change.objects.filter(verb="report_signed").count() == 1


class TestPages:
    def test_lines_are_added_corrected_and_removed(self, analyst, office, client):
        make.signed_in(client, analyst)
        told = {"on": format_short(clock.today()), "text": "อบรม e-plan", "hours": "6", "organisation": office.lao.pk}
        assert client.post(reverse("my-work"), told).status_code == 302
        line = WorkEntry.objects.get()
        url = reverse("work-entry", args=[line.pk])
        assert client.post(url, {**told, "hours": "25"}).status_code == 422
        assert client.post(url, {**told, "hours": "7"}).status_code == 302
        line.refresh_from_db()
        assert (line.hours, line.organisation) == (7, office.lao)
        assert client.post(url, {"remove": "1"}).status_code == 302
        assert not WorkEntry.objects.exists()
        assert client.get(url).status_code == 404

    def test_another_analysts_line_is_no_page(self, analyst, office, client):
        line = note(analyst)
        make.signed_in(client, office.second)
        assert client.post(reverse("work-entry", args=[line.pk]), {"remove": "1"}).status_code == 404

    def test_a_month_is_handed_in_sent_back_and_signed(self, analyst, office, client):
        month = f"{last_month():%Y-%m}"
        url = reverse("delivery-report", args=[analyst.pk, month])
        make.signed_in(client, analyst)
        assert client.post(url, {"verb": "hand_in"}).status_code == 302
        assert client.post(url, {"verb": "hand_in"}).status_code == 422
        assert client.post(url, {"verb": "sign", "seen": "2"}).status_code == 404
        make.signed_in(client, office.head)
        assert client.post(url, {"verb": "return", "seen": "2", "remarks": ""}).status_code == 422
        assert client.post(url, {"verb": "return", "seen": "2", "remarks": "เพิ่มงานอบรม"}).status_code == 302
        make.signed_in(client, analyst)
        assert "เพิ่มงานอบรม" in client.get(reverse("my-work"), {"month": month}).content.decode()
        client.post(url, {"verb": "hand_in"})
        make.signed_in(client, office.officer)
        stale = client.post(url, {"verb": "sign", "seen": "2", "remarks": "อ่านแล้ว"})
        assert stale.status_code == 422
        assert 'value="4"' in stale.content.decode()
        assert "อ่านแล้ว" in stale.content.decode()
        assert client.post(url, {"verb": "sign", "seen": "4", "remarks": "อ่านแล้ว"}).status_code == 302
        assert DeliveryReport.objects.get().signed_by == office.officer

    def test_the_list_says_who_has_not_handed_in(self, office, client):
        a_report(office.first)
        page = make.signed_in(client, office.head).get(reverse("delivery-reports"))
        assert [one.stage for one in page.context["listed"]] == ["waiting", "missing"]
        assert page.context["listed"][1].is_overdue is (clock.today().day > delivery.DUE_DAY)

    def test_an_analysts_home_says_which_months_are_owed(self, office, client):
        Membership.objects.filter(pk=office.first.pk).update(from_on=last_month())
        page = make.signed_in(client, office.first).get(reverse("home"))
        assert [one.month for one in page.context["reports_owed"]] == [last_month()]
        a_report(office.first)
        assert client.get(reverse("home")).context["reports_owed"] == []

    @pytest.mark.parametrize("month", ["2026-13", "x", "1999-01", "2999-01", "2026-1", "26-01"])
    def test_a_month_that_is_none_is_no_page(self, office, client, month):
        make.signed_in(client, office.head)
        assert client.get(reverse("delivery-report", args=[office.first.pk, month])).status_code == 404
        assert client.get(reverse("delivery-reports"), {"month": month}).status_code == 200
        make.signed_in(client, office.first)
        assert client.get(reverse("my-work"), {"month": month}).status_code == 200

    def test_a_colleagues_report_is_no_page_for_an_analyst(self, office, client):
        make.signed_in(client, office.second)
        url = reverse("delivery-report", args=[office.first.pk, f"{last_month():%Y-%m}"])
        assert client.get(url).status_code == 404


class TestOnPaper:
    def test_shows_what_was_handed_in_and_who_signed(self, office, analyst):
        note(analyst, last_month(), "จัดอบรม & <b>ทบทวน</b> #1", organisation=office.lao, hours=Decimal("6.5"))
        report = actions.hand_in_report(last_month(), by=analyst)
        sign(report, office.head, remarks="ครบถ้วน")
        paper = DeliveryPaper(delivery.delivery_of(analyst, last_month()))
        words = "".join(pages(paper.as_pdf()))
        for part in ("ใบส่งมอบงาน", "มานะขยัน", "จัดอบรม&<b>ทบทวน</b>#๑", "๖.๕", "ครบถ้วน", "ผู้ควบคุมดูแล", "วิชัยบริหาร"):
            assert part in words
        with zipfile.ZipFile(io.BytesIO(paper.as_xlsx())) as book:
            assert "จัดอบรม &amp; &lt;b&gt;ทบทวน&lt;/b&gt; #๑" in book.read("xl/sharedStrings.xml").decode()

    def test_what_was_not_handed_in_is_marked_as_a_draft(self, analyst):
        paper = DeliveryPaper(delivery.delivery_of(analyst, last_month()))
        assert paper.as_data()["draft"]
        assert paper.as_pdf()[:5] == b"%PDF-"

    @pytest.mark.parametrize(("kind", "status"), [("pdf", 200), ("xlsx", 200), ("docx", 404)])
    def test_is_downloaded(self, office, client, kind, status):
        make.signed_in(client, office.first)
        url = reverse("delivery-report-print", args=[office.first.pk, f"{last_month():%Y-%m}", kind])
        assert client.get(url).status_code == status
