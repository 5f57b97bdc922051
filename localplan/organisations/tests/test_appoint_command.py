"""The first administrator of a fresh system gets in by the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from localplan.organisations.models import Membership, Post

from . import make
from .make import days

pytestmark = pytest.mark.django_db


def run(capture, *words, command="appoint") -> list[str]:
    out = StringIO()
    with capture(execute=True):
        call_command(command, *words, stdout=out, stderr=out)
    return out.getvalue().splitlines()


def test_the_printed_link_lets_the_first_administrator_in(client, django_capture_on_commit_callbacks):
    said = run(
        django_capture_on_commit_callbacks,
        *["--organisation", "1", "--post", "administrator", "--username", "Dla.Admin", "--name", "สุดา พร้อมใจ"],
        "--json",
    )
    link = next(line for line in said if "/set-password/" in line)
    made = Membership.objects.get(user__username="dla.admin")
    assert (made.post, made.organisation_id, made.from_on) == ("administrator", 1, days(0))
    result = json.loads(next(line for line in said if line.startswith("{")))
    assert (result["ok"], result["created"]) == (True, 1)
    token = link.rsplit("/", 1)[1]
    new = {"password1": make.PASSWORD, "password2": make.PASSWORD}
    assert client.post(reverse("set-password", args=[token]), new).status_code == 200
    client.post(reverse("sign-in"), {"username": "dla.admin", "password": make.PASSWORD})
    assert client.get(reverse("people", args=[1])).status_code == 200


def test_dates_may_be_thai_and_a_scan_may_be_given(tmp_path, django_capture_on_commit_callbacks):
    lao = make.an_lao()
    scan = tmp_path / "คำสั่ง.pdf"
    scan.write_bytes(b"%PDF-1.4\n")
    run(
        django_capture_on_commit_callbacks,
        *["--organisation", str(lao.pk), "--post", "clerk", "--username", "palad", "--name", "สมบูรณ์ ดีพร้อม"],
        *["--from", "1 ต.ค. 2569", "--order-number", "จ 1/2569", "--order-on", "30/9/2569", "--order-file", str(scan)],
    )
    made = Membership.objects.get(user__username="palad")
    assert (str(made.from_on), str(made.order_on), made.order_file.name) == ("2026-10-01", "2026-09-30", "คำสั่ง.pdf")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--organisation", "999", "--post", "administrator", "--username", "a", "--name", "ก ข"],
        ["--organisation", "1", "--post", "clerk", "--username", "a", "--name", "ก ข"],
        ["--organisation", "1", "--post", "administrator", "--username", "a"],
        ["--organisation", "1", "--post", "auditor", "--username", "a", "--name", "ก ข"],
        ["--organisation", "1", "--post", "administrator", "--username", "ก", "--name", "ก ข"],
        ["--organisation", "1", "--post", "administrator", "--username", "a", "--name", "ก ข", "--order-file", "/no"],
        ["--organisation", "1", "--post", "administrator", "--username", "a", "--name", "ก ข", "--as", "nobody"],
    ],
)
def test_what_cannot_be_is_refused_with_a_word_and_status_1(wrong, django_capture_on_commit_callbacks):
    before = Membership.objects.count()
    with pytest.raises(SystemExit) as left:
        run(django_capture_on_commit_callbacks, *wrong)
    assert left.value.code == 1
    assert Membership.objects.count() == before


def test_an_unreadable_date_is_said(django_capture_on_commit_callbacks):
    with pytest.raises(CommandError, match="--from"):
        run(
            django_capture_on_commit_callbacks,
            *["--organisation", "1", "--post", "viewer", "--username", "a", "--name", "ก ข", "--from", "31/2/2569"],
        )


def test_as_somebody_the_levels_hold(django_capture_on_commit_callbacks):
    lao = make.an_lao()
    clerk = make.a_post(Post.CLERK, at=lao)
    with pytest.raises(SystemExit):
        run(
            django_capture_on_commit_callbacks,
            *["--organisation", "1", "--post", "viewer", "--username", "a", "--name", "ก ข"],
            *["--as", clerk.user.username],
        )


def test_a_trial_prints_no_link_and_keeps_nothing(django_capture_on_commit_callbacks):
    said = run(
        django_capture_on_commit_callbacks,
        *["--organisation", "1", "--post", "viewer", "--username", "a", "--name", "ก ข", "--dry-run"],
    )
    assert not [line for line in said if "/set-password/" in line]
    assert not Membership.objects.filter(user__username="a").exists()


def test_a_link_is_made_for_an_administrator_who_forgot(client, django_capture_on_commit_callbacks):
    administrator = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
    said = run(django_capture_on_commit_callbacks, "--username", administrator.user.username, command="make_link")
    link = next(line for line in said if "/set-password/" in line)
    assert client.get(reverse("set-password", args=[link.rsplit("/", 1)[1]])).status_code == 200
    with pytest.raises(SystemExit):
        run(django_capture_on_commit_callbacks, "--username", "nobody", command="make_link")
