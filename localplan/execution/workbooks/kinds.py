"""`import_workbook commitments|payments` and `export_workbook …`: by the LAO's code and the fiscal year."""

from __future__ import annotations

from django.utils.translation import gettext as _

from localplan.calendar.models import FiscalYear
from localplan.organisations.access import Do, require
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import register_kind

from .commitments import CommitmentsDesk
from .desk import MoneyDesk
from .payments import PaymentsDesk

DESKS: dict[str, type[MoneyDesk]] = {"commitments": CommitmentsDesk, "payments": PaymentsDesk}


class OfTheYear:
    """One kind of workbook for the command line."""

    def __init__(self, desk: type[MoneyDesk]) -> None:
        self._desk = desk

    def membership_of(self, username: str | None) -> Membership:
        return membership_of(username, Do.RECORD)

    def desk(self, organisation: str, year: int, by: Membership) -> MoneyDesk:
        lao = Organisation.objects.visible_to(by).laos().filter(code=organisation).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.") % {"code": organisation}
            raise Refused(Problem("organisation_is_known", told))
        require(by, Do.RECORD, lao)
        if not FiscalYear.objects.filter(pk=year).exists():
            raise Refused(Problem("year_is_begun", _("The fiscal year %(year)s is not begun.") % {"year": year}))
        return self._desk(lao, year, by)


_KINDS = {name: OfTheYear(desk) for name, desk in DESKS.items()}


def desk_of(kind: str, organisation: Organisation, year: int, by: Membership) -> MoneyDesk:
    """The desk of a page."""
    return DESKS[kind](organisation, year, by)


def register() -> None:
    for name, kind in _KINDS.items():
        register_kind(name, kind)
