"""What is said when something fails."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import include, path, reverse

from localplan import urls
from localplan.toolkit.middleware import POLICY


def refuse(request):
    raise PermissionDenied


def break_down(request):
    raise RuntimeError("a bug of ours")


def lose_the_database(request):
    raise OperationalError("connection refused")


def mumble(request):
    raise BadRequest


for view in (refuse, break_down, lose_the_database, mumble):
    view.login_required = False

urlpatterns = [
    path("refuse", refuse),
    path("break", break_down),
    path("lose", lose_the_database),
    path("mumble", mumble),
    path("", include(urls.urlpatterns)),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

failing = override_settings(ROOT_URLCONF=__name__)


@failing
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing-here", 404, "ไม่พบหน้านี้"),
        ("/refuse", 404, "ไม่พบหน้านี้"),
        ("/break", 500, "ระบบขัดข้อง"),
        ("/lose", 503, "รอสักครู่"),
        ("/mumble", 400, "เบราว์เซอร์ส่งข้อมูลที่อ่านไม่ได้"),
    ],
)
def test_failure_is_said_in_words_with_a_way_forward(address, status, words):
    page = Client(raise_request_exception=False).get(address)
    assert page.status_code == status
    assert words in page.text
    assert 'href="/"' in page.text
    assert page["Content-Security-Policy"] == POLICY


@failing
@pytest.mark.django_db
def test_while_the_database_is_away_browsers_are_told_when_to_try_again():
    assert Client(raise_request_exception=False).get("/lose")["Retry-After"] == "30"


@failing
@pytest.mark.parametrize("address", ["/break", "/lose"])
def test_the_error_pages_do_not_ask_the_database(address):
    # without the django_db mark any query would raise inside the error page and leave no words
    page = Client(raise_request_exception=False).get(address)
    assert "แผนท้องถิ่น" in page.text


@failing
@pytest.mark.django_db
def test_failure_speaks_english_to_those_who_read_english():
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    assert "Something broke on our side" in client.get("/break").text


@pytest.mark.django_db
def test_a_form_opened_too_long_ago_is_refused_kindly():
    page = Client(enforce_csrf_checks=True).post(reverse("language"), {"language": "en"})
    assert page.status_code == 403
    assert "เปิดหน้านี้ไว้นานเกินไป" in page.text
