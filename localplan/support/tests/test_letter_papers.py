"""Letters on paper: text that can be copied, Thai digits, every copy in one file, Word that opens; the pages."""

import io

import pikepdf
import pytest
from django.test import Client
from docx import Document

from localplan.calendar.models import Submission
from localplan.calendar.tests import make as steps
from localplan.organisations.models import Kind, Post
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.letter_prints import address_list, paper_of, papers_of, register_sheet
from localplan.support.models import Letter, LetterCopy
from localplan.support.outgoing import register_of
from localplan.toolkit import clock, letters
from localplan.toolkit.letter_docx import FONT, letters_as_docx, official_digits
from localplan.toolkit.letters import letters_as_pdf
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.read_pdf import pages, squeezed

from .make_letters import a_copy, a_letter, sent
from .telling import due

pytestmark = pytest.mark.django_db
YEAR = steps.YEAR


@pytest.fixture
def office():
    """A province with an officer and two LAOs, one of which goes through its district."""
    lao = people.an_lao(name="ห้วยน้ำใส", phone="053-777123")
    town = people.an_lao(name="เชียงรุ้ง", kind=Kind.TOWN)
    officer = people.a_post(Post.OFFICER, at=people.a_province(), user=people.a_person(full_name="ดวงใจ มั่นคง"))
    return {"lao": lao, "town": town, "officer": officer, "clerk": people.a_post(Post.CLERK, at=lao)}


def copies_of(letter):
    return list(LetterCopy.objects.filter(letter=letter).for_listing())


def text_of(pdf):
    """All that a viewer copies out, without spaces."""
    return "".join(pages(pdf))


def signed_in(post):
    return people.signed_in(Client(), post)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("stamped", ["ที่ชร๐๐๒๓.๓/ว๑", "ถึงองค์การบริหารส่วนตำบลห้วยน้ำใส", "(ผ่านอำเภอเวียง๑)"]),
        ("external", ["เรื่องขอเชิญประชุม", "อ้างถึงหนังสือที่มท๐๘๑๐.๕/ว๔๑ลงวันที่๑๑มกราคม๒๕๗๐", "ขอแสดงความนับถือ"]),
        ("external", ["(ผ่านนายอำเภอเวียง๑)"]),
        ("memo", ["บันทึกข้อความ", "ส่วนราชการ", "เรียนองค์การบริหารส่วนตำบลห้วยน้ำใส", "(นายสมชายใจดี)"]),
    ],
)  # fmt: skip
def test_each_form_can_be_copied_out_of_its_pdf_in_thai_digits(office, kind, words):
    letter = a_letter(
        office["officer"],
        [office["lao"], office["town"]],
        kind=kind,
        through_district=True,
        cites=({"number": "มท 0810.5/ว 41", "dated_on": "2027-01-11"},),
        signer="นายสมชาย ใจดี",
        signer_post="ท้องถิ่นจังหวัดเชียงราย",
    )
    gone = sent(letter, by=office["officer"])
    text = text_of(letters_as_pdf(papers_of(gone, copies_of(gone))))
    for one in words:
        assert one in text
    assert "เวลา๐๙.๓๐น." in text
    assert "เทศบาลเมืองเชียงรุ้ง" in text
    assert not any(digit in text for digit in "0123456789")


def test_every_copy_begins_on_its_own_page_however_many_runs_it_takes(office, monkeypatch):
    monkeypatch.setattr(letters, "IN_ONE_RUN", 2)
    laos = [office["lao"], office["town"], people.an_lao(name="ดอนแก้ว")]
    letter = a_letter(office["officer"], laos)
    made = letters_as_pdf(papers_of(letter, copies_of(letter)))
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 3
    text = text_of(made)
    assert all(squeezed(lao.full_name) in text for lao in laos)


def test_the_file_copy_alone_bears_initials(office):
    letter = a_letter(office["officer"], [office["lao"]])
    kept = text_of(letters_as_pdf([paper_of(letter, None, {}, file_copy=True)]))
    assert "สำเนาคู่ฉบับ" in kept
    assert "หัวหน้ากลุ่มงาน" in kept
    assert "หัวหน้ากลุ่มงาน" not in text_of(letters_as_pdf(papers_of(letter, copies_of(letter))))


