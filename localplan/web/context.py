"""What the frame around every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from localplan.organisations.access import Do, may
from localplan.organisations.middleware import RENEW_AFTER_SECONDS
from localplan.organisations.models import Level, Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .navigation import navigation
from .sample.accounts import accounts, is_loaded
from .years import offered_years


def text_size_words(size: int) -> str:
    """The label of the text-size button, naming the size in use."""
    return (_("Text size: normal"), _("Text size: large"), _("Text size: very large"))[size]


def place_of(organisation: Organisation) -> str:
    """District and province of an LAO, province of an office; empty for DLA."""
    above, names = organisation.parent, []
    while above is not None and above.level != Level.DLA:
        names.append(above)
        above = above.parent if above.level != Level.PROVINCE else None  # DLA is not worth a statement
    words = {Level.DISTRICT: _("%(name)s District"), Level.PROVINCE: _("%(name)s Province")}
    return " ".join(words[Level(office.level)] % {"name": office.name} for office in names)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: names used by base.html and its parts."""
    size = getattr(request, "text_size", 0)
    today = clock.today()
    context: dict[str, Any] = {
        "today": today,
        "text_size": size,
        "text_size_next": (size + 1) % 3,
        "text_size_words": text_size_words(size),
        "sample_data": is_loaded,  # asked of the database only by the templates that use them
        "accounts": accounts,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    context |= {
        "fiscal_year": getattr(request, "fiscal_year", fiscal_year(today)),
        "fiscal_years": offered_years(today),
        "session_seconds": request.session.get_expiry_age() - RENEW_AFTER_SECONDS,  # it may not have slid just now
    }
    acting: Membership | None = getattr(request, "by", None)
    if acting is not None:
        context |= {
            "acting": acting,
            "acting_place": place_of(acting.organisation),
            "other_posts": [post for post in getattr(request, "posts", ()) if post.pk != acting.pk],
            "navigation": navigation(request, acting),
            "may_ask_help": may(acting, Do.ASK_HELP),
            "seeing": getattr(request, "seeing", None),
        }
    return context
