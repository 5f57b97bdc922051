"""The pages of help: the way there from every page, files, the conversation, what is offered, the queue."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from localplan.calendar.tests import make as steps
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.facts import Offer
from localplan.support.models import HelpFile, HelpMessage, HelpRequest
from localplan.support.tests.make_help import a_request, an_answer
from localplan.toolkit import clock
from localplan.toolkit.models import StoredFile
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
ASKED = {"subject": "ยืนยันแผนไม่ได้", "text": "กดแล้วไม่ไปต่อ", "step": "", "page": ""}


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def clerk(lao):
    return people.a_post(Post.CLERK, at=lao)


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province())


@pytest.fixture
def as_clerk(client, clerk):
    return people.signed_in(client, clerk)


def a_file(name, content):
    return SimpleUploadedFile(name, content)


def test_every_page_of_the_lao_leads_to_the_form_with_its_own_address(as_clerk, lao):
    page = reverse("people", args=[lao.pk]) + "?on=1"
    asked = f"{reverse('ask-help')}?page={quote(page, safe='')}"
    assert as_clerk.get(page).content.decode().count(asked) == 2


def test_offices_are_not_asked_to_ask_the_province(client, officer):
    people.signed_in(client, officer)
    assert "/help/ask" not in client.get("/").content.decode()
    assert client.get(reverse("ask-help")).status_code == 404


def test_the_page_and_its_step_go_along(as_clerk, lao):
    row = steps.a_submission(lao, year=YEAR)
    page = reverse("step", args=[row.pk])
    assert as_clerk.get(reverse("ask-help"), {"page": page}).context["form"]["step"].value() == "lao_strategy"
    as_clerk.post(reverse("ask-help"), {**ASKED, "page": page, "step": "lao_strategy"})
    made = HelpRequest.objects.get()
    assert (made.page, made.step) == (page, "lao_strategy")


@pytest.mark.parametrize(
    "page", ["//evil.example/x", "https://evil.example/", "/no-such-page", "/\\evil", "javascript:1"]
)
def test_only_pages_of_ours_go_along(as_clerk, page):
    assert as_clerk.get(reverse("ask-help"), {"page": page}).context["place"].page == ""
    as_clerk.post(reverse("ask-help"), {**ASKED, "page": page})
    assert HelpRequest.objects.get().page == ""


def test_the_step_of_another_lao_is_not_told(client, lao):
    row = steps.a_submission(lao, year=YEAR)
    people.signed_in(client, people.a_post(Post.CLERK, at=people.an_lao()))
    shown = client.get(reverse("ask-help"), {"page": reverse("step", args=[row.pk])})
    assert shown.context["form"]["step"].value() == ""


def test_the_last_error_the_person_saw_goes_along(as_clerk, lao):
    page = reverse("correct-contact", args=[lao.pk])
    refused = as_clerk.post(page, {"email": "no mail", "phone": "1", "address": ""})
    assert refused.status_code == 422
    assert as_clerk.get(reverse("ask-help"), {"page": page}).context["trouble"]
    as_clerk.post(reverse("ask-help"), {**ASKED, "page": page})
    assert "E-mail" in HelpRequest.objects.get().trouble or "อีเมล" in HelpRequest.objects.get().trouble


def test_an_error_of_another_page_does_not_go_along(as_clerk, lao):
    as_clerk.post(reverse("correct-contact", args=[lao.pk]), {"email": "no mail"})
    assert as_clerk.get(reverse("ask-help"), {"page": "/calendar"}).context["trouble"] == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script>"),
        ("run.js", b"alert(1)"),
        ("picture.png", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("run.exe", b"MZ\x90\x00"),
        ("scan.html", b"%PDF-1.4 pretending"),
        ("empty.pdf", b""),
    ],
)
def test_what_could_run_is_not_taken_and_what_was_typed_stays(as_clerk, name, content):
    answer = as_clerk.post(reverse("ask-help"), {**ASKED, "files": [a_file(name, content)]})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert ASKED["text"] in shown
    assert ASKED["subject"] in shown
    assert not HelpRequest.objects.exists()


def test_a_script_in_the_words_is_shown_as_words_to_whoever_answers_and_to_all_it_is_offered_to(client, clerk, officer):
    script = "<script>alert(1)</script>"
    asked = an_answer(a_request(clerk, subject=script, text=script), officer, text=script)
    actions.offer_solution(asked, Offer(script, script), by=officer)
    people.signed_in(client, officer)
    for page in (reverse("help-request", args=[asked.pk]), f"{reverse('help')}?state=all"):
        shown = client.get(page).content.decode()
        assert script not in shown
        assert "&lt;script&gt;" in shown
    people.signed_in(client, people.a_post(Post.CLERK, at=people.an_lao()))
    shown = client.get(reverse("ask-help")).content.decode()
    assert script not in shown
    assert "&lt;script&gt;" in shown


def test_fifty_megabytes_are_refused_in_words_and_the_other_file_need_not_be_chosen_again(as_clerk):
    big = a_file("ใหญ่.pdf", b"%PDF-1.4\n" + b"0" * 50 * 1024 * 1024)
    sent = {**ASKED, "files": [people.a_scan("เล็ก.pdf"), big]}
    answer = as_clerk.post(reverse("ask-help"), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "ใหญ่.pdf" in shown
    assert "10 MB" in shown
    assert ASKED["text"] in shown
    assert StoredFile.objects.count() == 1
    kept = answer.context["form"]["kept_files"].value()
    as_clerk.post(reverse("ask-help"), {**ASKED, "kept_files": kept})
    assert HelpFile.objects.get().file.name == "เล็ก.pdf"


def test_somebody_elses_file_cannot_be_attached_by_its_number(as_clerk):
    as_clerk.post(reverse("ask-help"), {**ASKED, "kept_files": "[1]"})
    assert not HelpFile.objects.exists()


def test_a_file_is_read_by_those_of_the_conversation_only(as_clerk, client, lao, officer):
    as_clerk.post(reverse("ask-help"), {**ASKED, "files": [people.a_scan()]})
    path = reverse("help-file", args=[HelpFile.objects.get().pk])
    answer = as_clerk.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert people.signed_in(client, officer).get(path).status_code == 200
    for other in (people.a_post(Post.CLERK, at=people.an_lao()), people.a_post(Post.HEAD, at=people.a_province(50))):
        assert people.signed_in(client, other).get(path).status_code == 404


def test_the_second_officer_reads_the_first_answer_and_keeps_the_words(client, clerk, officer):
    made = a_request(clerk)
    second = people.signed_in(client, people.a_post(Post.ANALYST, at=people.a_province()))
    page = reverse("help-request", args=[made.pk])
    seen = second.get(page).context["form"]["seen"].value()
    an_answer(made, officer, "คำตอบของคนแรก")
    refused = second.post(page, {"text": "คำตอบของคนที่สอง", "seen": seen, "files": [people.a_scan()]})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "คำตอบของคนแรก" in shown
    assert "คำตอบของคนที่สอง" in shown
    form = refused.context["form"]
    kept = {name: form[name].value() for name in ("text", "seen", "kept_files")}
    assert second.post(page, kept).status_code == 302
    assert HelpMessage.objects.filter(from_office=True).count() == 2
    assert HelpFile.objects.count() == 1


def test_whoever_took_it_is_named_to_the_second(client, clerk, officer):
    made = a_request(clerk)
    actions.take(made, by=officer, seen_owner=None)
    second = people.signed_in(client, people.a_post(Post.HEAD, at=people.a_province()))
    answer = second.post(reverse("take-help", args=[made.pk]), {"owner": ""}, follow=True)
    assert officer.user.full_name in answer.content.decode()
    made.refresh_from_db()
    assert made.owner == officer
    second.post(reverse("take-help", args=[made.pk]), {"owner": officer.pk})
    made.refresh_from_db()
    assert made.owner != officer


def test_an_answer_is_news_until_the_lao_opens_it(as_clerk, client, clerk, officer):
    made = an_answer(a_request(clerk), officer)
    page = reverse("help-request", args=[made.pk])
    viewer = people.a_post(Post.VIEWER, at=clerk.organisation)
    assert people.signed_in(client, viewer).get(page).status_code == 200
    assert HelpRequest.objects.with_news().exists()
    people.signed_in(client, clerk).get(page)
    assert not HelpRequest.objects.with_news().exists()


def test_closing_and_writing_again(as_clerk, clerk, officer):
    made = an_answer(a_request(clerk), officer)
    as_clerk.post(reverse("close-help", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "closed"
    as_clerk.post(reverse("help-request", args=[made.pk]), {"text": "ยังไม่ได้"})
    made.refresh_from_db()
    assert made.state == "waiting"


def test_a_solution_is_offered_before_the_next_one_asks(client, clerk, officer):
    made = an_answer(a_request(clerk, step="lao_strategy"), officer)
    people.signed_in(client, officer)
    path = reverse("offer-help", args=[made.pk])
    refused = client.post(path, {"question": "ห้วยน้ำใสกดไม่ได้", "solution": "กรอกเลขที่"})
    assert refused.status_code == 422
    assert client.post(path, {"question": "กดยืนยันไม่ได้", "solution": "กรอกเลขที่ก่อน"}).status_code == 302
    people.signed_in(client, people.a_post(Post.PLANNER, at=people.an_lao(name="ดอนแก้ว")))
    shown = client.get(reverse("ask-help"), {"step": "lao_strategy"}).content.decode()
    assert "กรอกเลขที่ก่อน" in shown
    assert "ห้วยน้ำใส" not in shown
    assert client.post(reverse("solved-help", args=[made.pk]), {"page": "/calendar"}).url == "/calendar"
    made.refresh_from_db()
    assert made.helped == 1
    people.signed_in(client, officer).post(path, {"withdraw": "1"})
    assert client.post(reverse("solved-help", args=[made.pk])).status_code == 404


def test_the_queue_of_an_office_and_of_dla(client, clerk, officer):
    people.the_department()
    waiting, answered = a_request(clerk, "รออยู่"), an_answer(a_request(clerk, "ตอบไปแล้ว"), officer)
    a_request(people.a_post(Post.CLERK, at=people.an_lao(people.a_district(people.a_province(50)))), "ที่อื่น")

    def listed(by, **asked):
        people.signed_in(client, by)
        return [one.subject for one in client.get(reverse("help"), asked).context["page"]]

    assert listed(officer) == ["รออยู่"]
    assert set(listed(officer, state="all")) == {waiting.subject, answered.subject}
    assert listed(officer, state="all", of="mine") == ["ตอบไปแล้ว"]
    assert listed(officer, state="all", of="nobody") == ["รออยู่"]
    assert listed(officer, q="zz") == []
    assert set(listed(clerk)) == {"รออยู่", "ตอบไปแล้ว"}
    dla = people.a_post(Post.OFFICER, at=people.the_department())
    assert listed(dla) == []
    assert set(listed(dla, of="all")) == {"รออยู่", "ที่อื่น"}
    with clock.at(clock.now() + clock.dt.timedelta(days=14)):
        assert actions.climb_overdue() == 2
    assert set(listed(dla)) == {"รออยู่", "ที่อื่น"}


def test_homes_show_what_waits_and_what_was_answered(client, clerk, officer):
    made = a_request(clerk, "รออยู่")
    assert "รออยู่" in people.signed_in(client, officer).get("/").content.decode()
    an_answer(made, officer)
    assert "รออยู่" not in people.signed_in(client, officer).get("/").content.decode()
    assert "รออยู่" in people.signed_in(client, clerk).get("/").content.decode()


def test_the_queue_costs_the_same_for_one_and_for_twenty(client, clerk, officer):
    people.signed_in(client, officer)
    a_request(clerk)
    client.get(reverse("help"))
    with count_queries() as one:
        client.get(reverse("help"))
    for number in range(19):
        a_request(people.a_post(Post.CLERK, at=people.an_lao()), f"เรื่องที่ {number}")
    with count_queries() as twenty:
        client.get(reverse("help"))
    assert twenty.number == one.number


def test_an_offer_costs_nothing_to_those_who_cannot_ask(client, clerk, officer):
    made = actions.offer_solution(an_answer(a_request(clerk), officer), Offer("กดไม่ได้", "กรอกเลขที่"), by=officer)
    people.signed_in(client, officer)
    assert client.post(reverse("solved-help", args=[made.pk])).status_code == 404
