"""A new colleague's first day in a real browser: appointed, linked, signed in. A test client would miss the headers
by which the browser itself decides whether a form may be sent."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def newcomer(request, chromium, live):
    """Another browser, where nobody is signed in."""
    context = chromium.new_context(base_url=live.url, java_script_enabled=request.param, locale="th-TH")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sign_in(page, username: str) -> None:
    page.goto("/sign-in")
    page.fill("#id_username", username)
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.wait_for_url("**/")


def test_a_planner_is_appointed_sets_a_password_with_the_link_and_signs_in(page, newcomer):
    clerk = make.a_post(Post.CLERK, at=make.an_lao())
    sign_in(page, clerk.user.username)
    page.goto(f"/people/{clerk.organisation_id}/appoint?post=planner")
    page.fill("#id_username", "kitti.k")
    page.fill("#id_full_name", "กิตติ แก้วเขียว")
    page.click("main form .btn--p")
    link = page.input_value("#link")
    assert page.evaluate("location.href") not in link

    newcomer.goto(link)
    for field in ("#id_password1", "#id_password2"):
        newcomer.fill(field, make.PASSWORD)
    newcomer.click("main form .btn--p")
    assert "kitti.k" in newcomer.inner_text("main")
    sign_in(newcomer, "kitti.k")
    newcomer.goto(f"/people/{clerk.organisation_id}")
    assert "กิตติ แก้วเขียว" in newcomer.inner_text("main")

    page.goto(f"/people/{clerk.organisation_id}")
    assert link not in page.content()
