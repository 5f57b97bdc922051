"""The prints of the room by name, for `manage.py print` and the pages: commitments, payments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Organisation
from localplan.toolkit.printing import Printable
from localplan.toolkit.problems import Problem, Refused

from .register import register_of_commitments, register_of_payments


class MoneyForm:
    """A register of one LAO and fiscal year."""

    def __init__(self, help: str, made: Callable[[Organisation, int], Printable]) -> None:
        self.help, self.made = help, made

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the LAO's code in DLA's register")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")

    def prepare(self, *, username: str | None, **options: Any) -> Printable:
        by = membership_of(username, Do.RECORD)
        code = options["organisation"]
        lao = Organisation.objects.visible_to(by).laos().filter(code=code).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.")
            raise Refused(Problem("organisation_is_known", told, params={"code": code}))
        return self.made(lao, options["year"])


FORMS = {
    "commitments": MoneyForm("register of the commitments of a fiscal year", register_of_commitments),
    "payments": MoneyForm("register of the payments of a fiscal year", register_of_payments),
}
