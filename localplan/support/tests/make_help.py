"""Makers for tests of help. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from localplan.organisations.models import Membership
from localplan.support import actions
from localplan.support.facts import Asked, Said
from localplan.support.models import HelpRequest, SeeingAs
from localplan.toolkit import clock


def a_request(
    by: Membership, subject: str = "ยืนยันแผนไม่ได้", text: str = "กดยืนยันแล้วขึ้นว่าไม่ครบ", **values: Any
) -> HelpRequest:
    """Asked by an officer of an LAO."""
    return actions.ask_for_help(by.organisation, Asked(subject, text, **values), by=by)


def an_answer(request: HelpRequest, by: Membership, text: str = "กรอกเลขที่ประกาศก่อน แล้วกดอีกครั้ง") -> HelpRequest:
    return actions.answer(request, Said(text, seen=request.version), by=by)


def a_consent(by: Membership, officer: Membership, hours: int = 1) -> SeeingAs:
    return actions.let_see(by.organisation, officer, clock.now() + dt.timedelta(hours=hours), by=by)
