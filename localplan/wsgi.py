"""The door of the web server: `granian --interface wsgi localplan.wsgi:application`."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localplan.settings")


def behind_proxies(application: Any, proxies: list[str]) -> Any:
    """A request that one of these proxies passes on comes from whom the proxy names in X-Forwarded-For.

    Else the whole nation would come from one address, and an address waits after a hundred wrong passwords in an hour.
    """
    return wrap_wsgi_with_proxy_headers(application, proxies) if proxies else application


application = behind_proxies(get_wsgi_application(), settings.TRUSTED_PROXIES)
