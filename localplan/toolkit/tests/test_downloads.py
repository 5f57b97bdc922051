"""Files that are saved: made, or led back to the page that says why not."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest

from localplan.toolkit.downloads import made_as_file
from localplan.toolkit.pdf.render import MEDIA_TYPE, PrintFailed
from localplan.toolkit.problems import Problem


@pytest.fixture
def request_():
    request = HttpRequest()
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def saved(request, make):
    return made_as_file(request, make, name="ผ.02.pdf", media=MEDIA_TYPE, back=("me",))


def test_what_is_made_is_saved_under_its_name(request_):
    answer = saved(request_, lambda: b"%PDF")
    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF", MEDIA_TYPE)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_cannot_be_made_leads_back_with_the_reason(request_):
    def fail():
        raise PrintFailed(Problem("print_can_be_made", "พิมพ์ไม่ได้"))

    answer = saved(request_, fail)
    assert (answer.status_code, answer.url) == (302, "/me")
    assert [str(one) for one in get_messages(request_)] == ["พิมพ์ไม่ได้"]
