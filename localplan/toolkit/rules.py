"""What a workbook must be, to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .problems import Problem


def workbook_is_of_this_kind(kind: str, *, expected: str, name: str) -> Iterator[Problem]:
    """A workbook made for other rows is not read as these. `name` is the expected sheet's; no kind stated is fine."""
    if kind and kind != expected:
        yield Problem(
            "workbook_is_of_this_kind",
            _("This workbook was made for other rows, not for “%(name)s”. Take the template of this page."),
            params={"name": name},
            field="file",
        )


def workbook_is_of_this_organisation(code: str, *, expected: str, name: str) -> Iterator[Problem]:
    """A workbook made for one organisation is not read into another's rows; no organisation stated is fine."""
    if code and code != expected:
        yield Problem(
            "workbook_is_of_this_organisation",
            _("This workbook was made for the organisation %(code)s, not for %(name)s (%(expected)s)."),
            params={"code": code[:30], "expected": expected, "name": name},
            field="file",
        )


def workbook_is_of_this_year(span: str, *, expected: str) -> Iterator[Problem]:
    """A workbook made for one fiscal year or plan is not read into another's; no year stated is fine."""
    if span and span != expected:
        yield Problem(
            "workbook_is_of_this_year",
            _("This workbook was made for %(years)s, not for %(expected)s."),
            params={"years": span[:30], "expected": expected},
            field="file",
        )