def test_word_opens_with_its_margins_its_face_and_thai_digits(office):
    letter = a_letter(office["officer"], [office["lao"], office["town"]], kind="external", signer="ก", signer_post="ข")
    gone = sent(letter, by=office["officer"])
    document = Document(io.BytesIO(letters_as_docx(papers_of(gone, copies_of(gone)))))
    section = document.sections[0]
    assert (round(section.left_margin.cm, 1), round(section.right_margin.cm, 1)) == (3, 2)
    assert document.styles["Normal"].font.name == FONT
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "๐๙.๓๐" in text
    assert "เทศบาลเมืองเชียงรุ้ง" in text
    assert len(document.tables) == 2
    assert not any(digit in text for digit in "0123456789")


def test_words_in_latin_letters_keep_their_digits():
    assert official_digits("ISO 9001 ข้อ 5 ใน Phase 2") == "ISO 9001 ข้อ ๕ ใน Phase 2"


def test_the_list_of_addressees_has_a_part_for_each_district(office):
    letter = a_letter(office["officer"], [office["lao"], office["town"]], through_district=True)
    sheet = address_list(letter, copies_of(letter))
    heads = [str(part.lines[0].text) for part in sheet.parts]
    assert heads == ["ผ่านอำเภอเวียง1 (1)", "ส่งตรง (1)"]
    assert sheet.as_xlsx()[:2] == b"PK"


def test_the_register_as_a_sheet_tells_its_gaps(office):
    sent(a_letter(office["officer"], [office["lao"]]), "ชร 1/3", by=office["officer"])
    year = clock.today().year
    series = register_of(1, year, letters=Letter.objects.sent(), circulars=[])
    sheet = register_sheet(office["officer"].organisation, year, series)
    assert any("1–2" in str(note) for note in sheet.notes)
    assert sheet.as_xlsx()[:2] == b"PK"


def test_an_officer_chases_a_step_by_letter_from_the_matrix(office):
    due(office["lao"], -17, year=YEAR)
    browser = signed_in(office["officer"])
    page = browser.get(f"/letters/new?fy={YEAR}&step=lao_strategy&lao={office['lao'].pk}&lao={office['town'].pk}")
    assert "‹สิ่งที่ขาด›" in page.content.decode()
    assert [one.pk for one in page.context["to"]] == [office["lao"].pk]
    assert page.context["left_out"] == 1
    words = {name: value for name, value in page.context["form"].initial.items() if value}
    answer = browser.post("/letters/new", {**words, "step": "lao_strategy", "lao": [office["lao"].pk]})
    letter = Letter.objects.get()
    assert answer.url == f"/letter/{letter.pk}"
    assert (letter.step, letter.year_id) == ("lao_strategy", YEAR)
    shown = browser.get(f"/letter/{letter.pk}/paper").content.decode()
    assert "เกินกำหนด ๑๗ วัน" in shown
    browser.post(f"/letter/{letter.pk}/send", {"number": "ชร 0023.3/ว 4", "dated_on": "วันนี้"})
    letter.refresh_from_db()
    assert letter.is_sent


def test_addressees_are_chosen_by_group_and_the_others_stay(office):
    letter = a_letter(office["officer"], [office["town"]])
    browser = signed_in(office["officer"])
    address = f"/letter/{letter.pk}/addressees"
    browser.post(address, {"group": "kind-SAO", "all": "1"})
    assert {one.organisation for one in copies_of(letter)} == {office["lao"], office["town"]}
    browser.post(address, {"group": "", "to": [office["lao"].pk]})
    assert [one.organisation for one in copies_of(letter)] == [office["lao"]]
    elsewhere = people.an_lao(people.a_district(people.a_province(50)))
    browser.post(address, {"group": f"in-{elsewhere.parent_id}", "to": [elsewhere.pk]})
    assert [one.organisation for one in copies_of(letter)] == [office["lao"]]


def test_the_lao_receives_at_home_and_the_office_sees_it(office):
    gone = sent(a_letter(office["officer"], [office["lao"]], subject="เรื่องที่รอลงรับ"), by=office["officer"])
    copy = a_copy(gone, office["lao"])
    browser = signed_in(office["clerk"])
    assert "เรื่องที่รอลงรับ" in browser.get("/").content.decode()
    browser.post(f"/letter-copy/{copy.pk}/receive", {"receipt_number": "1204"})
    assert "เรื่องที่รอลงรับ" not in browser.get("/").content.decode()
    seen = signed_in(office["officer"]).get(f"/letter/{gone.pk}").content.decode()
    assert "1204" in seen
    assert office["clerk"].user.full_name in seen


