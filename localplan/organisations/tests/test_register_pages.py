"""The register by upload: hand in, look through, save what was seen or nothing."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from localplan.organisations import actions
from localplan.organisations.models import Change, Organisation, Post
from localplan.organisations.posts import Kind
from localplan.toolkit import clock
from localplan.toolkit.models import StoredFile
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db

UPLOAD, PREVIEW = "/register/import", "/register/import/preview"


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def keeper(client):
    return make.signed_in(client, make.a_post(Post.ADMINISTRATOR, at=make.the_department()))


def five():
    return [make.a_registered(serial) for serial in range(1, 6)]


def in_the_register(*rows):
    actions.import_register(make.a_list(*rows), effective_on=clock.today(), by=make.the_operator())


def hand_in(client, *rows, content=b"", day="วันนี้", name="lao.csv"):
    file = SimpleUploadedFile(name, content or make.as_csv(*rows))
    return client.post(UPLOAD, {"file": file, "effective_on": day})


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def press(client, page, **given):
    """Press the button of the preview with what stands on it."""
    html = page.content.decode()
    shown = re.findall(r'name="shown" value="(\d+)"', html)
    sent = {"seen": hidden(page, "seen"), "answers_shown": hidden(page, "answers_shown"), "shown": shown}
    return client.post(PREVIEW, sent | {"close": shown} | given)


def test_a_list_is_seen_first_and_saved_then(keeper):
    assert hand_in(keeper, *five()).url == PREVIEW
    page = keeper.get(PREVIEW)
    assert "อบต.ห้วยน้ำใส3" in page.content.decode()
    assert not Organisation.objects.laos().exists()
    saved = press(keeper, page)
    assert (saved.status_code, saved.url) == (302, UPLOAD)
    assert Organisation.objects.laos().count() == 5
    change = Change.objects.filter(verb="registered").first()
    assert (change.by.post, change.reason) == (Post.ADMINISTRATOR, "lao.csv")
    assert "lao.csv" in keeper.get(UPLOAD).content.decode()
    assert keeper.get(PREVIEW).status_code == 302


def test_a_bad_file_is_refused_with_every_row_and_not_kept(keeper):
    page = hand_in(keeper, make.a_registered(1), make.a_registered(1, "ซ้ำ"), make.a_registered(2, code="12"))
    html = page.content.decode()
    assert page.status_code == 422
    assert "6570101" in html
    assert "3" in html
    assert not StoredFile.objects.exists()
    assert keeper.get(PREVIEW).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"),
    [("lao.csv", b"%PDF-1.4 ..."), ("lao.csv", b"\x00\x01"), ("lao.pdf", b"%PDF-1.4"), ("a.csv", b"")],
)
def test_what_is_no_list_is_refused(keeper, name, content):
    file = SimpleUploadedFile(name, content)
    assert keeper.post(UPLOAD, {"file": file, "effective_on": "วันนี้"}).status_code == 422


def test_a_day_that_cannot_be_read_keeps_one_on_the_page(keeper):
    assert hand_in(keeper, *five(), day="32/13/2569").status_code == 422


def test_how_a_windows_file_was_read_is_said(keeper):
    hand_in(keeper, content=make.as_csv(*five(), encoding="cp874"))
    assert "windows-874" in keeper.get(PREVIEW).content.decode()


def test_an_unticked_closing_stays_open(keeper):
    rows = [make.a_registered(serial) for serial in range(1, 31)]
    in_the_register(*rows)
    hand_in(keeper, *rows[:28])
    page = keeper.get(PREVIEW)
    press(keeper, page, close=["6570130"])
    assert list(Organisation.objects.exclude(closed_on=None).values_list("code", flat=True)) == ["6570130"]


def test_a_part_of_the_register_cannot_be_saved(keeper):
    in_the_register(*five())
    hand_in(keeper, five()[0])
    page = press(keeper, keeper.get(PREVIEW))
    assert page.status_code == 422
    assert not Organisation.objects.exclude(closed_on=None).exists()


def test_an_open_question_is_not_saved_and_an_answer_is_first_seen_then_saved(keeper):
    in_the_register(*five())
    hand_in(keeper, *five()[:4], make.a_registered(44, "ต่างนาม"))
    page = keeper.get(PREVIEW)
    assert press(keeper, page).status_code == 422
    seen = press(keeper, page, **{"answer-6": "6570105"})
    assert seen.status_code == 422
    assert Organisation.objects.filter(name="ต่างนาม").count() == 0
    assert press(keeper, seen, **{"answer-6": "6570105"}).status_code == 302
    assert Organisation.objects.get(name="ต่างนาม").pk == 5_701_005


def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_saved(keeper):
    in_the_register(*five())
    hand_in(keeper, make.a_registered(1, kind=Kind.SUBM), *five()[1:])
    page = keeper.get(PREVIEW)
    in_the_register(make.a_registered(1, "ดอยงาม"), *five()[1:])
    again = press(keeper, page)
    assert again.status_code == 422
    assert Organisation.objects.get(pk=5_701_001).name == "ดอยงาม"
    assert press(keeper, again).status_code == 302
    assert Organisation.objects.get(pk=5_701_001).short_name == "ทต.ห้วยน้ำใส1"


def test_a_list_that_changes_nothing_has_no_button(keeper):
    in_the_register(*five())
    hand_in(keeper, *five())
    assert 'class="sticky"' not in keeper.get(PREVIEW).content.decode()


def test_a_script_in_a_name_stays_text(keeper):
    name = "<script>alert(1)</script>"
    hand_in(keeper, make.a_registered(1, name))
    html = keeper.get(PREVIEW).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("post", [Post.DIRECTOR, Post.OFFICER, Post.VIEWER])
def test_who_does_not_keep_the_register_finds_no_such_page(client, post):
    make.signed_in(client, make.a_post(post, at=make.the_department()))
    for address in (UPLOAD, PREVIEW):
        assert client.get(address).status_code == 404
    assert hand_in(client, *five()).status_code == 404


def test_one_person_does_not_see_the_list_another_handed_in(keeper, django_user_model):
    hand_in(keeper, *five())
    other = make.signed_in(type(keeper)(), make.a_post(Post.ADMINISTRATOR, at=make.the_department()))
    assert other.get(reverse("import-register-preview")).status_code == 302


def test_the_preview_costs_the_same_for_five_rows_and_for_a_hundred(keeper):
    hand_in(keeper, *five())
    with count_queries() as for_five:
        keeper.get(PREVIEW)
    hand_in(keeper, *(replace(make.a_registered(n), code=f"65701{n:02d}") for n in range(1, 100)))
    with count_queries() as for_many:
        keeper.get(PREVIEW)
    assert for_many.number == for_five.number


def test_who_keeps_the_register_finds_the_way_there(keeper):
    assert f'href="{UPLOAD}"' in keeper.get(reverse("provinces")).content.decode()
