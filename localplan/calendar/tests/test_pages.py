"""The pages of the calendar, from DLA's document to an LAO's receipt."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from localplan.calendar import actions
from localplan.calendar.facts import CircularFact
from localplan.calendar.models import Acknowledgement, Calendar, Circular, Deadline, Holiday, Question, Submission
from localplan.calendar.prints import letter_of
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit.testing import count_queries

from . import make
from .founding_texts import GOOD_LETTER, ROWS_2560, a_document
from .test_publishing import SOONER, published

pytestmark = pytest.mark.django_db


def shown(day):
    """A date as officers type it."""
    return f"{day.day}/{day.month}/{day.year + 543}"


@pytest.fixture
def dla(client):
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    people.signed_in(client, officer)
    client.officer = officer
    return client


@pytest.fixture
def laos():
    return [people.an_lao() for _ in range(3)]


def signed_in(post, organisation):
    from django.test import Client

    client = Client()
    client.officer = people.a_post(post, at=organisation)
    return people.signed_in(client, client.officer)


@pytest.fixture
def head(laos):
    return signed_in(Post.HEAD, people.a_province())


@pytest.fixture
def planner(laos):
    return signed_in(Post.PLANNER, laos[0])


def html_of(response):
    return response.content.decode()


class TestDraft:
    def test_a_document_handed_in_is_shown_beside_its_deadlines_and_published_when_answered(self, dla, laos):
        file = SimpleUploadedFile("calendar.txt", (a_document(*ROWS_2560) + GOOD_LETTER).encode())
        page = dla.get(dla.post(reverse("import-calendar"), {"file": file}).url)
        assert page.context["open_number"] == 2
        html = html_of(page)
        assert '<mark class="ask">ปี 2559</mark>' in html
        assert html.count('name="choice"') == 4 + 2 * sum(q.by_rule for q in page.context["questions"])
        draft = page.context["calendar"]
        url = reverse("calendar-draft", args=[draft.pk])
        assert dla.post(url, {"question": "row1.item2.year", "choice": "1"}).status_code == 422
        dla.post(url, {"question": "row1.item2.year", "choice": "2560"})
        confirm = reverse("publish-calendar", args=[draft.pk])
        assert dla.post(confirm).status_code == 422
        dla.post(url, {"question": "row1.remark.contradiction", "choice": "opens:2016-09-01"})
        html = html_of(dla.get(confirm))
        assert "อปท. 3 แห่งจะเลยกำหนดพรุ่งนี้" in html
        done = dla.post(confirm, {"seen": re.search(r'name="seen" value="(\d+)"', html)[1]}, follow=True)
        assert done.status_code == 200
        assert Submission.objects.filter(deadline__step="plan_confirm").count() == 3
        assert dla.post(confirm).status_code == 302

    def test_words_may_be_pasted_and_one_of_the_two_is_needed(self, dla):
        assert dla.post(reverse("import-calendar"), {"words": a_document(*ROWS_2560)}).status_code == 302
        assert dla.post(reverse("import-calendar"), {"words": " "}).status_code == 422
        assert dla.post(reverse("import-calendar"), {"words": "ไม่มีตาราง"}).status_code == 422

    def test_a_calendar_is_begun_by_hand_and_its_deadlines_typed(self, dla, laos):
        row = {"number": 1, "months": "มีนาคม 2571", "from_on": "1/3/2571", "until_on": "31/3/2571"}
        told = {"year": 2571, "title": "ปฏิทิน", "guidance": "1. ก\n2. ข\nต่อ", "remark": "", **row}
        dla.post(reverse("begin-calendar"), told)
        draft = Calendar.objects.get()
        assert [(i.number, i.text) for i in draft.rows.get().items.all()] == [(1, "ก"), (2, "ข ต่อ")]
        assert dla.post(reverse("begin-calendar"), told).status_code == 422
        dates = {"opens_on": "1/3/2571", "due_on": "31/3/2571", "check_due_on": "28/4/2571"}
        add = reverse("add-deadline", args=[draft.pk])
        dla.post(add, {"step": "ordinance", "year": 2571, **dates})
        assert dla.post(add, {"step": "ordinance", "year": 2571, **dates}).status_code == 422
        change = reverse("draft-deadline", args=[draft.pk, "ordinance", 2571])
        assert dla.post(change, dates | {"due_on": "31/2/2571"}).status_code == 422
        dla.post(change, {"out": "1"})
        assert Calendar.objects.get().draft_deadlines[0].left_out
        dla.post(reverse("calendar-row", args=[draft.pk, 1]), {"remove": "1"})
        assert not draft.rows.exists()

    def test_a_copy_for_another_year_is_a_draft(self, dla, laos):
        calendar = published(dla.officer)
        copy = reverse("copy-calendar", args=[calendar.pk])
        assert dla.post(copy, {"year": make.YEAR + 1}).status_code == 302
        assert dla.post(copy, {"year": make.YEAR + 1}).status_code == 422
        assert Calendar.objects.get(year=make.YEAR + 1).published_at is None

    def test_what_is_published_is_not_corrected_any_more(self, dla, laos):
        calendar = published(dla.officer)
        for name, args in (("word-calendar", []), ("add-row", []), ("calendar-row", [1]), ("add-deadline", [])):
            assert dla.get(reverse(name, args=[calendar.pk, *args])).status_code == 404


class TestProvince:
    def test_it_takes_over_sets_earlier_dates_and_circulates(self, dla, laos, head):
        national = published(dla.officer)
        own = head.post(reverse("take-over-calendar", args=[national.pk])).url
        again = head.post(reverse("take-over-calendar", args=[national.pk]), follow=True)
        assert "มีปฏิทินปีงบประมาณ" in html_of(again)
        change = own + f"/deadline/plan_confirm/{make.YEAR}"
        refused = head.post(change, {"due_on": shown(people.days(35))})
        assert (refused.status_code, "ช้ากว่าไม่ได้" in html_of(refused)) == (422, True)
        head.post(change, {"due_on": shown(people.days(SOONER))})
        letter = {"number": "ชร 0023/ว 1", "dated_on": "วันนี้", "subject": "แจ้งซักซ้อม", "body": "แจ้ง"}
        sent = head.post(own + "/circulate", letter, follow=True)
        assert (sent.status_code, sent.context["silent_number"]) == (200, 3)
        assert set(Submission.objects.filter(deadline__step="plan_confirm").values_list("due_on", flat=True)) == {
            people.days(SOONER)
        }

    def test_laos_acknowledge_ask_and_are_answered(self, dla, laos, head, planner):
        own = actions.take_over_calendar(published(dla.officer), head.officer.organisation, by=head.officer)
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อม", number="ชร 1"), by=head.officer)
        page = reverse("circular", args=[letter.pk])
        assert "กำหนดของท่าน" in html_of(planner.get(page))
        planner.post(page + "/acknowledge", {"receipt_number": "88"})
        planner.post(page + "/ask", {"text": "ต้องส่งไหม"})
        assert planner.post(page + "/ask", {"text": ""}).status_code == 422
        answer = reverse("answer-question", args=[Question.objects.get().pk])
        assert planner.post(answer, {"answer": "ไม่"}).status_code == 404
        assert head.post(answer, {"answer": ""}).status_code == 422
        head.post(answer, {"answer": "ไม่ต้อง"})
        assert "ไม่ต้อง" in html_of(planner.get(page))
        assert head.get(page).context["silent_number"] == 2
        assert Acknowledgement.objects.get().receipt_number == "88"

    def test_a_letter_of_another_province_and_a_draft_are_not_there(self, dla, laos, planner):
        there = signed_in(Post.HEAD, people.a_province(50))
        own = actions.take_over_calendar(published(dla.officer), there.officer.organisation, by=there.officer)
        for path in (reverse("calendar-table", args=[own.pk]), reverse("calendar-draft", args=[own.pk])):
            assert planner.get(path).status_code == 404
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อม"), by=there.officer)
        assert planner.get(reverse("circular", args=[letter.pk])).status_code == 404
        assert planner.get(reverse("circular-print", args=[letter.pk])).status_code == 404


class TestDates:
    def test_a_date_is_moved_after_its_effect_was_seen(self, dla, laos):
        published(dla.officer)
        deadline = Deadline.objects.get(step="plan_confirm")
        page = reverse("move-deadline", args=[deadline.pk])
        told = {
            "opens_on": shown(people.days(-30)),
            "due_on": shown(people.days(0)),
            "check_due_on": shown(people.days(60)),
            "reason": "เร่งรัด",
        }
        seen = dla.post(page, told)
        assert seen.context["effect"] == {"waiting": 3, "late": 3, "freed": 0}
        assert set(Submission.objects.values_list("due_on", flat=True)) == {people.days(30)}
        dla.post(page, told | {"looked": str(people.days(0))})
        assert Submission.objects.filter(deadline=deadline).first().due_on < people.days(4)
        assert dla.post(page, told | {"looked": str(people.days(0)), "reason": ""}).status_code == 422

    def test_a_new_holiday_moves_the_dates_that_fall_on_it(self, dla, laos):
        published(dla.officer)
        file = SimpleUploadedFile("days.csv", f"date,name\n{people.days(30)},วันสมมติ\n".encode())
        dla.post(reverse("holidays"), {"file": file})
        assert min(Submission.objects.values_list("due_on", flat=True)) > people.days(30)
        entry = html_of(dla.get(reverse("calendar") + "?fy=2570"))
        assert "ตรงวันหยุด" in entry or people.days(30).month >= 10
        dla.post(reverse("holidays"), {"strike": str(people.days(30))})
        assert not Holiday.objects.exists()
        assert dla.post(reverse("holidays"), {"strike": "x"}).status_code == 404


class TestMonths:
    def test_offices_see_how_many_are_done_and_overdue_an_lao_its_own_state(self, dla, laos, head, planner):
        when = make.dates(-40, -1, 30)
        for lao, life in zip(laos, ("draft", "submitted", "accepted"), strict=True):
            make.a_submission(lao, "lao_strategy", when=when, life=life)
        for reader in (dla, head):
            entry = next(e for m in reader.get(reverse("calendar")).context["months"] for e in m.entries if e.total)
            assert (entry.finished, entry.over, entry.total) == (2, 1, 3)
        entries = [e for m in planner.get(reverse("calendar")).context["months"] for e in m.entries if e.state]
        assert [e.state for e in entries] == ["over"]
        only = [e for m in planner.get(reverse("calendar") + "?who=dla").context["months"] for e in m.entries]
        assert {e.owner for e in only} <= {"dla"}

    def test_the_page_costs_the_same_for_one_step_and_for_many(self, dla, laos):
        make.a_submission(laos[0], "lao_strategy", when=make.dates(-40, -2, 10))
        dla.get(reverse("calendar"))  # the first visit opens the session
        with count_queries() as few:
            dla.get(reverse("calendar"))
        for step in ("plan_confirm", "ordinance", "spending_q1", "spending_q2", "year_close"):
            make.a_submission(laos[0], step, when=make.dates(-40, -2, 10))
        with count_queries() as many:
            dla.get(reverse("calendar"))
        assert many.number == few.number

    @pytest.mark.parametrize("name", ["import-calendar", "begin-calendar", "holidays"])
    def test_only_dla_makes_the_national_calendar(self, head, planner, name):
        assert head.get(reverse(name)).status_code == planner.get(reverse(name)).status_code == 404

    def test_the_printed_table_has_the_four_columns_of_dlas_form_in_every_language(self, dla):
        text = a_document(*ROWS_2560)
        [draft] = actions.import_document(dla.officer.organisation, text, by=dla.officer).calendars
        html = html_of(dla.get(reverse("calendar-table", args=[draft.pk])))
        heads = re.findall(r'<th scope="col">([^<]*)</th>', html)
        assert heads == ["ที่", "เดือน", "แนวทางการดำเนินงาน", "หมายเหตุ"]

    def test_the_kept_letter_is_read_by_dla_alone(self, dla, planner):
        actions.import_document(dla.officer.organisation, a_document(*ROWS_2560) + GOOD_LETTER, by=dla.officer)
        page = reverse("circular", args=[Circular.objects.get().pk])
        assert (dla.get(page).status_code, planner.get(page).status_code) == (200, 404)


class TestPapers:
    def test_the_letter_names_the_laos_due_dates_and_the_letter_it_refers_to(self, dla, laos, head):
        own = actions.take_over_calendar(published(dla.officer), head.officer.organisation, by=head.officer)
        cites = ({"number": "มท 0810.5/ว 41", "dated_on": "2026-11-25"},)
        told = CircularFact("แจ้งซักซ้อม", "ชร 1", people.days(0), "ขอแจ้ง\n\nจึงแจ้งมา", cites)
        letter = actions.circulate(own, told, by=head.officer)
        paper = letter_of(letter, file_copy=True)
        assert (paper.to, paper.number) == ("องค์การบริหารส่วนจังหวัด เทศบาล และองค์การบริหารส่วนตำบล ทุกแห่ง", "ชร 1")
        assert paper.paragraphs[0].endswith("มท 0810.5/ว 41 ลงวันที่ 25 พ.ย. 2569")
        assert [part[0] for part in paper.paragraphs if isinstance(part, tuple)] == ["1.", "2."]
        assert paper.paragraphs[-1] == "จึงแจ้งมา"

    def test_the_letter_on_the_page_lists_what_its_pdf_lists(self, dla, laos):
        steps = ("provincial_strategy", "lao_strategy", "grants_m01")
        national = published(dla.officer, steps=steps)
        letter = actions.circulate(national, CircularFact("แจ้งปฏิทิน", "มท 1", body="แจ้ง\n\nจึงแจ้งมา"), by=dla.officer)
        on_paper = [part[1] for part in letter_of(letter).paragraphs if isinstance(part, tuple)]
        page = dla.get(reverse("circular-print", args=[letter.pk]))
        on_the_page = [step.name for step, _deadline in page.context["lines"]]
        assert len(on_paper) == len(on_the_page) == 2
        assert all(text.startswith(name) for text, name in zip(on_paper, on_the_page, strict=True))

    def test_both_papers_are_made_as_pdf(self, dla, laos, head, planner):
        own = actions.take_over_calendar(published(dla.officer), head.officer.organisation, by=head.officer)
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อม", body="แจ้ง"), by=head.officer)
        for name, pk in (("calendar-table-pdf", own.pk), ("circular-pdf", letter.pk)):
            assert planner.get(reverse(name, args=[pk])).content.startswith(b"%PDF")

    def test_both_papers_are_made_by_command(self, dla, laos, head, capsys):
        own = actions.take_over_calendar(published(dla.officer), head.officer.organisation, by=head.officer)
        letter = actions.circulate(own, CircularFact("แจ้งซักซ้อม", body="แจ้ง"), by=head.officer)
        year, province = str(own.year_id), str(own.organisation_id // 100_000)
        call_command("print", "calendar", "--year", year, "--province", province, "--format", "json")
        assert json.loads(capsys.readouterr().out)["title"] == own.title
        call_command("print", "circular", "--number", str(letter.pk), "--file-copy", "--format", "json")
        assert json.loads(capsys.readouterr().out)["initials"] == ["เจ้าหน้าที่", "หัวหน้ากลุ่มงาน", "ผู้อำนวยการ"]
        for asked in (["calendar", "--year", "2599"], ["circular", "--number", "0"]):
            with pytest.raises(SystemExit):
                call_command("print", *asked, "--format", "json")

    def test_the_kept_letter_shows_the_dates_it_names(self, dla):
        actions.import_document(dla.officer.organisation, a_document(*ROWS_2560) + GOOD_LETTER, by=dla.officer)
        html = html_of(dla.get(reverse("circular", args=[Circular.objects.get().pk])))
        assert "มท 0899.1/ว 77 (3 ต.ค. 2559)" in html
