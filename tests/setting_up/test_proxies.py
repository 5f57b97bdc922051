"""Behind a proxy every person keeps an address of their own: wrong passwords of one office do not slow the nation."""

from typing import Any

import pytest

from localplan.wsgi import behind_proxies


def address_seen(proxies: list[str], **environ: str) -> Any:
    seen: dict[str, Any] = {}

    def application(given: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(given)
        return []

    behind_proxies(application, proxies)(environ, None)
    return seen["REMOTE_ADDR"]


PROXY = ["127.0.0.1", "10.0.0.0/8"]


def test_what_a_proxy_of_ours_names_is_the_address():
    assert address_seen(PROXY, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7") == "203.0.113.7"


def test_what_the_person_claims_in_front_of_it_is_not_believed():
    """A proxy adds the address it saw at the end; what stood there before came with the request."""
    claimed = "198.51.100.1, 203.0.113.7"
    assert address_seen(PROXY, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=claimed) == "203.0.113.7"
    assert address_seen(PROXY, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1") == "203.0.113.7"


def test_a_second_proxy_of_ours_in_between_is_passed_over():
    named = "203.0.113.7, 10.1.2.3"
    assert address_seen(PROXY, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=named) == "203.0.113.7"


@pytest.mark.parametrize("proxies", [[], PROXY])
def test_without_a_proxy_the_address_is_the_one_that_was_seen(proxies):
    assert address_seen(proxies, REMOTE_ADDR="203.0.113.7") == "203.0.113.7"