def test_a_draft_is_nothing_to_its_addressee(office):
    letter = a_letter(office["officer"], [office["lao"]])
    browser = signed_in(office["clerk"])
    assert browser.get(f"/letter-copy/{a_copy(letter, office['lao']).pk}").status_code == 404
    assert browser.get("/letters").context["page"].paginator.count == 0


def test_a_number_that_a_colleague_took_is_told_on_the_page_with_what_was_typed(office):
    sent(a_letter(office["officer"], [office["lao"]]), "ชร 1/ว 1", by=office["officer"])
    letter = a_letter(office["officer"], [office["lao"]])
    browser = signed_in(office["officer"])
    answer = browser.post(f"/letter/{letter.pk}/send", {"number": "ชร 1/ว 1", "dated_on": "วันนี้"})
    assert answer.status_code == 422
    assert "เลขถัดไปที่ว่างคือ ชร 1/ว 2" in answer.content.decode()


def test_those_who_have_done_the_step_are_taken_off_with_one_button(office):
    for one in ("lao", "town"):
        due(office[one], -17, year=YEAR)
    letter = a_letter(office["officer"], [office["lao"], office["town"]], chases=("lao_strategy", YEAR))
    Submission.objects.filter(organisation=office["town"]).update(
        life="submitted", submitted_at=clock.now(), first_full_at=clock.now()
    )
    browser = signed_in(office["officer"])
    assert [one.organisation for one in browser.get(f"/letter/{letter.pk}").context["done"]] == [office["town"]]
    browser.post(f"/letter/{letter.pk}/drop-done")
    assert [one.organisation for one in copies_of(letter)] == [office["lao"]]


def test_a_letter_to_twenty_costs_the_same_as_to_one(office):
    browser = signed_in(office["officer"])
    one = a_letter(office["officer"], [office["lao"]])
    many = a_letter(office["officer"], [office["lao"], *(people.an_lao(name=f"ที่{n}") for n in range(20))])
    browser.get("/letters")  # the first page of a session costs one more
    with count_queries() as first:
        browser.get(f"/letter/{one.pk}")
    with count_queries() as second:
        browser.get(f"/letter/{many.pk}")
    assert second.number == first.number


def test_a_district_sees_what_passes_through_it(office):
    gone = sent(a_letter(office["officer"], [office["lao"]], through_district=True), by=office["officer"])
    district = signed_in(people.a_post(Post.OFFICER, at=office["lao"].parent))
    assert [one.letter for one in district.get("/letters?box=below").context["page"]] == [gone]
    assert district.get(f"/letter/{gone.pk}").status_code == 404
    assert actions.receive_letter(a_copy(gone, office["lao"]), by=office["clerk"]).received_at


def test_more_copies_than_one_file_holds_are_offered_in_parts(office, monkeypatch):
    monkeypatch.setattr("localplan.support.letter_prints.IN_ONE_FILE", 1)
    letter = a_letter(office["officer"], [office["lao"], office["town"]])
    browser = signed_in(office["officer"])
    told = browser.get(f"/letter/{letter.pk}").content.decode()
    texts = {text_of(browser.get(f"/letter/{letter.pk}/letter.pdf?part={part}").content) for part in (1, 2)}
    assert [f"?part={part}" in told for part in (1, 2, 3)] == [True, True, False]
    assert sorted(name for name in ("ห้วยน้ำใส", "เชียงรุ้ง") for text in texts if name in text) == ["ห้วยน้ำใส", "เชียงรุ้ง"]


def test_the_list_of_addressees_tells_the_day_of_a_receipt_before_seven_in_the_morning(office):
    letter = sent(a_letter(office["officer"], [office["lao"]]), by=office["officer"])
    early = clock.dt.datetime(2027, 3, 9, 5, 30, tzinfo=clock.BANGKOK)
    LetterCopy.objects.filter(letter=letter).update(received_at=early, received_by=office["clerk"])
    rows = [row for part in address_list(letter, copies_of(letter)).parts for row in part.lines]
    assert rows[-1].cells[2] == "9 มี.ค. 2570"
